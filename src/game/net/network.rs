//! The game's network as a resource. Dropping it ends the runtime, the built-in relay and the link.

use std::{net::SocketAddr, path::Path};

use bevy::prelude::*;
use url::Url;

use crate::{
    game::error::GameError,
    link::{Host, HostConfig},
};

/// The preferred port of the built-in relay and of the direct path.
const DEFAULT_PORT: u16 = 7171;

/// The game's host.
#[derive(Resource, Deref, DerefMut)]
pub(crate) struct Network(Host);

impl Network {
    /// Starts the host: with a relay of its own unless another one is named.
    ///
    /// # Errors
    /// If the relay cannot listen or has no certificate.
    pub(crate) fn start(
        relay: Option<Url>,
        bind: Option<SocketAddr>,
        data_dir: Option<&Path>,
    ) -> Result<Self, GameError> {
        let data_dir = data_dir.map(Path::to_owned);
        Ok(Self(Host::start(HostConfig { relay, bind, port: DEFAULT_PORT, data_dir, game_page: None })?))
    }
}

#[cfg(test)]
impl Network {
    /// Creates a host over a link whose phones the test plays itself.
    pub(crate) fn from_link(link: crate::link::Link) -> Self {
        Self(Host::from_link(link, "https://192.0.2.1:7171"))
    }
}

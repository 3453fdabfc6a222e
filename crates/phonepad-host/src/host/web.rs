//! Start of a host in a browser's page, which runs everything on its one thread.

use std::time::Duration;

use tokio::select;
use url::Url;
use wasm_bindgen_futures::spawn_local;

use super::{Host, HostConfig};
use crate::{
    Link, LinkConfig, LinkEvent, LinkState, SignalledConfig, connect, task,
    timer::sleep,
    transport::memory::{self, Phones},
};

/// The reason why a host did not start; each is one sentence for users.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The page has no origin with a relay, and the configuration names none.
    #[error("this page is not on a server with a relay, and no other relay is named")]
    NoRelay,
}

/// Nothing: the browser runs the tasks, which end when the link is dropped.
#[derive(Debug, Default)]
pub(super) struct HostRuntime;

impl HostRuntime {
    pub(super) fn has_own_relay(&self) -> bool {
        false
    }
}

impl Host {
    /// Starts the link to the relay at the page's own origin, unless another one is given.
    ///
    /// # Errors
    /// See [`HostError`].
    pub fn start(config: HostConfig) -> Result<Self, HostError> {
        let HostConfig { relay, page, stun_servers, .. } = config;
        let relay = relay.or_else(own_origin).ok_or(HostError::NoRelay)?;
        let origin = page.unwrap_or_else(|| relay.origin().ascii_serialization());
        let can_signal = has_web_rtc();
        let signalled = can_signal.then_some(SignalledConfig { stun_servers });
        let (link, task) = connect(LinkConfig { signalled, ..LinkConfig::new(relay) });
        spawn_local(task);
        let mut host = Self::from_link(link, &origin);
        host.is_signalled = can_signal;
        Ok(host)
    }

    /// Waits until the room is open, for this time at most: what a page shows first can be its join link, while the game
    /// still prepares its pictures on the same thread. Events that come meanwhile are left to [`Host::poll_event`].
    pub async fn wait_for_room(&mut self, longest: Duration) {
        let early = &mut self.early;
        let events = &mut self.link.events;
        let opened = async {
            while let Some(event) = events.recv().await {
                let is_open = matches!(event, LinkEvent::State(LinkState::Ready { .. }));
                early.push_back(event);
                if is_open {
                    break;
                }
            }
        };
        select! {
            () = opened => {}
            () = sleep(longest) => {}
        }
        if let Some(LinkEvent::State(state)) = self.early.iter().rfind(|event| matches!(event, LinkEvent::State(_))) {
            self.state = state.clone();
        }
    }

    /// Starts a host without a network, and returns its phones, which the program itself plays; see [`crate::memory`].
    ///
    /// # Errors
    /// Never, in a browser.
    pub fn in_memory() -> Result<(Self, Phones), HostError> {
        let (transport, phones) = memory::open();
        let (link, events, commands) = Link::open();
        spawn_local(task::run_over(transport, events, commands));
        Ok((Self::from_link(link, "https://192.0.2.1:7171"), phones))
    }
}

/// Returns the origin of the page, if it is one of HTTP or HTTPS.
fn own_origin() -> Option<Url> {
    let origin = Url::parse(&web_sys::window()?.location().origin().ok()?).ok()?;
    matches!(origin.scheme(), "http" | "https").then_some(origin)
}

/// Whether the browser has WebRTC, which some settings and policies turn off.
fn has_web_rtc() -> bool {
    js_sys::Reflect::has(&js_sys::global(), &"RTCPeerConnection".into()).unwrap_or(false)
}

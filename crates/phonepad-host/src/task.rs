//! The life of a link: its transports, and the session above them.

use tokio::sync::mpsc;
use tracing::{Instrument as _, field, info_span};

use super::{
    LinkCommand, LinkConfig,
    host_session::HostSession,
    transport::{Transport, direct, relay},
    types::EventSender,
};
use phonepad_protocol::DirectOffer;

/// Runs a link until the game drops it or it gives up.
pub(super) async fn run(config: LinkConfig, outlets: EventSender, commands: mpsc::Receiver<LinkCommand>) {
    let dropped = outlets.dropped();
    let (max_peers, echo_every) = (config.max_peers, config.timing.echo_every);
    let direct = listen(&config).await;
    let (direct, offer) = direct.map_or((None, None), |(transport, offer)| (Some(transport), Some(offer)));
    let offered = offer.as_ref().filter(|offer| !offer.addresses.is_empty()).map(DirectOffer::to_direct);
    let (relay, keeping) = relay::open(config, offered);
    let transports = direct.into_iter().chain([relay]).collect();
    let session = HostSession::new(outlets, commands, transports, offer, max_peers, echo_every);
    let life = async {
        tokio::select! {
            () = session.run() => {}
            // The session delivers the last events, and then ends.
            () = async { keeping.await; std::future::pending().await } => {}
            () = dropped => {}
        }
    };
    life.instrument(info_span!("link", room = field::Empty)).await;
}

/// Runs a session over one transport until the game drops the link.
#[cfg(feature = "embedded-relay")]
pub(super) async fn run_over(transport: Transport, outlets: EventSender, commands: mpsc::Receiver<LinkCommand>) {
    let dropped = outlets.dropped();
    let timing = super::Timing::default();
    let session =
        HostSession::new(outlets, commands, vec![transport], None, phonepad_protocol::MAX_PEERS, timing.echo_every);
    tokio::select! {
        () = session.run() => {}
        () = dropped => {}
    }
}

/// Opens the direct port, if configured: another one if the requested one is taken. A game without one plays through
/// the relay.
async fn listen(config: &LinkConfig) -> Option<(Transport, DirectOffer)> {
    let config = config.direct.as_ref()?;
    let opened = direct::open(config.addresses.clone(), config.port).await;
    let opened = opened.inspect_err(|error| tracing::warn!("phones cannot reach the game directly: {error}")).ok()?;
    if opened.1.addresses.is_empty() {
        tracing::warn!("phones cannot reach the game directly: no address of this machine can be had");
    }
    Some(opened)
}

//! The life of a link: its transports, and the session above them.

use tokio::sync::mpsc;
use tracing::{Instrument as _, field, info_span};

use super::{
    LinkCommand, LinkConfig,
    host_session::HostSession,
    transport::{Offer, direct, relay},
    types::EventSender,
};

/// Runs a link until the game drops it or it gives up.
pub(super) async fn run(config: LinkConfig, outlets: EventSender, commands: mpsc::Receiver<LinkCommand>) {
    let dropped = outlets.dropped();
    let (max_peers, echo_every) = (config.max_peers, config.timing.echo_every);
    let (direct, offer) = direct::open(&config).await.unzip();
    let (relay, keeping) = relay::open(config, offer.as_ref().and_then(Offer::to_direct));
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
#[cfg(feature = "host")]
pub(super) async fn run_over(
    transport: super::transport::Transport,
    outlets: EventSender,
    commands: mpsc::Receiver<LinkCommand>,
) {
    let dropped = outlets.dropped();
    let timing = super::Timing::default();
    let session =
        HostSession::new(outlets, commands, vec![transport], None, phonepad_protocol::MAX_PEERS, timing.echo_every);
    tokio::select! {
        () = session.run() => {}
        () = dropped => {}
    }
}

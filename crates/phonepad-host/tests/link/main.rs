//! The link to a relay from the game's side: a good relay, odd ones, and none at all.

mod conversation;
mod direct;
mod own_relay;
mod real;
mod recovery;
mod scripted;

use full_tilt_test_support::{quick, soon};
use phonepad_host::{Link, LinkConfig, LinkEvent, LinkState, connect};
use phonepad_protocol::RoomCode;
use url::Url;

/// Starts a link with negligibly short pauses.
fn link_to(relay: Url) -> (Link, tokio::task::JoinHandle<()>) {
    link_with(quick(relay))
}

fn link_with(config: LinkConfig) -> (Link, tokio::task::JoinHandle<()>) {
    let (link, task) = connect(config);
    (link, tokio::spawn(task))
}

fn code(text: &str) -> RoomCode {
    text.parse().expect("a code")
}

async fn next(link: &mut Link) -> LinkEvent {
    soon("event", link.events.recv()).await.expect("the link lives")
}

async fn next_state(link: &mut Link) -> LinkState {
    loop {
        if let LinkEvent::State(state) = next(link).await {
            return state;
        }
    }
}

/// Returns the code of the room once the link is ready.
async fn ready(link: &mut Link) -> RoomCode {
    loop {
        if let LinkState::Ready { code } = next_state(link).await {
            return code;
        }
    }
}

/// Returns the reason of the next retry.
async fn retry_reason(link: &mut Link) -> String {
    loop {
        if let LinkState::Retrying { reason, .. } = next_state(link).await {
            return reason;
        }
    }
}

async fn failure(link: &mut Link) -> String {
    loop {
        if let LinkState::Failed(reason) = next_state(link).await {
            return reason;
        }
    }
}

//! One `RTCPeerConnection` and its two channels. It must not depend on the content of messages.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use tokio::sync::mpsc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, EventTarget, MessageEvent, RtcConfiguration, RtcDataChannel, RtcDataChannelInit, RtcDataChannelState,
    RtcDataChannelType, RtcIceCandidateInit, RtcIceServer, RtcPeerConnection, RtcPeerConnectionIceEvent,
    RtcPeerConnectionState, RtcSdpType, RtcSessionDescriptionInit,
};

use crate::{
    listener::Listener,
    message_budget::{ChannelMessage, MAX_LOSSY_WAITING, MAX_RELIABLE_WAITING},
    transport::signalled::sdp::{MID, candidate_line, offer_sdp, read_candidate, read_description},
};
use phonepad_protocol::{
    LOSSY_CHANNEL, MAX_TEXT_BYTES, RELIABLE_CHANNEL, SignalCandidate, SignalDescription, StunServer,
};

/// An event of a connection.
pub(super) enum PeerEvent {
    /// The browser has answered the offer.
    Answered(SignalDescription),
    /// The browser has found an address of this machine.
    Candidate(SignalCandidate),
    /// Both channels are open.
    Opened,
    /// The phone sent a message.
    Message(ChannelMessage),
    /// The connection cannot be used, or not any more.
    Failed,
}

/// The connection, which is closed when it is dropped.
pub(super) struct PeerConnection {
    inner: RtcPeerConnection,
    lossy: RtcDataChannel,
    reliable: RtcDataChannel,
    _listeners: Vec<Listener>,
}

/// The queue of one connection's events.
#[derive(Clone)]
struct Events {
    session: u64,
    sender: mpsc::Sender<(u64, PeerEvent)>,
    inner: RtcPeerConnection,
}

impl Events {
    /// Queues an event. Without room, a lossy frame is dropped, and anything else ends the connection.
    fn send(&self, event: PeerEvent) {
        let is_lossy = matches!(&event, PeerEvent::Message(message) if !message.reliable);
        if self.sender.try_send((self.session, event)).is_err() && !is_lossy {
            self.inner.close();
        }
    }
}

impl PeerConnection {
    /// Creates the answer to a phone's offer. The events go into `sender`, with the number of the session.
    pub(super) fn answer(
        session: u64,
        phone: &SignalDescription,
        stun_servers: &[StunServer],
        sender: &mpsc::Sender<(u64, PeerEvent)>,
    ) -> Result<Self, JsValue> {
        let inner = RtcPeerConnection::new_with_configuration(&configuration(stun_servers))?;
        let events = Events { session, sender: sender.clone(), inner: inner.clone() };
        let lossy = channel(&inner, "lossy", LOSSY_CHANNEL, true);
        let reliable = channel(&inner, "reliable", RELIABLE_CHANNEL, false);
        let mut listeners = vec![
            on_candidate(&inner, events.clone()),
            on_state(&inner, events.clone()),
            fail_on(&inner, "datachannel", events.clone()),
        ];
        let channels = [lossy.clone(), reliable.clone()];
        for (channel, is_reliable) in [(&lossy, false), (&reliable, true)] {
            listeners.push(on_open(channel, channels.clone(), events.clone()));
            listeners.push(on_message(channel, is_reliable, events.clone()));
            listeners.push(fail_on(channel, "close", events.clone()));
        }
        let connection = Self { inner, lossy, reliable, _listeners: listeners };
        // Called before this function returns, so that candidates that follow find the description in place.
        let offer = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
        offer.set_sdp(&offer_sdp(phone));
        let offered = connection.inner.set_remote_description(&offer);
        spawn_local(async move {
            let answered = async {
                JsFuture::from(offered).await?;
                let answer = JsFuture::from(events.inner.create_answer()).await?;
                JsFuture::from(events.inner.set_local_description(answer.unchecked_ref())).await?;
                js_sys::Reflect::get(&answer, &"sdp".into())
            };
            let description = answered.await.map(|sdp| sdp.as_string().as_deref().and_then(read_description));
            match description {
                Ok(Some(description)) => events.send(PeerEvent::Answered(description)),
                Ok(None) => events.send(PeerEvent::Failed),
                Err(error) => {
                    tracing::debug!(?error, "a phone's offer cannot be answered");
                    events.send(PeerEvent::Failed);
                }
            }
        });
        Ok(connection)
    }

    /// Adds a candidate of the phone. One that the browser cannot use is ignored.
    pub(super) fn add_candidate(&self, candidate: &SignalCandidate) {
        let init = RtcIceCandidateInit::new(&candidate_line(candidate));
        init.set_sdp_mid(Some(MID));
        init.set_sdp_m_line_index(Some(0));
        let added = self.inner.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init));
        spawn_local(async move { _ = JsFuture::from(added).await });
    }

    /// Sends a message. Returns `false` if it was not accepted. A lossy frame may then be dropped; after a reliable one
    /// that was not accepted, the connection is useless.
    pub(super) fn send(&self, message: &ChannelMessage) -> bool {
        let (channel, most) =
            if message.reliable { (&self.reliable, MAX_RELIABLE_WAITING) } else { (&self.lossy, MAX_LOSSY_WAITING) };
        if channel.buffered_amount() as usize + message.bytes.len() > most {
            return false;
        }
        match str::from_utf8(&message.bytes).ok().filter(|_| message.text) {
            Some(text) => channel.send_with_str(text),
            None => channel.send_with_u8_array(&message.bytes),
        }
        .is_ok()
    }

    /// Whether the browser has given up the connection.
    pub(super) fn is_dead(&self) -> bool {
        matches!(self.inner.connection_state(), RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed)
    }
}

impl Drop for PeerConnection {
    fn drop(&mut self) {
        self.inner.close();
    }
}

fn configuration(stun_servers: &[StunServer]) -> RtcConfiguration {
    let servers = stun_servers.iter().map(|address| {
        let server = RtcIceServer::new();
        server.set_urls_str(address.as_str());
        server
    });
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&servers.collect::<Array>());
    configuration
}

/// Creates a channel that both sides have negotiated beforehand.
fn channel(connection: &RtcPeerConnection, label: &str, id: u16, is_lossy: bool) -> RtcDataChannel {
    let init = RtcDataChannelInit::new();
    init.set_negotiated(true);
    init.set_id(id);
    if is_lossy {
        init.set_ordered(false);
        init.set_max_retransmits(0);
    }
    let channel = connection.create_data_channel_with_data_channel_dict(label, &init);
    channel.set_binary_type(RtcDataChannelType::Arraybuffer);
    channel
}

fn on_candidate(connection: &RtcPeerConnection, events: Events) -> Listener {
    Listener::new(connection, "icecandidate", move |event: RtcPeerConnectionIceEvent| {
        if let Some(candidate) = event.candidate().and_then(|candidate| read_candidate(&candidate.candidate())) {
            events.send(PeerEvent::Candidate(candidate));
        }
    })
}

fn on_state(connection: &RtcPeerConnection, events: Events) -> Listener {
    let inner = connection.clone();
    Listener::new(connection, "connectionstatechange", move |_: Event| {
        if inner.connection_state() == RtcPeerConnectionState::Failed {
            events.send(PeerEvent::Failed);
        }
    })
}

/// Ends the connection at an event that no phone of ours causes while it plays.
fn fail_on(target: &EventTarget, name: &'static str, events: Events) -> Listener {
    Listener::new(target, name, move |_: Event| events.send(PeerEvent::Failed))
}

fn on_open(channel: &RtcDataChannel, channels: [RtcDataChannel; 2], events: Events) -> Listener {
    Listener::new(channel, "open", move |_: Event| {
        if channels.iter().all(|channel| channel.ready_state() == RtcDataChannelState::Open) {
            events.send(PeerEvent::Opened);
        }
    })
}

fn on_message(channel: &RtcDataChannel, reliable: bool, events: Events) -> Listener {
    Listener::new(channel, "message", move |event: MessageEvent| {
        let data = event.data();
        let message = if let Some(text) = data.as_string() {
            ChannelMessage { reliable, text: true, bytes: text.into_bytes() }
        } else if let Some(buffer) = data.dyn_ref::<ArrayBuffer>() {
            // One byte more than any limit shows that it is too long.
            let bytes = Uint8Array::new(buffer).subarray(0, MAX_TEXT_BYTES as u32 + 1).to_vec();
            ChannelMessage { reliable, text: false, bytes }
        } else {
            return;
        };
        events.send(PeerEvent::Message(message));
    })
}

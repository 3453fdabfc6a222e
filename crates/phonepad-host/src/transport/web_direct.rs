//! The transport without a relay in a browser: one `RTCPeerConnection` for each phone, opened with signals. It never asks
//! for a permission, because it uses neither camera nor microphone.

mod peer_connection;

use std::{collections::BTreeMap, time::Duration};

use tokio::sync::mpsc;
use wasm_bindgen_futures::spawn_local;

use super::{
    Offer, Transport, TransportCommand, TransportEnds, TransportEvent,
    signalled::attempts::{AttemptOutput, Attempts},
};
use crate::{
    LinkConfig, RouteKind,
    message_budget::{ChannelMessage, SessionOutput},
    random::random_text,
    timer::{Instant, timer},
};
use peer_connection::{PeerConnection, PeerEvent};
use phonepad_protocol::{
    CloseCode, DirectGameText, PAGE_ID_CHARS, Signal, SignalDescription, SignalledOffer, StunServer, is_reliable,
};

/// Most events of all connections that may wait.
const EVENTS: usize = 1024;
/// Time between two checks for overdue connections.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// All connections.
struct WebDirectTask {
    stun_servers: Vec<StunServer>,
    attempts: Attempts,
    connections: BTreeMap<u64, PeerConnection>,
    /// The times of `attempts` are since then.
    start: Instant,
    sender: mpsc::Sender<(u64, PeerEvent)>,
    events: mpsc::Receiver<(u64, PeerEvent)>,
    ends: TransportEnds,
}

/// Starts to answer phones, if configured. Everything ends when the transport is dropped.
pub(crate) async fn open(config: &LinkConfig) -> Option<(Transport, Offer)> {
    let config = config.signalled.clone()?;
    let offer = SignalledOffer::new(random_text(PAGE_ID_CHARS)?)?.with_stun_servers(config.stun_servers);
    let (transport, ends) = Transport::pair(RouteKind::Direct);
    let (sender, events) = mpsc::channel(EVENTS);
    let task = WebDirectTask {
        stun_servers: offer.stun_servers().to_vec(),
        attempts: Attempts::default(),
        connections: BTreeMap::new(),
        start: Instant::now(),
        sender,
        events,
        ends,
    };
    spawn_local(task.run());
    Some((transport, Offer::Signalled(offer)))
}

impl WebDirectTask {
    /// Runs until the transport is dropped.
    async fn run(mut self) {
        let mut checks = timer(LOOK_EVERY);
        loop {
            tokio::select! {
                biased;
                command = self.ends.commands.recv() => match command {
                    Some(command) => self.handle_command(command),
                    None => return,
                },
                Some((session, event)) = self.events.recv() => self.handle_event(session, event),
                _ = checks.tick() => self.tick(),
            }
        }
    }

    fn handle_command(&mut self, command: TransportCommand) {
        match command {
            TransportCommand::Signal(slot, signal) => {
                let now = self.now();
                for output in self.attempts.handle_signal(now, slot, signal) {
                    match output {
                        AttemptOutput::Answer(session, description) => self.answer(session, &description),
                        AttemptOutput::Candidate(session, candidate) => {
                            if let Some(connection) = self.connections.get(&session) {
                                connection.add_candidate(&candidate);
                            }
                        }
                        AttemptOutput::Close(session) => self.forget(session),
                    }
                }
            }
            TransportCommand::Frame(session, bytes) => {
                let reliable = bytes.first().is_some_and(|kind| is_reliable(*kind));
                self.send(session, &ChannelMessage { reliable, text: false, bytes });
            }
            TransportCommand::Text(session, text) => self.send_text(session, text),
            TransportCommand::Close(session, code) => self.close(session, code),
            TransportCommand::Release(slot) => {
                for session in self.attempts.release(slot) {
                    self.forget(session);
                }
            }
            // There is no room here, and no port.
            TransportCommand::FrameToAll(_) | TransportCommand::Listen(_) | TransportCommand::Room(_) => {}
        }
    }

    /// Creates the connection of an attempt.
    fn answer(&mut self, session: u64, phone: &SignalDescription) {
        match PeerConnection::answer(session, phone, &self.stun_servers, &self.sender) {
            Ok(connection) => _ = self.connections.insert(session, connection),
            Err(error) => {
                tracing::warn!(?error, "the browser opens no direct connection");
                self.attempts.ended(session);
            }
        }
    }

    fn handle_event(&mut self, session: u64, event: PeerEvent) {
        match event {
            PeerEvent::Answered(description) => {
                if let Some((slot, attempt)) = self.attempts.signals_to(session) {
                    self.signal(slot, Signal { attempt, description: Some(description), candidates: Vec::new() });
                }
            }
            PeerEvent::Candidate(candidate) => {
                if let Some((slot, attempt)) = self.attempts.local_candidate(session) {
                    self.signal(slot, Signal { attempt, description: None, candidates: vec![candidate] });
                }
            }
            PeerEvent::Opened => {
                if self.attempts.opened(self.now(), session) {
                    self.report(session, TransportEvent::Opened(session));
                }
            }
            PeerEvent::Message(message) => {
                let at = Instant::now();
                match self.attempts.handle_message(at.saturating_duration_since(self.start), session, message) {
                    SessionOutput::Text(text) => self.report(session, TransportEvent::Text(session, text)),
                    SessionOutput::Frame(payload) => {
                        self.report(session, TransportEvent::Frame(session, at, payload.into()));
                    }
                    SessionOutput::Nothing => {}
                    SessionOutput::TooMuch => self.close(session, CloseCode::TooManyMessages),
                }
            }
            PeerEvent::Failed => self.forget(session),
        }
    }

    fn signal(&self, slot: u8, signal: Signal) {
        // An attempt whose signals are lost does not open; the phone makes another one.
        let _ = self.ends.events.try_send(TransportEvent::Signal(slot, signal));
    }

    /// Passes an event of a phone to the session above. A phone whose messages were lost must not continue as if they had
    /// been received.
    fn report(&mut self, session: u64, event: TransportEvent) {
        let is_lossy =
            matches!(&event, TransportEvent::Frame(_, _, bytes) if !bytes.first().is_some_and(|k| is_reliable(*k)));
        if self.ends.events.try_send(event).is_err() && !is_lossy {
            self.close(session, CloseCode::TooSlow);
        }
    }

    fn send_text(&mut self, session: u64, text: String) {
        self.send(session, &ChannelMessage { reliable: true, text: true, bytes: text.into_bytes() });
    }

    fn send(&mut self, session: u64, message: &ChannelMessage) {
        let connection = self.connections.get(&session).filter(|_| self.attempts.is_open(session));
        if connection.is_some_and(|connection| !connection.send(message)) && message.reliable {
            self.forget(session);
        }
    }

    /// Sends a phone the reason for the end of its session, and ends it.
    fn close(&mut self, session: u64, code: CloseCode) {
        self.send_text(session, DirectGameText::Close { code: code.as_u16() }.to_text());
        self.attempts.close(self.now(), session);
    }

    fn tick(&mut self) {
        let dead = self.connections.iter().filter(|(_, connection)| connection.is_dead());
        let mut over: Vec<u64> = dead.map(|(session, _)| *session).collect();
        over.extend(self.attempts.overdue(self.now()));
        for session in over {
            self.forget(session);
        }
    }

    /// Ends a connection at once.
    fn forget(&mut self, session: u64) {
        self.connections.remove(&session);
        if self.attempts.ended(session) {
            // The queue has room for it as soon as the session above runs again.
            let events = self.ends.events.clone();
            spawn_local(async move { _ = events.send(TransportEvent::Closed(session)).await });
        }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }
}

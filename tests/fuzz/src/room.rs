//! A room as a state machine, with clients that join, leave and send anything, in any order.

use std::{collections::BTreeMap, net::IpAddr};

use phonepad_protocol::{
    ALL_PEERS, Command, Hello, HelloRole, MAX_HOST_PAYLOAD, MAX_PEER_PAYLOAD, PeerLeftReason, RelayText, Welcome,
    is_reliable,
};
use phonepad_relay::{
    Network, Newcomer, Output, QueuedMessage, Room, RoomRecord, SocketId, Token, send_queue::SendQueue,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::Input;

const MAX_PEERS: u8 = 4;
const CREATED_MS: u64 = 1_700_000_000_000;

/// The owner of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Host,
    Peer(u8),
}

/// A welcomed socket.
#[derive(Debug)]
struct Client {
    owner: Owner,
    lane: u8,
    outbox: SendQueue,
}

/// A token that was given out.
#[derive(Debug)]
struct Given {
    text: String,
    slot: u8,
    is_invitation: bool,
    /// Whether a newer one has replaced it, so that it must not open anything again.
    is_spent: bool,
}

struct World {
    room: Room,
    now_ms: u64,
    rng: ChaCha8Rng,
    host_token: String,
    next_socket: u64,
    clients: BTreeMap<SocketId, Client>,
    /// Every seat token and every invitation ever given out.
    tokens: Vec<Given>,
    /// The token in the newest hello.
    presented: Option<String>,
    /// The number in the next frame.
    number: u32,
}

/// The room never panics, never sends to a socket that is gone, gives a slot to one phone only, and forwards frames to
/// the right receivers.
pub(crate) fn room(data: &[u8]) {
    let mut input = Input::new(data);
    let mut world = World::new();
    while !input.is_empty() {
        match input.below(10) {
            0 => world.hello(&mut input, 0),
            1 => world.hello(&mut input, 1),
            2..=4 => world.frame(&mut input),
            5 => world.text(&mut input),
            6 => world.gone(&mut input),
            7 => world.now_ms += input.choose(&[1, 16, 1000, 30_000, 120_000, 600_000]),
            8 => world.tick(),
            _ => world.drain(&mut input),
        }
        world.check();
    }
}

impl World {
    fn new() -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let token = Token::random(&mut rng);
        let code = "K7TQ".parse().expect("a code");
        Self {
            room: Room::new(code, token.hash(), MAX_PEERS, CREATED_MS),
            now_ms: CREATED_MS,
            rng,
            host_token: token.as_str().to_owned(),
            next_socket: 0,
            clients: BTreeMap::new(),
            tokens: Vec::new(),
            presented: None,
            number: 0,
        }
    }

    /// Gives the room an input, and carries out its outputs, as the relay would.
    fn step(&mut self, act: impl FnOnce(&mut Room, u64, &mut Vec<Output>)) -> Vec<(SocketId, QueuedMessage)> {
        let mut outputs = Vec::new();
        act(&mut self.room, self.now_ms, &mut outputs);
        let mut sent = Vec::new();
        while !outputs.is_empty() {
            for output in std::mem::take(&mut outputs) {
                match output {
                    Output::Send { to, message, culprit } => {
                        self.note_welcome(to, &message);
                        // An earlier client in this batch may have been too slow.
                        let Some(client) = self.clients.get_mut(&to) else { continue };
                        sent.push((to, message.clone()));
                        let refused = culprit.is_some() && client.outbox.is_half_full();
                        if refused || client.outbox.push(message).is_err() {
                            let gone = culprit.unwrap_or(to);
                            self.clients.remove(&gone);
                            self.room.gone(gone, PeerLeftReason::Slow, self.now_ms, &mut outputs);
                        }
                    }
                    Output::Promise { to, message } => {
                        self.note_invitation(to, &message);
                        let Some(client) = self.clients.get_mut(&to) else { continue };
                        if client.outbox.push(message).is_err() {
                            self.clients.remove(&to);
                            self.room.gone(to, PeerLeftReason::Slow, self.now_ms, &mut outputs);
                        }
                    }
                    Output::Close { socket, .. } => {
                        self.clients.remove(&socket);
                    }
                }
            }
        }
        sent
    }

    fn note_welcome(&mut self, to: SocketId, message: &QueuedMessage) {
        let (QueuedMessage::Text(text) | QueuedMessage::SeatNews { text, .. }) = message else { return };
        let (owner, lane) = match RelayText::parse(text) {
            Some(RelayText::Welcome(Welcome::Host { lane, .. })) => (Owner::Host, lane),
            Some(RelayText::Welcome(Welcome::Peer { slot, seat, resumed, name, lane, .. })) => {
                self.note_seat(slot, seat, resumed, name.is_some());
                (Owner::Peer(slot), lane)
            }
            _ => return assert!(self.clients.contains_key(&to), "{to:?} gets a text without a welcome: {text}"),
        };
        let client = Client { owner, lane, outbox: SendQueue::default() };
        assert!(self.clients.insert(to, client).is_none(), "{to:?} is welcomed twice");
    }

    /// A token opens its own seat only, as long as it is the newest of its kind for that seat.
    fn note_seat(&mut self, slot: u8, seat: String, resumed: bool, by_invitation: bool) {
        assert!(slot < MAX_PEERS);
        assert_eq!(resumed, self.presented.is_some(), "a presented token is valid, or refused");
        let presented = self.tokens.iter().find(|given| Some(&given.text) == self.presented.as_ref());
        if let Some(given) = presented {
            assert!(given.slot == slot && !given.is_spent && given.is_invitation == by_invitation, "{given:?}");
        }
        if resumed && !by_invitation {
            return assert_eq!(Some(seat), self.presented);
        }
        assert!(self.tokens.iter().all(|given| given.text != seat));
        self.give(slot, seat, false);
    }

    /// A new seat token invalidates everything given out for the slot, an invitation only an older one.
    fn give(&mut self, slot: u8, text: String, is_invitation: bool) {
        for given in self.tokens.iter_mut().filter(|given| given.slot == slot) {
            given.is_spent |= given.is_invitation || !is_invitation;
        }
        self.tokens.push(Given { text, slot, is_invitation, is_spent: false });
    }

    fn note_invitation(&mut self, to: SocketId, message: &QueuedMessage) {
        let QueuedMessage::Text(text) = message else { panic!("an invitation is a text: {message:?}") };
        let Some(RelayText::Invitation { slot, seat }) = RelayText::parse(text) else { panic!("{text}") };
        assert!(self.clients.get(&to).is_some_and(|client| client.owner == Owner::Host && client.lane == 0));
        self.give(slot, seat, true);
    }

    fn hello(&mut self, input: &mut Input<'_>, lane: u8) {
        let known = self.tokens.get(input.below(self.tokens.len().max(1))).map(|given| given.text.clone());
        let newest = self.tokens.last().map(|given| given.text.clone());
        let mut hello = match input.below(6) {
            0 | 1 => Hello::host(self.host_token.clone()),
            2 => Hello::host("wrong"),
            3 => Hello::peer("Ada", known),
            4 => Hello::peer("Eve", newest),
            _ => Hello::peer("", None),
        };
        hello.lane = lane;
        self.presented = match &hello.role {
            HelloRole::Peer { seat, .. } => seat.clone(),
            HelloRole::Host { .. } => None,
        };
        let socket = SocketId(self.next_socket);
        self.next_socket += 1;
        let fresh = Token::random(&mut self.rng);
        let is_host = |client: &Client| client.owner == Owner::Host && client.lane == 0;
        let is_host_behind = self.clients.values().any(|client| is_host(client) && client.outbox.is_half_full());
        let network = Network::from(IpAddr::from([192, 0, 2, input.byte() % 3]));
        let newcomer = Newcomer { socket, network, is_host_behind };
        self.step(|room, now_ms, out| room.join(newcomer, hello, fresh, now_ms, out));
    }

    fn frame(&mut self, input: &mut Input<'_>) {
        let Some(socket) = self.some_client(input) else { return };
        let (owner, lane) = (self.clients[&socket].owner, self.clients[&socket].lane);
        let (kind, size) = (input.choose(&[1, 2, 0x80, 0xFF]), input.choose(&[0, 1, 5, 24, 512, 513, 16_384, 16_385]));
        let to = input.choose(&[0, 1, 2, 3, 7, ALL_PEERS]);
        self.number += 1;
        let mut payload = vec![kind];
        payload.extend(self.number.to_le_bytes());
        payload.resize(size, 0);
        let (frame, limit) = match owner {
            Owner::Host => ([&[to], payload.as_slice()].concat(), MAX_HOST_PAYLOAD),
            Owner::Peer(_) => (payload.clone(), MAX_PEER_PAYLOAD),
        };
        let is_allowed = (1..=limit).contains(&size) && (lane == 0 || !is_reliable(kind));
        let mut expected: Vec<(SocketId, Vec<u8>)> = Vec::new();
        for (id, client) in self.clients.iter().filter(|(_, client)| client.lane == 0 || !is_reliable(kind)) {
            match (owner, client.owner) {
                (Owner::Host, Owner::Peer(slot)) if to == slot || to == ALL_PEERS => {
                    expected.push((*id, payload.clone()));
                }
                (Owner::Peer(slot), Owner::Host) => expected.push((*id, [&[slot], payload.as_slice()].concat())),
                _ => {}
            }
        }
        let sent = self.step(|room, now_ms, out| room.frame(socket, &frame, now_ms, out));
        let mut data: Vec<(SocketId, Vec<u8>)> = sent
            .into_iter()
            .filter_map(|(id, message)| match message {
                QueuedMessage::Reliable(bytes) | QueuedMessage::Lossy { bytes, .. } => Some((id, bytes.to_vec())),
                QueuedMessage::Text(_) | QueuedMessage::SeatNews { .. } => None,
            })
            .collect();
        data.sort();
        // Only a peer's lossy frames may be dropped, for their rate.
        let may_be_dropped = matches!(owner, Owner::Peer(_)) && !is_reliable(kind);
        let was_expelled = !self.clients.contains_key(&socket);
        if is_allowed && !(data.is_empty() && (may_be_dropped || was_expelled)) {
            assert_eq!(data, expected, "from {owner:?}");
        } else {
            assert!(data.is_empty(), "{data:?}");
        }
    }

    fn text(&mut self, input: &mut Input<'_>) {
        let Some(socket) = self.some_client(input) else { return };
        let text = match input.below(8) {
            0 => "ping".to_owned(),
            1 => Command::Kick { slot: input.byte() % 8 }.to_text(),
            2 => Command::Lock { locked: input.byte().is_multiple_of(2) }.to_text(),
            3 => Command::Rename { name: "Eve".into() }.to_text(),
            4 => Command::Leave.to_text(),
            5 => r#"{"type":"direct","direct":[1]}"#.to_owned(),
            6 => Command::Invite { slot: input.byte() % 8 }.to_text(),
            _ => String::from_utf8_lossy(input.bytes(40)).into_owned(),
        };
        let fresh = Token::random(&mut self.rng);
        self.step(|room, now_ms, out| room.text(socket, &text, || fresh, now_ms, out));
    }

    fn gone(&mut self, input: &mut Input<'_>) {
        let Some(socket) = self.some_client(input) else { return };
        self.clients.remove(&socket);
        self.step(|room, now_ms, out| room.gone(socket, PeerLeftReason::Closed, now_ms, out));
    }

    fn tick(&mut self) {
        let mut is_live = true;
        self.step(|room, now_ms, out| is_live = room.tick(now_ms, out));
        assert!(is_live || self.clients.is_empty(), "a room that is over has closed everybody");
    }

    /// Some sockets are read, others are not: their queues fill up.
    fn drain(&mut self, input: &mut Input<'_>) {
        let Some(socket) = self.some_client(input) else { return };
        if let Some(client) = self.clients.get_mut(&socket) {
            while client.outbox.pop(true).is_some() {}
        }
    }

    fn some_client(&self, input: &mut Input<'_>) -> Option<SocketId> {
        let index = input.below(self.clients.len().max(1));
        self.clients.keys().nth(index).copied()
    }

    fn check(&self) {
        let info = self.room.info();
        let mains: Vec<Owner> = self.clients.values().filter(|c| c.lane == 0).map(|c| c.owner).collect();
        let seconds: Vec<Owner> = self.clients.values().filter(|c| c.lane == 1).map(|c| c.owner).collect();
        for owners in [&mains, &seconds] {
            let mut unique = owners.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), owners.len(), "one socket for each lane: {owners:?}");
        }
        assert!(seconds.iter().all(|owner| mains.contains(owner)), "a second lane outlives its first");
        assert_eq!(info.host_connected, mains.contains(&Owner::Host));
        let connected = mains.iter().filter(|owner| **owner != Owner::Host).count();
        assert_eq!(self.room.connected_peers(), connected);
        assert!(connected <= usize::from(info.peers) && info.peers <= MAX_PEERS);
        self.check_record(info.peers);
    }

    /// A record of the current state restores the same room.
    fn check_record(&self, peers: u8) {
        let record = self.room.record();
        let read = RoomRecord::from_json(&record.to_json()).expect("what was written can be read");
        let restored = Room::restore(read, self.now_ms);
        assert_eq!((restored.info().peers, restored.record()), (peers, record));
    }
}

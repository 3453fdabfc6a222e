//! Who plays: phones in their seats, and whoever sits at the keyboard.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    time::{Duration, Instant},
};

use bevy::prelude::*;

use super::{
    FrameSystems, SimSystems,
    menu::{Menu, MenuInput},
    net::{FromLink, ToPhones},
    round::Round,
    scores::Hand,
    settings::CurrentSettings,
};
use crate::{
    link::{LinkEvent, Reading, Received},
    motion::{ClockSync, Tracker, hold_then_ease},
    protocol::{GameMessage, MAX_PEERS, NoticeKey, PhaseName, PhoneMessage},
    sim::{Bot, Inputs},
};

/// The keyboard's slot, the first one that no phone can have.
pub(super) const KEYBOARD_SLOT: u8 = MAX_PEERS;
/// The gamepad's slot, whichever gamepad it is.
pub(super) const GAMEPAD_SLOT: u8 = MAX_PEERS + 1;
/// A phone that has steered and then been silent for so long is lost to whoever plays alone with it.
const LOST_AFTER: Duration = Duration::from_millis(1500);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Roster>()
        .init_resource::<Latched>()
        .add_message::<RosterEvent>()
        .add_message::<StartRequested>()
        .add_message::<PauseRequested>()
        .add_systems(PreUpdate, follow_link.in_set(FrameSystems::Seat))
        .add_systems(FixedUpdate, (super::net::receive_readings, advise, latch).chain().in_set(SimSystems::ApplyInput));
}

/// How a player's steering reaches the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum InputPath {
    Relay,
    Keyboard,
    Gamepad,
}

/// A player.
#[derive(Debug)]
pub(super) struct Member {
    pub name: String,
    pub path: InputPath,
    /// Whether the phone's connection is open; its seat stays when it is not.
    pub connected: bool,
    /// Whether they have said that they want to play.
    pub ready: bool,
    /// How the phone is steered, reading by reading.
    pub tracker: Tracker,
    /// Whether the page has said that it is being hidden, and nothing since.
    pub away: bool,
    /// The phone's clock in terms of `since`.
    clock: ClockSync,
    since: Instant,
    /// When the newest reading arrived.
    last_reading: Option<Instant>,
    /// What keys or stick say.
    local: f32,
    /// Whether the newest reading was of touch.
    touches: bool,
    /// Steers while the phone is silent.
    autopilot: Bot,
}

impl Member {
    fn new(name: String, path: InputPath) -> Self {
        Self {
            name,
            path,
            connected: true,
            ready: path != InputPath::Relay,
            tracker: Tracker::default(),
            away: false,
            clock: ClockSync::default(),
            since: Instant::now(),
            last_reading: None,
            local: 0.0,
            touches: false,
            autopilot: Bot::autopilot(),
        }
    }

    /// How old the newest reading is, if this player sends any: since the phone's sensor gave it once the clocks are
    /// compared, until then since it arrived.
    pub(super) fn age(&self, now: Instant) -> Option<Duration> {
        let since_arrival = self.silence(now)?;
        let measured = self.tracker.newest_at().and_then(|t| self.clock.age_ms(t, self.milliseconds(now)));
        Some(measured.map_or(since_arrival, |ms| Duration::from_secs_f64(ms / 1000.0).max(since_arrival)))
    }

    /// What this player steers with.
    fn hand(&self) -> Hand {
        match self.path {
            InputPath::Keyboard => Hand::Keyboard,
            InputPath::Gamepad => Hand::Gamepad,
            InputPath::Relay if self.touches => Hand::Touch,
            InputPath::Relay => Hand::Tilt,
        }
    }

    /// Whether this is a phone that cannot steer just now.
    pub(super) fn is_lost(&self, now: Instant) -> bool {
        let silent = self.silence(now).is_some_and(|silence| silence > LOST_AFTER);
        self.path == InputPath::Relay && (!self.connected || self.away || silent)
    }

    /// How long nothing has come, if anything ever did.
    fn silence(&self, now: Instant) -> Option<Duration> {
        self.last_reading.map(|at| now.saturating_duration_since(at))
    }

    /// Steering, −1..=1; `None` if the phone has steered and then fallen silent for too long.
    ///
    /// A stall of the network is bridged: the last steering is held, then eases off to straight ahead.
    pub(super) fn steer(&self, now: Instant) -> Option<f32> {
        match self.path {
            InputPath::Keyboard | InputPath::Gamepad => Some(self.local),
            InputPath::Relay => {
                let Some(silence) = self.silence(now) else { return Some(0.0) };
                let share = hold_then_ease(silence.as_secs_f32());
                (share > 0.0).then(|| self.tracker.steer_after(self.age(now).unwrap_or_default().as_secs_f32()) * share)
            }
        }
    }

    fn milliseconds(&self, at: Instant) -> f64 {
        // An echo may have been asked for before this player was there.
        let (after, before) = (at.saturating_duration_since(self.since), self.since.saturating_duration_since(at));
        (after.as_secs_f64() - before.as_secs_f64()) * 1000.0
    }

    fn read(&mut self, received: &Received) {
        self.away = false;
        match &received.reading {
            Reading::Motion(frame) => {
                self.touches = false;
                self.tracker.motion(frame);
            }
            Reading::Touch(frame) => {
                self.touches = true;
                self.tracker.touch(frame);
            }
            Reading::Clock { sent, theirs } => {
                let (sent, received) = (self.milliseconds(*sent), self.milliseconds(received.at));
                return self.clock.echo(sent, *theirs, received);
            }
        }
        self.last_reading = Some(received.at);
    }
}

/// Everybody who has a seat, by slot.
#[derive(Resource, Debug, Default)]
pub(super) struct Roster(BTreeMap<u8, Member>);

/// How everybody steers in the coming tick.
#[derive(Resource, Debug, Default)]
pub(super) struct Latched(pub Inputs);

/// Something changed in the roster.
#[derive(Message, Debug, Clone, PartialEq)]
pub(super) enum RosterEvent {
    /// A player is there (again).
    Joined { slot: u8, name: String, path: InputPath },
    /// A player said that they want to play.
    Ready { slot: u8 },
    /// A player is gone, for now or for good.
    Left { slot: u8 },
}

/// Somebody asked for a round, by a tap or a key.
#[derive(Message, Debug, Clone, Copy)]
pub(super) struct StartRequested;

/// Somebody wants the round to stand still, or to go on.
#[derive(Message, Debug, Clone, Copy)]
pub(super) struct PauseRequested;

impl Roster {
    pub(super) fn members(&self) -> impl Iterator<Item = (u8, &Member)> {
        self.0.iter().map(|(&slot, member)| (slot, member))
    }

    pub(super) fn members_mut(&mut self) -> impl Iterator<Item = (u8, &mut Member)> {
        self.0.iter_mut().map(|(&slot, member)| (slot, member))
    }

    pub(super) fn get(&self, slot: u8) -> Option<&Member> {
        self.0.get(&slot)
    }

    pub(super) fn get_mut(&mut self, slot: u8) -> Option<&mut Member> {
        self.0.get_mut(&slot)
    }

    /// What a slot is steered with; whose seat is gone held a phone.
    pub(super) fn hand(&self, slot: u8) -> Hand {
        self.get(slot).map_or(Hand::Tilt, Member::hand)
    }

    /// Slots of those who would be in a round that started now.
    pub(super) fn ready_slots(&self) -> Vec<u8> {
        self.members().filter(|(_, member)| member.ready && member.connected).map(|(slot, _)| slot).collect()
    }

    /// Takes a phone's reading.
    pub(super) fn read(&mut self, received: &Received) {
        if let Some(member) = self.0.get_mut(&received.slot) {
            member.read(received);
        }
    }

    /// Seats whoever is at the machine's own keyboard or gamepad, if they are not seated yet.
    pub(super) fn join_local(&mut self, path: InputPath, events: &mut MessageWriter<RosterEvent>) {
        let (slot, name) = match path {
            InputPath::Keyboard => (KEYBOARD_SLOT, "Keyboard"),
            InputPath::Gamepad => (GAMEPAD_SLOT, "Gamepad"),
            InputPath::Relay => return,
        };
        if let Entry::Vacant(seat) = self.0.entry(slot) {
            seat.insert(Member::new(name.to_owned(), path));
            events.write(RosterEvent::Joined { slot, name: name.to_owned(), path });
        }
    }

    /// Takes the seats of keyboard and gamepad away.
    pub(super) fn leave_local(&mut self, events: &mut MessageWriter<RosterEvent>) {
        for slot in [KEYBOARD_SLOT, GAMEPAD_SLOT] {
            if self.0.remove(&slot).is_some() {
                events.write(RosterEvent::Left { slot });
            }
        }
    }

    /// What keyboard or gamepad say, −1..=1.
    pub(super) fn set_local(&mut self, slot: u8, steer: f32) {
        if let Some(member) = self.0.get_mut(&slot) {
            member.local = steer;
        }
    }

    /// Seats a phone. Who does not come back to a seat of their own starts with nothing of whoever had it before.
    fn join(&mut self, slot: u8, name: String, resumed: bool) -> RosterEvent {
        if !resumed {
            self.0.remove(&slot);
        }
        let member = self.0.entry(slot).or_insert_with(|| Member::new(String::new(), InputPath::Relay));
        member.name.clone_from(&name);
        member.connected = true;
        member.away = false;
        member.tracker.reconnected();
        // A page that was loaded anew has started its clock anew.
        member.clock.reset();
        RosterEvent::Joined { slot, name, path: InputPath::Relay }
    }
}

fn follow_link(
    mut link: MessageReader<FromLink>,
    settings: Res<CurrentSettings>,
    mut roster: ResMut<Roster>,
    mut events: MessageWriter<RosterEvent>,
    mut starts: MessageWriter<StartRequested>,
    mut pauses: MessageWriter<PauseRequested>,
    round: Res<Round>,
    menu: Res<Menu>,
    mut menu_inputs: MessageWriter<MenuInput>,
) {
    for FromLink(event) in link.read() {
        match event {
            LinkEvent::State(_) => {}
            LinkEvent::PeerJoined { slot, name, resumed } => {
                events.write(roster.join(*slot, name.clone(), *resumed));
                // What was set on this machine for somebody of this name; the phone's own wishes come later.
                if let (Some(member), Some(wish)) = (roster.0.get_mut(slot), settings.steering(name)) {
                    member.tracker.settings(wish);
                }
            }
            LinkEvent::PeerLeft { slot, .. } => {
                if let Some(member) = roster.0.get_mut(slot) {
                    member.connected = false;
                    events.write(RosterEvent::Left { slot: *slot });
                }
            }
            LinkEvent::SeatReleased { slot } => {
                if roster.0.remove(slot).is_some_and(|member| member.connected) {
                    events.write(RosterEvent::Left { slot: *slot });
                }
            }
            LinkEvent::PeerRenamed { slot, name } => {
                if let Some(member) = roster.0.get_mut(slot) {
                    member.name.clone_from(name);
                }
            }
            LinkEvent::Message { slot, message } => {
                let Some(member) = roster.0.get_mut(slot) else { continue };
                member.away = *message == PhoneMessage::Away;
                match message {
                    PhoneMessage::Away => {}
                    PhoneMessage::Ready { .. } => {
                        member.ready = true;
                        events.write(RosterEvent::Ready { slot: *slot });
                    }
                    // In the settings a tap goes on to the next row, and the tilt changes it.
                    PhoneMessage::Tap if menu.open => {
                        menu_inputs.write(MenuInput::Next);
                    }
                    // There is nothing to pause outside a round: there the button leads to the settings.
                    PhoneMessage::Pause if menu.open || menu.on_screen && round.phase != PhaseName::Playing => {
                        menu_inputs.write(MenuInput::Toggle);
                    }
                    PhoneMessage::Tap if member.ready => {
                        starts.write(StartRequested);
                    }
                    PhoneMessage::Tap => {}
                    PhoneMessage::Recenter => member.tracker.recenter(),
                    PhoneMessage::Settings(wish) => member.tracker.settings(wish),
                    PhoneMessage::Pause => {
                        pauses.write(PauseRequested);
                    }
                }
            }
        }
    }
}

/// Whoever turns a flat phone like a wheel is told what to do instead.
fn advise(mut roster: ResMut<Roster>, mut phones: MessageWriter<ToPhones>) {
    for (slot, member) in roster.members_mut() {
        if member.tracker.spins_flat() {
            let text = "Tip the phone to the side, like a tray.".to_owned();
            phones.write(ToPhones::one(slot, GameMessage::Notice { text, key: Some(NoticeKey::TipIt) }));
        }
    }
}

fn latch(mut roster: ResMut<Roster>, round: Res<Round>, mut latched: ResMut<Latched>) {
    let now = Instant::now();
    let mut inputs = Inputs::default();
    for (slot, member) in roster.members_mut() {
        let steer = member
            .steer(now)
            .unwrap_or_else(|| round.game.as_ref().map_or(0.0, |game| member.autopilot.steer(game, slot)));
        inputs.set(slot, steer);
    }
    latched.0 = inputs;
}

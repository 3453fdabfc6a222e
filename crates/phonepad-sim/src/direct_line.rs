//! A simulated phone's direct path to the game: dialling, getting a seat there, and dialling again. It must not depend
//! on the relay.

use std::{
    pin::Pin,
    time::{Duration, Instant},
};

use tokio::time::{sleep_until, timeout_at};

use phonepad_host::direct::{ChannelMessage, DialError, DirectConnection};
use phonepad_protocol::{DirectOffer, DirectPhoneText};

/// Longest time from the first packet to open channels.
const OPEN_WITHIN: Duration = Duration::from_secs(3);
/// Pause before dialling again.
const AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Time for which frames take both paths before the direct one is relied upon alone.
const OVERLAP: Duration = Duration::from_millis(300);
/// A path that was silent for this long is not relied upon: three echoes of the game in a row were lost.
const SILENT_AFTER: Duration = Duration::from_millis(300);

/// A path that is silent for this long is dialled again: its channels wait ever longer before they retry.
const GONE_AFTER: Duration = Duration::from_secs(2);

type Dialling = Pin<Box<dyn Future<Output = Result<DirectConnection, DialError>> + Send>>;

/// An event on the direct path.
pub(super) enum DirectNews {
    /// The channels are open; a hello must be sent now.
    Opened,
    /// A message from the game.
    ChannelMessage(ChannelMessage),
    /// The path is down; it is dialled again automatically.
    Down(DialError),
}

enum DirectLineState {
    /// There is no offer to dial.
    Off,
    Waiting(Instant),
    Dialling(Dialling),
    Up(Box<DirectConnection>),
}

/// The direct path.
pub(super) struct DirectLine {
    offer: Option<DirectOffer>,
    /// The last offer from the relay.
    told: Option<DirectOffer>,
    state: DirectLineState,
    /// The time since which there is a seat.
    seated: Option<Instant>,
    opened: Instant,
    heard: Instant,
}

impl DirectLine {
    pub(super) fn new(offer: Option<DirectOffer>) -> Self {
        let mut line = Self {
            offer: None,
            told: None,
            state: DirectLineState::Off,
            seated: None,
            opened: Instant::now(),
            heard: Instant::now(),
        };
        if let Some(offer) = offer {
            line.dial(offer);
        }
        line
    }

    /// Takes an offer from the relay. If it is for the game that is being dialled already, the link contained the same
    /// addresses; a later offer from the relay means that the game has moved.
    pub(super) fn learn(&mut self, offer: DirectOffer) {
        let moved = self.told.replace(offer.clone()).is_some_and(|before| before != offer);
        if !self.offer.as_ref().is_some_and(|known| is_same_game(known, &offer)) {
            self.dial(offer);
        } else if moved {
            self.offer = Some(offer);
        }
    }

    fn dial(&mut self, offer: DirectOffer) {
        (self.offer, self.seated) = (Some(offer), None);
        self.state = DirectLineState::Waiting(Instant::now());
    }

    /// Dials again, if there is an offer.
    pub(super) fn dial_again(&mut self, at_once: bool) {
        self.seated = None;
        let pause = if at_once { Duration::ZERO } else { AGAIN_AFTER };
        self.state =
            if self.offer.is_some() { DirectLineState::Waiting(Instant::now() + pause) } else { DirectLineState::Off };
    }

    /// Stops dialling for good.
    pub(super) fn give_up(&mut self) {
        (self.offer, self.seated, self.state) = (None, None, DirectLineState::Off);
    }

    /// Whether the path may still come up.
    pub(super) fn is_hopeful(&self) -> bool {
        self.offer.is_some()
    }

    /// Returns how long its channels have been open, or `None` if they are not.
    pub(super) fn open_for(&self, now: Instant) -> Option<Duration> {
        matches!(self.state, DirectLineState::Up(_)).then(|| now.saturating_duration_since(self.opened))
    }

    /// Whether frames can take this path alone.
    pub(super) fn is_relied_upon(&self, now: Instant) -> bool {
        self.seated.is_some_and(|since| now.saturating_duration_since(since) > OVERLAP)
            && now.saturating_duration_since(self.heard) <= SILENT_AFTER
    }

    /// Notes that the game has assigned a seat.
    pub(super) fn seat(&mut self) {
        self.seated = Some(Instant::now());
    }

    /// Waits for the next event; may be cancelled.
    pub(super) async fn next(&mut self) -> DirectNews {
        loop {
            match &mut self.state {
                DirectLineState::Off => std::future::pending().await,
                DirectLineState::Waiting(until) => {
                    sleep_until((*until).into()).await;
                    self.state = match self.offer.clone() {
                        Some(offer) => DirectLineState::Dialling(Box::pin(async move {
                            DirectConnection::dial(&offer, OPEN_WITHIN).await
                        })),
                        None => DirectLineState::Off,
                    };
                }
                DirectLineState::Dialling(dialling) => {
                    let dialled = dialling.await;
                    (self.opened, self.heard) = (Instant::now(), Instant::now());
                    match dialled {
                        Ok(direct) => {
                            self.state = DirectLineState::Up(Box::new(direct));
                            return DirectNews::Opened;
                        }
                        Err(error) => return self.down(error),
                    }
                }
                DirectLineState::Up(direct) => {
                    let gone = self.heard + GONE_AFTER;
                    match timeout_at(gone.into(), direct.receive()).await.unwrap_or(Err(DialError::Ended)) {
                        Ok(said) => {
                            self.heard = Instant::now();
                            return DirectNews::ChannelMessage(said);
                        }
                        Err(error) => return self.down(error),
                    }
                }
            }
        }
    }

    /// Sends a frame, if there is a seat.
    pub(super) fn send_frame(&mut self, payload: Vec<u8>) {
        if self.seated.is_some()
            && let DirectLineState::Up(direct) = &mut self.state
            && direct.send_frame(payload).is_err()
        {
            self.dial_again(false);
        }
    }

    /// Sends a text, if the channels are open.
    pub(super) fn send_text(&mut self, text: &DirectPhoneText) {
        if let DirectLineState::Up(direct) = &mut self.state
            && direct.send_text(text.to_text()).is_err()
        {
            self.dial_again(false);
        }
    }

    fn down(&mut self, error: DialError) -> DirectNews {
        self.dial_again(false);
        DirectNews::Down(error)
    }

    /// Closes the path with a notification, if possible.
    pub(super) fn close(self) {
        if let DirectLineState::Up(direct) = self.state {
            direct.close();
        }
    }
}

fn is_same_game(a: &DirectOffer, b: &DirectOffer) -> bool {
    (a.fingerprint, &a.secret) == (b.fingerprint, &b.secret)
}

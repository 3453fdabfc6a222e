//! The part of a simulated phone that handles the direct path. It must not depend on how a path is established.

use std::{
    mem,
    time::{Duration, Instant},
};

use rand::{TryRng, rngs::SysRng};

use super::{PhoneError, SimulatedPhone};
use crate::{News, direct_line::DirectNews};
use phonepad_host::{RouteKind, client::LinkError, direct::ChannelMessage};
use phonepad_protocol::{CloseCode, Direct, DirectGameText, DirectOffer, DirectPhoneText, Frame, PairingToken};

/// How long to wait for a seat at the relay, before requesting one at the game.
const RELAY_WITHIN: Duration = Duration::from_secs(2);
/// After this long, messages sent over another transport have arrived or are lost.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

impl SimulatedPhone {
    /// Takes an offer from the relay.
    pub(super) fn learn(&mut self, direct: Option<Direct>) {
        let offer = direct.as_ref().and_then(DirectOffer::from_direct);
        if let Some(offer) = offer.filter(|_| self.config.direct) {
            self.direct.learn(offer);
        }
    }

    pub(super) async fn hear_direct_line(&mut self, news: DirectNews) -> Result<(), PhoneError> {
        match news {
            DirectNews::Opened => {
                self.greeted = false;
                self.greet_if_due().await;
            }
            DirectNews::ChannelMessage(ChannelMessage { text: true, bytes, .. }) => match DirectGameText::parse(&bytes)
            {
                Some(DirectGameText::Welcome { slot, seat, resumed, name, .. }) => {
                    self.direct_seat = Some(seat);
                    self.on_the_way = None;
                    self.name = name;
                    self.direct.seat();
                    self.sampler.repeat(true);
                    self.tell(News::JoinedDirectly { slot, resumed }).await;
                    if self.relay.socket().is_none() {
                        if self.seat.is_none() {
                            self.relay.rest();
                        }
                        self.host_is(true).await;
                    }
                }
                Some(DirectGameText::Close { code }) => return self.sent_away(code).await,
                None => {}
            },
            DirectNews::ChannelMessage(ChannelMessage { bytes, .. }) => self.hear_game(&bytes, RouteKind::Direct).await,
            DirectNews::Down(error) => {
                self.relay.wake();
                self.tell(News::NoDirectPath(error.to_string())).await;
            }
        }
        Ok(())
    }

    /// Sends a hello once its content is certain: a phone with a seat at the relay must not get another one here.
    pub(super) async fn greet_if_due(&mut self) {
        let Some(open_for) = self.direct.open_for(Instant::now()) else { return };
        let relay_comes = self.relay.socket().is_none() && (self.seat.is_some() || self.relay.is_coming());
        if self.greeted || relay_comes && open_for < RELAY_WITHIN {
            return;
        }
        self.greeted = true;
        self.greet().await;
    }

    /// Sends a hello: with a pairing token, if the phone has a seat at the relay.
    async fn greet(&mut self) {
        let mut tie = [0; 16];
        if self.relay.socket().is_some() && SysRng.try_fill_bytes(&mut tie).is_ok() {
            let tie = PairingToken(tie);
            self.send_by_relay(Frame::PairingToken(tie).encode()).await;
            self.direct.send_text(&DirectPhoneText::tied(&self.name, tie));
        } else {
            self.direct.send_text(&DirectPhoneText::hello(&self.name, self.direct_seat.clone()));
        }
    }

    async fn sent_away(&mut self, code: u16) -> Result<(), PhoneError> {
        if code == CloseCode::WrongToken.as_u16() {
            self.direct_seat = None;
            self.direct.dial_again(true);
        } else if CloseCode::is_retryable(code) || code == CloseCode::NoHello.as_u16() {
            self.direct.dial_again(false);
        } else {
            self.direct.give_up();
            if self.relay.socket().is_none() {
                return Err(LinkError::Closed(code).into());
            }
        }
        Ok(())
    }

    /// Reports when its frames change transport.
    pub(super) async fn look_at_path(&mut self) {
        let now = Instant::now();
        let direct = self.direct.is_relied_upon(now);
        let path = if direct { RouteKind::Direct } else { RouteKind::Relay };
        if mem::replace(&mut self.path, path) != path {
            self.tell(News::Steers(path)).await;
            self.settles = Some(now + SETTLED_AFTER);
            self.introduce().await;
        } else if self.settles.take_if(|settles| *settles <= now).is_some() {
            self.introduce().await;
        }
    }
}

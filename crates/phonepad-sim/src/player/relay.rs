//! The part of a simulated phone that handles the relay. It must not depend on how a connection is established.

use std::mem;

use super::{PhoneError, SimulatedPhone};
use crate::{News, relay_line::RelayNews};
use phonepad_host::{
    RouteKind,
    client::{Incoming, LinkError},
};
use phonepad_protocol::{CloseCode, RelayText, Welcome};

impl SimulatedPhone {
    pub(super) async fn hear_relay_line(&mut self, news: RelayNews) -> Result<(), PhoneError> {
        match news {
            RelayNews::Page(bytes) => self.tell(News::Page(bytes)).await,
            RelayNews::Welcome(welcome) => return self.sit_at_relay(welcome).await,
            RelayNews::Came(Incoming::Text(text)) => self.hear_relay(&text).await,
            RelayNews::Came(Incoming::Binary(bytes)) => self.hear_game(&bytes, RouteKind::Relay).await,
            RelayNews::Came(Incoming::Alive) => {}
            RelayNews::Down(trouble) => return self.relay_is_down(trouble).await,
        }
        Ok(())
    }

    async fn sit_at_relay(&mut self, welcome: Welcome) -> Result<(), PhoneError> {
        let Welcome::Peer { slot, seat, resumed, name, host_connected, max_hz, room, direct, .. } = welcome else {
            return Err(LinkError::NotARelay(self.config.join.relay.to_string()).into());
        };
        self.seat = Some(seat);
        self.on_the_way = None;
        self.invitation = None;
        self.name = name.unwrap_or_else(|| mem::take(&mut self.name));
        self.sampler.set_max_hz(max_hz);
        self.tell(News::Joined { code: room.code, slot, resumed, max_hz }).await;
        self.host_is(host_connected).await;
        self.learn(direct);
        Ok(())
    }

    /// Drops out, or reconnects after a pause: a phone that has one path does not need the other.
    pub(super) async fn relay_is_down(&mut self, trouble: LinkError) -> Result<(), PhoneError> {
        let refused = trouble == LinkError::Closed(CloseCode::WrongToken.as_u16());
        if refused && self.invitation.take().or_else(|| self.seat.take()).is_some() {
            self.relay.come_back(true);
            return Ok(());
        }
        let without = self.direct.is_hopeful();
        if without && self.seat.is_none() || self.seat.is_some() && trouble.comes_back() {
            self.tell(News::Lost(trouble.to_string())).await;
            self.relay.come_back(false);
        } else if matches!(trouble, LinkError::Closed(_)) || !without {
            return Err(trouble.into());
        } else {
            self.relay.give_up();
        }
        Ok(())
    }

    async fn hear_relay(&mut self, text: &str) {
        match RelayText::parse(text) {
            Some(RelayText::HostJoined) => self.host_is(true).await,
            Some(RelayText::HostLeft) => self.host_is(false).await,
            Some(RelayText::Rate { max_hz }) => self.sampler.set_max_hz(max_hz),
            Some(RelayText::Direct { direct }) => self.learn(Some(direct)),
            _ => {}
        }
    }
}

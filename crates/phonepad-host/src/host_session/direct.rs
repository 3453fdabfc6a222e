//! The part of the session that handles direct paths. It must not assign seats.

use std::{net::SocketAddr, time::Instant};

use super::{FrameSource, HostSession};
use crate::{
    LinkEvent,
    direct::{DirectCommand, DirectEvent, random_text},
    orders::RelayMessage,
    seats::Terms,
};
use phonepad_protocol::{Command, DirectOffer, DirectPhoneText, PairingToken};

/// 24 of 62 characters are 142 bits.
const TOKEN_CHARS: usize = 24;

impl HostSession {
    /// Returns how phones reach the game directly, if they can.
    pub(crate) fn offer(&self) -> Option<&DirectOffer> {
        self.direct.as_ref().map(|direct| &direct.offer).filter(|offer| !offer.addresses.is_empty())
    }

    pub(super) async fn handle_direct(&mut self, news: DirectEvent) -> Vec<RelayMessage> {
        let now = Instant::now();
        let effects = match news {
            DirectEvent::Opened(id) => {
                self.seats.opened(now, id);
                return Vec::new();
            }
            DirectEvent::Moved(addresses) => return self.moved(addresses).await,
            DirectEvent::Closed(id) => self.seats.closed(now, id),
            DirectEvent::Text(id, text) => {
                let terms = self.terms();
                match (DirectPhoneText::parse(&text), terms) {
                    (Some(text), Some(terms)) => self.seats.said(now, id, text, terms),
                    _ => return Vec::new(),
                }
            }
            DirectEvent::Frame(id, at, payload) => {
                let Some((slot, news)) = self.seats.heard(now, id) else { return Vec::new() };
                let mut outgoing = self.follow(news.into_iter().collect()).await;
                outgoing.extend(self.handle_frame(slot, FrameSource::Direct(id), at, &payload).await);
                return outgoing;
            }
        };
        self.follow(effects).await
    }

    /// Handles new addresses of the port: all phones that are invited to use it must be notified.
    async fn moved(&mut self, addresses: Vec<SocketAddr>) -> Vec<RelayMessage> {
        if let Some(direct) = &mut self.direct {
            direct.offer.addresses = addresses;
        }
        let Some(offer) = self.offer().cloned() else { return Vec::new() };
        let direct = offer.to_direct();
        self.outlets.send_event(LinkEvent::DirectReady(offer)).await;
        vec![RelayMessage::Command(Command::Direct { direct })]
    }

    pub(super) async fn tie(&mut self, slot: u8, by: FrameSource, tie: PairingToken) -> Vec<RelayMessage> {
        let (FrameSource::Relay(_), Some(terms)) = (by, self.terms()) else { return Vec::new() };
        let effects = self.seats.tied(Instant::now(), slot, tie, terms);
        self.follow(effects).await
    }

    pub(super) async fn tick(&mut self) -> Vec<RelayMessage> {
        let paths: Vec<_> = self.seats.paths().collect();
        if !paths.is_empty() {
            let question = self.questions.ask(Instant::now());
            for (_, id) in paths {
                self.order(DirectCommand::Frame(id, question.clone()));
            }
        }
        let effects = self.seats.tick(Instant::now());
        self.follow(effects).await
    }

    /// Never waits. Commands that a stuck port does not accept are lost; the phones then find the path silent.
    pub(super) fn order(&self, order: DirectCommand) {
        if let Some(direct) = &self.direct
            && direct.orders.try_send(order).is_err()
        {
            tracing::debug!("the direct path is stuck");
        }
    }

    fn terms(&self) -> Option<Terms> {
        Some(Terms { locked: self.locked, token: random_text(TOKEN_CHARS)? })
    }
}

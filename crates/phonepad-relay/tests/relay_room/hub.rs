//! Codes of live rooms.

use std::collections::BTreeSet;

use phonepad_protocol::RoomCode;
use phonepad_relay::{Hub, hub::NoRoomCode};
use rand::{Rng, SeedableRng, TryRng};
use rand_chacha::ChaCha8Rng;

/// Always draws the same number, and so always the same code.
struct Stuck;

impl TryRng for Stuck {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(0)
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(0)
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.fill(0);
        Ok(())
    }
}

fn open(hub: &mut Hub<RoomCode>, rng: &mut impl Rng) -> Result<RoomCode, NoRoomCode> {
    hub.open(rng, |code| code).copied()
}

#[test]
fn live_rooms_have_different_codes() {
    let (mut hub, mut rng) = (Hub::new(usize::MAX), ChaCha8Rng::seed_from_u64(1));
    let codes: BTreeSet<RoomCode> = (0..5000).map(|_| open(&mut hub, &mut rng).unwrap()).collect();
    assert_eq!(codes.len(), 5000);
    assert!(codes.iter().all(|&code| hub.find(code) == Some(&code)));
}

#[test]
fn opening_gives_up_when_no_free_code_is_found() {
    let mut hub = Hub::new(usize::MAX);
    open(&mut hub, &mut Stuck).unwrap();
    assert_eq!(open(&mut hub, &mut Stuck), Err(NoRoomCode));
}

#[test]
fn the_code_of_a_room_that_ended_is_free_again() {
    let mut hub = Hub::new(usize::MAX);
    let code = open(&mut hub, &mut Stuck).unwrap();
    hub.retain(|_| false);
    assert_eq!(hub.find(code), None);
    assert_eq!(open(&mut hub, &mut Stuck), Ok(code));
}

#[test]
fn a_hub_holds_no_more_rooms_than_it_may() {
    let (mut hub, mut rng) = (Hub::new(2), ChaCha8Rng::seed_from_u64(1));
    open(&mut hub, &mut rng).unwrap();
    open(&mut hub, &mut rng).unwrap();
    assert_eq!(open(&mut hub, &mut rng), Err(NoRoomCode));
}

#[test]
fn a_room_of_an_earlier_run_keeps_its_code_until_it_is_removed() {
    let mut hub = Hub::new(usize::MAX);
    let (ours, other): (RoomCode, RoomCode) = ("K7TQ".parse().unwrap(), "A234".parse().unwrap());
    hub.insert(ours, "ours");
    hub.insert(other, "other");
    assert_eq!((hub.find(ours), hub.rooms().count()), (Some(&"ours"), 2));
    assert_eq!(hub.remove(ours), Some("ours"));
    assert_eq!(hub.remove(ours), None);
    assert_eq!(hub.find(ours), None);
    assert_eq!(hub.rooms().collect::<Vec<_>>(), [&"other"]);
    hub.retain(|room| *room == "other");
    assert_eq!(hub.find(other), Some(&"other"));
}

//! Rooms by code, in any order of opening, finding and removing.

use std::collections::BTreeMap;

use phonepad_protocol::RoomCode;
use phonepad_relay::Hub;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::Input;

const MAX_ROOMS: usize = 20;

/// A code belongs to one room at a time, and the number of rooms never exceeds the limit.
pub(crate) fn hub(data: &[u8]) {
    let mut input = Input::new(data);
    let mut rng = ChaCha8Rng::seed_from_u64(input.byte().into());
    let mut hub = Hub::new(MAX_ROOMS);
    let mut model: BTreeMap<RoomCode, u32> = BTreeMap::new();
    let mut number = 0;
    while !input.is_empty() {
        number += 1;
        match input.below(3) {
            0 => match hub.open(&mut rng, |code| (code, number)) {
                Ok(&(code, opened)) => {
                    assert_eq!(opened, number);
                    assert_eq!(model.insert(code, number), None, "{code} was taken");
                }
                Err(_) => assert!(model.len() >= MAX_ROOMS, "a code is free"),
            },
            1 => {
                let divisor = u32::from(input.byte()).max(1);
                hub.retain(|(_, room)| room % divisor != 0);
                model.retain(|_, room| *room % divisor != 0);
            }
            _ => {
                let some = model.keys().nth(input.below(MAX_ROOMS)).copied();
                let code = some.unwrap_or_else(|| RoomCode::random(&mut rng));
                assert_eq!(hub.find(code).map(|(_, room)| room), model.get(&code));
            }
        }
        assert!(hub.rooms().map(|(_, room)| room).eq(model.values()));
        assert!(model.len() <= MAX_ROOMS);
    }
}

//! The queue in front of a socket against a model that is simpler and slower.

use bytes::Bytes;
use phonepad_relay::send_queue::{
    MAX_LOSSY_BYTES, MAX_RELIABLE_BYTES, MAX_RELIABLE_MESSAGES, Overflow, QueuedMessage, SeatChange, SendQueue, Stream,
};

use super::Input;

/// For any pushes and pops, reliable messages come out once and in order, and no lossy one is older than a previous
/// one.
pub(crate) fn outbox(data: &[u8]) {
    let mut input = Input::new(data);
    let mut outbox = SendQueue::default();
    let mut reliable: Vec<QueuedMessage> = Vec::new();
    let mut lossy: Vec<(Stream, Bytes)> = Vec::new();
    let mut number = 0_u32;
    while !input.is_empty() {
        number += 1;
        let size = input.choose(&[4, 27, 512, 16_384]);
        let mut bytes = number.to_le_bytes().to_vec();
        bytes.resize(size, 0);
        match input.below(5) {
            0 => {
                let message = QueuedMessage::Reliable(bytes.into());
                let waiting: usize = reliable.iter().map(QueuedMessage::len).sum();
                let fits = reliable.len() < MAX_RELIABLE_MESSAGES && waiting + size <= MAX_RELIABLE_BYTES;
                assert_eq!(outbox.push(message.clone()), if fits { Ok(()) } else { Err(Overflow) });
                reliable.extend(fits.then_some(message));
            }
            1 => {
                let stream = Stream { sender: input.byte() % 16, lane: input.byte() % 2, kind: input.byte() % 4 };
                let bytes = Bytes::from(bytes);
                outbox.push(QueuedMessage::Lossy { stream, bytes: bytes.clone() }).expect("lossy messages always fit");
                match lossy.iter_mut().find(|(waiting, _)| *waiting == stream) {
                    Some((_, older)) => *older = bytes,
                    None => lossy.push((stream, bytes)),
                }
                while lossy.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > MAX_LOSSY_BYTES {
                    lossy.remove(0);
                }
            }
            2 => {
                use SeatChange::{Left, Released, Removed, Renamed, Resumed, Taken};
                let (slot, change) =
                    (input.byte() % 3, input.choose(&[Taken, Resumed, Renamed, Left, Released, Removed]));
                let message = QueuedMessage::SeatNews { slot, change, text: number.to_string() };
                let is_of_slot = |message: &QueuedMessage| matches!(message, QueuedMessage::SeatNews { slot: of, .. } if *of == slot);
                let is_taking =
                    |message: &QueuedMessage| matches!(message, QueuedMessage::SeatNews { change: Taken, .. });
                let taken_at = reliable.iter().rposition(|message| is_of_slot(message) && is_taking(message));
                if let (Some(taken_at), Released) = (taken_at, change) {
                    let visit = reliable.split_off(taken_at);
                    reliable.extend(visit.into_iter().filter(|message| !is_of_slot(message)));
                    outbox.push(message).expect("it takes news away");
                    continue;
                }
                let waiting: usize = reliable.iter().map(QueuedMessage::len).sum();
                let fits = reliable.len() < MAX_RELIABLE_MESSAGES && waiting + message.len() <= MAX_RELIABLE_BYTES;
                let fits = fits || matches!(change, Left | Released | Removed);
                assert_eq!(outbox.push(message.clone()), if fits { Ok(()) } else { Err(Overflow) });
                reliable.extend(fits.then_some(message));
            }
            _ => {
                let lossy_too = input.byte().is_multiple_of(2);
                match outbox.pop(lossy_too) {
                    Some(QueuedMessage::Lossy { stream, bytes }) => {
                        assert!(lossy_too);
                        assert_eq!(lossy.remove(0), (stream, bytes));
                    }
                    Some(message) => assert_eq!(reliable.remove(0), message),
                    None => assert!(reliable.is_empty() && (lossy.is_empty() || !lossy_too)),
                }
            }
        }
        assert_eq!(outbox.is_empty(), reliable.is_empty() && lossy.is_empty());
    }
}

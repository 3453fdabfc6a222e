//! The queue in front of one socket.

use bytes::Bytes;
use phonepad_relay::send_queue::{
    MAX_LOSSY_BYTES, MAX_RELIABLE_BYTES, MAX_RELIABLE_MESSAGES, Overflow, QueuedMessage, SeatChange, SendQueue, Stream,
};

fn reliable(bytes: &[u8]) -> QueuedMessage {
    QueuedMessage::Reliable(Bytes::copy_from_slice(bytes))
}

fn lossy(sender: u8, kind: u8, value: u8) -> QueuedMessage {
    QueuedMessage::Lossy { stream: Stream { sender, lane: 0, kind }, bytes: Bytes::copy_from_slice(&[kind, value]) }
}

fn drain(outbox: &mut SendQueue) -> Vec<QueuedMessage> {
    std::iter::from_fn(|| outbox.pop(true)).collect()
}

#[test]
fn reliable_messages_and_texts_stay_in_order() {
    let mut outbox = SendQueue::default();
    let messages =
        [reliable(&[0x80, 1]), QueuedMessage::Text("pong".into()), reliable(&[0x80, 2]), reliable(&[0x80, 2])];
    for message in &messages {
        outbox.push(message.clone()).unwrap();
    }
    assert_eq!(drain(&mut outbox), messages);
    assert!(outbox.is_empty());
}

#[test]
fn of_lossy_frames_the_newest_of_each_sender_and_kind_is_kept() {
    let mut outbox = SendQueue::default();
    for value in 0..100 {
        for (sender, kind) in [(0, 1), (0, 2), (1, 1)] {
            outbox.push(lossy(sender, kind, value)).unwrap();
        }
    }
    assert_eq!(drain(&mut outbox), [lossy(0, 1, 99), lossy(0, 2, 99), lossy(1, 1, 99)]);
    assert_eq!(outbox.take_dropped(), 297);
}

#[test]
fn a_newer_lossy_frame_does_not_wait_longer_than_the_one_it_replaces() {
    let mut outbox = SendQueue::default();
    outbox.push(lossy(0, 1, 1)).unwrap();
    outbox.push(lossy(1, 1, 1)).unwrap();
    outbox.push(lossy(0, 1, 2)).unwrap();
    assert_eq!(drain(&mut outbox), [lossy(0, 1, 2), lossy(1, 1, 1)]);
}

#[test]
fn a_late_frame_on_one_lane_does_not_replace_one_from_the_other() {
    let mut outbox = SendQueue::default();
    let on_lane = |lane, value| QueuedMessage::Lossy {
        stream: Stream { sender: 0, lane, kind: 1 },
        bytes: Bytes::copy_from_slice(&[1, value]),
    };
    outbox.push(on_lane(1, 9)).unwrap();
    outbox.push(on_lane(0, 8)).unwrap();
    assert_eq!(drain(&mut outbox), [on_lane(1, 9), on_lane(0, 8)]);
}

#[test]
fn lossy_and_reliable_messages_take_turns_and_the_welcome_is_first() {
    let mut outbox = SendQueue::default();
    for value in 0..3 {
        outbox.push(lossy(value, 1, 0)).unwrap();
        outbox.push(reliable(&[0x80, value])).unwrap();
    }
    let expected = [0, 1, 2].map(|value| [reliable(&[0x80, value]), lossy(value, 1, 0)]);
    assert_eq!(drain(&mut outbox), expected.concat());
}

#[test]
fn lossy_frames_can_be_held_back_while_reliable_ones_pass() {
    let mut outbox = SendQueue::default();
    outbox.push(lossy(0, 1, 1)).unwrap();
    outbox.push(reliable(&[0x80])).unwrap();
    assert_eq!(outbox.pop(false), Some(reliable(&[0x80])));
    assert_eq!(outbox.pop(false), None);
    outbox.push(lossy(0, 1, 2)).unwrap();
    assert_eq!(outbox.pop(true), Some(lossy(0, 1, 2)));
}

#[test]
fn too_many_reliable_messages_overflow() {
    let mut outbox = SendQueue::default();
    for _ in 0..MAX_RELIABLE_MESSAGES {
        outbox.push(reliable(&[0x80])).unwrap();
    }
    assert_eq!(outbox.push(reliable(&[0x80])), Err(Overflow));
    assert_eq!(outbox.push(QueuedMessage::Text(String::new())), Err(Overflow));
    assert_eq!(outbox.push(lossy(0, 1, 1)), Ok(()), "lossy frames are not counted");
    outbox.pop(false);
    assert_eq!(outbox.push(reliable(&[0x80])), Ok(()));
}

#[test]
fn too_many_reliable_bytes_overflow() {
    let mut outbox = SendQueue::default();
    let frame = reliable(&[0x80; 16 * 1024]);
    for _ in 0..MAX_RELIABLE_BYTES / (16 * 1024) {
        outbox.push(frame.clone()).unwrap();
    }
    assert_eq!(outbox.push(reliable(&[0x80])), Err(Overflow));
}

#[test]
fn a_send_queue_detects_when_it_is_half_full() {
    let mut outbox = SendQueue::default();
    for _ in 0..MAX_RELIABLE_MESSAGES / 2 {
        assert!(!outbox.is_half_full());
        outbox.push(reliable(&[0x80])).unwrap();
    }
    assert!(outbox.is_half_full());
    outbox.clear();
    outbox.push(reliable(&vec![0x80; MAX_RELIABLE_BYTES / 2])).unwrap();
    assert!(outbox.is_half_full());
}

#[test]
fn lossy_frames_of_many_kinds_stay_within_bounds() {
    let mut outbox = SendQueue::default();
    for kind in 0..0x80 {
        let bytes = Bytes::from(vec![kind; 16 * 1024]);
        outbox.push(QueuedMessage::Lossy { stream: Stream { sender: 255, lane: 0, kind }, bytes }).unwrap();
    }
    let kept = drain(&mut outbox);
    assert_eq!(kept.len(), MAX_LOSSY_BYTES / (16 * 1024));
    assert!(
        matches!(kept.last(), Some(QueuedMessage::Lossy { stream: Stream { kind: 0x7F, .. }, .. })),
        "the newest are kept"
    );
}

#[test]
fn clearing_frees_everything() {
    let mut outbox = SendQueue::default();
    for _ in 0..MAX_RELIABLE_MESSAGES {
        outbox.push(reliable(&[0x80])).unwrap();
    }
    outbox.clear();
    assert!(outbox.is_empty());
    assert_eq!(outbox.push(reliable(&[0x80])), Ok(()));
}

fn news(slot: u8, change: SeatChange) -> QueuedMessage {
    QueuedMessage::SeatNews { slot, change, text: format!("{slot} {change:?}") }
}

#[test]
fn a_visit_that_begins_and_ends_while_queued_is_never_reported() {
    use SeatChange::{Left, Released, Renamed, Resumed, Taken};
    let mut outbox = SendQueue::default();
    let others =
        [news(1, Taken), reliable(&[0x80, 1]), news(2, Renamed), news(1, Left), QueuedMessage::Text("pong".into())];
    for (other, change) in others.iter().zip([Taken, Renamed, Left, Resumed, Left]) {
        outbox.push(news(3, change)).unwrap();
        outbox.push(other.clone()).unwrap();
    }
    outbox.push(news(3, Released)).unwrap();
    assert_eq!(drain(&mut outbox), others, "the others stay, in order");
}

#[test]
fn a_seat_known_to_the_receiver_is_released_in_full() {
    use SeatChange::{Left, Released, Taken};
    let mut outbox = SendQueue::default();
    outbox.push(news(3, Taken)).unwrap();
    assert_eq!(outbox.pop(true), Some(news(3, Taken)));
    let expected = [news(3, Left), news(3, Released)];
    for news in expected.clone() {
        outbox.push(news).unwrap();
    }
    // Another phone's visit to the same seat, which is not reported.
    for change in [Taken, Left, Released] {
        outbox.push(news(3, change)).unwrap();
    }
    assert_eq!(drain(&mut outbox), expected);
}

#[test]
fn joining_and_leaving_phones_fill_no_queue() {
    use SeatChange::{Left, Released, Taken};
    let mut outbox = SendQueue::default();
    for _ in 0..10_000 {
        for change in [Taken, Left, Released] {
            outbox.push(news(3, change)).unwrap();
        }
    }
    assert!(outbox.is_empty());
    for _ in 0..MAX_RELIABLE_MESSAGES {
        outbox.push(reliable(&[0x80])).expect("it takes as much as ever");
    }
}

#[test]
fn the_message_that_a_phone_is_gone_fits_into_a_full_queue() {
    let mut outbox = SendQueue::default();
    for _ in 0..MAX_RELIABLE_MESSAGES {
        outbox.push(reliable(&[0x80])).unwrap();
    }
    for change in [SeatChange::Taken, SeatChange::Resumed, SeatChange::Renamed] {
        assert_eq!(outbox.push(news(3, change)), Err(Overflow));
    }
    outbox.push(news(3, SeatChange::Left)).unwrap();
    outbox.push(news(3, SeatChange::Released)).unwrap();
}

#[test]
fn a_host_that_removes_a_phone_is_notified_in_any_case() {
    let mut outbox = SendQueue::default();
    let expected = [SeatChange::Taken, SeatChange::Left, SeatChange::Removed].map(|change| news(3, change));
    for news in expected.clone() {
        outbox.push(news).unwrap();
    }
    assert_eq!(drain(&mut outbox), expected);
}

#[test]
fn the_limits_are_those_of_the_documented_relay() {
    assert_eq!((MAX_RELIABLE_MESSAGES, MAX_RELIABLE_BYTES, MAX_LOSSY_BYTES), (256, 262_144, 65_536));
}

#[test]
fn a_message_is_as_long_as_its_payload() {
    let messages =
        [reliable(&[0x80, 1]), lossy(0, 1, 2), QueuedMessage::Text("pong".into()), news(3, SeatChange::Left)];
    assert_eq!(messages.clone().map(|message| message.len()), [2, 2, 4, 6]);
    assert_eq!(messages.map(|message| message.is_lossy()), [false, true, false, false]);
    assert!(QueuedMessage::Text(String::new()).is_empty() && !reliable(&[0x80]).is_empty());
}

/// A third of the bytes that may be queued.
fn third(of: usize) -> Bytes {
    vec![0x80; of / 3].into()
}

#[test]
fn sent_and_forgotten_messages_free_their_bytes() {
    let mut outbox = SendQueue::default();
    let visit = |change| QueuedMessage::SeatNews { slot: 3, change, text: "x".repeat(MAX_RELIABLE_BYTES / 3) };
    for _ in 0..10 {
        outbox.push(QueuedMessage::Reliable(third(MAX_RELIABLE_BYTES))).unwrap();
        outbox.push(visit(SeatChange::Taken)).unwrap();
        outbox.push(visit(SeatChange::Released)).unwrap();
        assert_eq!(outbox.pop(true), Some(QueuedMessage::Reliable(third(MAX_RELIABLE_BYTES))));
    }
    outbox.push(reliable(&[0x80; MAX_RELIABLE_BYTES])).expect("nothing is left of them");
    assert_eq!(outbox.push(reliable(&[0x80])), Err(Overflow));
}

#[test]
fn lossy_messages_that_were_sent_or_replaced_free_their_bytes() {
    let mut outbox = SendQueue::default();
    let frame =
        |kind| QueuedMessage::Lossy { stream: Stream { sender: 0, lane: 0, kind }, bytes: third(MAX_LOSSY_BYTES) };
    for round in 0..10 {
        for kind in [1, 2, 3, 1] {
            outbox.push(frame(kind)).unwrap();
        }
        assert_eq!(outbox.take_dropped(), 1, "only the one that was replaced, in round {round}");
        assert_eq!(drain(&mut outbox).len(), 3);
    }
    for kind in [1, 2, 3, 4] {
        outbox.push(frame(kind)).unwrap();
    }
    assert_eq!((outbox.take_dropped(), drain(&mut outbox)), (1, [2, 3, 4].map(frame).to_vec()));
}

#[test]
fn exactly_the_permitted_lossy_bytes_are_kept() {
    let mut outbox = SendQueue::default();
    let frame =
        |kind, len| QueuedMessage::Lossy { stream: Stream { sender: 0, lane: 0, kind }, bytes: vec![kind; len].into() };
    outbox.push(frame(1, MAX_LOSSY_BYTES)).unwrap();
    assert_eq!(outbox.take_dropped(), 0);
    outbox.push(frame(2, 1)).unwrap();
    assert_eq!((outbox.take_dropped(), drain(&mut outbox)), (1, vec![frame(2, 1)]));
}

#[test]
fn cleared_lossy_messages_count_as_dropped() {
    let mut outbox = SendQueue::default();
    for message in [lossy(0, 1, 1), lossy(0, 1, 2), lossy(0, 2, 1), lossy(0, 3, 1), reliable(&[0x80])] {
        outbox.push(message).unwrap();
    }
    outbox.clear();
    assert_eq!((outbox.take_dropped(), outbox.take_dropped()), (4, 0), "one replaced, three cleared");
}

#[test]
fn a_send_queue_is_half_full_by_messages_or_by_bytes_and_empty_without_either_kind() {
    let mut outbox = SendQueue::default();
    assert!(outbox.is_empty());
    outbox.push(lossy(0, 1, 1)).unwrap();
    assert!(!outbox.is_empty() && !outbox.is_half_full());
    outbox.push(reliable(&[0x80; MAX_RELIABLE_BYTES / 2 - 1])).unwrap();
    assert!(!outbox.is_half_full());
    outbox.push(reliable(&[0x80])).unwrap();
    assert!(outbox.is_half_full());
    drain(&mut outbox);
    outbox.push(reliable(&[0x80])).unwrap();
    assert!(!outbox.is_empty() && !outbox.is_half_full());
}

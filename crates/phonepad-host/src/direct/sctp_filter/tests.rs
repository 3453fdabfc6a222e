//! Each limit, with packets like those of senders and of the library.

use super::*;

const WINDOW: u32 = 1 << 20;

fn packet(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut packet = vec![0; PACKET_HEADER];
    for chunk in chunks {
        packet.extend(chunk);
        packet.resize(packet.len().next_multiple_of(4), 0);
    }
    packet
}

fn chunk(kind: u8, flags: u8, body: &[&[u8]]) -> Vec<u8> {
    let body = body.concat();
    let length = (CHUNK_HEADER + body.len()) as u16;
    [&[kind, flags][..], &length.to_be_bytes(), &body].concat()
}

/// A chunk that begins a message and does not end it.
fn fragment(tsn: u32, stream: u16, bytes: usize) -> Vec<u8> {
    chunk(DATA, 2, &[&tsn.to_be_bytes(), &stream.to_be_bytes(), &[0; 6], &vec![1; bytes]])
}

fn init(tsn: u32) -> Vec<u8> {
    chunk(INIT, 0, &[&[0; 12], &tsn.to_be_bytes()])
}

fn sack(tsn: u32, in_use: u32) -> Vec<u8> {
    chunk(SACK, 0, &[&tsn.to_be_bytes(), &(WINDOW - in_use).to_be_bytes(), &[0; 4]])
}

/// A session whose first chunk has number 1.
fn filter() -> (SctpFilter, Instant) {
    let now = Instant::now();
    let mut filter = SctpFilter::new(now);
    assert_eq!(filter.receive(&packet(&[init(1)])), Ok(()));
    assert_eq!(filter.send(&packet(&[chunk(INIT_ACK, 0, &[&[0; 4], &WINDOW.to_be_bytes(), &[0; 8]])])), Ok(()));
    (filter, now)
}

#[test]
fn bytes_are_allowed_as_time_passes_and_no_faster() {
    let (mut filter, mut now) = filter();
    let large = packet(&[chunk(4, 0, &[&[0; 984]])]);
    assert_eq!(large.len(), 1000);
    while filter.receive(&large).is_ok() {}
    for _ in 0..100 {
        now += REFILL_EVERY;
        assert!(filter.due().is_some_and(|due| due <= now));
        filter.tick(now);
        let allowed = (0..100).filter(|_| filter.receive(&large).is_ok()).count();
        assert!((3..=4).contains(&allowed), "{allowed} kB in 0.1 s");
    }
    filter.tick(now + Duration::from_secs(3600));
    assert_eq!(filter.due(), None);
    assert!((0..131).all(|_| filter.receive(&large).is_ok()));
    assert_eq!(filter.receive(&large), Err(Excess::Bytes));
}

#[test]
fn chunks_that_never_make_a_message_end_the_session() {
    let (mut filter, _) = filter();
    let mut accepted = 0;
    for tsn in 1.. {
        if filter.receive(&packet(&[fragment(tsn, 1, 1)])).is_err() {
            break;
        }
        accepted += 1;
        // More than the last packet is waiting.
        assert_eq!(filter.send(&packet(&[sack(tsn, ONE_PACKET + accepted)])), Ok(()));
    }
    assert_eq!(accepted, MAX_CHUNKS_WAITING);
}

#[test]
fn messages_that_are_read_may_continue_forever() {
    let (mut filter, mut now) = filter();
    for tsn in 1..100_000 {
        assert_eq!(filter.receive(&packet(&[fragment(tsn, 0, 60)])), Ok(()));
        if tsn % 2 == 0 {
            assert_eq!(filter.send(&packet(&[sack(tsn, 1200)])), Ok(()), "the last packet is not read yet");
        }
        now += Duration::from_millis(4);
        filter.tick(now);
    }
}

#[test]
fn bytes_that_wait_end_the_session() {
    let (mut filter, _) = filter();
    assert_eq!(filter.send(&packet(&[sack(1, MAX_BYTES_WAITING)])), Ok(()));
    assert_eq!(filter.send(&packet(&[sack(1, MAX_BYTES_WAITING + 1)])), Err(Excess::Waiting));
}

#[test]
fn streams_without_a_channel_end_the_session() {
    for stream in [2, 3, 1000, u16::MAX] {
        let (mut filter, _) = filter();
        assert_eq!(filter.receive(&packet(&[fragment(1, 1, 1), fragment(2, stream, 1)])), Err(Excess::Stream));
        let skip = chunk(FORWARD_TSN, 0, &[&[0; 4], &[0, 1, 0, 0], &stream.to_be_bytes(), &[0; 2]]);
        assert_eq!(filter.receive(&packet(&[skip])), Err(Excess::Stream));
    }
}

#[test]
fn chunks_far_ahead_of_a_missing_one_end_the_session() {
    let first = u32::MAX - 5; // numbers wrap
    let mut filter = SctpFilter::new(Instant::now());
    assert_eq!(filter.receive(&packet(&[init(first)])), Ok(()));
    let at = |distance: u32| packet(&[fragment(first.wrapping_add(distance), 0, 1)]);
    assert_eq!(filter.receive(&at(MAX_CHUNKS_AHEAD - 2)), Ok(()));
    assert_eq!(filter.receive(&at(MAX_CHUNKS_AHEAD - 1)), Err(Excess::Ahead));
    assert_eq!(filter.receive(&at(u32::MAX)), Ok(()), "an old one again");
    assert_eq!(filter.send(&packet(&[sack(first, 0)])), Ok(()));
    assert_eq!(filter.receive(&at(MAX_CHUNKS_AHEAD - 1)), Ok(()));
    assert_eq!(filter.receive(&packet(&[init(first.wrapping_add(5000))])), Ok(()));
    assert_eq!(filter.receive(&at(5000)), Err(Excess::Ahead), "a second beginning changes nothing");
}

#[test]
fn a_chunk_without_data_ends_the_session() {
    let (mut filter, _) = filter();
    assert_eq!(filter.receive(&packet(&[fragment(1, 0, 0)])), Err(Excess::Empty));
}

#[test]
fn a_flood_of_resets_ends_the_session() {
    let (mut filter, _) = filter();
    let reset = packet(&[chunk(RECONFIG, 0, &[&[0; 12]])]);
    assert_eq!((0..100).filter(|_| filter.receive(&reset).is_ok()).count(), MAX_RESETS as usize);
}

#[test]
fn malformed_packets_are_left_to_the_library() {
    let (mut filter, _) = filter();
    for bytes in [&[][..], &[0; 11], &[0; 12], &[0; 13], &[0; 16], &[255; 40]] {
        assert_eq!(filter.receive(bytes), Ok(()));
        assert_eq!(filter.send(bytes), Ok(()));
    }
}

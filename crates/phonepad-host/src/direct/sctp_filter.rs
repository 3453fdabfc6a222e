//! Limits the data that a phone can make the SCTP library hold. It inspects SCTP packets between DTLS and SCTP, without
//! I/O.
//!
//! The library's cost for a chunk grows with everything that waits for reassembly (docs/upstream-sctp-proto.md), and it
//! limits the waiting data by bytes alone, at 1 MiB. This filter limits the number of chunks. It needs no second
//! reassembly: every acknowledgement that the library sends states how much of its receive window is in use, and up to
//! which number it has received everything.

use std::time::{Duration, Instant};

/// Highest stream number: the two negotiated channels are streams 0 and 1.
const MAX_STREAM: u16 = 1;
/// Most DATA chunks in a row during which data waits for reassembly. One lost reliable message holds back others until
/// it is sent again, while 150 lossy ones a second are counted: 7 s. With 1024 chunks the library needs 4 µs for
/// another.
const MAX_CHUNKS_WAITING: u32 = 1024;
/// Most bytes that may wait for reassembly: sixteen of the longest messages.
const MAX_BYTES_WAITING: u32 = 64 * 1024;
/// Bytes in use of the receive window that count as nothing: acknowledgements are made before the last packet is read.
const ONE_PACKET: u32 = 1500;
/// Largest distance of a chunk's number from the last one up to which nothing is missing: the library keeps all in
/// between. 8 s of lossy messages at the highest rate, while senders give up on a lost one within a round trip.
const MAX_CHUNKS_AHEAD: u32 = 1024;
/// Most requests to reset streams in a session. A browser makes one for each channel that it closes.
const MAX_RESETS: u32 = 16;
/// Bytes of SCTP per second and at once. A phone sends 20 kB/s, and after a stall the data that has accumulated
/// meanwhile.
const BYTES_PER_SECOND: u32 = 40_000;
const BYTES_AT_ONCE: u32 = 128 * 1024;
/// Longest time between updates of the byte allowance, while it is not full.
const REFILL_EVERY: Duration = Duration::from_millis(100);

/// Length of the common header of an SCTP packet, and of a chunk's header.
const PACKET_HEADER: usize = 12;
const CHUNK_HEADER: usize = 4;
/// Types of chunks (RFC 9260, RFC 6525, RFC 3758).
const DATA: u8 = 0;
const INIT: u8 = 1;
const INIT_ACK: u8 = 2;
const SACK: u8 = 3;
const RECONFIG: u8 = 130;
const FORWARD_TSN: u8 = 192;

/// The limit that a phone has exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// Too many bytes per second.
    Bytes,
    /// Too much data waits for reassembly.
    Waiting,
    /// A chunk is too far ahead of those before it.
    Ahead,
    /// A stream that was not negotiated.
    Stream,
    /// A DATA chunk without data, which RFC 9260 forbids and the receive window does not show.
    Empty,
    /// Too many resets of streams.
    Resets,
}

/// The counters of one session's incoming data.
#[derive(Debug)]
pub(super) struct SctpFilter {
    /// Bytes that may still be received.
    allowance: u32,
    /// Time of the last update of the allowance.
    refilled: Instant,
    /// The largest receive window that the library has advertised, in bytes: its full size.
    window: u32,
    /// The number up to which nothing is missing.
    cumulative: Option<u32>,
    /// DATA chunks since nothing waited for reassembly.
    chunks: u32,
    resets: u32,
}

impl SctpFilter {
    pub(super) fn new(now: Instant) -> Self {
        Self { allowance: BYTES_AT_ONCE, refilled: now, window: 0, cumulative: None, chunks: 0, resets: 0 }
    }

    /// Advances the time.
    pub(super) fn tick(&mut self, now: Instant) {
        let elapsed = now.saturating_duration_since(self.refilled).as_millis();
        let fresh = u32::try_from(elapsed * u128::from(BYTES_PER_SECOND) / 1000).unwrap_or(u32::MAX);
        self.allowance = self.allowance.saturating_add(fresh).min(BYTES_AT_ONCE);
        self.refilled = self.refilled.max(now);
    }

    /// Returns when [`Self::tick`] must be called, or `None` while nothing depends on it.
    pub(super) fn due(&self) -> Option<Instant> {
        (self.allowance < BYTES_AT_ONCE).then(|| self.refilled + REFILL_EVERY)
    }

    /// Counts a packet from the phone.
    ///
    /// # Errors
    /// Returns the limit that it exceeds. The session must then end.
    pub(super) fn receive(&mut self, packet: &[u8]) -> Result<(), Excess> {
        let length = u32::try_from(packet.len()).unwrap_or(u32::MAX);
        self.allowance = self.allowance.checked_sub(length).ok_or(Excess::Bytes)?;
        chunks(packet).try_for_each(|chunk| self.count(chunk))
    }

    fn count(&mut self, chunk: &[u8]) -> Result<(), Excess> {
        match chunk[0] {
            DATA => {
                let (Some(tsn), Some(stream)) = (u32_at(chunk, 4), u16_at(chunk, 8)) else { return Ok(()) };
                self.chunks += 1;
                let is_ahead = |cumulative: u32| {
                    let distance = tsn.wrapping_sub(cumulative);
                    (MAX_CHUNKS_AHEAD..=u32::MAX / 2).contains(&distance)
                };
                if stream > MAX_STREAM {
                    Err(Excess::Stream)
                } else if chunk.len() <= 16 {
                    Err(Excess::Empty)
                } else if self.chunks > MAX_CHUNKS_WAITING {
                    Err(Excess::Waiting)
                } else if self.cumulative.is_some_and(is_ahead) {
                    Err(Excess::Ahead)
                } else {
                    Ok(())
                }
            }
            INIT => {
                // The library answers a second one, too; its acknowledgements then show the valid number.
                self.cumulative = self.cumulative.or_else(|| Some(u32_at(chunk, 16)?.wrapping_sub(1)));
                Ok(())
            }
            FORWARD_TSN => {
                let mut streams = chunk.get(8..).unwrap_or_default().chunks_exact(4);
                let is_foreign = |entry: &[u8]| u16_at(entry, 0).is_some_and(|stream| stream > MAX_STREAM);
                if streams.any(is_foreign) { Err(Excess::Stream) } else { Ok(()) }
            }
            RECONFIG => {
                self.resets += 1;
                if self.resets > MAX_RESETS { Err(Excess::Resets) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Reads the library's own state from a packet to the phone.
    ///
    /// # Errors
    /// Returns the limit that the session exceeds. It must then end.
    pub(super) fn send(&mut self, packet: &[u8]) -> Result<(), Excess> {
        for chunk in chunks(packet) {
            let Some(free) = u32_at(chunk, 8) else { continue };
            if chunk[0] == INIT_ACK || chunk[0] == SACK {
                self.window = self.window.max(free);
            }
            if chunk[0] == SACK {
                self.cumulative = u32_at(chunk, 4);
                let in_use = self.window - free;
                if in_use <= ONE_PACKET {
                    self.chunks = 0;
                } else if in_use > MAX_BYTES_WAITING {
                    return Err(Excess::Waiting);
                }
            }
        }
        Ok(())
    }
}

/// Returns the chunks of an SCTP packet, each with its header and without its padding. Ends early at invalid lengths,
/// as the library does.
fn chunks(packet: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = packet.get(PACKET_HEADER..).unwrap_or_default();
    std::iter::from_fn(move || {
        let length = usize::from(u16_at(rest, 2)?);
        let chunk = rest.get(..length).filter(|chunk| chunk.len() >= CHUNK_HEADER)?;
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some(chunk)
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_be_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests;

//! Limits how many lossy bytes a receiver may be behind: newest-wins must hold all the way to the receiver.
//!
//! Bytes that the network has accepted cannot be replaced any more, and between us and a client that does not read, the
//! two kernels buffer megabytes. Every few kilobytes, a WebSocket ping is therefore sent along, which the client's
//! WebSocket layer answers when it has read that far. Without answers, lossy frames stay in the send queue, where newer
//! ones replace them.

/// Most lossy bytes in flight, plus or minus a frame. At 15 phones × 60 Hz × 27 bytes this is a third of a second, so
/// that a connection with a long round trip is not slowed down.
const WINDOW_BYTES: u64 = 8 * 1024;
/// Bytes between two pings; less than the window, so that a full window always has a ping in flight.
const PROBE_BYTES: u64 = WINDOW_BYTES / 4;

/// The lossy bytes in flight on one socket.
#[derive(Debug, Default)]
pub(super) struct SendWindow {
    written: u64,
    probed: u64,
    confirmed: u64,
}

impl SendWindow {
    /// Whether another lossy frame may be written.
    pub(super) fn is_open(&self) -> bool {
        self.written - self.confirmed < WINDOW_BYTES
    }

    /// Counts a lossy frame of `bytes` bytes. Returns the payload of the ping that must follow it, if one is due.
    pub(super) fn wrote(&mut self, bytes: usize) -> Option<[u8; 8]> {
        self.written += bytes as u64;
        let is_due = self.written - self.probed >= PROBE_BYTES;
        is_due.then(|| {
            self.probed = self.written;
            self.written.to_be_bytes()
        })
    }

    /// Handles a pong with this payload; only answers to our pings count.
    pub(super) fn heard(&mut self, payload: &[u8]) {
        let confirmed = payload.try_into().map_or(0, u64::from_be_bytes);
        if confirmed <= self.probed {
            self.confirmed = self.confirmed.max(confirmed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SendWindow, WINDOW_BYTES};

    /// Writes until the window is closed; returns the bytes written and the last ping.
    fn fill(window: &mut SendWindow, frame: usize) -> (u64, [u8; 8]) {
        let (mut written, mut ping) = (0, None);
        while window.is_open() {
            ping = window.wrote(frame).or(ping);
            written += frame as u64;
        }
        (written, ping.expect("a closed window has a ping on its way"))
    }

    #[test]
    fn it_closes_without_answers_and_opens_after_one() {
        for frame in [1, 27, 512, 3000, 16 * 1024] {
            let mut window = SendWindow::default();
            for _ in 0..3 {
                let (written, ping) = fill(&mut window, frame);
                assert!(written < WINDOW_BYTES + frame as u64);
                window.heard(&ping);
                assert!(window.is_open());
            }
        }
    }

    #[test]
    fn only_true_answers_open_it() {
        let mut window = SendWindow::default();
        let (_, ping) = fill(&mut window, 512);
        for wrong in [&[][..], b"ping", &[0; 8], &[0xFF; 8], &ping[1..]] {
            window.heard(wrong);
            assert!(!window.is_open(), "{wrong:?}");
        }
        window.heard(&ping);
        assert!(window.is_open());
    }

    #[test]
    fn an_old_answer_does_not_close_it_again() {
        let mut window = SendWindow::default();
        let old = fill(&mut window, 512).1;
        window.heard(&old);
        let new = fill(&mut window, 512).1;
        window.heard(&new);
        window.heard(&old);
        assert!(window.is_open());
    }
}

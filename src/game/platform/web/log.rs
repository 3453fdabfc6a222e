//! The log: the browser's console.

use std::io;

use tracing::Level;
use tracing_subscriber::{
    fmt::{self, MakeWriter},
    util::SubscriberInitExt as _,
};

/// Starts logging warnings, and makes a crash show itself instead of standing still.
pub(super) fn start() {
    console_error_panic_hook::set_once();
    // The browser's console has a clock of its own, and the standard library has none here.
    let log = fmt::fmt().without_time().with_ansi(false).with_max_level(Level::WARN).with_writer(Console);
    // There is one game in a page.
    let _ = log.try_init();
}

struct Console;

impl MakeWriter<'_> for Console {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line(Vec::new())
    }
}

/// A line, written when it is complete.
struct Line(Vec<u8>);

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        web_sys::console::warn_1(&String::from_utf8_lossy(&self.0).trim_end().into());
    }
}

//! The log: the browser's console.

use std::io;

use tracing::Level;
use tracing_subscriber::{
    filter::Targets,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

/// Parts of Bevy that warn about effects that WebGL2 lacks and the game does not use.
const QUIET: [&str; 4] = ["bevy_core_pipeline", "bevy_render", "wgpu", "naga"];

/// Starts logging warnings, and makes a crash show itself instead of standing still.
pub(super) fn start() {
    console_error_panic_hook::set_once();
    // The browser's console has a clock of its own, and the standard library has none here.
    let log = fmt::layer().without_time().with_ansi(false).with_writer(Console);
    let filter = Targets::new().with_default(Level::WARN).with_targets(QUIET.map(|target| (target, Level::ERROR)));
    // There is one game in a page.
    let _ = tracing_subscriber::registry().with(filter).with(log).try_init();
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

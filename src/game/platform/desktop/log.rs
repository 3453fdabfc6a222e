//! The log file beside the scores, and the message that the game prints when it crashes.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Mutex,
};

use tracing_subscriber::{EnvFilter, Layer as _, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

/// Maximum size of the log of one run, in bytes; everything beyond it is dropped.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The default filter. `icu_provider` is off because names are never wrapped: ICU's missing data for breaking lines of
/// Thai or Chinese does not matter.
const QUIET: &str = "warn,wgpu=error,naga=error,icu_provider=off";

/// Starts logging: warnings to standard error, and more to `full-tilt.log` in this folder, which starts empty. The
/// log of the previous run stays beside it as `full-tilt.old.log`. `RUST_LOG` overrides both filters if it is set.
pub(crate) fn start(folder: Option<&Path>) {
    let filter = |usual: String| EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let terminal = fmt::layer().with_writer(io::stderr).with_filter(filter(QUIET.to_owned()));
    let path = folder.map(|folder| folder.join("full-tilt.log"));
    let file = path.as_deref().map(open).transpose();
    let trouble = file.as_ref().err().map(ToString::to_string);
    let file = file.ok().flatten().map(|file| {
        let writer = Mutex::new(CappedFile { file, left: MAX_BYTES });
        fmt::layer()
            .with_ansi(false)
            .with_writer(writer)
            .with_filter(filter(format!("{QUIET},full_tilt=info,phonepad_host=info,phonepad_relay=info")))
    });
    let has_file = file.is_some();
    tracing_subscriber::registry().with(terminal).with(file).init();
    if let (Some(trouble), Some(path)) = (trouble, &path) {
        tracing::warn!("no log file: cannot write {}: {trouble}", path.display());
    }
    tracing::info!("Full Tilt {} on {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    tell_of_crashes(path.filter(|_| has_file));
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::rename(path, path.with_extension("old.log")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::create(path)
}

/// Makes a crash write a line to the log and print where the log is.
fn tell_of_crashes(log: Option<PathBuf>) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("crashed: {panic}");
        usual(panic);
        match &log {
            Some(log) => eprintln!("full-tilt: the game crashed, which is a bug; for details see {}.", log.display()),
            None => eprintln!("full-tilt: the game crashed, which is a bug."),
        }
    }));
}

/// A file with a size limit. Written here because `tracing-appender` limits the number and the age of log files, but not
/// their size: an hour of the same warning in every frame would fill the disk.
struct CappedFile {
    file: File,
    left: usize,
}

impl Write for CappedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.left {
            self.left = 0;
            return Ok(bytes.len());
        }
        self.left -= bytes.len();
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

//! Simulated phones, playing until they are dropped.

use std::{
    io,
    time::{Duration, Instant},
};

use phonepad_sim::{JoinLink, Movement, News, PhoneConfig, PhoneError, PhoneEvent};
use tokio::{
    runtime::Runtime,
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{timeout, timeout_at},
};

const NEWS_QUEUE: usize = 1024;
const GOODBYE: Duration = Duration::from_secs(5);

/// Returns a phone that weaves, and dials directly only if `direct` is set.
///
/// # Errors
/// Returns an error if the text is not a join link.
pub fn phone(name: &str, join_url: &str, direct: bool) -> io::Result<PhoneConfig> {
    Ok(PhoneConfig {
        join: JoinLink::parse(join_url).map_err(io::Error::other)?,
        name: name.into(),
        movement: Movement::Weave { degrees: 15.0, hertz: 0.4, phase: 0.0, pitch: 45.0 },
        taps: None,
        direct,
        jitter_seed: 1,
    })
}

/// Phones that play.
pub struct Phones {
    runtime: Runtime,
    news: mpsc::Receiver<PhoneEvent>,
    stop: Option<oneshot::Sender<()>>,
    playing: JoinHandle<Result<(), PhoneError>>,
}

impl Phones {
    /// Starts phones in the namespace of the runtime's threads.
    pub fn play(runtime: Runtime, phones: Vec<PhoneConfig>) -> Self {
        let (into_here, news) = mpsc::channel(NEWS_QUEUE);
        let (stop, stopping) = oneshot::channel::<()>();
        let playing = runtime.spawn(phonepad_sim::run(phones, into_here, async {
            let _ = stopping.await;
        }));
        Self { runtime, news, stop: Some(stop), playing }
    }

    /// Skips events until one satisfies `wanted`. Returns `false` if none does within this time. Phones do not wait for
    /// their events to be taken unless very many are queued.
    pub fn until(&mut self, time: Duration, wanted: impl Fn(&PhoneEvent) -> bool) -> bool {
        let (runtime, news, until) = (&self.runtime, &mut self.news, Instant::now() + time);
        runtime.block_on(async {
            loop {
                match timeout_at(until.into(), news.recv()).await {
                    Ok(Some(event)) if wanted(&event) => return true,
                    Ok(Some(_)) => {}
                    _ => return false,
                }
            }
        })
    }

    /// Runs another task in the same namespace.
    pub fn beside<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// Lets them leave. Returns their last events.
    pub fn leave(mut self) -> Vec<News> {
        self.stop = None;
        let Self { runtime, news, playing, .. } = &mut self;
        runtime.block_on(async {
            let _ = timeout(GOODBYE, playing).await;
            let mut last = Vec::new();
            while let Ok(event) = news.try_recv() {
                last.push(event.news);
            }
            last
        })
    }
}

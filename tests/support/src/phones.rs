//! A simulated phone that a test controls.

use phonepad_sim::{JoinLink, Movement, News, PhoneConfig, PhoneError, PhoneEvent, RoundTrips};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use crate::soon;

/// One phone, playing until it is told to leave.
pub struct TestPhone {
    events: mpsc::Receiver<PhoneEvent>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), PhoneError>>,
}

/// Returns a phone that leans 10 degrees to the right.
pub fn leaning(name: &str, join_url: &str) -> PhoneConfig {
    PhoneConfig {
        join: JoinLink::parse(join_url).expect("a join link"),
        name: name.into(),
        movement: Movement::Hold { degrees: 10.0, pitch: 45.0 },
        taps: None,
        direct: false,
        jitter_seed: 1,
    }
}

impl TestPhone {
    pub fn join(name: &str, join_url: &str) -> Self {
        Self::with(leaning(name, join_url))
    }

    pub fn with(config: PhoneConfig) -> Self {
        let (into_test, events) = mpsc::channel(1024);
        let (stop, stopping) = oneshot::channel::<()>();
        let task = tokio::spawn(phonepad_sim::run(vec![config], into_test, async {
            let _ = stopping.await;
        }));
        Self { events, stop, task }
    }

    /// Skips events until one satisfies `wanted`.
    pub async fn until<T>(&mut self, wanted: impl Fn(News) -> Option<T>) -> T {
        loop {
            if let Some(found) = wanted(soon("news", self.events.recv()).await.expect("the phone plays").news) {
                return found;
            }
        }
    }

    /// Lets it leave. Returns its round trips.
    pub async fn leave(mut self) -> RoundTrips {
        drop(self.stop);
        soon("end of the phone", self.task).await.expect("no panic").expect("it was not out");
        loop {
            if let News::Done(trips) = self.events.recv().await.expect("a summary").news {
                return trips;
            }
        }
    }

    /// Returns the reason why it dropped out by itself.
    pub async fn out(self) -> String {
        soon("end of the phone", self.task).await.expect("no panic").expect_err("it is out").to_string()
    }
}

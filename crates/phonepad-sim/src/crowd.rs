//! Several phones at once. It must not depend on the behaviour of a phone.

use std::sync::Arc;

use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use super::{PhoneConfig, PhoneError, PhoneEvent, player::SimulatedPhone};

/// Runs phones until `stop` resolves or none is left. A phone that drops out does not stop the others. Those that tap
/// begin once all have their seats or have dropped out, so that a round starts with all of them.
///
/// # Errors
/// Returns the reason why the first phone dropped out, if one did.
pub async fn run(
    phones: Vec<PhoneConfig>,
    events: mpsc::Sender<PhoneEvent>,
    stop: impl Future<Output = ()>,
) -> Result<(), PhoneError> {
    let (stopping, stopped) = watch::channel(false);
    let mut playing = JoinSet::new();
    let on_the_way = Arc::new(());
    for phone in phones {
        let player = SimulatedPhone::new(phone, events.clone(), Arc::clone(&on_the_way))?;
        let mut stopped = stopped.clone();
        playing.spawn(player.play(async move {
            // An error means that there is no other way left to stop it.
            let _ = stopped.wait_for(|stop| *stop).await;
        }));
    }
    drop((events, on_the_way));
    let mut outcome = Ok(());
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop, if !*stopping.borrow() => drop(stopping.send(true)),
            ended = playing.join_next() => match ended {
                Some(Ok(ended)) => outcome = outcome.and(ended),
                Some(Err(error)) => outcome = outcome.and(Err(PhoneError(format!("a phone broke: {error}")))),
                None => return outcome,
            },
        }
    }
}

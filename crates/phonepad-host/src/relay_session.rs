//! One connection as host, from the welcome to its end. It must not decide what happens after that.

use std::time::{Duration, Instant};

use tokio::time::{Interval, sleep};

use super::{
    error::LinkError,
    host_session::HostSession,
    orders::RelayMessage,
    pacer::CommandPacer,
    socket::{Incoming, Socket},
};

/// Time between two checks for commands that wait for the relay's allowance.
const PACE: Duration = Duration::from_millis(250);

/// The state of one connection.
pub(super) struct RelaySession<'a> {
    pub(super) socket: Socket,
    pub(super) desk: &'a mut HostSession,
    pub(super) pacer: &'a mut CommandPacer,
    pub(super) pings: Interval,
    pub(super) echoes: Interval,
}

impl RelaySession<'_> {
    /// Sends the first messages, and runs until the connection ends. Returns the reason for the end.
    pub(super) async fn run(mut self, first: Vec<RelayMessage>) -> LinkError {
        // Commands queued for an earlier connection are among the first messages, or obsolete.
        self.pacer.clear();
        if let Err(trouble) = self.send(first).await {
            return trouble;
        }
        loop {
            if let Err(trouble) = self.turn().await {
                return trouble;
            }
        }
    }

    async fn turn(&mut self) -> Result<(), LinkError> {
        let outgoing = tokio::select! {
            biased;
            happening = self.desk.wait() => self.desk.handle_input(happening).await,
            incoming = self.socket.receive() => match incoming? {
                Incoming::Text(text) if text == "pong" => Vec::new(),
                Incoming::Text(text) => self.desk.handle_relay(&text).await,
                Incoming::Binary(bytes) => self.desk.handle_phone(&bytes).await,
                Incoming::Alive => Vec::new(),
            },
            _ = self.pings.tick() => return self.socket.ping().await,
            () = sleep(PACE), if self.pacer.is_waiting() => Vec::new(),
            _ = self.echoes.tick() => match self.desk.does_anybody_need_the_relay() {
                true => vec![self.desk.ask_clocks()],
                false => Vec::new(),
            },
        };
        self.send(outgoing).await
    }

    async fn send(&mut self, outgoing: Vec<RelayMessage>) -> Result<(), LinkError> {
        for outgoing in outgoing {
            match outgoing {
                RelayMessage::Command(command) if CommandPacer::is_counted(&command) => self.pacer.push(command),
                RelayMessage::Command(command) => self.socket.send_text(command.to_text()).await?,
                RelayMessage::Binary(bytes) => self.socket.send_binary(bytes).await?,
            }
        }
        while let Some(command) = self.pacer.poll(Instant::now()) {
            self.socket.send_text(command.to_text()).await?;
        }
        Ok(())
    }
}

//! The health check for an operator's tools: whether the relay answers.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A healthy relay answers sooner.
const PATIENCE: Duration = Duration::from_secs(3);
/// Length of the status line up to and including the code.
const STATUS_BYTES: usize = 12;

/// Checks whether the relay at `address` is healthy.
///
/// # Errors
/// Returns an error if it does not answer within three seconds, or gives a different answer.
pub async fn check_health(address: SocketAddr) -> io::Result<()> {
    let status = timeout(PATIENCE, ask(address)).await??;
    // With TLS, a plain request is redirected: that response is sufficient proof.
    match &status {
        b"HTTP/1.1 200" | b"HTTP/1.1 308" => Ok(()),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "it does not answer as a relay does")),
    }
}

async fn ask(address: SocketAddr) -> io::Result<[u8; STATUS_BYTES]> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut status = [0; STATUS_BYTES];
    stream.read_exact(&mut status).await?;
    Ok(status)
}

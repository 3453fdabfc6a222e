//! What an operator's tools ask before they trust a relay: whether it answers.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// A relay that is well answers sooner.
const PATIENCE: Duration = Duration::from_secs(3);
/// The status line up to the code.
const STATUS_BYTES: usize = 12;

/// Asks the relay at `address` whether it is well.
///
/// # Errors
/// If it does not answer within three seconds, or answers something else.
pub async fn check_health(address: SocketAddr) -> io::Result<()> {
    let status = timeout(PATIENCE, ask(address)).await??;
    // Where there is TLS, a plain request is sent on to it: that it is answered shows as much.
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

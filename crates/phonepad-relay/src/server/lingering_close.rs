//! A TCP stream with an orderly close: further data from the client is read and discarded for a moment, because closing
//! with unread data resets the connection and discards our last data (a close code, an error).

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::TcpStream,
    runtime::Handle,
    time::timeout,
};

use super::http::Permit;

/// Time for a client to notice.
const LINGER: Duration = Duration::from_secs(1);
/// Most bytes discarded meanwhile.
const MAX_DISCARDED_BYTES: u64 = 4 * 1024 * 1024;

/// See the module. Through its permit, the connection counts until it is closed.
pub(super) struct LingeringClose {
    /// `None` only while being dropped.
    stream: Option<TcpStream>,
    permit: Arc<Permit>,
}

impl LingeringClose {
    pub(super) fn new(stream: TcpStream, permit: Arc<Permit>) -> Self {
        Self { stream: Some(stream), permit }
    }

    fn inner(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.stream.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl Drop for LingeringClose {
    fn drop(&mut self) {
        // Outside a runtime there is no way to wait, and the stream is simply closed.
        let (Some(stream), Ok(runtime)) = (self.stream.take(), Handle::try_current()) else { return };
        let is_closed_by_client = matches!(stream.try_read(&mut [0]), Ok(0));
        if !is_closed_by_client {
            let permit = Arc::clone(&self.permit);
            runtime.spawn(async move {
                let _ = timeout(LINGER, discard(stream)).await;
                drop(permit);
            });
        }
    }
}

async fn discard(mut stream: TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    tokio::io::copy(&mut stream.take(MAX_DISCARDED_BYTES), &mut tokio::io::sink()).await?;
    Ok(())
}

impl AsyncRead for LingeringClose {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.inner()?.poll_read(cx, buffer)
    }
}

impl AsyncWrite for LingeringClose {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.inner()?.poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.inner()?.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.inner()?.poll_shutdown(cx)
    }
}

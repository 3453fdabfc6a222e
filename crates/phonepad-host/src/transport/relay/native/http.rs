//! One HTTP request at a time, each over its own connection. It must not interpret the responses.

use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Method, Request,
    body::Bytes,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST, HeaderMap, RETRY_AFTER, USER_AGENT},
};
use hyper_util::rt::TokioIo;

use super::connect::Dialer;
use crate::error::LinkError;

/// Longest head of a response in bytes.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// Longest pause that a relay may request.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);
const OUR_NAME: &str = concat!("full-tilt/", env!("CARGO_PKG_VERSION"));

/// An HTTP response of any status.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: Bytes,
}

/// Sends a request and reads the whole response; a body of more than `max_body` bytes is not a relay's. The caller
/// limits the time.
pub(super) async fn request(
    dialer: &Dialer,
    method: Method,
    path: &str,
    body: String,
    max_body: usize,
) -> Result<Answer, LinkError> {
    let stream = TokioIo::new(dialer.dial().await?);
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_HEAD_BYTES);
    let (mut sender, connection) = builder.handshake(stream).await.map_err(|error| trouble(dialer, &error))?;
    let mut request =
        Request::builder().method(method).uri(path).header(HOST, dialer.authority()).header(USER_AGENT, OUR_NAME);
    if !body.is_empty() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    let request = request.body(Full::new(Bytes::from(body))).map_err(|_| LinkError::Address(dialer.origin()))?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(|error| trouble(dialer, &error))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, max_body).collect().await.map_err(|_| LinkError::NotARelay(dialer.origin()))?;
        Ok(Answer { status: head.status.as_u16(), retry_after: retry_after(&head.headers), body: body.to_bytes() })
    };
    tokio::pin!(exchange);
    tokio::select! {
        biased;
        answer = &mut exchange => answer,
        // The connection may end first; the data that it has read is then still available.
        _ = connection => exchange.await,
    }
}

fn trouble(dialer: &Dialer, error: &hyper::Error) -> LinkError {
    tracing::debug!(%error, "an HTTP request failed");
    if error.is_parse() || error.is_parse_too_large() {
        LinkError::NotARelay(dialer.origin())
    } else {
        LinkError::BrokenOff
    }
}

/// Returns the seconds of a `Retry-After`; a date there is ignored.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(MAX_RETRY_AFTER))
}

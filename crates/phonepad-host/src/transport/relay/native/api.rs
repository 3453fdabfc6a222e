//! The relay's HTTP interface as three functions. It must not keep any state between calls.

use std::time::Duration;

use hyper::Method;
use tokio::time::timeout;

use super::{
    connect::Dialer,
    http::{self, Answer},
};
use crate::error::LinkError;
use phonepad_protocol::{CreateRoom, ErrorBody, ErrorCode, RoomCode, RoomCreated, RoomInfo};

/// Longest body of a response about rooms, in bytes.
const MAX_ANSWER_BYTES: usize = 16 * 1024;
/// Longest page, in bytes.
const MAX_PAGE_BYTES: usize = 4 * 1024 * 1024;

/// `POST /api/rooms`.
pub(crate) async fn create_room(dialer: &Dialer, max_peers: u8, within: Duration) -> Result<RoomCreated, LinkError> {
    let body = CreateRoom { max_peers }.to_body();
    let request = http::request(dialer, Method::POST, "/api/rooms", body, MAX_ANSWER_BYTES);
    let answer = limited(dialer, within, request).await?;
    let created = if answer.status == 201 { RoomCreated::parse(&answer.body) } else { None };
    created.ok_or_else(|| LinkError::refusal(dialer.origin(), &answer.body, answer.retry_after))
}

/// `GET /api/rooms/{code}`.
pub async fn look_up_room(dialer: &Dialer, code: RoomCode, within: Duration) -> Result<RoomInfo, LinkError> {
    let path = format!("/api/rooms/{code}");
    let request = http::request(dialer, Method::GET, &path, String::new(), MAX_ANSWER_BYTES);
    let answer = limited(dialer, within, request).await?;
    if answer.status == 404 && ErrorBody::parse(&answer.body).is_some_and(|e| e.error == ErrorCode::RoomNotFound) {
        return Err(LinkError::NoSuchRoom(code));
    }
    let room = if answer.status == 200 { RoomInfo::parse(&answer.body) } else { None };
    room.ok_or_else(|| LinkError::refusal(dialer.origin(), &answer.body, answer.retry_after))
}

/// `GET /?room={code}`: the page that a phone would show. Returns its length in bytes.
pub async fn load_page(dialer: &Dialer, code: RoomCode, within: Duration) -> Result<usize, LinkError> {
    let path = format!("/?room={code}");
    let request = http::request(dialer, Method::GET, &path, String::new(), MAX_PAGE_BYTES);
    let answer = limited(dialer, within, request).await?;
    if answer.status == 200 {
        Ok(answer.body.len())
    } else {
        Err(LinkError::refusal(dialer.origin(), &answer.body, answer.retry_after))
    }
}

async fn limited(
    dialer: &Dialer,
    within: Duration,
    request: impl Future<Output = Result<Answer, LinkError>>,
) -> Result<Answer, LinkError> {
    timeout(within, request).await.unwrap_or_else(|_| Err(LinkError::Timeout(dialer.origin())))
}

//! The relay's HTTP interface: rooms are opened and looked up, sockets upgraded, the page served.

use std::sync::Arc;

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::{
        Path, State,
        rejection::PathRejection,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use super::{Limits, assets, live::Relay, metrics, socket, stop::Stop};
use crate::protocol::{CreateRoom, ErrorBody, ErrorCode, RoomCode};

/// Longest body of a request, in bytes.
const MAX_BODY_BYTES: usize = 1024;

/// A connection's share of the allowed number; it travels with the request so that a socket keeps it after the upgrade.
pub(super) type Permit = Arc<OwnedSemaphorePermit>;

/// What every request may need.
#[derive(Clone)]
pub(super) struct App {
    pub(super) relay: Arc<Relay>,
    pub(super) limits: Limits,
    pub(super) stop: Stop,
}

/// All routes. Requests must carry a [`Permit`] extension.
pub(super) fn router(app: App, with_metrics: bool) -> Router {
    let router = if with_metrics { metrics_routes() } else { Router::new() };
    router
        .route("/healthz", get(async || "ok"))
        .route("/api/rooms", post(open_room))
        .route("/api/rooms/{code}", get(look_up))
        .route("/api/rooms/{code}/ws", get(upgrade))
        .method_not_allowed_fallback(async || error(ErrorCode::MethodNotAllowed))
        .fallback(asset)
        .with_state(app)
}

/// What the operator asks for, if at an address of its own.
pub(super) fn metrics_router(app: App) -> Router {
    metrics_routes().fallback(async || error(ErrorCode::NotFound)).with_state(app)
}

fn metrics_routes() -> Router<App> {
    Router::new().route("/metrics", get(metrics))
}

async fn open_room(State(app): State<App>, body: Body) -> Response {
    let body = match timeout(app.limits.request, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return error(ErrorCode::TooLarge),
        Err(_) => return error(ErrorCode::BadRequest),
    };
    let Some(request) = CreateRoom::parse(&body) else { return error(ErrorCode::BadRequest) };
    match app.relay.open_room(request.max_peers).await {
        Ok(created) => json(StatusCode::CREATED, created.to_body()),
        Err(_) => error(ErrorCode::NoRoomCode),
    }
}

async fn look_up(State(app): State<App>, code: Result<Path<String>, PathRejection>) -> Response {
    let Some(code) = parse_code(code) else { return error(ErrorCode::BadRequest) };
    match app.relay.find_room(code) {
        Some(room) => json(StatusCode::OK, room.info().to_body()),
        None => error(ErrorCode::RoomNotFound),
    }
}

/// Every upgrade is accepted, even to a room that cannot exist: a browser can read a close code, but no refused upgrade.
async fn upgrade(
    State(app): State<App>,
    code: Result<Path<String>, PathRejection>,
    permit: Option<Extension<Permit>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return error(ErrorCode::BadRequest) };
    let room = parse_code(code).and_then(|code| app.relay.find_room(code));
    socket::configure(upgrade).on_upgrade(async move |socket| {
        socket::serve(socket, app.relay, room, app.limits, app.stop).await;
        drop(permit);
    })
}

async fn metrics(State(app): State<App>) -> Response {
    let text = app.relay.metrics().to_text(app.relay.population());
    ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response()
}

async fn asset(method: Method, uri: Uri) -> Response {
    match assets::find(uri.path()) {
        Some(response) if method == Method::GET || method == Method::HEAD => response,
        Some(_) => error(ErrorCode::MethodNotAllowed),
        None => error(ErrorCode::NotFound),
    }
}

fn parse_code(code: Result<Path<String>, PathRejection>) -> Option<RoomCode> {
    code.ok()?.parse().ok()
}

fn json(status: StatusCode, body: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, body).into_response()
}

/// The answer to a request that failed.
pub(super) fn error(code: ErrorCode) -> Response {
    let message = match code {
        ErrorCode::BadRequest => "The request is malformed.",
        ErrorCode::RoomNotFound => "There is no room with this code.",
        ErrorCode::NotFound => "There is nothing here.",
        ErrorCode::MethodNotAllowed => "This address does not answer to that method.",
        ErrorCode::TooLarge => "The request is too large.",
        ErrorCode::RateLimited => "There were too many requests from your address; wait a moment.",
        ErrorCode::NoRoomCode => "The relay is full; try again later.",
    };
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json(status, ErrorBody { error: code, message: message.to_owned() }.to_body())
}

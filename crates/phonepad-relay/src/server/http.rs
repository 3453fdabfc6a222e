//! The relay's HTTP interface: it opens and looks up rooms, upgrades sockets and serves the page.
//!
//! Without `tower-http`: its limits on bodies and times answer in plain text, where clients read an [`ErrorBody`].
//! `CorsLayer` lets requests of foreign origins through, and answers preflights with another status than the relay's
//! other edition; `CsrfLayer` lets foreign GET requests through, and so WebSockets. Headers of every response are a map
//! from a file that redirects need as well, which are answered before there is a router.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::{
        Path, Request, State,
        rejection::PathRejection,
        ws::{WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use super::{
    Limits,
    access_control::{AccessControl, Held, OriginVerdict},
    game_part::GamePart,
    headers,
    live::Relay,
    metrics, page,
    shared_send_queue::lock,
    socket,
    stop::Stop,
    web_game::WebGame,
};
use crate::address_limiter::Limited;
use phonepad_protocol::{CreateRoom, ErrorBody, ErrorCode, RoomCode};

/// Longest body of a request, in bytes.
const MAX_BODY_BYTES: usize = 1024;

/// Retry interval in milliseconds after a room could not be opened.
const ROOM_RETRY_MS: u64 = 5_000;

/// Headers that proxies add to the requests they forward.
const PROXY_HEADERS: [&str; 4] = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];

/// A connection's share of the limits; it travels with its requests, so that a socket keeps it after the upgrade.
pub(super) struct Permit {
    _connection: OwnedSemaphorePermit,
    /// Held until it is a WebSocket.
    opening: Mutex<Option<Held>>,
}

impl Permit {
    pub(super) fn new(connection: OwnedSemaphorePermit, opening: Option<Held>) -> Self {
        Self { _connection: connection, opening: Mutex::new(opening) }
    }
}

/// The connection that a request arrived on.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) peer: SocketAddr,
    pub(super) permit: Arc<Permit>,
}

/// The client of a request.
#[derive(Clone, Copy)]
struct Client(IpAddr);

/// The state shared by all requests.
#[derive(Clone)]
pub(super) struct App {
    pub(super) relay: Arc<Relay>,
    pub(super) access: Arc<AccessControl>,
    pub(super) limits: Limits,
    pub(super) game_part: Option<Arc<GamePart>>,
    pub(super) web_game: Option<Arc<WebGame>>,
    /// Whether browsers must use TLS.
    pub(super) is_strictly_tls: bool,
    pub(super) stop: Stop,
}

/// Returns all routes. Requests must carry an [`Origin`] extension.
pub(super) fn router(app: App, with_metrics: bool) -> Router {
    let api = Router::new()
        .route("/api/rooms", post(open_room))
        .route("/api/rooms/{code}", get(look_up))
        .route("/api/rooms/{code}/ws", get(upgrade))
        .method_not_allowed_fallback(async || error(ErrorCode::MethodNotAllowed))
        .route_layer(from_fn_with_state(app.clone(), judge_origin));
    let private = from_fn(only_this_machine);
    let router = if with_metrics { metrics_routes().route_layer(private) } else { Router::new() };
    #[cfg(feature = "echo")]
    let router = router.route(super::echo::PATH, get(super::echo::upgrade));
    router
        .merge(api)
        .route("/healthz", get(async || "ok"))
        .method_not_allowed_fallback(async || error(ErrorCode::MethodNotAllowed))
        .fallback(asset)
        .layer(from_fn_with_state(app.clone(), frame))
        .with_state(app)
}

/// Returns the routes for the operator on a separate address.
pub(super) fn metrics_router(app: App) -> Router {
    metrics_routes()
        .fallback(async || error(ErrorCode::NotFound))
        .layer(from_fn_with_state(app.clone(), frame))
        .with_state(app)
}

fn metrics_routes() -> Router<App> {
    Router::new().route("/metrics", get(metrics))
}

/// Wraps every request: determines its client, and adds the headers of every response.
async fn frame(
    State(app): State<App>,
    Extension(origin): Extension<Origin>,
    mut request: Request,
    next: Next,
) -> Response {
    let client = Client(app.access.client(origin.peer, request.headers()));
    request.extensions_mut().insert(client);
    let mut response = next.run(request).await;
    headers::add_to_all(response.headers_mut(), app.is_strictly_tls);
    response
}

/// Answers programs on this machine only. Requests forwarded by a proxy are from elsewhere, even if the relay is not
/// configured for it.
async fn only_this_machine(Extension(Client(client)): Extension<Client>, request: Request, next: Next) -> Response {
    let is_handed_on = PROXY_HEADERS.iter().any(|name| request.headers().contains_key(*name));
    let is_local = client.to_canonical().is_loopback() && !is_handed_on;
    if is_local { next.run(request).await } else { error(ErrorCode::NotFound) }
}

/// Refuses pages of foreign origins, and informs browsers about allowed ones.
async fn judge_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    match app.access.judge_origin(request.headers()) {
        OriginVerdict::Own => next.run(request).await,
        OriginVerdict::Foreign => error(ErrorCode::ForbiddenOrigin),
        OriginVerdict::Agreed => {
            let origin = request.headers().get(header::ORIGIN).cloned();
            let is_preflight = request.method() == Method::OPTIONS;
            let mut response =
                if is_preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
            let headers = response.headers_mut();
            headers.insert(header::VARY, HeaderValue::from_static("Origin"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type"));
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
            if let Some(origin) = origin {
                headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            }
            response
        }
    }
}

async fn open_room(State(app): State<App>, Extension(Client(client)): Extension<Client>, body: Body) -> Response {
    if let Err(limited) = app.access.open_room(client) {
        return rate_limited(limited);
    }
    let body = match timeout(app.limits.request, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return error(ErrorCode::TooLarge),
        Err(_) => return error(ErrorCode::BadRequest),
    };
    let Some(request) = CreateRoom::parse(&body) else { return error(ErrorCode::BadRequest) };
    match app.relay.open_room(request.max_peers).await {
        Ok(created) => json(StatusCode::CREATED, created.to_body()),
        Err(code) => retry_later(error(code), ROOM_RETRY_MS),
    }
}

async fn look_up(
    State(app): State<App>,
    Extension(Client(client)): Extension<Client>,
    code: Result<Path<String>, PathRejection>,
) -> Response {
    if let Err(limited) = app.access.may_look_up(client) {
        return rate_limited(limited);
    }
    let Some(code) = parse_code(code) else { return error(ErrorCode::BadRequest) };
    match app.relay.find_room(code) {
        Some(room) => json(StatusCode::OK, room.info().to_body()),
        None => {
            app.access.missed(client);
            error(ErrorCode::RoomNotFound)
        }
    }
}

/// Accepts every upgrade, even to a room that cannot exist, because a browser can read a close code, but not a refused
/// upgrade; only clients that exceed a limit are refused. Requests without an upgrade are refused for that reason too:
/// the page sends one to find out why it gets no socket.
async fn upgrade(
    State(app): State<App>,
    Extension(Client(client)): Extension<Client>,
    Extension(Origin { permit, .. }): Extension<Origin>,
    code: Result<Path<String>, PathRejection>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let admitted = app.access.may_look_up(client).and_then(|()| app.access.join(client));
    let held = match admitted.and_then(|()| app.access.hold_socket(client)) {
        Ok(held) => held,
        Err(limited) => return rate_limited(limited),
    };
    let Ok(upgrade) = upgrade else { return error(ErrorCode::BadRequest) };
    let code = parse_code(code);
    let room = code.and_then(|code| app.relay.find_room(code));
    if code.is_some() && room.is_none() {
        app.access.missed(client);
    }
    socket::configure(upgrade).on_upgrade(async move |socket| {
        drop(lock(&permit.opening).take());
        socket::serve(socket, app.relay, room, client.into(), app.limits, app.stop).await;
        drop((permit, held));
    })
}

async fn metrics(State(app): State<App>) -> Response {
    let text = app.relay.metrics().to_text();
    ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response()
}

async fn asset(State(app): State<App>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let game = app.web_game.as_deref().and_then(|game| game.find(&uri, &headers));
    let page = || page::find(uri.path(), &headers, app.game_part.as_deref().map_or(&[], GamePart::files));
    match game.or_else(page) {
        Some(response) if method == Method::GET || method == Method::HEAD => response,
        Some(_) => error(ErrorCode::MethodNotAllowed),
        None => error(ErrorCode::NotFound),
    }
}

fn parse_code(code: Result<Path<String>, PathRejection>) -> Option<RoomCode> {
    code.ok()?.parse().ok()
}

fn json(status: StatusCode, body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

/// Returns the response to a client that exceeds a limit.
fn rate_limited(limited: Limited) -> Response {
    retry_later(error(ErrorCode::RateLimited), limited.retry_ms)
}

/// Adds the time of the next attempt.
fn retry_later(mut response: Response, after_ms: u64) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, after_ms.div_ceil(1000).max(1).into());
    response
}

/// Returns the sentence for users about a request that failed.
pub(super) fn sentence(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::BadRequest => "The request is malformed.",
        ErrorCode::ForbiddenOrigin => "Pages of this origin may not use this relay.",
        ErrorCode::RoomNotFound => "There is no room with this code.",
        ErrorCode::NotFound => "There is nothing here.",
        ErrorCode::MethodNotAllowed => "This address does not answer to that method.",
        ErrorCode::TooLarge => "The request is too large.",
        ErrorCode::RateLimited => "There were too many requests from your address; wait a moment.",
        ErrorCode::NoRoomCode => "The relay is full; try again later.",
        ErrorCode::CannotKeep => "The relay cannot write to its disk; try again later.",
    }
}

/// Returns the response to a request that failed.
pub(super) fn error(code: ErrorCode) -> Response {
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json(status, ErrorBody { error: code, message: sentence(code).to_owned() }.to_body())
}

//! One TCP connection: the first byte shows whether it is TLS, then HTTP follows. The limits apply to the duration of
//! every step. Layers of `tower-http` begin with a complete head of a request, and `axum::serve` has no limits: both
//! are too late for a client that sends nothing.

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{
        Request, StatusCode,
        header::{HOST, LOCATION},
        uri::Authority,
    },
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::{sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;
use tracing::debug;

use super::{
    Config, Limits,
    headers::add_to_all,
    http::{Origin, Permit, error},
    lingering_close::LingeringClose,
    stop::Stop,
};
use phonepad_protocol::ErrorCode;

/// First byte of every TLS connection: the record type "handshake". No HTTP request begins with it.
const TLS_HANDSHAKE: u8 = 0x16;
/// Largest kernel send buffer of one socket, in bytes. Queue policies have no effect on data in it, so with the default
/// of several megabytes a stalled receiver would get minutes of stale frames.
const SEND_BUFFER_BYTES: usize = 32 * 1024;
/// Largest amount of unsent data in the kernel before the network has room, where the system allows setting it.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNSENT_BYTES: u32 = 4 * 1024;
/// Largest head of a request, in bytes.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// Most header lines of a request.
const MAX_HEADERS: usize = 64;

/// Serves one connection until it closes or is upgraded.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    permit: Arc<Permit>,
    config: Config,
    stop: Stop,
) {
    let limits = config.limits;
    let opening = Opening { limit: limits.handshake, stop: stop.clone() };
    let lingering = Arc::clone(&permit);
    let mut site = Site { router, origin: Origin { peer, permit }, redirects: Redirects::None };
    let served = async {
        let is_tls = opening.within_limit(prepare(&stream)).await?;
        let local = stream.local_addr()?.ip();
        let stream = LingeringClose::new(stream, lingering);
        match config.tls {
            Some(tls) if is_tls => {
                let handshake = async { TlsAcceptor::from(tls.at(local).await).accept(stream).await };
                let stream = opening.within_limit(handshake).await?;
                speak_http(stream, site, limits, stop).await;
            }
            Some(_) => {
                let may_be_plain = config.plain_localhost && peer.ip().is_loopback();
                site.redirects = if may_be_plain { Redirects::AllButLocalhost } else { Redirects::All };
                speak_http(stream, site, limits, stop).await;
            }
            None => speak_http(stream, site, limits, stop).await,
        }
        io::Result::Ok(())
    };
    if let Err(error) = served.await {
        debug!(%peer, %error, "connection lost before the first request");
    }
}

/// The time limit for the steps before HTTP.
struct Opening {
    limit: Duration,
    stop: Stop,
}

impl Opening {
    async fn within_limit<T>(&self, step: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        let mut stop = self.stop.clone();
        tokio::select! {
            result = timeout(self.limit, step) => result?,
            () = stop.requested() => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

/// Sets the socket up and checks its first byte. Returns whether the client uses TLS.
async fn prepare(stream: &TcpStream) -> io::Result<bool> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    socket.set_send_buffer_size(SEND_BUFFER_BYTES)?;
    #[cfg(any(target_os = "android", target_os = "linux"))]
    socket.set_tcp_notsent_lowat(UNSENT_BYTES)?;
    let mut first = [0];
    match stream.peek(&mut first).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(first[0] == TLS_HANDSHAKE),
    }
}

async fn speak_http(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    site: Site,
    limits: Limits,
    mut stop: Stop,
) {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut site = site.clone();
        async move { site.answer(request).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.request)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    tokio::select! {
        result = connection.as_mut() => {
            if let Err(error) = result {
                debug!(%error, "HTTP connection failed");
            }
            return;
        }
        () = stop.requested() => {}
        () = sleep(limits.keep_alive) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.close, connection).await;
}

/// The requests that are redirected to https.
#[derive(Clone, Copy)]
enum Redirects {
    None,
    All,
    /// Browsers trust `http://localhost` as they trust https, without a warning about a self-signed certificate.
    AllButLocalhost,
}

/// The services of one connection.
#[derive(Clone)]
struct Site {
    router: Router,
    origin: Origin,
    redirects: Redirects,
}

impl Site {
    async fn answer(&mut self, mut request: Request<Incoming>) -> Result<Response, Infallible> {
        let redirects = match self.redirects {
            Redirects::None => false,
            Redirects::All => true,
            Redirects::AllButLocalhost => !host_of(&request).is_some_and(|host| is_localhost(&host)),
        };
        if redirects {
            let mut response = redirect(&request);
            add_to_all(response.headers_mut(), false);
            return Ok(response);
        }
        request.extensions_mut().insert(self.origin.clone());
        self.router.call(request.map(Body::new)).await
    }
}

fn host_of(request: &Request<Incoming>) -> Option<Authority> {
    request.headers().get(HOST)?.to_str().ok()?.parse().ok()
}

fn is_localhost(authority: &Authority) -> bool {
    authority.host().eq_ignore_ascii_case("localhost")
}

fn redirect(request: &Request<Incoming>) -> Response {
    let Some(host) = host_of(request) else { return error(ErrorCode::BadRequest) };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, format!("https://{host}{path}"))]).into_response()
}

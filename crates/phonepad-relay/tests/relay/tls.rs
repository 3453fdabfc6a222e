//! https and http on one port.

use std::{io, sync::Arc};

use phonepad_protocol::{Hello, RelayText, RoomCreated, Welcome};
use phonepad_relay::{Config, SelfSigned};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::{
    client::Client,
    support::{Relay, exchange, request},
    trust::trust_anybody,
};

async fn relay(plain_localhost: bool) -> (Relay, SelfSigned) {
    let certificate = SelfSigned::load_or_create(None).unwrap();
    let config = Config { tls: Some(certificate.tls().unwrap()), plain_localhost, ..Config::default() };
    (Relay::own(config).await, certificate)
}

/// Connects as a client that trusts this certificate and nothing else.
pub(crate) async fn connect(relay: &Relay, certificate: &SelfSigned) -> io::Result<TlsStream<TcpStream>> {
    let mut trusted = RootCertStore::empty();
    trusted.add(certificate.certificate().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap();
    handshake(relay, Arc::new(config.with_root_certificates(trusted).with_no_client_auth())).await
}

/// Connects like a user who ignores the browser's warning, and returns the certificate that was shown.
pub(crate) async fn shown(relay: &Relay) -> Vec<u8> {
    let stream = handshake(relay, trust_anybody()).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

async fn handshake(relay: &Relay, config: Arc<ClientConfig>) -> io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(config).connect(name, relay.tcp().await).await
}

#[tokio::test]
async fn https_and_wss_work_with_the_self_signed_certificate() {
    let (relay, certificate) = relay(false).await;
    let stream = connect(&relay, &certificate).await.unwrap();
    let answer = exchange(stream, &request("POST", "/api/rooms", "127.0.0.1", "")).await;
    let room = RoomCreated::parse(answer.body.as_bytes()).unwrap();

    let stream = connect(&relay, &certificate).await.unwrap();
    let mut host = Client::upgrade(stream, relay.address, room.room.code.as_str()).await;
    host.send_hello(&Hello::host(room.host_token)).await;
    assert!(matches!(host.news().await, RelayText::Welcome(Welcome::Host { .. })));
}

#[tokio::test]
async fn plain_requests_are_redirected_to_https() {
    let (relay, _) = relay(false).await;
    for (method, host) in [("GET", "192.168.1.5:7272"), ("POST", "localhost:7272"), ("GET", "localhost")] {
        let answer = exchange(relay.connect().await, &request(method, "/x?room=K7TQ", host, "")).await;
        assert_eq!(answer.status, 308);
        assert_eq!(answer.header("location"), Some(format!("https://{host}/x?room=K7TQ").as_str()));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    }
}

#[tokio::test]
async fn plain_requests_without_a_sensible_host_are_refused() {
    let (relay, _) = relay(true).await;
    for host in ["", "a b", "x/y", "x\"<y>"] {
        let answer = exchange(relay.connect().await, &request("GET", "/", host, "")).await;
        assert_eq!(answer.status, 400, "{host:?}");
    }
}

#[tokio::test]
async fn plain_localhost_is_answered_where_that_is_allowed() {
    let (relay, _) = relay(true).await;
    for host in ["localhost", "LOCALHOST:7272"] {
        let answer = exchange(relay.connect().await, &request("GET", "/healthz", host, "")).await;
        assert_eq!(answer.status, 200, "{host}");
    }
    for host in ["127.0.0.1:7272", "localhost.example.org", "192.168.1.5"] {
        let answer = exchange(relay.connect().await, &request("GET", "/healthz", host, "")).await;
        assert_eq!(answer.status, 308, "{host}");
    }
}

#[tokio::test]
async fn without_tls_a_tls_client_is_turned_away() {
    let relay = Relay::own(Config::default()).await;
    let answer = exchange(relay.connect().await, "\x16\x03\x01\x02\x00\x01\x00\x01\r\n\r\n").await;
    assert_eq!(answer.status, 400);
}

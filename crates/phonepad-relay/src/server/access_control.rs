//! Access rules shared by all connections: limits per client address, and the origins whose pages may use the relay.

use std::{
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
};

use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri, header, uri::Authority};
use url::Url;

use super::{clock::Clock, shared_send_queue::lock};
use crate::address_limiter::{AddressLimiter, AddressLimits, Holding, Limited, Network};

/// Allows every origin; see [`super::Config::origins`].
const ANY_ORIGIN: &str = "*";
/// In current browsers, this header shows how the requesting page is related to the relay.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Access rules; see the module.
pub(super) struct AccessControl {
    guard: Mutex<AddressLimiter>,
    clock: Clock,
    trust_proxy: Option<HeaderName>,
    origins: Vec<String>,
}

/// The rights of a page's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OriginVerdict {
    /// The relay's own page, or a client that is not a page.
    Own,
    /// Another origin, which the operator has allowed.
    Agreed,
    /// Any other origin.
    Foreign,
}

/// A resource that is counted as long as this value lives.
pub(super) struct Held {
    access: Arc<AccessControl>,
    network: Network,
    holding: Holding,
}

impl Drop for Held {
    fn drop(&mut self) {
        lock(&self.access.guard).release(self.network, self.holding);
    }
}

impl AccessControl {
    pub(super) fn new(limits: AddressLimits, trust_proxy: Option<HeaderName>, origins: Vec<String>) -> Self {
        Self { guard: Mutex::new(AddressLimiter::new(limits)), clock: Clock::start(), trust_proxy, origins }
    }

    /// Returns the client of a request: the other end of the connection, or the address given by a trusted proxy.
    pub(super) fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let named = self.trust_proxy.as_ref().and_then(|name| headers.get_all(name).iter().next_back());
        named.and_then(last_address).unwrap_or(peer.ip())
    }

    pub(super) fn open_room(&self, client: IpAddr) -> Result<(), Limited> {
        lock(&self.guard).open_room(client, self.clock.now_ms())
    }

    /// Counts a WebSocket that is about to be opened.
    pub(super) fn join(&self, client: IpAddr) -> Result<(), Limited> {
        lock(&self.guard).join(client, self.clock.now_ms())
    }

    pub(super) fn may_look_up(&self, client: IpAddr) -> Result<(), Limited> {
        lock(&self.guard).may_look_up(client, self.clock.now_ms())
    }

    pub(super) fn missed(&self, client: IpAddr) {
        lock(&self.guard).missed(client, self.clock.now_ms());
    }

    /// Counts an open WebSocket.
    pub(super) fn hold_socket(self: &Arc<Self>, client: IpAddr) -> Result<Held, Limited> {
        self.hold(client, Holding::Socket)
    }

    /// Counts a connection that is not a WebSocket yet. A trusted proxy may open any number.
    pub(super) fn hold_opening(self: &Arc<Self>, peer: SocketAddr) -> Result<Option<Held>, Limited> {
        if self.trust_proxy.is_some() { Ok(None) } else { self.hold(peer.ip(), Holding::Opening).map(Some) }
    }

    fn hold(self: &Arc<Self>, address: IpAddr, holding: Holding) -> Result<Held, Limited> {
        let network = lock(&self.guard).hold(address, holding)?;
        Ok(Held { access: Arc::clone(self), network, holding })
    }

    /// Removes the accounts of addresses that were not active recently.
    pub(super) fn sweep(&self) {
        lock(&self.guard).sweep(self.clock.now_ms());
    }

    /// Checks the `Origin` of a request. Browsers always send it with relevant requests; other clients need not.
    pub(super) fn judge_origin(&self, headers: &HeaderMap) -> OriginVerdict {
        let Some(origin) = headers.get(header::ORIGIN) else { return self.judge_without_origin(headers) };
        if headers.get(header::HOST).is_some_and(|host| is_same_origin(origin, host)) {
            return OriginVerdict::Own;
        }
        let is_agreed = self.origins.iter().any(|agreed| agreed.as_bytes().eq_ignore_ascii_case(origin.as_bytes()));
        if is_agreed || self.agrees_to_any() { OriginVerdict::Agreed } else { OriginVerdict::Foreign }
    }

    /// A page gains nothing by using one of our addresses as, for example, an image, for which browsers send no origin;
    /// but it could use up its readers' allowances.
    fn judge_without_origin(&self, headers: &HeaderMap) -> OriginVerdict {
        let site = headers.get(SEC_FETCH_SITE).map(HeaderValue::as_bytes);
        let is_elsewhere = matches!(site, Some(b"cross-site" | b"same-site"));
        if is_elsewhere && !self.agrees_to_any() { OriginVerdict::Foreign } else { OriginVerdict::Own }
    }

    fn agrees_to_any(&self) -> bool {
        self.origins.iter().any(|origin| origin == ANY_ORIGIN)
    }
}

/// Reads an origin as an operator writes it, and returns it in the form that browsers use; `*` is returned unchanged.
pub(super) fn parse_origin(text: &str) -> Result<String, &'static str> {
    const EXPECTED: &str = "an origin is https://, a host and perhaps a port, such as https://page.example:8443";
    if text == ANY_ORIGIN {
        return Ok(text.to_owned());
    }
    let url = Url::parse(text).map_err(|_| EXPECTED)?;
    let origin = url.origin().ascii_serialization();
    let is_origin = matches!(url.scheme(), "http" | "https") && url.as_str().strip_suffix('/') == Some(&origin);
    if is_origin { Ok(origin) } else { Err(EXPECTED) }
}

/// Returns the last address in a list such as that of `X-Forwarded-For`: the one that the nearest proxy has added
/// itself. A port and brackets are ignored.
fn last_address(list: &HeaderValue) -> Option<IpAddr> {
    let last = list.to_str().ok()?.rsplit(',').next()?.trim();
    let with_port = || last.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || last.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    last.parse().ok().or_else(with_port).or_else(in_brackets)
}

/// Whether a page of `origin` comes from the server that is requested as `host`. The scheme does not count, because a
/// proxy in front may have terminated TLS.
fn is_same_origin(origin: &HeaderValue, host: &HeaderValue) -> bool {
    let Some(origin) = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok()) else { return false };
    let Some(host) = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok()) else { return false };
    let default_port = match origin.scheme_str() {
        Some("http") => 80,
        Some("https") => 443,
        _ => return false,
    };
    let port_of = |authority: &Authority| authority.port_u16().unwrap_or(default_port);
    origin
        .authority()
        .is_some_and(|origin| origin.host().eq_ignore_ascii_case(host.host()) && port_of(origin) == port_of(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn access(trust_proxy: Option<&'static str>, origins: &[&str]) -> AccessControl {
        let origins = origins.iter().map(ToString::to_string).collect();
        AccessControl::new(AddressLimits::default(), trust_proxy.map(HeaderName::from_static), origins)
    }

    #[test]
    fn a_header_gives_the_client_address_only_behind_a_trusted_proxy() {
        let peer = "10.0.0.1:5555".parse().unwrap();
        let forwarded = headers(&[("x-forwarded-for", "203.0.113.9, 198.51.100.7")]);
        assert_eq!(access(None, &[]).client(peer, &forwarded).to_string(), "10.0.0.1");
        let trusting = access(Some("x-forwarded-for"), &[]);
        for (value, expected) in [
            ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
            ("198.51.100.7:443", "198.51.100.7"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            let client = trusting.client(peer, &headers(&[("x-forwarded-for", value)]));
            assert_eq!(client.to_string(), expected, "{value}");
        }
        let twice = headers(&[("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "198.51.100.7")]);
        assert_eq!(trusting.client(peer, &twice).to_string(), "198.51.100.7", "a client cannot put its own in front");
    }

    #[test]
    fn origins_are_compared_with_the_requested_host() {
        let access = access(None, &["https://page.example"]);
        for (origin, host, expected) in [
            ("https://relay.example", "relay.example", OriginVerdict::Own),
            ("https://Relay.example", "relay.Example:443", OriginVerdict::Own),
            ("https://192.168.1.5:7171", "192.168.1.5:7171", OriginVerdict::Own),
            ("http://[::1]:7171", "[::1]:7171", OriginVerdict::Own),
            ("https://page.example", "relay.example", OriginVerdict::Agreed),
            ("https://page.example:444", "relay.example", OriginVerdict::Foreign),
            ("https://relay.example:444", "relay.example", OriginVerdict::Foreign),
            ("https://relay.example.evil.example", "relay.example", OriginVerdict::Foreign),
            ("null", "relay.example", OriginVerdict::Foreign),
            ("", "relay.example", OriginVerdict::Foreign),
            ("file://", "relay.example", OriginVerdict::Foreign),
        ] {
            let verdict = access.judge_origin(&headers(&[("origin", origin), ("host", host)]));
            assert_eq!(verdict, expected, "{origin} at {host}");
        }
        assert_eq!(access.judge_origin(&headers(&[("host", "relay.example")])), OriginVerdict::Own);
    }

    #[test]
    fn a_foreign_page_without_an_origin_is_distinguished_from_a_program() {
        for (site, expected) in [
            ("none", OriginVerdict::Own),
            ("same-origin", OriginVerdict::Own),
            ("same-site", OriginVerdict::Foreign),
            ("cross-site", OriginVerdict::Foreign),
        ] {
            let headers = headers(&[("host", "relay.example"), ("sec-fetch-site", site)]);
            assert_eq!(access(None, &["https://page.example"]).judge_origin(&headers), expected, "{site}");
            assert_eq!(access(None, &["*"]).judge_origin(&headers), OriginVerdict::Own, "{site}");
        }
    }

    #[test]
    fn an_allowed_origin_is_normalised_as_browsers_write_it() {
        for (text, expected) in [
            ("https://page.example", Some("https://page.example")),
            ("HTTPS://Page.example:443/", Some("https://page.example")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("*", Some("*")),
            ("page.example", None),
            ("https://page.example/x", None),
            ("https://ada@page.example", None),
            ("https://page.example?x", None),
            ("ftp://page.example", None),
            ("file:///x", None),
            ("null", None),
            ("", None),
        ] {
            assert_eq!(parse_origin(text).ok().as_deref(), expected, "{text}");
        }
    }
}

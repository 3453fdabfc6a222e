//! Headers with the permissions of the page, and the restrictions on other pages.

use std::{collections::BTreeMap, sync::LazyLock};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header, uri::Authority};
use serde::Deserialize;

/// The same for all editions of the relay and for servers of the page alone.
const SHARED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/headers.json"));

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeaderFile {
    always: BTreeMap<String, String>,
    strict_transport_security: String,
    /// Directives of the page with their sources.
    content_security_policy: BTreeMap<String, String>,
    /// Directives of the web edition that differ.
    game_content_security_policy: BTreeMap<String, String>,
    cache_control: CacheControl<String>,
}

/// The caching rules of the page's files.
#[derive(Deserialize)]
pub(super) struct CacheControl<T> {
    /// For files whose names change with their content.
    pub(super) hashed: T,
    /// For the other files: the page must match the relay that served it.
    pub(super) other: T,
}

/// The shared headers as values.
pub(super) struct Headers {
    /// Headers of every response.
    always: HeaderMap,
    /// Half a year. Only with a certificate of the operator's: with a self-signed one it would forbid the very
    /// exception that users have to make for it.
    strict_transport_security: HeaderValue,
    pub(super) page_policy: Policy,
    pub(super) game_policy: Policy,
    pub(super) cache_control: CacheControl<HeaderValue>,
}

/// A test checks that they can be parsed.
pub(super) static HEADERS: LazyLock<Headers> = LazyLock::new(|| parse().expect("shared/headers.json is valid"));

fn parse() -> Result<Headers, Box<dyn std::error::Error>> {
    let shared: HeaderFile = serde_json::from_str(SHARED)?;
    let mut always = HeaderMap::new();
    for (name, value) in &shared.always {
        always.insert(HeaderName::try_from(name)?, value.parse()?);
    }
    let page_policy = Policy::new(&shared.content_security_policy);
    let mut game_policy = shared.content_security_policy;
    game_policy.extend(shared.game_content_security_policy);
    Ok(Headers {
        always,
        strict_transport_security: shared.strict_transport_security.parse()?,
        page_policy,
        game_policy: Policy::new(&game_policy),
        cache_control: CacheControl {
            hashed: shared.cache_control.hashed.parse()?,
            other: shared.cache_control.other.parse()?,
        },
    })
}

/// Adds the headers of every response.
pub(super) fn add_to_all(headers: &mut HeaderMap, is_strictly_tls: bool) {
    for (name, value) in &HEADERS.always {
        headers.insert(name, value.clone());
    }
    if is_strictly_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HEADERS.strict_transport_security.clone());
    }
}

/// The restrictions on a document: the page connects to the relay that served it only, and the web edition also to the relay
/// in its address.
pub(super) struct Policy(Vec<String>);

impl Policy {
    fn new(directives: &BTreeMap<String, String>) -> Self {
        Self(directives.iter().map(|(directive, sources)| format!("{directive} {sources}")).collect())
    }

    /// Returns the policy of a document that was requested from `host`. `'self'` covers WebSockets in current browsers;
    /// older ones require an explicit entry.
    pub(super) fn at(&self, host: Option<&HeaderValue>) -> HeaderValue {
        let host = host.and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
        // Authorities may contain characters that would end a part of the policy.
        let host = host.filter(|host| host.as_str().chars().all(|c| c.is_ascii_alphanumeric() || ".:-_[]".contains(c)));
        let sockets = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
        let directives = self.0.iter().map(|directive| match directive.starts_with("connect-src ") {
            true => format!("{directive}{sockets}"),
            false => directive.clone(),
        });
        let policy = directives.collect::<Vec<_>>().join("; ");
        // None of these characters is invalid in a header value.
        HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_cannot_add_to_the_policy() {
        for host in ["evil; script-src *", "a b", "x, y", "", "x;script-src", "*.example", "a@b"] {
            let policy = HEADERS.page_policy.at(Some(&HeaderValue::from_static(host)));
            let policy = policy.to_str().unwrap();
            assert!(policy.contains("connect-src 'self';"), "{policy}");
            assert!(!policy.contains('*'), "{policy}");
        }
        let policy = HEADERS.page_policy.at(Some(&HeaderValue::from_static("192.168.1.5:7171")));
        assert!(policy.to_str().unwrap().contains("connect-src 'self' ws://192.168.1.5:7171 wss://192.168.1.5:7171;"));
    }
}

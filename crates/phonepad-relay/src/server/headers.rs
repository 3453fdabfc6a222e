//! Headers that tell browsers what the page may do, and other pages what they may not.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header, uri::Authority};

/// On every answer.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(self), gyroscope=(self), magnetometer=(self), screen-wake-lock=(self), camera=(), \
             microphone=(), geolocation=(), payment=(), usb=()",
        ),
    ),
];
/// Half a year. Only with a certificate of the operator's: with a self-signed one it would forbid the very exception that
/// people have to make for it.
const STRICT_TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=15768000");

/// Adds what every answer has.
pub(super) fn add_to_all(headers: &mut HeaderMap, is_strictly_tls: bool) {
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    if is_strictly_tls {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, STRICT_TRANSPORT_SECURITY);
    }
}

/// What the page may load and whom it may talk to: the relay it came from, and nobody else. `'self'` covers WebSockets in
/// today's browsers; those that are older want them named.
pub(super) fn content_security_policy(host: Option<&HeaderValue>) -> HeaderValue {
    let host = host.and_then(|host| host.to_str().ok()?.parse::<Authority>().ok());
    // Authorities may have characters that would end a part of the policy.
    let host = host.filter(|host| host.as_str().chars().all(|c| c.is_ascii_alphanumeric() || ".:-_[]".contains(c)));
    let sockets = host.map(|host| format!(" ws://{host} wss://{host}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         media-src 'self'; manifest-src 'self'; worker-src 'self'; connect-src 'self'{sockets}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'"
    );
    // None of these characters is one that a header value cannot have.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_cannot_add_to_the_policy() {
        for host in ["evil; script-src *", "a b", "x, y", "", "x;script-src", "*.example", "a@b"] {
            let policy = content_security_policy(Some(&HeaderValue::from_static(host)));
            let policy = policy.to_str().unwrap();
            assert!(policy.contains("connect-src 'self';"), "{policy}");
            assert!(!policy.contains('*'), "{policy}");
        }
        let policy = content_security_policy(Some(&HeaderValue::from_static("192.168.1.5:7171")));
        assert!(policy.to_str().unwrap().contains("connect-src 'self' ws://192.168.1.5:7171 wss://192.168.1.5:7171;"));
    }
}

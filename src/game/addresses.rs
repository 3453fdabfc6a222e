//! Addresses of relays and pages, as users give them.

use thiserror::Error;
use url::Url;

/// The reason why an address cannot be used.
#[derive(Debug, Error)]
pub(crate) enum AddressError {
    #[error("{0}")]
    Url(#[from] url::ParseError),
    #[error("a relay's address must start with http:// or https://")]
    RelayScheme,
    #[error("a page's address must start with https://; phones deny other pages access to their sensors")]
    PageScheme,
    #[error("a page's address must not contain a query (?) or a fragment (#)")]
    PageQuery,
}

/// Parses the address of a relay.
///
/// # Errors
/// If it is not one.
pub(crate) fn parse_relay(text: &str) -> Result<Url, AddressError> {
    let url = Url::parse(text)?;
    if matches!(url.scheme(), "http" | "https") && url.has_host() { Ok(url) } else { Err(AddressError::RelayScheme) }
}

/// Parses the address of a page for phones: https, because sensors need it (on this machine itself http is enough),
/// without a query or fragment.
///
/// # Errors
/// If the text is no such address.
pub(crate) fn parse_page(text: &str) -> Result<String, AddressError> {
    let url = Url::parse(text)?;
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    if !url.has_host() || url.scheme() != "https" && !(url.scheme() == "http" && is_here) {
        return Err(AddressError::PageScheme);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(AddressError::PageQuery);
    }
    Ok(url.into())
}

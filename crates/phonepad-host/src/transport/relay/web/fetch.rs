//! One HTTP request at a time. It must not interpret the responses.

use std::time::Duration;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

use crate::error::LinkError;

/// Longest pause that a relay may request.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(60);

/// An HTTP response of any status.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<Duration>,
    pub(super) body: String,
}

/// Sends a request to a path of this origin, and reads the whole response.
pub(super) async fn request(
    origin: &str,
    method: &str,
    path: &str,
    body: &str,
    within: Duration,
) -> Result<Answer, LinkError> {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(u32::try_from(within.as_millis()).unwrap_or(u32::MAX))));
    // As plain text, which needs no preflight at a relay of another origin.
    init.set_body(&JsValue::from_str(body));
    answer(&format!("{origin}{path}"), &init).await.map_err(|error| {
        let name = js_sys::Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
        match name.as_deref() {
            Some("TimeoutError" | "AbortError") => LinkError::Timeout(origin.to_owned()),
            // A browser does not tell whether nothing answers, or whether the relay refuses this page's origin.
            _ => LinkError::Unreachable(origin.to_owned()),
        }
    })
}

async fn answer(url: &str, init: &RequestInit) -> Result<Answer, JsValue> {
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(url, init)).await?.dyn_into()?;
    let body = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let seconds = response.headers().get("retry-after")?.and_then(|seconds| seconds.trim().parse().ok());
    let retry_after = seconds.map(|seconds| Duration::from_secs(seconds).min(MAX_RETRY_AFTER));
    Ok(Answer { status: response.status(), retry_after, body })
}

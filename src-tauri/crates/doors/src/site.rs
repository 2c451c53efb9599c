//! The UI's files, built into the program. Any address that is neither a file nor an API's is the one page: it routes itself.

use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::Code;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::{answer::No, parse::Flaw};

#[derive(RustEmbed)]
#[folder = "../../../ui/build"]
#[allow_missing = true]
struct Build;

/// The one page.
const PAGE: &str = "index.html";

/// Files whose names change with their content.
const IMMUTABLE: &str = "_app/immutable/";

/// Addresses that belong to an API: nothing there is ever the page.
const APIS: [&str; 3] = ["console", "v1", "mcp"];

/// The file at this address, or the page.
pub(crate) async fn file(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let first = path.split('/').next().unwrap_or_default();
    if APIS.contains(&first) {
        return No::unrecorded(Flaw::new(
            Code::NotFound,
            "there is nothing at this address",
        ))
        .into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return No::unrecorded(Flaw::new(Code::MethodNotAllowed, "files are only read"))
            .into_response();
    }
    let known = request.headers().get(header::IF_NONE_MATCH);
    match Build::get(path).filter(|_| path != PAGE) {
        Some(file) if path.starts_with(IMMUTABLE) => {
            answer(path, file, "public, max-age=31536000, immutable", known)
        }
        Some(file) => answer(path, file, "no-cache", known),
        None if first == "_app" => StatusCode::NOT_FOUND.into_response(),
        None => page(known),
    }
}

fn page(known: Option<&HeaderValue>) -> Response {
    let Some(file) = Build::get(PAGE) else {
        let words = "This program was built without its UI. Run `make run`, which builds both.";
        return (StatusCode::SERVICE_UNAVAILABLE, words).into_response();
    };
    let policy = policy(&String::from_utf8_lossy(&file.data));
    let mut response = answer(PAGE, file, "no-cache", known);
    if let Some(policy) = policy.and_then(|policy| HeaderValue::try_from(policy).ok()) {
        response
            .headers_mut()
            .insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// What the page may load: its own policy, which names its scripts by hash, and that nobody frames it (a page cannot say that itself).
fn policy(page: &str) -> Option<String> {
    let (_, rest) = page.split_once(r#"http-equiv="content-security-policy" content=""#)?;
    let (policy, _) = rest.split_once('"')?;
    Some(format!("{policy}; frame-ancestors 'none'"))
}

fn answer(
    path: &str,
    file: EmbeddedFile,
    cache: &'static str,
    known: Option<&HeaderValue>,
) -> Response {
    let hash: String = file
        .metadata
        .sha256_hash()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let tag = format!("\"{hash}\"");
    let fresh = known.is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let caching = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, cache.to_owned()),
    ];
    if fresh {
        return (StatusCode::NOT_MODIFIED, caching).into_response();
    }
    let kind = file.metadata.mimetype();
    let kind = if path == PAGE {
        "text/html; charset=utf-8"
    } else {
        kind
    };
    (
        caching,
        [(header::CONTENT_TYPE, kind.to_owned())],
        file.data,
    )
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_says_what_the_page_says_and_that_nobody_frames_it() {
        let page = r#"<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self' 'sha256-abc='">"#;
        let policy = policy(page).unwrap();
        assert_eq!(
            policy,
            "default-src 'none'; script-src 'self' 'sha256-abc='; frame-ancestors 'none'"
        );
        assert_eq!(super::policy("<html>"), None);
    }
}

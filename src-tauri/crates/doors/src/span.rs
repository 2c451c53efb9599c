//! A span around every call for the diagnostic log: method, route, status, code and entry; never a text or a secret.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, field::Empty};

use crate::answer::Refusal;

/// Runs the call in its span.
pub(crate) async fn spanned(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str);
    let span = tracing::info_span!(
        "call", method = %request.method(), route, status = Empty, code = Empty, seq = Empty
    );
    async {
        let response = next.run(request).await;
        let span = tracing::Span::current();
        span.record("status", response.status().as_u16());
        if let Some(refusal) = response.extensions().get::<Refusal>() {
            span.record("code", tracing::field::display(refusal.code));
            refusal.seq.inspect(|seq| {
                span.record("seq", seq.0);
            });
        }
        tracing::info!("answered");
        response
    }
    .instrument(span)
    .await
}

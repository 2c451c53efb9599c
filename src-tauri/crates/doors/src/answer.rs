//! What goes back: bodies as JSON or SVG, refusals as `application/problem+json` (RFC 9457).

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use host::{Answer, Refused};
use model::Code;
use serde::Serialize;

use crate::parse::Flaw;

/// How a handler ends.
pub(crate) type Reply<T> = Result<T, No>;

/// A refusal on its way out.
pub(crate) struct No(Refused);

impl From<Refused> for No {
    fn from(refused: Refused) -> Self {
        Self(refused)
    }
}

impl No {
    /// A refusal that no log records: nobody known asked.
    pub(crate) fn unrecorded(flaw: Flaw) -> Self {
        Self::at(Refused::new(flaw.code, sentence(&flaw.detail)), flaw.at)
    }

    /// A refusal that says where.
    pub(crate) fn at(mut refused: Refused, at: Option<String>) -> Self {
        refused.problem.at = at;
        Self(refused)
    }

    /// A route that asks for somebody was reached without the door having looked who it is. Fails closed.
    pub(crate) fn not_admitted() -> Self {
        Self::unrecorded(Flaw::new(Code::Unauthenticated, "nobody known asks"))
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let Refused {
            problem,
            retry_after,
        } = self.0;
        let mut response = body(problem.status, "application/problem+json", &problem);
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if problem.code == Code::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(Refusal {
            code: problem.code,
            seq: problem.seq,
        });
        response
    }
}

/// Left on a response, so that the span around the call can name code and entry.
#[derive(Clone, Copy)]
pub(crate) struct Refusal {
    /// Why.
    pub(crate) code: Code,
    /// The entry of it.
    pub(crate) seq: Option<model::Seq>,
}

/// What was read.
pub(crate) struct Read<T>(pub(crate) T);

impl<T: Serialize> IntoResponse for Read<T> {
    fn into_response(self) -> Response {
        body(200, "application/json", &self.0)
    }
}

/// What was done, under the status that the host gave it.
pub(crate) struct Done<T>(pub(crate) Answer<T>);

impl<T: Serialize> IntoResponse for Done<T> {
    fn into_response(self) -> Response {
        let mut response = body(self.0.status, "application/json", &self.0.body);
        if self.0.replayed {
            response
                .headers_mut()
                .insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}

/// A drawing.
pub(crate) struct Svg(pub(crate) String);

impl IntoResponse for Svg {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "image/svg+xml")], self.0).into_response()
    }
}

fn body(status: u16, kind: &'static str, value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(json) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, [(header::CONTENT_TYPE, kind)], json).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// `detail` with a capital and a full stop.
pub(crate) fn sentence(detail: &str) -> String {
    let mut chars = detail.chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    let stop = if detail.ends_with(['.', '?', '!']) {
        ""
    } else {
        "."
    };
    format!("{first}{}{stop}", chars.as_str())
}

//! Hostile until parsed (law 12): bodies, paths, queries and headers become types here, or a flaw that says where.

use std::str::FromStr;

use axum::{
    extract::{FromRequest, FromRequestParts, Query, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
};
use model::Code;
use serde::de::DeserializeOwned;

use crate::{answer::No, call::Call};

/// What is wrong with a call, before anybody was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// What bots match on.
    pub(crate) code: Code,
    /// What is wrong, then what to do.
    pub(crate) detail: String,
    /// Where: `line 3 column 7`.
    pub(crate) at: Option<String>,
}

impl Flaw {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            at: None,
        }
    }

    fn malformed(detail: impl Into<String>) -> Self {
        Self::new(Code::Malformed, detail)
    }
}

/// A body that was JSON of exactly this shape.
pub(crate) struct Sent<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequest<S> for Sent<T> {
    type Rejection = No;

    async fn from_request(request: Request, _: &S) -> Result<Self, No> {
        let (parts, _) = request.into_parts();
        let call = Call::of(&parts)?;
        match json(&parts.headers, &call.body) {
            Ok(value) => Ok(Self(value)),
            Err(flaw) => Err(call.turn_away(flaw).await),
        }
    }
}

/// The last name in the path. One that cannot be the name of anything is not found, like any other.
pub(crate) struct Named<T>(pub(crate) T);

impl<S: Send + Sync, T: FromStr + Send> FromRequestParts<S> for Named<T> {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, No> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        let name = params
            .ok()
            .and_then(|all| all.iter().last().and_then(|(_, name)| name.parse().ok()));
        match name {
            Some(name) => Ok(Self(name)),
            None => Err(Call::of(parts)?
                .turn_away(Flaw::new(Code::NotFound, "there is no such thing here"))
                .await),
        }
    }
}

/// The query, with no parameter but those there are.
pub(crate) struct Filter<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Filter<T> {
    type Rejection = No;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, No> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => {
                let flaw = Flaw {
                    at: Some("query".to_owned()),
                    ..Flaw::malformed(error.body_text())
                };
                Err(Call::of(parts)?.turn_away(flaw).await)
            }
        }
    }
}

/// Reads `body` as JSON of the shape `T`.
///
/// # Errors
/// 415 unless it says that it is JSON; 400 with line and column where it is not UTF-8, not JSON, too deep or another shape.
pub(crate) fn json<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Flaw> {
    if !says_json(headers) {
        let detail = "the body must be JSON: send `Content-Type: application/json`";
        return Err(Flaw::new(Code::UnsupportedMediaType, detail));
    }
    let text = std::str::from_utf8(body).map_err(|error| {
        let before = &body[..error.valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|b| **b != b'\n').count() + 1;
        Flaw {
            at: Some(place(line, column)),
            ..Flaw::malformed("the body is not UTF-8")
        }
    })?;
    serde_json::from_str(text).map_err(|error| {
        let at = (error.line() > 0).then(|| place(error.line(), error.column()));
        Flaw {
            at,
            ..Flaw::malformed(without_place(&error.to_string()))
        }
    })
}

fn says_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    kind.split(';')
        .next()
        .is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

fn place(line: usize, column: usize) -> String {
    format!("line {line} column {column}")
}

/// serde_json says the place at the end of its sentence; it has a field of its own here.
fn without_place(sentence: &str) -> &str {
    sentence
        .rsplit_once(" at line ")
        .map_or(sentence, |(before, _)| before)
}

/// The trace id of a call (W3C Trace Context), if it has one that is well formed. Any other is ignored, as the standard asks.
pub(crate) fn trace_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("traceparent")?.to_str().ok()?;
    let parts: Vec<&str> = value.split('-').collect();
    let [version, trace, parent, flags, ..] = parts.as_slice() else {
        return None;
    };
    let hex = |s: &str, len: usize| {
        s.len() == len && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    };
    let zero = |s: &str| s.bytes().all(|b| b == b'0');
    let whole =
        hex(version, 2) && *version != "ff" && hex(trace, 32) && hex(parent, 16) && hex(flags, 2);
    let alone = *version != "00" || parts.len() == 4;
    (whole && alone && !zero(trace) && !zero(parent)).then(|| (*trace).to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use model::view::tickets::{NewTicket, TakeMove};

    use super::*;

    fn sent<T: DeserializeOwned>(body: &[u8]) -> Result<T, Flaw> {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        json(&headers, body)
    }

    #[test]
    fn a_body_of_another_shape_is_malformed_and_says_where() {
        let flaw =
            sent::<NewTicket>(b"{\"project\": \"PAY\",\n \"title\": \"x\", \"state\": \"Done\"}")
                .err()
                .unwrap();
        assert_eq!(flaw.code, Code::Malformed);
        assert!(
            flaw.detail.starts_with("unknown field `state`"),
            "{}",
            flaw.detail
        );
        assert_eq!(flaw.at.as_deref(), Some("line 2 column 22"));
        for bad in [
            "",
            "{",
            "[]",
            "{\"transition\": 1}",
            "{\"transition\": \"\"}",
            "{\"transition\":\"Go\"} x",
            "null",
        ] {
            assert_eq!(
                sent::<TakeMove>(bad.as_bytes()).err().map(|f| f.code),
                Some(Code::Malformed),
                "{bad}"
            );
        }
        assert!(sent::<TakeMove>(br#"{"transition": "Go"}"#).is_ok());
    }

    #[test]
    fn bytes_that_are_not_utf8_are_malformed_and_say_where() {
        let flaw = sent::<TakeMove>(b"{\n\"transition\": \"\xff\"}")
            .err()
            .unwrap();
        assert_eq!(
            (flaw.code, flaw.at.as_deref()),
            (Code::Malformed, Some("line 2 column 16"))
        );
    }

    #[test]
    fn ten_thousand_levels_are_malformed_and_overflow_nothing() {
        let deep = "[".repeat(10_000);
        assert_eq!(
            sent::<serde_json::Value>(deep.as_bytes())
                .err()
                .map(|f| f.code),
            Some(Code::Malformed)
        );
        let inside = format!("{{\"transition\": {deep}");
        assert_eq!(
            sent::<TakeMove>(inside.as_bytes()).err().map(|f| f.code),
            Some(Code::Malformed)
        );
    }

    #[test]
    fn what_does_not_say_json_is_not_read() {
        let mut headers = HeaderMap::new();
        assert_eq!(
            json::<TakeMove>(&headers, b"{}").err().map(|f| f.code),
            Some(Code::UnsupportedMediaType)
        );
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        assert_eq!(
            json::<TakeMove>(&headers, b"{}").err().map(|f| f.code),
            Some(Code::UnsupportedMediaType)
        );
    }

    #[test]
    fn a_traceparent_is_taken_whole_or_not_at_all() {
        let trace = "0af7651916cd43dd8448eb211c80319c";
        let read = |value: String| {
            let mut headers = HeaderMap::new();
            headers.insert("traceparent", HeaderValue::from_str(&value).unwrap());
            trace_id(&headers)
        };
        assert_eq!(
            read(format!("00-{trace}-b7ad6b7169203331-01")).as_deref(),
            Some(trace)
        );
        for bad in [
            format!("00-{}-b7ad6b7169203331-01", "0".repeat(32)),
            format!("00-{trace}-b7ad6b7169203331"),
            format!("00-{trace}-b7ad6b7169203331-01-more"),
            format!("ff-{trace}-b7ad6b7169203331-01"),
            format!("00-{}-b7ad6b7169203331-01", trace.to_uppercase()),
        ] {
            assert_eq!(read(bad), None);
        }
    }
}

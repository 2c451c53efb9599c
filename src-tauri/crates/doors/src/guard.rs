//! Before anything else: a call on HTTP must be meant for this door (DNS rebinding) and come from no other site.
//! Every answer leaves with the headers that keep a browser from guessing, framing, caching or telling.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use model::Code;

use crate::{answer::No, parse::Flaw};

/// What an answer that is no page may load: nothing.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// The names under which a door on this port is reached from this machine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names {
    /// The port it listens on.
    pub(crate) port: u16,
}

impl Names {
    fn knows(self, authority: &str) -> bool {
        let Some((name, port)) = authority.rsplit_once(':') else {
            return self.port == 80 && is_this_machine(authority);
        };
        port.parse() == Ok(self.port) && is_this_machine(name)
    }

    /// Why a call with these headers is not meant for this door.
    fn objection(self, headers: &HeaderMap) -> Option<&'static str> {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next().and_then(|h| h.to_str().ok()), hosts.next()) else {
            return Some("the call names no host, or two. Send one `Host` header");
        };
        if !self.knows(host) {
            return Some(
                "the call is meant for another host. Use 127.0.0.1, localhost or [::1] and this door's port",
            );
        }
        let origins = headers.get_all(header::ORIGIN).iter();
        let own = |origin: &HeaderValue| {
            origin.to_str().ok().and_then(|o| o.strip_prefix("http://")) == Some(host)
        };
        (!origins.into_iter().all(own)).then_some("the call comes from another site")
    }
}

fn is_this_machine(name: &str) -> bool {
    name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost") || name == "[::1]"
}

/// Refuses what is meant for another host or comes from another site. No entry: anybody's browser can be made to send that.
pub(crate) async fn only_from_here(
    State(names): State<Names>,
    request: Request,
    next: Next,
) -> Response {
    match names.objection(request.headers()) {
        None => next.run(request).await,
        Some(why) => No::unrecorded(Flaw::new(Code::NotPermitted, why)).into_response(),
    }
}

/// Adds what every answer says to a browser, where the answer does not say it itself.
pub(crate) async fn calm(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objection(headers: &[(&'static str, &'static str)]) -> Option<&'static str> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        Names { port: 7610 }.objection(&map)
    }

    #[test]
    fn a_call_meant_for_another_host_is_refused() {
        for good in [
            "127.0.0.1:7610",
            "localhost:7610",
            "LOCALHOST:7610",
            "[::1]:7610",
        ] {
            assert_eq!(objection(&[("host", good)]), None, "{good}");
        }
        for bad in [
            "evil.example:7610",
            "127.0.0.1:7611",
            "127.0.0.1",
            "127.0.0.1.evil.example:7610",
            "::1:7610",
            "",
        ] {
            assert!(objection(&[("host", bad)]).is_some(), "{bad}");
        }
        assert!(objection(&[]).is_some());
        assert!(objection(&[("host", "127.0.0.1:7610"), ("host", "evil.example")]).is_some());
    }

    #[test]
    fn a_call_from_another_site_is_refused() {
        let host = ("host", "127.0.0.1:7610");
        assert_eq!(
            objection(&[host, ("origin", "http://127.0.0.1:7610")]),
            None
        );
        for bad in [
            "null",
            "http://evil.example",
            "https://127.0.0.1:7610",
            "http://127.0.0.1:7611",
            "http://localhost:7610",
        ] {
            assert!(objection(&[host, ("origin", bad)]).is_some(), "{bad}");
        }
    }
}

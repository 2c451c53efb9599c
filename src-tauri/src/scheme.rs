//! The window's one origin, `openweave://localhost`: every request of it goes straight into the people's router, in process.
//! Only the console's own webview is answered, and only its own page may call the API.

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::session::Session;

/// The name of the scheme; the host in it is `localhost`.
pub const SCHEME: &str = "openweave";

/// The one webview that is answered.
pub const LABEL: &str = "console";

/// Sent by the page with each call, see [`Scheme::introduction`].
const LAUNCH: &str = "x-openweave-launch";

/// Serves the scheme from a router. Cheap to clone.
#[derive(Clone)]
pub struct Scheme {
    router: Router,
    session: Arc<Session>,
    launch: Arc<str>,
}

impl Scheme {
    /// `launch` is known to this launch of the shell and to its page alone.
    pub fn new(router: Router, launch: String) -> Self {
        Self {
            router,
            session: Arc::default(),
            launch: launch.into(),
        }
    }

    /// The session that the shell holds for its window.
    pub fn session(&self) -> Arc<Session> {
        self.session.clone()
    }

    /// Runs in the page before any script of it: calls to the own origin carry the launch header, which nothing can read back.
    /// Frames and other webviews do not get it.
    pub fn introduction(&self) -> String {
        include_str!("introduction.js")
            .replace("{header}", LAUNCH)
            .replace("{launch}", &self.launch)
    }

    /// Answers one request of the webview named `label`.
    pub async fn answer(
        self,
        label: &str,
        mut request: Request<Vec<u8>>,
    ) -> Response<Cow<'static, [u8]>> {
        let path = request.uri().path();
        let calls = path.starts_with("/console") || path.starts_with("/shell");
        let introduced = request
            .headers()
            .get(LAUNCH)
            .is_some_and(|launch| launch.as_bytes() == self.launch.as_bytes());
        if label != LABEL || (calls && !introduced) {
            return turned_away();
        }
        request.headers_mut().remove(LAUNCH);
        self.session.put_on(request.extensions_mut());
        self.through_the_door(request).await
    }

    async fn through_the_door(self, request: Request<Vec<u8>>) -> Response<Cow<'static, [u8]>> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = path.parse().unwrap_or_default();
        let answer = self
            .router
            .oneshot(Request::from_parts(parts, Body::from(body)))
            .await;
        let (mut parts, body) = answer.unwrap_or_else(|never| match never {}).into_parts();
        self.session.take_from(&mut parts.extensions);
        match body.collect().await {
            Ok(bytes) => Response::from_parts(parts, Cow::Owned(bytes.to_bytes().to_vec())),
            Err(_) => plain(StatusCode::BAD_GATEWAY, "The answer broke off. Try again."),
        }
    }
}

fn turned_away() -> Response<Cow<'static, [u8]>> {
    plain(
        StatusCode::FORBIDDEN,
        "Only the console's own page may ask here.",
    )
}

fn plain(status: StatusCode, words: &'static str) -> Response<Cow<'static, [u8]>> {
    let mut response = Response::new(Cow::Borrowed(words.as_bytes()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

#[cfg(test)]
mod tests {
    use axum::http::{Request, Response, StatusCode};
    use axum::routing::get;
    use axum::{Extension, Router};
    use doors::{NewSession, WindowSession};

    use super::{LABEL, LAUNCH, Scheme};

    async fn session(Extension(WindowSession(held)): Extension<WindowSession>) -> Response<String> {
        let mut answer = Response::new(held.unwrap_or_else(|| "nobody".into()));
        answer
            .extensions_mut()
            .insert(NewSession("held by the shell".into()));
        answer
    }

    fn scheme() -> Scheme {
        let router = Router::new()
            .route("/console/session", get(session))
            .route("/shell/quit", get(|| async { "quits" }))
            .route("/", get(|| async { "page" }));
        Scheme::new(router, "secret".into())
    }

    async fn ask(
        scheme: &Scheme,
        label: &str,
        path: &str,
        launch: Option<&str>,
    ) -> (StatusCode, String) {
        let mut request = Request::get(format!("openweave://localhost{path}"));
        if let Some(launch) = launch {
            request = request.header(LAUNCH, launch);
        }
        let answer = scheme
            .clone()
            .answer(label, request.body(Vec::new()).expect("a request"))
            .await;
        assert!(
            answer.headers().get("set-cookie").is_none(),
            "the page is told nothing"
        );
        (
            answer.status(),
            String::from_utf8_lossy(answer.body()).into_owned(),
        )
    }

    #[tokio::test]
    async fn only_the_consoles_own_page_reaches_the_api() {
        let scheme = scheme();
        assert_eq!(
            ask(&scheme, LABEL, "/console/session", None).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            ask(&scheme, LABEL, "/console/session", Some("guess"))
                .await
                .0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            ask(&scheme, "other", "/console/session", Some("secret"))
                .await
                .0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            ask(&scheme, "other", "/", None).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(ask(&scheme, LABEL, "/", None).await.1, "page");
        assert_eq!(
            ask(&scheme, LABEL, "/shell/quit", None).await.0,
            StatusCode::FORBIDDEN
        );
        assert_eq!(
            ask(&scheme, LABEL, "/shell/quit", Some("secret")).await.1,
            "quits"
        );
    }

    #[tokio::test]
    async fn the_session_stays_in_the_shell() {
        let scheme = scheme();
        assert_eq!(
            ask(&scheme, LABEL, "/console/session", Some("secret"))
                .await
                .1,
            "nobody"
        );
        assert_eq!(
            ask(&scheme, LABEL, "/console/session", Some("secret"))
                .await
                .1,
            "held by the shell"
        );
    }
}

//! Where a person sits: in the desktop window, whose shell holds the session, or in a browser, which holds a cookie.

use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use host::SessionToken;

/// How the people's door is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// In process, by the desktop shell: the session comes and goes as an extension, never as a header.
    Window,
    /// On HTTP, by a browser on this machine.
    Served {
        /// The port it listens on.
        port: u16,
    },
    /// On HTTP over the socket in the data folder, by a program of the account that owns it. The socket only carries: whoever
    /// calls signs in like anybody.
    Socket,
}

/// Put on a request by the shell: the session it holds for this window.
#[derive(Clone, Debug)]
pub struct WindowSession(pub Option<String>);

/// Found on a response by the shell: the session to hold from now on. The shell strips it.
#[derive(Clone, Debug)]
pub struct NewSession(pub String);

/// Found on a response by the shell: forget the session.
#[derive(Clone, Copy, Debug)]
pub struct EndedSession;

impl Reached {
    /// The session that a call came with.
    pub(crate) fn session(self, headers: &HeaderMap, extensions: &Extensions) -> Option<String> {
        match self {
            Self::Window => extensions
                .get::<WindowSession>()
                .and_then(|session| session.0.clone()),
            Self::Served { port } => cookie(headers, &cookie_name(port)).map(str::to_owned),
            Self::Socket => cookie(headers, SOCKET_COOKIE).map(str::to_owned),
        }
    }

    /// Hands a new session to whoever is to hold it. It is in no body, ever.
    pub(crate) fn begin(self, session: String, response: &mut Response) {
        match self {
            Self::Window => {
                response.extensions_mut().insert(NewSession(session));
            }
            Self::Served { port } => {
                set_cookie(response, &format!("{}={session}", cookie_name(port)))
            }
            Self::Socket => set_cookie(response, &format!("{SOCKET_COOKIE}={session}")),
        }
    }

    /// Lets whoever holds the session forget it.
    pub(crate) fn end(self, response: &mut Response) {
        match self {
            Self::Window => {
                response.extensions_mut().insert(EndedSession);
            }
            Self::Served { port } => {
                set_cookie(response, &format!("{}=; Max-Age=0", cookie_name(port)))
            }
            Self::Socket => set_cookie(response, &format!("{SOCKET_COOKIE}=; Max-Age=0")),
        }
    }
}

/// The session's name where no browser keeps it.
const SOCKET_COOKIE: &str = "openweave";

/// Cookies know no ports: two consoles on one machine must not overwrite each other's.
fn cookie_name(port: u16) -> String {
    format!("openweave-{port}")
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn set_cookie(response: &mut Response, cookie: &str) {
    let line = format!("{cookie}; Path=/; HttpOnly; SameSite=Strict");
    if let Ok(value) = HeaderValue::try_from(line) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// What the session that a call came with is, and how another goes back.
pub(crate) struct Seat {
    reached: Reached,
    /// The session.
    pub(crate) session: Option<String>,
}

impl FromRequestParts<crate::people::Door> for Seat {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        door: &crate::people::Door,
    ) -> Result<Self, Self::Rejection> {
        let session = door.reached.session(&parts.headers, &parts.extensions);
        Ok(Self {
            reached: door.reached,
            session,
        })
    }
}

impl Seat {
    /// `answer`, and `session` to whoever holds it.
    pub(crate) fn begin(&self, session: &SessionToken, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        self.reached
            .begin(session.as_str().to_owned(), &mut response);
        response
    }

    /// `answer`, and no session any more.
    pub(crate) fn end(&self, answer: impl IntoResponse) -> Response {
        let mut response = answer.into_response();
        self.reached.end(&mut response);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_keeps_the_session_where_no_script_and_no_other_site_reaches_it() {
        let mut response = Response::default();
        Reached::Served { port: 7611 }.begin("s3cret".to_owned(), &mut response);
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(
            cookie,
            "openweave-7611=s3cret; Path=/; HttpOnly; SameSite=Strict"
        );
        assert!(response.extensions().get::<NewSession>().is_none());
    }

    #[test]
    fn the_window_never_sees_its_session() {
        let mut response = Response::default();
        Reached::Window.begin("s3cret".to_owned(), &mut response);
        assert!(response.headers().is_empty());
        assert_eq!(
            response.extensions().get::<NewSession>().unwrap().0,
            "s3cret"
        );
    }

    #[test]
    fn each_door_takes_the_session_from_its_own_place_only() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; openweave-7611=mine; openweave-7612=other"),
        );
        let mut extensions = Extensions::new();
        extensions.insert(WindowSession(Some("shell".to_owned())));
        let served = Reached::Served { port: 7611 };
        assert_eq!(
            served.session(&headers, &extensions).as_deref(),
            Some("mine")
        );
        assert_eq!(
            Reached::Window.session(&headers, &extensions).as_deref(),
            Some("shell")
        );
        assert_eq!(
            Reached::Served { port: 1 }.session(&headers, &extensions),
            None
        );
    }
}

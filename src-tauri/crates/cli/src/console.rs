//! A console to change something with: the one that runs on the data folder, found through its socket, or else one of our own
//! for as long as the command takes. Either way a person signs in; the command only carries what they ask.

use std::{
    io::{BufRead, IsTerminal},
    path::Path,
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header},
};
use doors::{Reached, SOCKET};
use host::{Host, HostOptions};
use http_body_util::{BodyExt, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use model::{
    WorkspaceId,
    view::{
        problem::Problem,
        session::{SignIn, SignedIn},
    },
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::UnixStream;
use tower::ServiceExt;
use zeroize::Zeroizing;

use crate::failure::Failure;

/// No answer to a command is longer.
const ANSWER_BYTES_MAX: usize = 16 * 1_024 * 1_024;

/// A console, with somebody signed in.
pub struct Console {
    line: Line,
    cookie: String,
    who: SignedIn,
}

enum Line {
    /// To the console that runs.
    Socket(SendRequest<Body>),
    /// To one of our own.
    Own(Host, Router),
}

impl Console {
    /// Signs `handle` in at whatever console has the folder.
    pub async fn at(data: &Path, handle: &str) -> Result<Self, Failure> {
        let mut line = Line::to(data).await?;
        let form = SignIn {
            handle: handle.to_owned(),
            password: password(handle)?.to_string(),
        };
        let answer = line.send(Method::POST, "/console/sign-in", "", &form).await;
        let signed_in = match answer {
            Ok(answer) => begun(answer).await,
            Err(failure) => Err(failure),
        };
        match signed_in {
            Ok((cookie, who)) => Ok(Self { line, cookie, who }),
            Err(failure) => {
                line.close().await;
                Err(failure)
            }
        }
    }

    /// The workspace that was named, or the only one of whoever signed in.
    pub fn workspace(&self, named: Option<WorkspaceId>) -> Result<WorkspaceId, Failure> {
        match (named, self.who.workspaces.as_slice()) {
            (Some(named), _) => Ok(named),
            (None, [only]) => Ok(only.id),
            (None, several) => {
                let name = |card: &model::view::session::WorkspaceCard| {
                    format!("{} ({})", card.id, card.name)
                };
                Err(Failure::WhichWorkspace(several.iter().map(name).collect()))
            }
        }
    }

    /// Reads something. A refusal is a failure that says what the console said.
    pub async fn get<T: DeserializeOwned>(&mut self, path: &str) -> Result<T, Failure> {
        let cookie = self.cookie.clone();
        let answer = self.line.send(Method::GET, path, &cookie, &()).await?;
        read(answer).await
    }

    /// Asks for something. A refusal is a failure that says what the console said.
    pub async fn post<T: DeserializeOwned>(
        &mut self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Failure> {
        let cookie = self.cookie.clone();
        let answer = self.line.send(Method::POST, path, &cookie, body).await?;
        read(answer).await
    }

    /// Signs out.
    pub async fn leave(mut self) {
        let cookie = self.cookie.clone();
        let left = self
            .line
            .send(Method::POST, "/console/sign-out", &cookie, &())
            .await;
        // The session ends by itself, too.
        drop(left);
        self.line.close().await;
    }
}

impl Line {
    async fn to(data: &Path) -> Result<Self, Failure> {
        if let Ok(stream) = UnixStream::connect(data.join(SOCKET)).await {
            let unanswered = |error: hyper::Error| Failure::Unanswered(error.to_string());
            let shaken = handshake(TokioIo::new(stream)).await;
            let (sender, connection) = shaken.map_err(unanswered)?;
            tokio::spawn(connection);
            return Ok(Self::Socket(sender));
        }
        let host = Host::open(HostOptions::new(data)).await?;
        let router = doors::people(host.clone(), Reached::Socket);
        Ok(Self::Own(host, router))
    }

    async fn send(
        &mut self,
        method: Method,
        path: &str,
        cookie: &str,
        body: &impl Serialize,
    ) -> Result<Response<Body>, Failure> {
        let body = serde_json::to_vec(body).expect("a form is always JSON");
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookie)
            .header("x-openweave-console", "1")
            .body(Body::from(body))
            .map_err(|error| Failure::Unanswered(error.to_string()))?;
        match self {
            Self::Socket(sender) => {
                let answered = async {
                    // The answer before may not be read to its end yet.
                    sender.ready().await?;
                    sender.send_request(request).await
                };
                let unanswered = |error: hyper::Error| Failure::Unanswered(error.to_string());
                Ok(answered.await.map_err(unanswered)?.map(Body::new))
            }
            Self::Own(_, router) => {
                let Ok(answer) = router.clone().oneshot(request).await;
                Ok(answer)
            }
        }
    }

    async fn close(self) {
        if let Self::Own(host, _) = self {
            host.shutdown().await;
        }
    }
}

/// The session that an answer began, and whose it is.
async fn begun(answer: Response<Body>) -> Result<(String, SignedIn), Failure> {
    let cookie = answer.headers().get(header::SET_COOKIE);
    let cookie = cookie.and_then(|line| line.to_str().ok()?.split(';').next());
    let cookie = cookie.unwrap_or_default().to_owned();
    Ok((cookie, read(answer).await?))
}

async fn read<T: DeserializeOwned>(answer: Response<Body>) -> Result<T, Failure> {
    let status: StatusCode = answer.status();
    let unanswered = |error: &dyn std::fmt::Display| Failure::Unanswered(error.to_string());
    let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX);
    let bytes = body.collect().await.map_err(|error| unanswered(&error))?;
    let bytes = bytes.to_bytes();
    if status.is_success() {
        return serde_json::from_slice(&bytes).map_err(|error| unanswered(&error));
    }
    let problem: Problem = serde_json::from_slice(&bytes).map_err(|error| unanswered(&error))?;
    Err(Failure::Refused(Box::new(problem)))
}

/// What somebody types where nobody sees it; without a terminal, the first line of standard input.
pub fn password(handle: &str) -> Result<Zeroizing<String>, Failure> {
    if std::io::stdin().is_terminal() {
        let typed = rpassword::prompt_password(format!("Password of {handle}: "));
        return typed.map(Zeroizing::new).map_err(Failure::NoPassword);
    }
    let mut line = Zeroizing::new(String::new());
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(Failure::NoPassword)?;
    Ok(Zeroizing::new(
        line.trim_end_matches(['\r', '\n']).to_owned(),
    ))
}

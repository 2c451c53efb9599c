//! The bots' door from outside: HTTP on loopback, a token, JSON in and out.

use std::time::Duration;

use model::view::problem::Problem;
use serde::{Serialize, de::DeserializeOwned};
use ureq::{Agent, Body, http::Response};

/// No answer takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Nobody answered, or not as a console would.
#[derive(Debug)]
pub struct Lost;

/// What came of a call.
pub type Answered<T> = Result<Result<T, Problem>, Lost>;

/// Where bots call.
pub struct Door {
    agent: Agent,
    address: String,
}

impl Door {
    /// On that port of this machine.
    pub fn at(port: u16) -> Self {
        let config = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .build();
        Self {
            agent: config.into(),
            address: format!("http://127.0.0.1:{port}"),
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Whether there is one.
    pub fn answers(&self) -> bool {
        let url = format!("{}/v1/openapi.json", self.address);
        self.agent
            .get(url)
            .call()
            .is_ok_and(|answer| answer.status() == 200)
    }

    pub fn get<T: DeserializeOwned>(&self, token: &str, path: &str) -> Answered<T> {
        let call = self.agent.get(self.url(path));
        answered(call.header("authorization", bearer(token)).call())
    }

    pub fn post<T: DeserializeOwned>(
        &self,
        token: &str,
        path: &str,
        body: &impl Serialize,
    ) -> Answered<T> {
        let call = self.agent.post(self.url(path));
        answered(call.header("authorization", bearer(token)).send_json(body))
    }

    pub fn patch<T: DeserializeOwned>(
        &self,
        token: &str,
        path: &str,
        body: &impl Serialize,
    ) -> Answered<T> {
        let call = self.agent.patch(self.url(path));
        answered(call.header("authorization", bearer(token)).send_json(body))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn answered<T: DeserializeOwned>(answer: Result<Response<Body>, ureq::Error>) -> Answered<T> {
    let mut answer = answer.map_err(|_| Lost)?;
    let good = answer.status().is_success();
    let body = answer.body_mut();
    if good {
        body.read_json().map(Ok).map_err(|_| Lost)
    } else {
        body.read_json().map(Err).map_err(|_| Lost)
    }
}

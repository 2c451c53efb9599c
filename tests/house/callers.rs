//! Whoever calls: people with a session, bots with a token.

use std::net::SocketAddr;

use serde_json::{Value, json};

use super::{PASSWORD, RELEASE, SEALED};
use crate::http::{Answer, Call};

/// A person who is signed in, in a browser.
#[derive(Clone, Debug)]
pub struct Person {
    at: SocketAddr,
    cookie: String,
    /// Their id.
    pub id: String,
    /// The workspace they are in; empty while they have none.
    pub workspace: String,
}

impl Person {
    /// Somebody arrives by a form: setup, redeem or sign-in.
    pub(super) async fn arrives(at: SocketAddr, path: &str, form: &Value) -> Self {
        let answer = console(at, "POST", path).json(form).send().await;
        let (cookie, id, workspace) = super::arrived(&answer);
        Self {
            at,
            cookie,
            id,
            workspace,
        }
    }

    /// Whatever comes of a form.
    pub async fn arrives_by(at: SocketAddr, path: &str, form: &Value) -> Answer {
        console(at, "POST", path).json(form).send().await
    }

    /// `olga` sets an empty folder up and owns its first workspace.
    pub async fn sets_up(at: SocketAddr, code: &str) -> Self {
        Self::arrives(at, SETUP, &setup(code)).await
    }

    /// The call by which she does.
    pub fn setting_up(at: SocketAddr, code: &str) -> Call {
        console(at, "POST", SETUP).json(&setup(code))
    }

    /// Publishes the workflows [`RELEASE`] and [`SEALED`] and makes the projects `PAY` and `SHUT` that follow them.
    pub async fn furnishes(&self) {
        for (source, key) in [(RELEASE, "PAY"), (SEALED, "SHUT")] {
            let source = json!({ "source": source });
            let published = self.post("/workflows", &source).await.ok(201);
            let project = json!({ "key": key, "name": key, "workflow": published["name"] });
            self.post("/projects", &project).await.ok(201);
        }
    }

    /// Adds a bot: its id.
    pub async fn adds_bot(&self, handle: &str, keeper: &Self) -> String {
        let bot = json!({ "handle": handle, "keeper": keeper.id });
        let made = self.post("/bots", &bot).await.ok(201);
        made["id"].as_str().expect("an id").to_owned()
    }

    /// Gives a bot a token. It calls the people's door until it is [told of its own](Bot::at).
    pub async fn issues(&self, bot: &str, (per_second, burst): (u32, u32)) -> Bot {
        let rate = json!({ "per_second": per_second, "burst": burst });
        let token = json!({ "days": 1, "rate": rate });
        let issued = self.post(&format!("/bots/{bot}/tokens"), &token).await;
        let issued = issued.ok(201);
        Bot {
            at: self.at,
            id: bot.to_owned(),
            token: issued["token"].as_str().expect("a token").to_owned(),
            token_id: issued["id"].as_str().expect("an id").to_owned(),
        }
    }

    /// Somebody who is known there signs in.
    pub async fn signs_in(at: SocketAddr, handle: &str, password: &str) -> Self {
        let form = json!({ "handle": handle, "password": password });
        Self::arrives(at, "/console/sign-in", &form).await
    }

    /// The same person in another workspace.
    pub fn within(&self, workspace: &str) -> Self {
        Self {
            workspace: workspace.to_owned(),
            ..self.clone()
        }
    }

    /// A call as their browser makes it. `path` begins below the workspace, or with `/console`.
    pub fn call(&self, method: &str, path: &str) -> Call {
        let path = if path.starts_with("/console") {
            path.to_owned()
        } else {
            format!("/console/w/{}{path}", self.workspace)
        };
        console(self.at, method, &path).header("cookie", &self.cookie)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    /// Does.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path).json(body).send().await
    }

    /// Replaces.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.call("PUT", path).json(body).send().await
    }

    /// Takes away.
    pub async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path).send().await
    }

    /// Decides on a request as it is shown now.
    pub async fn decide(&self, request: &str, verdict: &str) -> Answer {
        let shown = self.get(&format!("/requests/{request}")).await.ok(200)["shown"].clone();
        let reason = "Looked at it.";
        let body = json!({ "verdict": verdict, "shown": shown, "reason": reason });
        self.post(&format!("/requests/{request}/decision"), &body)
            .await
    }

    /// Approves a request as it is shown now.
    pub async fn approve(&self, request: &str) -> Answer {
        self.decide(request, "approve").await
    }

    /// Gives a role.
    pub async fn grant(&self, role: &str, person: &str) -> Answer {
        let body = json!({ "role": role, "holder": { "kind": "person", "id": person } });
        self.post("/roles/grant", &body).await
    }
}

const SETUP: &str = "/console/setup";

fn setup(code: &str) -> Value {
    json!({ "workspace": "Acme", "name": "Olga", "handle": "olga", "password": PASSWORD, "code": code })
}

/// A call as a browser that shows our UI makes it.
fn console(at: SocketAddr, method: &str, path: &str) -> Call {
    let call = Call::new(at, method, path);
    match method {
        "GET" => call,
        _ => call
            .header("origin", &format!("http://{at}"))
            .header("x-openweave-console", "1"),
    }
}

/// A bot with a token.
#[derive(Clone, Debug)]
pub struct Bot {
    at: SocketAddr,
    /// Its id.
    pub id: String,
    /// The token it comes with.
    pub token: String,
    /// That token's id.
    pub token_id: String,
}

impl Bot {
    /// The same bot, calling another door.
    pub fn at(&self, door: SocketAddr) -> Self {
        Self {
            at: door,
            ..self.clone()
        }
    }

    /// A call with its token.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(self.at, method, path).header("authorization", &format!("Bearer {}", self.token))
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    /// Does.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call("POST", path).json(body).send().await
    }

    /// Opens a ticket in `PAY` and says its key.
    pub async fn ticket(&self) -> String {
        let body = json!({ "project": "PAY", "title": "Pay the bill" });
        let created = self.post("/v1/tickets", &body).await.ok(201);
        created["key"].as_str().expect("a key").to_owned()
    }

    /// Takes a transition.
    pub async fn take(&self, ticket: &str, transition: &str) -> Answer {
        self.post(
            &format!("/v1/tickets/{ticket}/moves"),
            &json!({ "transition": transition }),
        )
        .await
    }

    /// Opens a ticket, submits it and asks for `gated`: the ticket and the request that waits.
    pub async fn request(&self, gated: &str) -> (String, String) {
        let ticket = self.ticket().await;
        self.take(&ticket, "Submit").await.ok(200);
        let pending = self.take(&ticket, gated).await.ok(202);
        (
            ticket,
            pending["request"].as_str().expect("a request").to_owned(),
        )
    }
}

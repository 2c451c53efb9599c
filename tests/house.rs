//! A whole OpenWeave in a folder of its own: real host, real doors, on free ports of this machine.

mod callers;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use doors::Running;
use host::{Console, Cost, Host, HostOptions, SimulatedClock};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::http::{Answer, Call};

pub use callers::{Bot, Person};

/// Long enough to be one.
pub const PASSWORD: &str = "correct horse battery";

/// Moves that a bot, a person or nobody may take; gates for one and for two.
pub const RELEASE: &str = include_str!("house/release.toml");

/// A workflow in which nobody may do anything.
pub const SEALED: &str = include_str!("house/sealed.toml");

/// Calls enough that no test meets the limit by accident.
pub const UNHURRIED: (u32, u32) = (100_000, 100_000);

/// A running OpenWeave. Its owner and author is `olga`.
pub struct House {
    dir: TempDir,
    host: Host,
    running: Option<Running>,
    /// Where bots call.
    pub bots: SocketAddr,
    /// Where browsers call.
    pub console: SocketAddr,
    /// Its first workspace.
    pub workspace: String,
    olga: Person,
    clock: Option<SimulatedClock>,
}

impl House {
    /// A house with `olga`, the workflows [`RELEASE`] and [`SEALED`], and the projects `PAY` and `SHUT` that follow them.
    pub async fn open() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let host = Host::open(options(dir.path()))
            .await
            .expect("an empty folder opens");
        Self::furnished(dir, host, None).await
    }

    /// The same on a clock that stands until it is [set](Self::pass).
    pub async fn open_simulated() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let start = "2026-03-02T09:00:00Z".parse().expect("a time");
        let opened = Host::open_simulated(options(dir.path()), start).await;
        let (host, clock) = opened.expect("an empty folder opens");
        Self::furnished(dir, host, Some(clock)).await
    }

    async fn furnished(dir: TempDir, host: Host, clock: Option<SimulatedClock>) -> Self {
        let anywhere: SocketAddr = "127.0.0.1:0".parse().expect("an address");
        let running = doors::serve(host.clone(), anywhere, Some(anywhere))
            .await
            .expect("free ports open");
        let (bots, console) = (
            running.bots,
            running.console.expect("the people's door is open"),
        );
        let code = host.setup_code().expect("an empty folder has one");
        let olga = Person::sets_up(console, &code).await;
        olga.furnishes().await;
        let workspace = olga.workspace.clone();
        Self {
            dir,
            host,
            running: Some(running),
            bots,
            console,
            workspace,
            olga,
            clock,
        }
    }

    /// The owner.
    pub const fn olga(&self) -> &Person {
        &self.olga
    }

    /// A new member with these roles, who came by an invitation.
    pub async fn person(&self, handle: &str, roles: &[&str]) -> Person {
        let invited = self
            .olga
            .post("/invitations", &json!({ "roles": roles }))
            .await
            .ok(201);
        let form = json!({ "code": invited["code"], "name": handle, "handle": handle, "password": PASSWORD });
        Person::arrives(self.console, "/console/redeem", &form).await
    }

    /// A new bot with a token that its keeper issued.
    pub async fn bot(&self, handle: &str, keeper: &Person) -> Bot {
        let id = self.olga.adds_bot(handle, keeper).await;
        self.token(&id, keeper, UNHURRIED).await
    }

    /// The same bot by another token, which `issuer` gives it.
    pub async fn token(&self, bot: &str, issuer: &Person, rate: (u32, u32)) -> Bot {
        issuer.issues(bot, rate).await.at(self.bots)
    }

    /// Lets so many hours pass.
    ///
    /// # Panics
    /// On a house with a real clock.
    pub fn pass(&self, hours: i64) {
        self.pass_seconds(hours * 3_600);
    }

    /// Lets so many seconds pass.
    ///
    /// # Panics
    /// On a house with a real clock.
    pub fn pass_seconds(&self, seconds: i64) {
        let clock = self.clock.as_ref().expect("a clock that can be set");
        clock.set(clock.now().plus(model::Span::seconds(seconds)));
    }

    /// Newest entries first, as the owner reads them.
    pub async fn entries(&self, filter: &str) -> Vec<Value> {
        let page = self.olga.get(&format!("/entries?{filter}")).await.ok(200);
        page["entries"].as_array().expect("entries").clone()
    }

    /// A call to the bots' door by nobody.
    pub fn call(&self, method: &str, path: &str) -> Call {
        Call::new(self.bots, method, path)
    }

    /// The host itself, behind the doors.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Closes the doors and the host, and checks every log: hashes, tree, projections, texts.
    ///
    /// # Panics
    /// When anything does not fit.
    pub async fn verify(self) {
        drop(self.close().await);
    }

    /// The same, and the folder goes on living.
    pub async fn close(mut self) -> TempDir {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        self.host.shutdown().await;
        verify(self.dir.path()).await;
        self.dir
    }
}

/// Checks every log in a data folder.
///
/// # Panics
/// When anything does not fit.
pub async fn verify(data: &Path) {
    store::verify_host(data, &store::Against::default())
        .await
        .unwrap_or_else(|error| panic!("the host's log: {error}"));
    let workspaces = std::fs::read_dir(data.join("workspaces")).expect("workspaces");
    let folders: Vec<PathBuf> = workspaces
        .map(|entry| entry.expect("a folder").path())
        .collect();
    assert!(!folders.is_empty());
    for folder in folders {
        let report =
            store::verify_workspace(&folder, read_workflow, &store::Against::default()).await;
        report.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    }
}

/// How a workflow's file is read, as the host gives it to the store.
///
/// # Errors
/// What is wrong with it.
pub fn read_workflow(source: &str) -> Result<model::Workflow, String> {
    formats::read(source)
        .map(|read| read.workflow)
        .map_err(|problems| format!("{problems:?}"))
}

/// How a test opens a data folder.
pub fn options(data: &Path) -> HostOptions {
    HostOptions {
        console: Console::Served,
        idle: Duration::from_secs(900),
        argon2: Cost::MINIMUM,
        ..HostOptions::new(data)
    }
}

/// What an answer says about whoever just arrived.
fn arrived(answer: &Answer) -> (String, String, String) {
    let signed_in = answer.ok(200);
    let cookie = answer
        .header("set-cookie")
        .expect("a session")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    (
        cookie,
        text(&signed_in["person"]).expect("an id"),
        text(&signed_in["workspaces"][0]["id"]).unwrap_or_default(),
    )
}

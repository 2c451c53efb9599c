//! A house to measure in: an owner, a bot with a token that nothing limits, and a project whose tickets go back and forth.

use std::path::{Path, PathBuf};

use model::{
    ProjectKey, WorkspaceId,
    deed::Rate,
    view::{
        access::{NewBot, NewProject, NewToken},
        session::{Setup, SignIn},
        tickets::NewTicket,
        workflows::WorkflowSource,
    },
};
use tokio::task::JoinSet;

use super::BenchError;
use crate::{
    Cost, Host, HostOptions, Member, Meta,
    beside::{self, Against, Found},
};

/// Tickets move between two states as often as anybody likes; `Never` is there to be refused.
const WORKFLOW: &str = include_str!("house/workflow.toml");

const HANDLE: &str = "olga";
const PASSWORD: &str = "correct horse battery";

/// Nothing is to be turned away for coming too often.
const UNLIMITED: Rate = Rate {
    per_second: u32::MAX,
    burst: u32::MAX,
};

/// A house to measure in.
pub struct House {
    host: Host,
    data: PathBuf,
    workspace: WorkspaceId,
    owner: Member,
    token: String,
}

impl House {
    /// Builds a house in `data`, an empty folder.
    ///
    /// # Errors
    /// [`BenchError`]: the folder cannot be written.
    pub async fn build(data: &Path) -> Result<Self, BenchError> {
        let host = Host::open(options(data)).await?;
        let form = Setup {
            workspace: "Bench".to_owned(),
            name: "Olga".to_owned(),
            handle: HANDLE.to_owned(),
            password: PASSWORD.to_owned(),
            code: None,
        };
        let (session, here) = host.setup(form).await?;
        let workspace = here.workspaces.first().map(|w| w.id);
        let workspace = workspace.ok_or_else(|| BenchError::odd("Setting up", &here))?;
        let person = host.person(Some(session.as_str())).await?;
        let owner = person.member(workspace).await?;
        let token = furnished(&owner).await?;
        Ok(Self {
            host,
            data: data.to_owned(),
            workspace,
            owner,
            token,
        })
    }

    /// The host.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// The bot's token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The owner, in the workspace.
    pub(super) const fn owner(&self) -> &Member {
        &self.owner
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The folder of the workspace's log.
    pub fn log(&self) -> PathBuf {
        let workspaces = self.data.join("workspaces");
        workspaces.join(self.workspace.to_string())
    }

    /// How many entries the workspace's log has.
    ///
    /// # Errors
    /// The store's.
    pub async fn entries(&self) -> Result<u64, BenchError> {
        Ok(self.owner.place.store.root().await?.0)
    }

    /// Opens so many tickets, all at once, and says their keys.
    ///
    /// # Errors
    /// [`BenchError::Refused`].
    pub async fn tickets(&self, count: usize) -> Result<Vec<String>, BenchError> {
        let bot = self.host.bot(Some(&self.header())).await?;
        let mut opening = JoinSet::new();
        for _ in 0..count {
            let bot = bot.clone();
            opening.spawn(async move {
                let new = NewTicket {
                    project: project(),
                    title: "Pay the bill".to_owned(),
                    body: None,
                    fields: Default::default(),
                };
                bot.create_ticket(new, &meta()).await
            });
        }
        let mut keys = Vec::with_capacity(count);
        while let Some(opened) = opening.join_next().await {
            let opened = opened.map_err(|error| BenchError::odd("A ticket", error))?;
            keys.push(opened?.body.key.to_string());
        }
        Ok(keys)
    }

    /// What the bot's calls say who it is by.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Checks all of its logs.
    ///
    /// # Errors
    /// [`BenchError::Odd`] when one does not hold.
    pub async fn holds(&self) -> Result<(), BenchError> {
        let checked = beside::verify(&self.data, &Against::default()).await?;
        let bad = |found: &Found| !matches!(found, Found::Holds { .. });
        match checked.into_iter().find(|log| bad(&log.found)) {
            Some(log) => Err(BenchError::odd("`verify`", log.found)),
            None => Ok(()),
        }
    }

    /// Closes it; its folder stays.
    pub async fn shut(&self) {
        self.host.shutdown().await;
    }

    /// Opens it again.
    pub(super) async fn reopen(&mut self) -> Result<(), BenchError> {
        self.host = Host::open(options(&self.data)).await?;
        let form = SignIn {
            handle: HANDLE.to_owned(),
            password: PASSWORD.to_owned(),
        };
        let (session, _) = self.host.sign_in(form).await?;
        let person = self.host.person(Some(session.as_str())).await?;
        self.owner = person.member(self.workspace).await?;
        Ok(())
    }
}

/// People sign in quickly here: passwords are not what is measured.
fn options(data: &Path) -> HostOptions {
    HostOptions {
        argon2: Cost::MINIMUM,
        ..HostOptions::new(data)
    }
}

/// The bot's token, once all that it needs is there.
async fn furnished(owner: &Member) -> Result<String, BenchError> {
    let source = WORKFLOW.to_owned();
    let published = owner.publish(WorkflowSource { source }, &meta()).await?;
    let project = NewProject {
        key: project(),
        name: "Payments".to_owned(),
        workflow: published.body.name,
    };
    owner.create_project(project, &meta()).await?;
    let bot = NewBot {
        handle: "bench-bot".parse().expect("a handle"),
        keeper: owner.person(),
    };
    let bot = owner.add_bot(bot, &meta()).await?.body.id;
    let token = NewToken {
        days: 1,
        rate: Some(UNLIMITED),
    };
    let issued = owner.issue_token(&bot.to_string(), token, &meta()).await?;
    Ok(issued.body.token)
}

fn project() -> ProjectKey {
    "PAY".parse().expect("a project's key")
}

pub(super) fn meta() -> Meta {
    Meta::once("bench")
}

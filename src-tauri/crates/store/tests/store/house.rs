//! A workspace on disk with an owner, an approver, a bot and a project, and the few things that stories do with it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use model::{
    Actor, Asked, BotId, Command, CommentId, Digest, InvitationId, Part, PersonId, ProjectId,
    RequestId, SessionId, Span, Text, TicketId, TicketKey, Timestamp, TokenId, Verdict, Workflow,
    WorkspaceId,
    command::{Publication, Take},
};
use openweave_store::{Clock, Done, Report, StoreError, VerifyError, Workspace, verify_workspace};
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;
use uuid::Uuid;

pub const WORKFLOW: &str = r#"
format = 1
name = "Errands"
initial = "Open"

[tickets]
create = ["bot", "person"]
edit = ["bot", "person"]
comment = ["bot", "person"]

[fields.place]
type = "text"

[states.Open]
[states.Doing]
[states.Done]
terminal = true

[[transitions]]
name = "Start"
from = ["Open"]
to = "Doing"
by = ["bot", "person"]

[[transitions]]
name = "Back"
from = ["Doing"]
to = "Open"
by = ["bot", "person"]

[[transitions]]
name = "Finish"
from = ["Doing"]
to = "Done"
by = ["bot", "person"]
[transitions.gate]
approvals = 1
role = "approver"
"#;

/// How a workflow's file is read, as a host gives it to the store.
pub fn read_workflow(text: &str) -> Result<Workflow, String> {
    formats::read(text)
        .map(|read| read.workflow)
        .map_err(|problems| format!("{} problems", problems.len()))
}

static IDS: AtomicU64 = AtomicU64::new(1);

fn uuid() -> Uuid {
    Uuid::from_u128(u128::from(IDS.fetch_add(1, Ordering::Relaxed)))
}

pub fn text(words: &str) -> Text {
    let mut salt = [7; 32];
    salt[..8].copy_from_slice(&IDS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    Text {
        salt: model::Salt::new(salt),
        text: words.to_owned(),
    }
}

/// An idempotency key and a body, as digests.
pub fn key(key: &str, body: &str) -> Option<(Digest, Digest)> {
    Some((Digest::of(key.as_bytes()), Digest::of(body.as_bytes())))
}

/// A clock that goes on by a millisecond whenever somebody looks.
pub struct Ticking(AtomicI64);

impl Ticking {
    pub fn clock(self: &Arc<Self>) -> Clock {
        let this = Arc::clone(self);
        Arc::new(move || Timestamp::from_micros(this.0.fetch_add(1_000, Ordering::Relaxed)))
    }
    pub fn pass(&self, span: Span) {
        self.0
            .fetch_add(span.as_seconds() * 1_000_000, Ordering::Relaxed);
    }
}

pub struct House {
    pub dir: TempDir,
    pub time: Arc<Ticking>,
    pub space: Workspace,
    pub ada: Actor,
    pub bob: Actor,
    pub bot: Actor,
}

impl House {
    /// Founded, with everybody in it and the project `PAY`.
    pub async fn open() -> Self {
        let dir = TempDir::new().unwrap();
        let time = Arc::new(Ticking(AtomicI64::new(1_772_000_000_000_000)));
        let space = Workspace::create(&dir.path().join("space"), time.clock(), read_workflow)
            .await
            .unwrap();
        let person = || Actor::person(PersonId::new(uuid()), SessionId::new(uuid()));
        let (bot, token) = (BotId::new(uuid()), TokenId::new(uuid()));
        let house = Self {
            dir,
            time,
            space,
            ada: person(),
            bob: person(),
            bot: Actor::bot(bot, token),
        };
        house.found(bot, token).await;
        house
    }

    async fn found(&self, bot: BotId, token: TokenId) {
        let (name, far) = (text("Acme"), "2099-01-01T00:00:00Z".parse().unwrap());
        let (invitation, code) = (InvitationId::new(uuid()), Digest::of(b"code"));
        let keeper = self.ada.id.person().unwrap();
        let read = formats::read(WORKFLOW).unwrap();
        let steps = [
            Command::FoundWorkspace {
                workspace: WorkspaceId::new(uuid()),
                name: name.digest(),
                simulated: false,
            },
            Command::Invite {
                invitation,
                code,
                roles: BTreeSet::from(["approver".parse().unwrap()]),
                expires: far,
            },
            Command::AddBot {
                bot,
                handle: text("errand-bot").digest(),
                keeper,
            },
            Command::IssueToken {
                token,
                bot,
                secret: Digest::of(b"secret"),
                expires: far,
                rate: None,
            },
            Command::PublishWorkflow(Box::new(Publication {
                digest: read.digest,
                rules_digest: read.rules_digest,
                workflow: read.workflow,
                bound: BTreeMap::new(),
            })),
            Command::CreateProject {
                project: ProjectId::new(uuid()),
                key: "PAY".parse().unwrap(),
                name: text("Payments").digest(),
                workflow: "Errands".parse().unwrap(),
            },
        ];
        for command in steps {
            let asked = Asked {
                texts: vec![name.clone()],
                source: Some(WORKFLOW.to_owned()),
                ..Asked::new(self.ada, command)
            };
            self.done(asked).await;
        }
        let join = Command::Join { invitation, code };
        self.done(Asked::new(self.bob, join)).await;
    }

    /// Submits what must be written and not refused.
    pub async fn done(&self, asked: Asked<Command>) -> Done {
        let done = self.space.submit(asked).await.unwrap();
        assert_eq!(done.refusal, None);
        done
    }

    /// A new ticket with a title.
    pub async fn ticket(&self) -> TicketKey {
        let title = text("Buy milk");
        let command = Command::CreateTicket {
            ticket: TicketId::new(uuid()),
            project: "PAY".parse().unwrap(),
            content: BTreeMap::from([(Part::Title, Some(title.digest()))]),
        };
        let asked = Asked {
            texts: vec![title],
            ..Asked::new(self.bot, command)
        };
        let done = self.done(asked).await;
        let id = done.entries[0].entry.about.ticket.unwrap();
        self.space
            .ticket_by_id(id)
            .await
            .unwrap()
            .unwrap()
            .ticket
            .key
    }

    pub fn take(&self, ticket: &TicketKey, transition: &str) -> Asked<Command> {
        let take = Take {
            ticket: ticket.clone(),
            transition: transition.parse().unwrap(),
            expected: None,
            arguments: BTreeMap::new(),
            note: None,
            request: RequestId::new(uuid()),
        };
        Asked::new(self.bot, Command::Move(Box::new(take)))
    }

    pub fn comment(&self, ticket: &TicketKey, words: &str) -> Asked<Command> {
        let said = text(words);
        let command = Command::Comment {
            ticket: ticket.clone(),
            comment: CommentId::new(uuid()),
            text: said.digest(),
        };
        Asked {
            texts: vec![said],
            ..Asked::new(self.bot, command)
        }
    }

    /// A ticket on which a request waits.
    pub async fn waiting(&self) -> (TicketKey, RequestId) {
        let ticket = self.ticket().await;
        self.done(self.take(&ticket, "Start")).await;
        let asked = self.done(self.take(&ticket, "Finish")).await;
        (ticket, asked.entries[0].entry.about.request.unwrap())
    }

    /// What `actor` says to a request, having been shown it.
    pub fn says(&self, actor: Actor, request: RequestId, verdict: Verdict) -> Asked<Command> {
        let reason = text("because");
        let shown = self.space.world(|world| {
            let workspace = world.id().unwrap();
            world.request(request).map(|r| r.shown(workspace))
        });
        let command = Command::Decide {
            request,
            verdict,
            shown: shown.unwrap_or(Digest::of(b"nothing")),
            reason: Some(reason.digest()),
        };
        Asked {
            texts: vec![reason],
            ..Asked::new(actor, command)
        }
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.dir.path().join("space")
    }

    pub async fn verify(&self) -> Result<Report, VerifyError> {
        verify_workspace(&self.folder(), read_workflow).await
    }

    /// The same folder, opened anew.
    pub async fn reopen(self) -> Self {
        self.space.close().await;
        let space = reopened(&self.dir.path().join("space"), &self.time)
            .await
            .unwrap();
        Self { space, ..self }
    }

    /// The file, opened by somebody who may do anything with it.
    pub async fn intruder(&self) -> SqliteConnection {
        intruder(&self.folder().join("log.db")).await
    }

    /// Nobody can write until what this gives back is dropped or rolled back.
    pub async fn hold(&self) -> SqliteConnection {
        let mut held = self.intruder().await;
        run(&mut held, "BEGIN IMMEDIATE").await;
        held
    }
}

pub async fn reopened(dir: &Path, time: &Arc<Ticking>) -> Result<Workspace, StoreError> {
    Workspace::open(dir, time.clock(), read_workflow).await
}

pub async fn intruder(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap()
}

pub async fn run(db: &mut SqliteConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(db).await.unwrap();
}

impl House {
    pub async fn ticket_comments(&self, key: &TicketKey) -> usize {
        let row = self.space.ticket(key).await.unwrap().unwrap();
        let comments = self.space.comments(row.ticket.id).await.unwrap();
        assert_eq!(comments.len() as u64, row.ticket.comments);
        comments.len()
    }
}

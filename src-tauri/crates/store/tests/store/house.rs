//! A workspace on disk with an owner, an approver, a bot and a project.

mod asking;
mod files;
mod founding;
mod luck;
mod seeing;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use ledger::{Origin, SecretKey, Signer};
use model::{
    Actor, Asked, BotId, Command, Digest, PersonId, PublicKey, SessionId, Span, Text, Timestamp,
    TokenId, Workflow,
};
use openweave_store::{
    Against, Clock, Done, Report, StoreError, VerifyError, Workspace, verify_workspace,
};
use tempfile::TempDir;
use uuid::Uuid;

pub use files::Files;
pub use luck::Luck;
pub use seeing::seen;

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

pub fn uuid() -> Uuid {
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

/// The key of the house's log.
pub fn log_key() -> SecretKey {
    SecretKey::from_seed(&[1; 32])
}

/// What Bob signs with.
pub fn bobs_key() -> SecretKey {
    SecretKey::from_seed(&[2; 32])
}

/// Another key, the same for the same byte.
pub fn secret(byte: u8) -> SecretKey {
    SecretKey::from_seed(&[byte; 32])
}

pub fn named(key: &SecretKey) -> PublicKey {
    PublicKey::new(*key.public().bytes())
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
        let space = Workspace::create(
            &dir.path().join("space"),
            &log_key(),
            time.clock(),
            read_workflow,
        )
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

    /// Submits what must be written and not refused.
    pub async fn done(&self, asked: Asked<Command>) -> Done {
        let done = self.space.submit(asked).await.unwrap();
        assert_eq!(done.refusal, None);
        done
    }

    pub fn folder(&self) -> std::path::PathBuf {
        self.dir.path().join("space")
    }

    pub async fn verify(&self) -> Result<Report, VerifyError> {
        verify_workspace(&self.folder(), read_workflow, &Against::default()).await
    }

    /// The same against checkpoints that were kept elsewhere.
    pub async fn verify_against(&self, checkpoints: &[String]) -> Result<Report, VerifyError> {
        let against = Against {
            checkpoints,
            progress: None,
        };
        verify_workspace(&self.folder(), read_workflow, &against).await
    }

    /// Closed, and what is in its folder then.
    pub async fn close(&self) -> Files {
        self.space.clone().close().await;
        Files::of(&self.folder())
    }

    /// The folder, opened anew.
    pub async fn again(self) -> Self {
        let space = reopened(&self.folder(), &self.time).await.unwrap();
        Self { space, ..self }
    }

    /// Closed and opened.
    pub async fn reopen(self) -> Self {
        self.close().await;
        self.again().await
    }

    /// The newest checkpoint.
    pub async fn checkpoint(&self) -> String {
        self.space.checkpoint().await.unwrap().unwrap()
    }

    /// What its log's key signs with.
    pub fn signer(&self, key: SecretKey) -> Signer {
        let workspace = self.space.world(|world| world.id().unwrap());
        Signer::new(Origin::Workspace(workspace), key)
    }
}

pub async fn reopened(dir: &Path, time: &Arc<Ticking>) -> Result<Workspace, StoreError> {
    Workspace::open(dir, time.clock(), read_workflow).await
}

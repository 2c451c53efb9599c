//! Who goes on from an older state, and what their word comes to: an entry in each log, and a key of its own.

use std::path::{Path, PathBuf};

use ledger::SecretKey;
use model::{
    Actor, Asked, Command, Digest, Holder, HostCommand, PersonId, PublicKey, RoleName, SessionId,
    WorkspaceId, command::Epoch,
};
use store::{Done, Heads, HostLog, PutBack, ReadOnly, StoreError, Workspace};
use zeroize::Zeroizing;

use super::{RestoreError, Says, WentOn};
use crate::{
    clock::{self, Clock},
    luck,
    open::{people, read_workflow},
    password,
    texts::Texts,
};

/// A log that is to go on, and how it came to be older.
pub(super) struct Older {
    /// A workspace's; the host's own without one.
    pub workspace: Option<WorkspaceId>,
    pub dir: PathBuf,
    pub put_back: PutBack,
}

/// Whoever proved who they are, for the length of one command.
pub(super) struct Owner<'a> {
    actor: Actor,
    person: PersonId,
    clock: Clock,
    says: &'a Says,
}

impl<'a> Owner<'a> {
    /// Whoever knows the password.
    pub async fn of(data: &Path, says: &'a Says) -> Result<Self, RestoreError> {
        let clock = Clock::Wall;
        let log = HostLog::open(data, clock.shared()).await?;
        let known = people(&log).await;
        log.close().await;
        let handle = says.handle.trim().to_lowercase();
        let known = known?.now();
        let known = known.by_handle(&handle).ok_or(RestoreError::Stranger)?;
        let (person, record) = (known.id, known.record.clone());
        let password = says.password.clone();
        let right =
            tokio::task::spawn_blocking(move || password::verify(&password, record.as_deref(), ""));
        if !right.await.unwrap_or(false) {
            return Err(RestoreError::Stranger);
        }
        Ok(Self {
            actor: Actor::person(person, SessionId::new(clock::id())),
            person,
            clock,
            says,
        })
    }

    /// Whether the log was put back, and they may say that it goes on.
    pub async fn may_go_on(&self, log: &Older) -> Result<bool, RestoreError> {
        let clock = self.clock.shared();
        let standing = match log.workspace {
            None => {
                let opened = HostLog::open(&log.dir, clock).await?;
                let standing = opened.read_only();
                opened.close().await;
                standing
            }
            Some(workspace) => {
                let opened = Workspace::open(&log.dir, clock, read_workflow).await?;
                let standing = opened.read_only();
                let me = Holder::Person(self.person);
                let owns = opened.world(|world| world.access().holds(me, RoleName::OWNER));
                opened.close().await;
                if standing.is_some() && !owns {
                    return Err(RestoreError::NoOwner {
                        handle: self.says.handle.clone(),
                        workspace,
                    });
                }
                standing
            }
        };
        match standing {
            None => Ok(false),
            Some(ReadOnly::RolledBack { .. } | ReadOnly::NoMark) => Ok(true),
            Some(other) => Err(StoreError::ReadOnly(other).into()),
        }
    }

    pub async fn host_goes_on(&self, log: &Older) -> Result<WentOn, RestoreError> {
        let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
        let put_back = (log.put_back, &key);
        let (opened, heads) = HostLog::take_on(&log.dir, self.clock.shared(), put_back).await?;
        let asked = self.epoch(log, heads, &key, HostCommand::BeginEpoch);
        let done = opened.submit(asked).await;
        opened.close().await;
        went_on(log, heads, done)
    }

    pub async fn workspace_goes_on(
        &self,
        log: &Older,
        id: WorkspaceId,
    ) -> Result<WentOn, RestoreError> {
        tracing::warn!(workspace = %id, "the log goes on from an older state");
        let key = SecretKey::from_seed(&Zeroizing::new(luck::bytes32()));
        let (clock, put_back) = (self.clock.shared(), (log.put_back, &key));
        let (opened, heads) = Workspace::take_on(&log.dir, clock, read_workflow, put_back).await?;
        let asked = self.epoch(log, heads, &key, Command::BeginEpoch);
        let done = opened.submit(asked).await;
        opened.close().await;
        went_on(log, heads, done)
    }

    fn epoch<C>(
        &self,
        log: &Older,
        heads: Heads,
        key: &SecretKey,
        command: impl FnOnce(Box<Epoch>) -> C,
    ) -> Asked<C> {
        let mut texts = Texts::default();
        let head = |head: ledger::Head| (head.size, Digest::new(head.root));
        let epoch = Epoch {
            kept: head(heads.kept),
            lost: head(heads.lost),
            key: PublicKey::new(*key.public().bytes()),
            restored: matches!(log.put_back, PutBack::FromBackup { .. }),
            reason: Some(texts.fresh(self.says.reason.trim())),
        };
        Asked {
            texts: texts.into_fresh(),
            ..Asked::new(self.actor, command(Box::new(epoch)))
        }
    }

    /// The session that this was is over; that there was one, the host's log knows.
    pub async fn signed_in(&self, data: &Path) -> Result<(), RestoreError> {
        let log = HostLog::open(data, self.clock.shared()).await?;
        let person = self.person;
        let commands = [
            HostCommand::SignIn {
                person: Some(person),
                right: true,
            },
            HostCommand::SignOut { person },
        ];
        for command in commands {
            log.submit(Asked::new(self.actor, command)).await?;
        }
        log.close().await;
        Ok(())
    }
}

fn went_on(
    log: &Older,
    heads: Heads,
    done: Result<Done, StoreError>,
) -> Result<WentOn, RestoreError> {
    match done?.refusal {
        Some(refusal) => Err(RestoreError::Refused(refusal)),
        None => Ok(WentOn {
            workspace: log.workspace,
            kept: heads.kept.size,
            lost: heads.lost.size,
        }),
    }
}

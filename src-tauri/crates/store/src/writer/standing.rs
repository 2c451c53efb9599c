//! Why nothing is written, and what ends that.

use std::path::PathBuf;

use model::{Deed, PublicKey};

use super::Writer;
use crate::{ReadOnly, StoreError, draft::Draft, opened::Heads, realm::Realm};

/// What the entry says that takes on a log which was put back.
pub(super) struct TakingOn {
    pub heads: Heads,
    pub key: PublicKey,
    pub restored: bool,
}

impl TakingOn {
    fn is_said_by(&self, deed: &Deed) -> bool {
        let Deed::Epoch {
            size,
            root,
            lost_size,
            lost_root,
            key,
            restored,
            ..
        } = deed
        else {
            return false;
        };
        let said = [(*size, *root.bytes()), (*lost_size, *lost_root.bytes())];
        let heads = [self.heads.kept, self.heads.lost].map(|head| (head.size, head.root));
        said == heads && *key == self.key && *restored == self.restored
    }
}

/// Why a batch was not written.
pub(super) enum Failed {
    /// One of its commands or statements does not fit. Nothing happened; the others may fit without it.
    Statement(String),
    /// The disk does not take it. Nothing happened.
    Disk(String),
    /// Another process wrote to the same log. Nothing happened.
    Foreign,
    /// Nothing is written here at all.
    Standing(ReadOnly),
    /// The commit's outcome cannot be learned.
    Unknown(String),
}

impl From<Failed> for StoreError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Statement(because) | Failed::Disk(because) => Self::LogUnwritable { because },
            Failed::Foreign => Self::OtherWriter,
            Failed::Standing(standing) => Self::ReadOnly(standing),
            Failed::Unknown(because) => Self::OutcomeUnknown { because },
        }
    }
}

impl<R: Realm> Writer<R> {
    /// Says no at once while nothing can be written; a disk that takes a probe again ends that.
    pub(super) async fn writable(&mut self) -> Result<(), Failed> {
        let standing = self.committed.read_only.borrow().clone();
        match standing {
            None => Ok(()),
            Some(ReadOnly::Disk { because }) => {
                // First: the mark may not be ahead of what the disk has.
                self.ready().await?;
                if !self.probe() {
                    return Err(Failed::Disk(because));
                }
                tracing::info!("the disk takes what is written again");
                self.committed.read_only.send_replace(None);
                Ok(())
            }
            Some(_) if self.taking_on.is_some() => Ok(()),
            Some(standing) => Err(Failed::Standing(standing)),
        }
    }

    /// Whether the disk takes what the mark is owed, and has room for a batch.
    fn probe(&mut self) -> bool {
        if let Some(note) = self.owed.take()
            && self.mark.set(&note).is_err()
        {
            self.owed = Some(note);
            return false;
        }
        self.reserve.hold()
    }

    /// Whether nothing may be written at the moment.
    pub(super) fn reads_only(&self) -> bool {
        self.committed.read_only.borrow().is_some()
    }

    /// Nothing is written from here on, until a probe works.
    pub(super) fn only_read(&mut self, because: &str) {
        if !self.reads_only() {
            self.reserve.release();
            let because = because.to_owned();
            self.stand(ReadOnly::Disk { because });
        }
    }

    /// Nothing is written from here on.
    pub(super) fn stand(&mut self, standing: ReadOnly) -> ReadOnly {
        tracing::error!(%standing, "the log is only read");
        let tell = &self.committed.read_only;
        tell.send_replace(Some(standing.clone()));
        standing
    }

    /// One of the files that are open is no longer there: what would be written now would be gone.
    pub(super) fn moved(&mut self, file: PathBuf) -> ReadOnly {
        self.stand(ReadOnly::Moved { file })
    }

    /// The answers stand even when this fails; from then on nothing is written until it works again.
    pub(super) fn set_mark(&mut self, note: String) {
        if let Err(error) = self.mark.set(&note) {
            self.owed = Some(note);
            self.only_read(&error.to_string());
        }
    }

    /// That a log which is being taken on goes on with the entry that says so.
    pub(super) fn begins_rightly(&self, draft: &Draft) -> Result<(), Failed> {
        let (Some(taking_on), Some(standing)) =
            (&self.taking_on, self.committed.read_only.borrow().clone())
        else {
            return Ok(());
        };
        let first = draft.stored.first();
        let said = first.and_then(|first| first.entry.deed.as_ref());
        if said.is_some_and(|deed| taking_on.is_said_by(deed)) {
            Ok(())
        } else {
            Err(Failed::Standing(standing))
        }
    }

    /// The entry that takes an older state on is durable: the log goes on from it.
    pub(super) fn taken_on(&mut self) {
        if self.taking_on.take().is_some() {
            self.committed.read_only.send_replace(None);
            self.reserve.hold();
        }
    }
}

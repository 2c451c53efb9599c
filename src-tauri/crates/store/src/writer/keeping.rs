//! When the snapshot beside a log is written: every so many entries, beside the work, and at the end of it.

use std::{path::Path, sync::PoisonError};

use tokio::task::{JoinHandle, spawn_blocking};

use super::Writer;
use crate::{
    StoreError,
    realm::Realm,
    snapshot::{self, Sealed},
};

/// How many entries a start after a crash has to apply: so many, and what comes while a snapshot is being written.
const EVERY: u64 = 65_536;

/// What is known of the snapshot.
pub(super) struct Keeping {
    /// How many entries the one is of that is there; 0 where there is none that fits.
    kept: u64,
    /// How many the log had when the last was begun.
    begun: u64,
    /// The log has a key that did not sign it.
    other_key: bool,
    /// Says of how many entries it is, once it is there.
    under_way: Option<JoinHandle<Option<u64>>>,
}

impl Keeping {
    /// The log was opened with a snapshot of its first `kept` entries.
    pub const fn since(kept: u64) -> Self {
        Self {
            kept,
            begun: kept,
            other_key: false,
            under_way: None,
        }
    }

    /// The log's key changed: nobody believes what the old one signed.
    pub const fn by_another_key(&mut self) {
        self.other_key = true;
    }

    /// Whether one is to be written when the log has `size` entries. One at a time.
    const fn due(&self, size: u64) -> bool {
        self.under_way.is_none() && (self.other_key || self.begun / EVERY < size / EVERY)
    }

    /// Waits for the one that is under way.
    async fn ended(&mut self) {
        if let Some(under_way) = self.under_way.take() {
            self.kept = under_way.await.ok().flatten().unwrap_or(self.kept);
        }
    }
}

impl<R: Realm> Writer<R> {
    /// Has a snapshot written beside the work, where one is due.
    pub(super) async fn keep(&mut self) {
        if self
            .keeping
            .under_way
            .as_ref()
            .is_some_and(JoinHandle::is_finished)
        {
            self.keeping.ended().await;
        }
        if self.keeping.due(self.tree.size()) && !self.reads_only() {
            self.begin();
        }
    }

    /// The last one, of all that was written. A log that is only read is left as it was found.
    pub(super) async fn keep_last(&mut self) {
        self.keeping.ended().await;
        let news = self.keeping.kept != self.tree.size();
        if news && !self.reads_only() && self.files.missing().is_none() {
            self.begin();
            self.keeping.ended().await;
        }
    }

    /// The writer gives a copy of what it has, and goes on.
    fn begin(&mut self) {
        let world = self.committed.world.read();
        let world = world.unwrap_or_else(PoisonError::into_inner).clone();
        let (keys, tree, keyring) = (self.keys.clone(), self.tree.clone(), self.keyring.clone());
        let dir = self.file.parent().unwrap_or(Path::new(".")).to_owned();
        let size = tree.size();
        let write = move || {
            let Some(key) = R::key_at(&world, size) else {
                return Ok(());
            };
            let key = keyring.named(&key)?;
            Sealed::by(snapshot::said::<R>(&world, &keys, &tree), &key).keep(&dir)
        };
        self.keeping.begun = size;
        self.keeping.other_key = false;
        self.keeping.under_way = Some(spawn_blocking(move || told(size, write())));
    }
}

/// A snapshot that could not be written is missed at the next start and not before.
fn told(size: u64, written: Result<(), StoreError>) -> Option<u64> {
    match written {
        Ok(()) => {
            tracing::debug!(size, "a snapshot is kept");
            Some(size)
        }
        Err(error) => {
            tracing::warn!(%error, "no snapshot could be kept; the next start takes longer");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_is_due_when_so_many_entries_have_passed_or_the_key_has() {
        let mut keeping = Keeping::since(10);
        assert!(!keeping.due(EVERY - 1));
        assert!(keeping.due(EVERY));
        keeping.by_another_key();
        assert!(keeping.due(11));
        keeping.under_way = Some(spawn_blocking(|| None));
        assert!(!keeping.due(2 * EVERY), "one at a time");
        keeping.ended().await;
        assert_eq!(keeping.kept, 10, "the one under way came to nothing");
        assert!(Keeping::since(0).due(EVERY + 5), "a log that has none");
    }
}

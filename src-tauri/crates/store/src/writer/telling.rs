//! What is durable is told: to readers, and to whoever asked.

use std::sync::{Arc, PoisonError};

use super::{Pending, TICKETS_KEPT, Writer, standing::Failed};
use crate::{
    Done, StoreError, Stored,
    draft::{Answer, Draft},
    load,
    realm::Realm,
    replay::{self, follow},
};

/// What each command of a batch came to, in order.
pub(super) type Outcomes = Vec<Result<Done, StoreError>>;

impl<R: Realm> Writer<R> {
    /// The batch is durable: readers see it from here on.
    pub(super) fn publish(&mut self, draft: &mut Draft) {
        let committed = Arc::clone(&self.committed);
        let mut world = committed
            .world
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        for (id, ticket) in std::mem::take(&mut draft.before) {
            if R::ticket(&world, id).is_none() {
                R::load(&mut world, ticket);
            }
        }
        for Stored { entry, leaf, .. } in &draft.stored {
            follow(&self.realm, &mut world, &draft.sources, entry, *leaf)
                .expect("the writer's own world has followed the same entries from the same state");
            self.keys.note(entry);
            let (seq, via, code) = (entry.seq.0, entry.by.via, entry.code);
            tracing::debug!(seq, %via, action = ?entry.action, ?code, "written");
        }
        replay::settle::<R>(&mut world, &draft.touched);
        drop(world);
        self.tree = draft.tree.clone();
        replay::forget_closed::<R>(&mut self.world, &draft.touched);
        self.loaded += draft.touched.opened();
        if self.loaded > TICKETS_KEPT {
            self.world = self.committed_world();
        }
        committed.head.send_replace(R::head(&self.world));
    }

    /// What each command came to. Entries of replays are read from the log, where they now all stand.
    pub(super) async fn outcomes(&mut self, draft: Draft) -> Outcomes {
        let mut outcomes = Vec::with_capacity(draft.answers.len());
        let mut stored = draft.stored.into_iter();
        for answer in draft.answers {
            outcomes.push(match answer {
                Answer::New { entries, refusal } => Ok(Done {
                    entries: stored.by_ref().take(entries).collect(),
                    refusal,
                    replayed: false,
                }),
                Answer::Again { seqs, refusal } => self.replayed(seqs).await.map(|entries| Done {
                    entries,
                    refusal,
                    replayed: true,
                }),
            });
        }
        outcomes
    }

    async fn replayed(&mut self, seqs: std::ops::Range<u64>) -> Result<Vec<Stored>, StoreError> {
        match &mut self.db {
            Some(db) => load::range(db, seqs).await,
            None => Err(StoreError::Unreadable("the log is not open".to_owned())),
        }
    }

    pub(super) fn committed_world(&mut self) -> R::World {
        self.loaded = 0;
        self.committed
            .world
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Tells everybody who asked for something in `batch` what came of it.
pub(super) fn answer<C>(batch: Vec<Pending<C>>, outcome: Result<Outcomes, Failed>) {
    let outcomes = outcome.unwrap_or_else(|failed| {
        let error = StoreError::from(failed);
        tracing::error!(%error, code = %error.code(), commands = batch.len(), "not written");
        vec![Err(error); batch.len()]
    });
    for (pending, outcome) in batch.into_iter().zip(outcomes) {
        // Whoever asked may have walked away; what was written stays written.
        pending.answer.send(outcome).ok();
    }
}

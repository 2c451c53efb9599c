//! Reading a long log: a ticket's history, the newest entries, and all of it at start. Each beside its bare query.

use std::time::{Duration, Instant};

use store::{Workspace, bench::Plain};

use super::{BenchError, Figures, growing::Growing};
use crate::{EntriesQuery, clock::Clock, open::read_workflow};

/// How many of the newest entries are read.
const NEWEST: u32 = 100;

impl Growing {
    /// The history of the ticket that most happened to, as a person reads it.
    ///
    /// # Errors
    /// [`BenchError`].
    pub async fn history(&self, rounds: usize) -> Result<Figures, BenchError> {
        let owner = self.house.owner();
        let key = self.longest.parse().expect("a ticket's key");
        let row = owner.place.store.ticket(&key).await?;
        let ticket = row
            .ok_or_else(|| BenchError::odd("The ticket", "nothing"))?
            .ticket
            .id;
        let mut plain = Plain::open(&self.house.log()).await?;
        let mut taken = Taken::default();
        for _ in 0..rounds {
            let begun = Instant::now();
            let entries = owner.history(&self.longest).await?.entries.len();
            taken.note(entries, begun.elapsed());
            let begun = Instant::now();
            let bare = plain.history(ticket).await?.len();
            taken.note_bare(bare, begun.elapsed());
        }
        plain.close().await?;
        self.told("history", taken).await
    }

    /// The last 100 entries, as an auditor sees them first.
    ///
    /// # Errors
    /// [`BenchError`].
    pub async fn newest(&self, rounds: usize) -> Result<Figures, BenchError> {
        let mut plain = Plain::open(&self.house.log()).await?;
        let mut taken = Taken::default();
        for _ in 0..rounds {
            let query = EntriesQuery {
                limit: Some(NEWEST),
                ..EntriesQuery::default()
            };
            let begun = Instant::now();
            let entries = self.house.owner().entries(query).await?.entries.len();
            taken.note(entries, begun.elapsed());
            let begun = Instant::now();
            let bare = plain.newest(NEWEST).await?.len();
            taken.note_bare(bare, begun.elapsed());
        }
        plain.close().await?;
        self.told("newest", taken).await
    }

    /// The start of the workspace, until it can be written; beside reading every row of its log.
    ///
    /// # Errors
    /// [`BenchError`].
    pub async fn start(&mut self, rounds: usize) -> Result<Figures, BenchError> {
        let entries = usize::try_from(self.house.entries().await?).unwrap_or(usize::MAX);
        let taken = self
            .closed(async |log| {
                let mut taken = Taken::default();
                for _ in 0..rounds {
                    let begun = Instant::now();
                    let opened = Workspace::open(log, Clock::Wall.shared(), read_workflow).await?;
                    taken.note(entries, begun.elapsed());
                    opened.close().await;
                    let mut plain = Plain::open(log).await?;
                    let begun = Instant::now();
                    let read = plain
                        .all(|json| {
                            std::hint::black_box(json);
                        })
                        .await?;
                    taken.note_bare(usize::try_from(read).unwrap_or(usize::MAX), begun.elapsed());
                    plain.close().await?;
                }
                Ok(taken)
            })
            .await?;
        self.told("start", taken).await
    }

    pub(super) async fn told(
        &self,
        name: &'static str,
        taken: Taken,
    ) -> Result<Figures, BenchError> {
        Ok(taken.figures(name, self.house.entries().await?))
    }
}

/// What some rounds of reading have taken.
#[derive(Default)]
pub(super) struct Taken {
    done: usize,
    waits: Vec<Duration>,
    bare_done: usize,
    bare: Duration,
}

impl Taken {
    pub fn note(&mut self, entries: usize, took: Duration) {
        self.done += entries;
        self.waits.push(took);
    }

    pub fn note_bare(&mut self, entries: usize, took: Duration) {
        self.bare_done += entries;
        self.bare += took;
    }

    pub fn figures(mut self, name: &'static str, entries: u64) -> Figures {
        self.waits.sort_unstable();
        Figures {
            name,
            clients: 1,
            entries,
            done: self.done as u64,
            took: self.waits.iter().sum(),
            bare_done: self.bare_done as u64,
            bare: self.bare,
            waits: self.waits,
        }
    }
}

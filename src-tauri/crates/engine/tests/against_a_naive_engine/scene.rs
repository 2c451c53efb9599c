//! One history told to both engines, command by command: the same answers, the same world after each.

mod aim;
mod askers;
mod cast;
mod compare;
mod files;
mod forged;
mod gates;
mod hunted;
mod keys;
mod pick;
mod plot;
mod prologue;
mod rest;
mod retold;
mod step;
mod stories;
mod tally;
mod undermine;

pub use hunted::chase;
pub use plot::{Plot, plot};
pub use tally::Tally;

use std::collections::BTreeMap;

use model::{Actor, Command, Digest, Entry, Event, Outcome, Refusal, Timestamp, Workflow};
use openweave_engine::{Retelling, World, about, apply, decide};
use proptest::{prelude::*, test_runner::TestCaseError};

use crate::naive::{Files, Hands, Naive, blank, written};

/// Both engines, and what they have been told.
#[derive(Clone)]
pub struct Scene {
    world: World,
    retelling: Retelling,
    log: Vec<Entry>,
    leaves: Vec<Digest>,
    files: Files,
    /// The digests of `files`, in the order the plot gave them.
    drafts: Vec<Digest>,
    hands: Hands,
    now: Timestamp,
    minted: u64,
}

impl Scene {
    /// The prologue is over; `drafts` can be published, and the first of them is.
    pub fn of(drafts: Vec<Workflow>) -> Self {
        let mut scene = prologue::scene();
        for (n, workflow) in drafts.into_iter().enumerate() {
            let digest = cast::text("file", n as u64);
            scene.drafts.push(digest);
            scene.files.insert(digest, workflow);
        }
        prologue::open(&mut scene);
        scene
    }

    fn naive(&self) -> Naive<'_> {
        Naive {
            log: &self.log,
            files: &self.files,
            hands: &self.hands,
        }
    }

    /// Time passes, somebody asks for something, and both engines answer.
    pub fn take(&mut self, step: &step::Step, tally: &mut Tally) -> Result<(), TestCaseError> {
        self.now = self.now.plus(step.after);
        let command = self.command(&step.ask);
        let by = self.asker(step.by, &step.ask, &command);
        let command = self.signed(&by, &step.ask, command);
        self.tell(by, command, tally)
    }

    fn tell(
        &mut self,
        by: Actor,
        command: Command,
        tally: &mut Tally,
    ) -> Result<(), TestCaseError> {
        let ours = decide(&self.world, &by, &command, self.now);
        let opinion = self.naive().answer(&by, &command, self.now);
        tally.note(self.naive(), &by, &command, &opinion, &ours);
        prop_assert_eq!(
            &ours,
            &opinion.verdict(),
            "left the engine, right the naive one, on {:?} of {:?} at {}",
            command,
            by,
            self.now
        );
        self.attested(&by, &command)?;
        match ours {
            Ok(events) => self.write(&command, events)?,
            Err(refusal) => {
                self.not_done(&by, &command, &refusal)?;
                self.refuse(&by, &command, &refusal)?;
            }
        }
        self.rest()?;
        self.compare()
    }

    fn write(&mut self, command: &Command, events: Vec<Event>) -> Result<(), TestCaseError> {
        if let Command::PublishWorkflow(publication) = command {
            let workflow = publication.workflow.clone();
            self.world.teach(publication.digest, workflow);
        }
        for event in events {
            self.append(written(event, self.log.len(), self.now))?;
        }
        self.told_whole()
    }

    /// A refusal is an entry. Nothing follows from it but its place and its time.
    fn refuse(
        &mut self,
        by: &Actor,
        command: &Command,
        refusal: &Refusal,
    ) -> Result<(), TestCaseError> {
        let (outcome, count) = match command {
            Command::Counted { count, .. } => (Outcome::Counted, Some(*count)),
            _ => (Outcome::Refused, None),
        };
        let before = self.observed();
        self.append(Entry {
            by: *by,
            action: command.action(),
            about: about(&self.world, by, command),
            outcome,
            code: Some(refusal.code()),
            count,
            ..blank(self.log.len(), self.now)
        })?;
        prop_assert!(
            before == self.observed(),
            "the refusal of {command:?} to {by:?} changed the world"
        );
        Ok(())
    }

    fn append(&mut self, mut entry: Entry) -> Result<(), TestCaseError> {
        let ticket = entry
            .about
            .ticket
            .and_then(|id| self.world.ticket_by_id(id));
        entry.previous = ticket.map(|t| t.last);
        self.retell(&entry)?;
        let leaf = cast::text("leaf", entry.seq.0);
        apply(&mut self.world, &entry, leaf).unwrap();
        self.log.push(entry);
        self.leaves.push(leaf);
        Ok(())
    }

    /// An id that nothing has yet; later ones are greater.
    fn mint(&mut self) -> uuid::Uuid {
        self.minted += 1;
        cast::id(cast::MINTED, self.minted)
    }

    fn new(now: Timestamp) -> Self {
        Self {
            world: World::new(),
            retelling: Retelling::default(),
            log: Vec::new(),
            leaves: Vec::new(),
            files: BTreeMap::new(),
            drafts: Vec::new(),
            hands: Hands::default(),
            now,
            minted: 0,
        }
    }
}

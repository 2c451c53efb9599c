//! Every entry past the rules once more, with what it carries signed: nothing stands in a log that they would not have given.

use std::time::{Duration, Instant};

use engine::{Retelling, Told};
use model::Entry;

use super::{FINDINGS_MAX, Finding};
use crate::realm::Realm;

/// What came of asking the rules again.
#[derive(Default)]
pub(super) struct Rules {
    retelling: Retelling,
    /// Entries that they gave as they stand.
    pub again: u64,
    /// Entries that an older engine decided.
    pub older: u64,
    /// Signatures that are right.
    pub signatures: u64,
    /// How long the entries took that are signed.
    pub attesting: Duration,
    found: usize,
}

impl Rules {
    /// The next entry, before `world` follows it.
    pub fn judge<R: Realm>(
        &mut self,
        world: &R::World,
        entry: &Entry,
        findings: &mut Vec<Finding>,
    ) {
        let begun = (engine::signatures(entry) > 0).then(Instant::now);
        let asked = self.asked::<R>(world, entry);
        self.attesting += begun.map_or(Duration::ZERO, |begun| begun.elapsed());
        if let Err(because) = asked {
            self.found += 1;
            // Somebody who forged all of a long log is told of the first ones.
            if self.found <= FINDINGS_MAX {
                findings.push(Finding::at(entry.seq.0, because));
            }
        }
    }

    /// What is missing if the log ends with `entries`.
    pub fn ends(&self, entries: u64) -> Option<Finding> {
        let rest = self.retelling.rest()?;
        Some(Finding::at(entries, rest))
    }

    fn asked<R: Realm>(&mut self, world: &R::World, entry: &Entry) -> Result<(), String> {
        let told = self.retelling.next(entry, || R::again(world, entry));
        match told.map_err(|disagreement| disagreement.to_string())? {
            // The rules have looked at its signatures.
            Told::Again => {
                self.again += 1;
                self.signatures += engine::signatures(entry);
            }
            Told::Older => {
                self.older += 1;
                self.signatures += R::attest(world, entry)?;
            }
            Told::Unasked => {}
        }
        Ok(())
    }
}

//! A file's bytes: what was synced, and what was done since.

use super::keeper::{Fate, Keeper};
use crate::luck::Luck;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A file.
#[derive(Default)]
pub struct Content {
    durable: Vec<u8>,
    /// In order; the first is not sure.
    since: Vec<Change>,
}

struct Change {
    done: Done,
    fate: Synced,
}

/// What was done to a file.
pub enum Done {
    /// Bytes were written at a place.
    Wrote(usize, Vec<u8>),
    /// It was made so long.
    Cut(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Synced {
    NotYet,
    /// A sync failed: the system forgot it, and no later one brings it back.
    Never,
    Yes,
}

impl Content {
    /// It was changed.
    pub fn change(&mut self, done: Done) {
        let fate = Synced::NotYet;
        self.since.push(Change { done, fate });
    }

    /// It was synced.
    pub fn sync(&mut self) {
        self.becomes(Synced::Yes);
        let unsure = self.since.iter().position(|c| c.fate != Synced::Yes);
        let sure = unsure.unwrap_or(self.since.len());
        for change in self.since.drain(..sure) {
            change.done.whole(&mut self.durable);
        }
    }

    /// It could not be synced.
    pub fn give_up(&mut self) {
        self.becomes(Synced::Never);
    }

    fn becomes(&mut self, fate: Synced) {
        let waiting = self.since.iter_mut();
        for change in waiting.filter(|change| change.fate == Synced::NotYet) {
            change.fate = fate;
        }
    }

    /// Its bytes, as a power cut might have left them.
    pub fn left(&self, luck: &mut Luck) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let keeper = Keeper::of(luck, self.since.len());
        for (n, Change { done, fate }) in self.since.iter().enumerate() {
            match keeper.fate(luck, n) {
                _ if *fate == Synced::Yes => done.whole(&mut bytes),
                Fate::Kept => done.whole(&mut bytes),
                Fate::Torn => done.onto(&mut bytes, |_| luck.strikes(50)),
                Fate::Lost => {}
            }
        }
        bytes
    }
}

impl Done {
    fn whole(&self, file: &mut Vec<u8>) {
        self.onto(file, |_| true);
    }

    /// Does it, in those sectors that `keeps` lets through.
    fn onto(&self, file: &mut Vec<u8>, mut keeps: impl FnMut(usize) -> bool) {
        let (at, bytes) = match self {
            Self::Cut(bytes) => return file.resize(*bytes, 0),
            Self::Wrote(at, bytes) => (*at, bytes),
        };
        let mut start = at;
        while start < at + bytes.len() {
            let end = (start / SECTOR * SECTOR + SECTOR).min(at + bytes.len());
            if keeps(start) {
                file.resize(file.len().max(end), 0);
                file[start..end].copy_from_slice(&bytes[start - at..end - at]);
            }
            start = end;
        }
    }
}

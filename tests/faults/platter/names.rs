//! A folder's names: what was synced, and what was done since.

use std::collections::BTreeMap;

use super::{
    Thing,
    keeper::{Fate, Keeper},
};
use crate::luck::Luck;

/// A folder.
#[derive(Default)]
pub struct Names {
    /// The names as every process sees them.
    pub live: BTreeMap<String, Thing>,
    durable: BTreeMap<String, Thing>,
    since: Vec<Naming>,
}

/// What was done to a name.
pub enum Naming {
    /// A new thing got it.
    Link(String, Thing),
    /// It was taken from a thing.
    Unlink(String, Thing),
    /// A thing got another, in place of what had that.
    Rename {
        from: String,
        to: String,
        thing: Thing,
    },
}

impl Names {
    /// A name is given or taken.
    pub fn name(&mut self, naming: Naming) {
        naming.onto(&mut self.live);
        self.since.push(naming);
    }

    /// The folder was synced.
    pub fn sync(&mut self) {
        self.durable = self.live.clone();
        self.since.clear();
    }

    /// Its names, as a power cut might have left them.
    pub fn left(&self, luck: &mut Luck) -> BTreeMap<String, Thing> {
        let mut names = self.durable.clone();
        let keeper = Keeper::of(luck, self.since.len());
        for (n, naming) in self.since.iter().enumerate() {
            // A name is one write: there is no half of it.
            if matches!(keeper.fate(luck, n), Fate::Kept) {
                naming.onto(&mut names);
            }
        }
        names
    }
}

impl Naming {
    fn onto(&self, names: &mut BTreeMap<String, Thing>) {
        match self {
            Self::Link(name, thing) => {
                names.insert(name.clone(), *thing);
            }
            Self::Unlink(name, thing) => take(names, name, *thing),
            Self::Rename { from, to, thing } => {
                take(names, from, *thing);
                names.insert(to.clone(), *thing);
            }
        }
    }
}

fn take(names: &mut BTreeMap<String, Thing>, name: &str, thing: Thing) {
    if names.get(name) == Some(&thing) {
        names.remove(name);
    }
}

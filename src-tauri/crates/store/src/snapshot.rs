//! What a log came to at some size, kept beside it: the world, the tree and the idempotency keys, signed by the log's own key. A start
//! takes it up and applies only what was written since, however long the log is.
//!
//! It is derived and disposable, and never believed over the log. One that is absent, torn, of another release, signed by another key,
//! or that does not lead to the log's head with the entries after it, is passed over, and the log is read whole. The signature says that
//! this program came to it: who can write into the folder, but not sign for the log, cannot give themselves a role here.
//!
//! What it costs: entries that are older than the snapshot, and than the last 2,000, are not hashed again at start. An old entry that
//! somebody edited in the file is found by `verify`, which reads all of them and compares the snapshot too, and no longer by starting.

mod resume;
mod rewind;
mod sealed;

use ledger::Frontier;
use model::PublicKey;

pub(crate) use resume::resumed;
pub(crate) use sealed::{Sealed, believed};

use crate::{keys::Keys, realm::Realm, replay::Sources};

/// The version of these bytes and of what they hold.
const FORMAT: u32 = 1;

/// Read from a snapshot.
pub(crate) struct Snapshot {
    /// Who signed it.
    pub key: PublicKey,
    /// As many entries as it is of.
    pub tree: Frontier,
    world: String,
    keys: Keys,
}

/// What a snapshot says: a line that names what wrote it, then tree, world and keys, each after its length in 8 bytes.
pub(crate) fn said<R: Realm>(world: &R::World, keys: &Keys, tree: &Frontier) -> Vec<u8> {
    let mut said = first_line().into_bytes();
    let (tree, world, keys) = (tree.to_bytes(), R::at_rest(world), keys.to_bytes());
    for part in [tree.as_slice(), world.as_bytes(), keys.as_slice()] {
        said.extend((part.len() as u64).to_be_bytes());
        said.extend(part);
    }
    said
}

/// Another release may come to another world from the same entries: it reads them.
fn first_line() -> String {
    let (engine, release) = (engine::VERSION, env!("CARGO_PKG_VERSION"));
    format!("openweave/snapshot/{FORMAT} engine {engine} release {release}\n")
}

impl Snapshot {
    /// Reads what [`said`] wrote; nothing else is any snapshot.
    fn read(said: &[u8], key: PublicKey) -> Option<Self> {
        let rest = said.strip_prefix(first_line().as_bytes())?;
        let (tree, rest) = part(rest)?;
        let (world, rest) = part(rest)?;
        let (keys, rest) = part(rest)?;
        rest.is_empty().then_some(())?;
        Some(Self {
            key,
            tree: Frontier::from_bytes(tree).ok()?,
            world: String::from_utf8(world.to_vec()).ok()?,
            keys: Keys::from_bytes(keys)?,
        })
    }

    /// Its world. One that is not written down again as it was is of a program that knew another world.
    fn wake<R: Realm>(&self, realm: &R, sources: &Sources) -> Result<R::World, String> {
        let world = realm.wake(&self.world, sources)?;
        if R::at_rest(&world) == self.world {
            Ok(world)
        } else {
            Err("it holds more or less than this release knows".to_owned())
        }
    }
}

/// Of how many entries a snapshot says that it is.
fn size_of(said: &[u8]) -> Option<u64> {
    let rest = said.strip_prefix(first_line().as_bytes())?;
    let (tree, _) = part(rest)?;
    Some(Frontier::from_bytes(tree).ok()?.size())
}

/// The first part, and what follows it.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)
}

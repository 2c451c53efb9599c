//! What only something outside the database shows: that it was put back to an older state of itself, or is another past.

use std::collections::BTreeSet;

use super::{Against, Finding, Kept, Older, walk::Walk};
use crate::{
    mark::{MarkFile, Marked},
    opened::MARKLESS_MAX,
    realm::Realm,
    replay,
};

/// The sizes at which the mark and the checkpoints kept elsewhere want to know the root.
pub(super) fn watched(mark: &MarkFile, against: &Against<'_>) -> BTreeSet<u64> {
    let marked = match mark.says() {
        Marked::At(note) => Some(note),
        Marked::Never | Marked::Torn => None,
    };
    let notes = against.checkpoints.iter().chain(marked.as_ref());
    notes.filter_map(|note| replay::size_of(note)).collect()
}

/// Holds the log to its mark, and to the checkpoints kept elsewhere that are of this log; says which are.
pub(super) fn held<R: Realm>(
    walk: &Walk<'_, R>,
    mark: &MarkFile,
    against: &Against<'_>,
    findings: &mut Vec<Finding>,
) -> Kept {
    let mut kept = Kept::default();
    let Some(replay) = &walk.replay else {
        return kept;
    };
    match mark.says() {
        Marked::At(note) => findings.extend(one(walk, &replay.world, &note, "its mark")),
        Marked::Never | Marked::Torn if walk.tree.size() <= MARKLESS_MAX => {}
        Marked::Never => findings.push(Finding::general(
            "its mark is missing, so that only a checkpoint kept elsewhere shows whether entries are gone",
        )),
        Marked::Torn => findings.push(Finding::general("its mark is damaged in both of its slots")),
    }
    let origin = R::origin(&replay.world).map(|origin| origin.to_string());
    let ours = |note: &&String| note.lines().next() == origin.as_deref();
    for note in against.checkpoints.iter().filter(ours) {
        kept.count += 1;
        kept.up_to = kept.up_to.max(replay::size_of(note).unwrap_or(0));
        findings.extend(one(
            walk,
            &replay.world,
            note,
            "a checkpoint kept elsewhere",
        ));
    }
    kept
}

fn one<R: Realm>(walk: &Walk<'_, R>, world: &R::World, note: &str, what: &str) -> Option<Finding> {
    let Some(size) = replay::size_of(note) else {
        return Some(Finding::general(format!("{what} is no checkpoint")));
    };
    let has = walk.tree.size();
    let opened = replay::opened::<R>(world, note, size);
    let root = opened.as_ref().map(|checkpoint| &checkpoint.head.root);
    if root.is_ok_and(|root| walk.roots.get(&size) == Some(root)) {
        return None;
    }
    if let Some(older) = walk.epochs.iter().find(|older| older.gave_up(size)) {
        let (from, to) = (older.size, older.lost_size - 1);
        return Some(Finding::at(
            older.seq.0,
            format!(
                "{what} is of {size} entries, and those from {from} to {to} of that time were given up here: the log went on from an older state"
            ),
        ));
    }
    Some(match opened {
        _ if size > has => Finding::at(
            has,
            format!(
                "it is missing: {what} is of {size} entries, and the log has {has}. It was put back to an older state"
            ),
        ),
        Ok(_) => Finding::general(format!(
            "{what} is of another past: within the first {size} entries something was changed and signed anew"
        )),
        Err(because) => Finding::general(format!("{what} does not hold: {because}")),
    })
}

impl Older {
    /// Whether a checkpoint of `size` entries that does not hold can be of what was given up.
    const fn gave_up(self, size: u64) -> bool {
        self.size < size && size <= self.lost_size
    }
}

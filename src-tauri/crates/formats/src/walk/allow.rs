//! Who may: kinds, roles and single actors.

use std::{collections::BTreeSet, ops::Range};

use model::{Handle, Kind, RoleName, Who, name::NAME_CHARS_MAX};

use crate::{
    mistake::{Hint, Mistake},
    tree::{At, Notes, Place},
};

/// The list at `key`, each once; absent means nobody.
pub(super) fn allow(notes: &mut Notes, place: Place<'_, '_>, key: &str) -> Vec<Who> {
    let Some(items) = place
        .get(key)
        .and_then(|v| notes.list(v, "a list: [\"person\", \"role:release-manager\"]"))
    else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    for item in items {
        let Some(text) = notes.string(item) else {
            continue;
        };
        let Some(who) = who(notes, &text) else {
            continue;
        };
        if !seen.insert(who) {
            notes.note(Mistake::SaidTwice(text.value.as_str().into()), text.span);
        }
    }
    seen.into_iter().collect()
}

fn who(notes: &mut Notes, text: &At<String>) -> Option<Who> {
    let span = text.span.clone();
    match text.value.split_once(':') {
        Some(("role", role)) => acting_role(notes, role, span).map(Who::Role),
        Some(("actor", handle)) => notes
            .named::<Handle>(handle, span)
            .map(|at| Who::Actor(at.value)),
        None if text.value == "person" => Some(Who::Kind(Kind::Person)),
        None if text.value == "bot" => Some(Who::Kind(Kind::Bot)),
        None if text.value == "clock" => {
            notes.note(Mistake::ClockActs, span);
            None
        }
        _ => {
            let hint = match misspelt(&text.value) {
                Some(meant) => Hint {
                    nearest: Some(meant),
                    ..Hint::none()
                },
                None => notes.hint(&text.value, ["person", "bot"].into_iter()),
            };
            notes.note(
                Mistake::NoSuchWho {
                    name: text.value.as_str().into(),
                    hint,
                },
                span,
            );
            None
        }
    }
}

/// `rol:reviewer` means `role:reviewer`.
fn misspelt(text: &str) -> Option<String> {
    let (word, name) = text
        .split_once(':')
        .filter(|_| text.chars().count() <= NAME_CHARS_MAX)?;
    let meant = ["role", "actor"]
        .into_iter()
        .find(|prefix| strsim::damerau_levenshtein(prefix, word) <= 2)?;
    Some(format!("{meant}:{}", name.trim()))
}

/// A role whose holders may do something.
pub(super) fn acting_role(notes: &mut Notes, role: &str, span: Range<usize>) -> Option<RoleName> {
    let At { value, span } = notes.named::<RoleName>(role, span)?;
    if value == RoleName::auditor() {
        notes.note(Mistake::AuditorActs, span);
        return None;
    }
    Some(value)
}

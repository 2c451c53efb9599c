//! What a transition demands before it opens.

use model::Span;

use super::{Later, Value, WOULD_BE_IGNORED, allow::acting_role, need};
use crate::{
    file::GateTable,
    mistake::{APPROVALS_MAX, Mistake},
    tree::{At, Notes},
};

const LATER: &Later = &[
    ("roles", WOULD_BE_IGNORED),
    ("reauthenticate", WOULD_BE_IGNORED),
    ("not", WOULD_BE_IGNORED),
    ("reject", WOULD_BE_IGNORED),
    ("break_glass", WOULD_BE_IGNORED),
];

/// A gate that opens for nobody is a mistake.
pub(super) fn gate(notes: &mut Notes, value: &Value<'_>) -> Option<GateTable> {
    let place = notes.table(
        value,
        "a gate",
        "a table: { approvals = 1, role = \"release-manager\" }",
    )?;
    notes.keys(place, &["approvals", "role", "expires"], LATER);
    need(notes, place, "approvals", "approvals = 1", value.span());
    if place.get("roles").is_none() {
        need(
            notes,
            place,
            "role",
            "role = \"release-manager\"",
            value.span(),
        );
    }
    Some(GateTable {
        approvals: place.get("approvals").and_then(|v| approvals(notes, v)),
        role: place
            .get("role")
            .and_then(|v| notes.string(v))
            .and_then(|at| acting_role(notes, &at.value, at.span)),
        expires: place.get("expires").and_then(|v| expires(notes, v)),
    })
}

fn approvals(notes: &mut Notes, value: &Value<'_>) -> Option<u32> {
    let At { value, span } = notes.whole(value)?;
    if (1..=APPROVALS_MAX).contains(&value) {
        return u32::try_from(value).ok();
    }
    notes.note(Mistake::Approvals(value), span);
    None
}

fn expires(notes: &mut Notes, value: &Value<'_>) -> Option<Span> {
    let At { value, span } = notes.string(value)?;
    let length = value.parse();
    if length.is_err() {
        notes.note(Mistake::Expires(value.as_str().into()), span);
    }
    length.ok()
}

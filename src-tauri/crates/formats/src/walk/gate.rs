//! What a transition demands before it opens, and who may take it without in an emergency.

use std::collections::{BTreeMap, BTreeSet};

use model::{Barred, Rejection, RoleName, Span};

use super::{Value, allow::acting_role, need};
use crate::{
    file::{BreakGlassTable, GateTable},
    mistake::{APPROVALS_MAX, Mistake},
    tree::{At, Notes, Place, entries},
};

/// A gate that opens for nobody is a mistake.
pub(super) fn gate(notes: &mut Notes, value: &Value<'_>) -> Option<GateTable> {
    let place = notes.table(
        value,
        "a gate",
        "a table: { approvals = 1, role = \"release-manager\" }",
    )?;
    let known = [
        "approvals",
        "role",
        "roles",
        "expires",
        "reauthenticate",
        "not",
        "reject",
    ];
    notes.keys(place, &known, &[]);
    Some(GateTable {
        seats: seats(notes, place, value),
        expires: place.get("expires").and_then(|v| span(notes, v)),
        reauthenticate: place
            .get("reauthenticate")
            .and_then(|v| notes.boolean(v))
            .unwrap_or_default(),
        not: place
            .get("not")
            .map(|v| barred(notes, v))
            .unwrap_or_default(),
        reject: place
            .get("reject")
            .and_then(|v| rejection(notes, v))
            .unwrap_or_default(),
    })
}

/// How many people with which roles: `approvals` with one `role`, or a table of `roles`.
fn seats(
    notes: &mut Notes,
    place: Place<'_, '_>,
    gate: &Value<'_>,
) -> Option<BTreeMap<RoleName, u32>> {
    let Some(roles) = place.get("roles") else {
        need(notes, place, "approvals", "approvals = 1", gate.span());
        need(
            notes,
            place,
            "role",
            "role = \"release-manager\"",
            gate.span(),
        );
        let approvals = place.get("approvals").and_then(|v| approvals(notes, v));
        let role = place
            .get("role")
            .and_then(|v| notes.string(v))
            .and_then(|at| acting_role(notes, &at.value, at.span));
        return Some([(role?, approvals?)].into());
    };
    for both in ["approvals", "role"] {
        if let Some(value) = place.get(both) {
            notes.note(Mistake::RoleAndRoles, value.span());
        }
    }
    let table = notes.table(roles, "roles", "a table: { legal = 1, security = 2 }")?;
    let all = entries(table.table);
    if all.is_empty() {
        notes.note(Mistake::Approvals(0), roles.span());
        return None;
    }
    let mut seats = BTreeMap::new();
    for (role, people) in all {
        let role = acting_role(notes, role.get_ref(), role.span());
        let people = approvals(notes, people);
        seats.extend(role.zip(people));
    }
    let sum: u64 = seats.values().map(|n| u64::from(*n)).sum();
    if let Ok(sum) = i64::try_from(sum)
        && sum > APPROVALS_MAX
    {
        notes.note(Mistake::Approvals(sum), roles.span());
    }
    Some(seats)
}

fn approvals(notes: &mut Notes, value: &Value<'_>) -> Option<u32> {
    let At { value, span } = notes.whole(value)?;
    if (1..=APPROVALS_MAX).contains(&value) {
        return u32::try_from(value).ok();
    }
    notes.note(Mistake::Approvals(value), span);
    None
}

/// A length of time: `48h`.
pub(super) fn span(notes: &mut Notes, value: &Value<'_>) -> Option<Span> {
    let At { value, span } = notes.string(value)?;
    let length = value.parse();
    if length.is_err() {
        notes.note(Mistake::Expires(value.as_str().into()), span);
    }
    length.ok()
}

/// Who cannot approve besides those who never can, each once.
fn barred(notes: &mut Notes, value: &Value<'_>) -> Vec<At<Barred>> {
    let expected = "a list: [\"creator\", \"last_editor\", \"mover:Submit\"]";
    let mut all: Vec<At<Barred>> = Vec::new();
    for item in notes.list(value, expected).unwrap_or_default() {
        let Some(At { value: text, span }) = notes.string(item) else {
            continue;
        };
        let Ok(barred) = text.parse::<Barred>() else {
            let known = ["creator", "last_editor", "mover:<transition>"];
            let hint = notes.hint(&text, known.into_iter());
            let name = text.as_str().into();
            notes.note(Mistake::BarsNobody { name, hint }, span);
            continue;
        };
        if all.iter().any(|at| at.value == barred) {
            notes.note(Mistake::SaidTwice(text.as_str().into()), span);
        } else {
            all.push(At::new(barred, span));
        }
    }
    all
}

fn rejection(notes: &mut Notes, value: &Value<'_>) -> Option<Rejection> {
    let At { value, span } = notes.string(value)?;
    match value.as_str() {
        "first" => Some(Rejection::First),
        "majority" => Some(Rejection::Majority),
        other => {
            let hint = notes.hint(other, ["first", "majority"].into_iter());
            let name = other.into();
            notes.note(Mistake::NoRejection { name, hint }, span);
            None
        }
    }
}

/// Who may take the transition at once; a list of nobody is a mistake.
pub(super) fn break_glass(notes: &mut Notes, value: &Value<'_>) -> Option<At<BreakGlassTable>> {
    let place = notes.table(
        value,
        "break_glass",
        "a table: { roles = [\"incident-lead\"], review = \"24h\" }",
    )?;
    notes.keys(place, &["roles", "review", "reviewers"], &[]);
    let example = "roles = [\"incident-lead\"]";
    need(notes, place, "roles", example, value.span());
    let named = roles(notes, place, "roles");
    if let Some(list) = place.get("roles")
        && list.get_ref().as_array().is_some_and(|a| a.is_empty())
    {
        notes.note(Mistake::BreaksForNobody, list.span());
    }
    let table = BreakGlassTable {
        roles: named,
        review: place.get("review").and_then(|v| span(notes, v)),
        reviewers: roles(notes, place, "reviewers"),
    };
    Some(At::new(table, value.span()))
}

fn roles(notes: &mut Notes, place: Place<'_, '_>, key: &str) -> BTreeSet<RoleName> {
    let list = place.get(key);
    let items = list.and_then(|v| notes.list(v, "a list of roles: [\"incident-lead\"]"));
    let mut roles = BTreeSet::new();
    for item in items.unwrap_or_default() {
        let Some(At { value, span }) = notes.string(item) else {
            continue;
        };
        let said = span.clone();
        let Some(role) = acting_role(notes, &value, span) else {
            continue;
        };
        if !roles.insert(role) {
            notes.note(Mistake::SaidTwice(value.as_str().into()), said);
        }
    }
    roles
}

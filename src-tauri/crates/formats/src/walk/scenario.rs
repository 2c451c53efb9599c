//! The scenarios of a file.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Act, Cast, CastBot, Code, Expected, FieldName, Handle, RoleName, Scenario, ScenarioName, Step,
    TransitionName,
};

use super::{Value, gate::span, named, need, transition::names};
use crate::{
    mistake::Mistake,
    tree::{At, Notes, Place},
};

/// All of them, in the file's order.
pub(super) fn scenarios(notes: &mut Notes, value: &Value<'_>) -> Vec<Scenario> {
    let items = notes.list(value, "a list of tables: [[scenarios]]");
    let items = items.unwrap_or_default();
    limited(notes, items, "scenarios", Scenario::MAX);
    let mut seen: BTreeSet<ScenarioName> = BTreeSet::new();
    let mut all = Vec::new();
    for item in items.iter().take(Scenario::MAX) {
        let Some(scenario) = scenario(notes, item) else {
            continue;
        };
        if seen.insert(scenario.name.clone()) {
            all.push(scenario);
        } else {
            let name = scenario.name.as_str().into();
            notes.note(Mistake::Duplicate(name), item.span());
        }
    }
    all
}

fn limited(notes: &mut Notes, items: &[Value<'_>], what: &'static str, max: usize) {
    if let Some(beyond) = items.get(max) {
        notes.note(Mistake::TooMany { what, max }, beyond.span());
    }
}

fn scenario(notes: &mut Notes, value: &Value<'_>) -> Option<Scenario> {
    let place = notes.table(value, "a scenario", "a table: [[scenarios]]")?;
    notes.keys(place, &["name", "people", "bots", "creator", "steps"], &[]);
    for (key, example) in [
        ("name", "name = \"Two release managers let it go out\""),
        ("creator", "creator = \"ana\""),
        ("steps", "steps = [{ by = \"ana\", take = \"Submit\" }]"),
    ] {
        need(notes, place, key, example, value.span());
    }
    let name = place.get("name").and_then(|v| notes.name(v));
    let people = named(notes, place, "people", Cast::MAX, |notes, _, v| {
        roles(notes, v)
    });
    let bots = named(notes, place, "bots", Cast::MAX, |notes, _, v| bot(notes, v));
    let everybody: Vec<&At<Handle>> = {
        let people = people.iter().map(|(handle, _)| handle);
        people
            .chain(bots.iter().map(|(handle, _)| handle))
            .collect()
    };
    let cast: BTreeSet<&str> = everybody.iter().map(|at| at.value.as_str()).collect();
    for (handle, _) in &bots {
        if people.iter().any(|(other, _)| other.value == handle.value) {
            let name = handle.value.as_str().into();
            notes.note(Mistake::TwiceInCast(name), handle.span.clone());
        }
    }
    let with_roles: BTreeSet<&str> = people.iter().map(|(at, _)| at.value.as_str()).collect();
    for keeper in bots.iter().filter_map(|(_, (keeper, _))| keeper.as_ref()) {
        takes_part(notes, keeper, &with_roles);
    }
    let creator = place.get("creator").and_then(|v| notes.name(v));
    if let Some(creator) = &creator {
        takes_part(notes, creator, &cast);
    }
    let steps = place
        .get("steps")
        .and_then(|v| notes.list(v, "a list of tables: [{ by = \"ana\", take = \"Submit\" }]"));
    let steps = steps.unwrap_or_default();
    limited(notes, steps, "steps in a scenario", Step::MAX);
    let steps = steps.iter().take(Step::MAX);
    let steps: Vec<Step> = steps.filter_map(|v| step(notes, v, &cast)).collect();
    Some(Scenario {
        name: name?.value,
        cast: Cast {
            people: people
                .into_iter()
                .map(|(at, roles)| (at.value, roles))
                .collect(),
            bots: bots
                .into_iter()
                .map(|(at, (keeper, roles))| {
                    let keeper = keeper.map(|at| at.value);
                    (at.value, CastBot { keeper, roles })
                })
                .collect::<BTreeMap<_, _>>(),
            creator: creator?.value,
        },
        steps,
    })
}

fn roles(notes: &mut Notes, value: &Value<'_>) -> BTreeSet<RoleName> {
    let roles = names(notes, value, "a list of roles: [\"release-manager\"]");
    roles.into_iter().flatten().map(|at| at.value).collect()
}

fn bot(notes: &mut Notes, value: &Value<'_>) -> (Option<At<Handle>>, BTreeSet<RoleName>) {
    let Some(place) = notes.table(value, "a bot", "a table: { keeper = \"ana\" }") else {
        return (None, BTreeSet::new());
    };
    notes.keys(place, &["keeper", "roles"], &[]);
    let keeper = place.get("keeper").and_then(|v| notes.name(v));
    let roles = place.get("roles").map(|v| roles(notes, v));
    (keeper, roles.unwrap_or_default())
}

fn takes_part(notes: &mut Notes, handle: &At<Handle>, cast: &BTreeSet<&str>) {
    let name = handle.value.as_str();
    if !cast.contains(name) {
        let hint = notes.hint(name, cast.iter().copied());
        let name = name.into();
        notes.note(Mistake::NotInCast { name, hint }, handle.span.clone());
    }
}

const ACTS: [&str; 8] = [
    "take",
    "break_glass",
    "edit",
    "approve",
    "reject",
    "return",
    "withdraw",
    "wait",
];

fn step(notes: &mut Notes, value: &Value<'_>, cast: &BTreeSet<&str>) -> Option<Step> {
    let place = notes.table(
        value,
        "a step",
        "a table: { by = \"ana\", take = \"Submit\" }",
    )?;
    let known: Vec<&str> = ["by", "with", "then", "refused"]
        .into_iter()
        .chain(ACTS)
        .collect();
    notes.keys(place, &known, &[]);
    let expected = expected(notes, place);
    let mut acts = ACTS.into_iter().filter(|act| place.get(act).is_some());
    let (Some(act), None) = (acts.next(), acts.next()) else {
        notes.note(Mistake::NoAct, value.span());
        return None;
    };
    Some(Step {
        act: doing(notes, place, act, cast, value)?,
        expected: expected?,
    })
}

fn doing(
    notes: &mut Notes,
    place: Place<'_, '_>,
    act: &str,
    cast: &BTreeSet<&str>,
    step: &Value<'_>,
) -> Option<Act> {
    let said = place.get(act)?;
    if act == "wait" {
        return span(notes, said).map(|span| Act::Wait { span });
    }
    need(notes, place, "by", "by = \"ana\"", step.span());
    let by: Option<At<Handle>> = place.get("by").and_then(|v| notes.name(v));
    if let Some(by) = &by {
        takes_part(notes, by, cast);
    }
    let with: BTreeSet<FieldName> = place
        .get("with")
        .and_then(|v| names(notes, v, "a list of fields: [\"test_report\"]"))
        .into_iter()
        .flatten()
        .map(|at| at.value)
        .collect();
    if act == "edit" {
        notes.boolean(said)?;
        return Some(Act::Edit {
            by: by?.value,
            with,
        });
    }
    let transition: TransitionName = notes.name(said)?.value;
    let by = by?.value;
    Some(match act {
        "take" => Act::Take {
            by,
            transition,
            with,
        },
        "break_glass" => Act::BreakGlass {
            by,
            transition,
            with,
        },
        "approve" => Act::Approve { by, transition },
        "reject" => Act::Reject { by, transition },
        "return" => Act::Return { by, transition },
        _ => Act::Withdraw { by, transition },
    })
}

fn expected(notes: &mut Notes, place: Place<'_, '_>) -> Option<Expected> {
    let then = place.get("then");
    let Some(refused) = place.get("refused") else {
        let then = match then {
            Some(then) => Some(notes.name(then)?.value),
            None => None,
        };
        return Some(Expected::Done { then });
    };
    if let Some(then) = then {
        notes.note(Mistake::RefusedAndThen, then.span());
    }
    let At { value, span } = notes.string(refused)?;
    let codes: Vec<String> = Code::ALL.iter().map(Code::to_string).collect();
    let found = codes.iter().position(|code| *code == value);
    if found.is_none() {
        let hint = notes.hint(&value, codes.iter().map(String::as_str));
        let name = value.as_str().into();
        notes.note(Mistake::NoCode { name, hint }, span);
    }
    found.map(|at| Expected::Refused {
        code: Code::ALL[at],
    })
}

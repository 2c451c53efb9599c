//! XState machine configuration: states, ends, events with their targets; who may, fields and gates from `meta.openweave`, where
//! [`export`](crate::export) puts them. A condition asks nobody, and an action does something that no state machine of ours does.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Colour, FieldName, Rejection, RoleName, Span, StateName,
    view::designer::{FieldParts, GateParts, GlassParts, StateParts, TransitionParts},
    workflow::FieldKind,
};
use serde::Deserialize;

use super::{Drawn, ImportError, json::Json};

/// What a machine's `meta.openweave` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfMachine {
    #[serde(rename = "format")]
    _format: u32,
    tickets: OfTickets,
    fields: Vec<OfField>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfTickets {
    create: Vec<String>,
    edit: Vec<String>,
    comment: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfField {
    name: FieldName,
    kind: FieldKind,
    description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfTransition {
    by: Vec<String>,
    requires: Vec<FieldName>,
    gate: Option<OfGate>,
    break_glass: Option<OfGlass>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfGate {
    roles: BTreeMap<RoleName, u32>,
    expires: Span,
    reauthenticate: bool,
    not: BTreeSet<String>,
    reject: Rejection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfGlass {
    roles: BTreeSet<RoleName>,
    review: Span,
    reviewers: BTreeSet<RoleName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OfState {
    #[serde(default)]
    layout: Option<(f64, f64)>,
    #[serde(default)]
    colour: Option<Colour>,
}

/// A state of the machine's own: its key, the name that it has here, its ids.
struct Node<'j> {
    key: &'j str,
    name: StateName,
    json: &'j Json,
}

pub(super) fn read(text: &str, drawn: &mut Drawn) -> Result<(), ImportError> {
    let machine: Json = serde_json::from_str(text).map_err(|error| ImportError::Unreadable {
        what: "JSON",
        why: format!("{error}."),
    })?;
    let Some(states) = machine
        .get("states")
        .filter(|states| !states.pairs().is_empty())
    else {
        return Err(ImportError::Empty);
    };
    let id = machine.get("id").and_then(Json::text);
    drawn.name = drawn.named("id", id.unwrap_or("Imported workflow"));
    drawn.description = description(&machine);
    of_machine(&machine, drawn);
    let nodes = nodes(states, drawn);
    if let Some(first) = machine.get("initial") {
        let key = first.text().unwrap_or_default();
        match nodes.iter().find(|node| node.key == key) {
            Some(node) => drawn.initial = Some(node.name.clone()),
            None => drawn.leave(
                "initial",
                "It names no state of the machine's own. The first one is where tickets begin.",
            ),
        }
    }
    for node in &nodes {
        of_state(node, drawn)?;
    }
    for node in &nodes {
        leaving(node, &nodes, drawn)?;
    }
    Ok(())
}

fn description(json: &Json) -> Option<String> {
    json.get("description")
        .and_then(Json::text)
        .map(str::to_owned)
}

/// Notes every key that is not `carried`, unless it says nothing.
fn others(at: &str, json: &Json, carried: &[&str], drawn: &mut Drawn) {
    let mut seen = BTreeSet::new();
    for (key, value) in json.pairs() {
        let place = if at.is_empty() {
            key.clone()
        } else {
            format!("{at}.{key}")
        };
        if !seen.insert(key.as_str()) {
            drawn.leave(place, "It stands there twice. The first is carried.");
        } else if !carried.contains(&key.as_str()) && !value.is_nothing() {
            drawn.leave(place, why(key));
        }
    }
}

/// Why a part of a machine is not carried.
fn why(key: &str) -> &'static str {
    match key {
        "guard" | "cond" | "in" => {
            "A condition asks nobody. It is not carried: say who may take it, or give it a gate."
        }
        "actions" | "entry" | "exit" | "activities" | "output" | "data" => {
            "A workflow does nothing by itself. Actions are not carried."
        }
        "invoke" => "A workflow starts nothing by itself. It is not carried: let a bot do it.",
        "after" | "delay" | "delimiter" => {
            "Time alone moves no ticket. It is not carried: let a bot move it then."
        }
        "always" => {
            "Nothing moves by itself. It is not carried: name a transition and say who may take it."
        }
        "states" | "initial" | "onDone" | "onError" | "history" | "target" => {
            "States inside of a state are not carried. Draw them beside it."
        }
        "tags"
        | "context"
        | "version"
        | "schemas"
        | "types"
        | "tsTypes"
        | "predictableActionArguments"
        | "strict" => "There is no place for it in a workflow.",
        "on" => "What holds in every state is not carried. Draw it from each.",
        "type" => {
            "A machine whose parts run at once is not carried as such. Its states stand beside each other."
        }
        "meta" => "What other tools keep there is not carried.",
        _ => "There is no word for it here. It is not carried.",
    }
}

/// What `meta.openweave` says, and a note of what else stands in `meta`.
fn ours<T: for<'de> Deserialize<'de>>(at: &str, json: &Json, drawn: &mut Drawn) -> Option<T> {
    let meta = json.get("meta")?;
    others(&format!("{at}meta"), meta, &["openweave"], drawn);
    let found = meta.get("openweave")?;
    let read = serde_json::from_value(found.value());
    if let Err(error) = &read {
        drawn.leave(
            format!("{at}meta.openweave"),
            format!("It is not as it is written here, and not carried: {error}."),
        );
    }
    read.ok()
}

fn of_machine(machine: &Json, drawn: &mut Drawn) {
    let carried = [
        "id",
        "key",
        "initial",
        "description",
        "states",
        "meta",
        "type",
    ];
    others("", machine, &carried, drawn);
    if machine.get("type").and_then(Json::text) == Some("parallel") {
        drawn.leave("type", why("type"));
    }
    if let Some(said) = ours::<OfMachine>("", machine, drawn) {
        let OfTickets {
            create,
            edit,
            comment,
        } = said.tickets;
        drawn.tickets = Some((create, edit, comment));
        for OfField {
            name,
            mut kind,
            description,
        } in said.fields
        {
            if matches!(&kind, FieldKind::Choice { options } if options.is_empty()) {
                let what = format!("{name} has nothing to choose from. It takes any text now.");
                drawn.leave("meta.openweave.fields", what);
                kind = FieldKind::Text;
            }
            drawn.field(FieldParts {
                name,
                kind,
                description,
            });
        }
    }
}

/// The machine's own states; two of one name are one too many.
fn nodes<'j>(states: &'j Json, drawn: &mut Drawn) -> Vec<Node<'j>> {
    let mut nodes: Vec<Node<'j>> = Vec::new();
    for (key, json) in states.pairs() {
        let at = format!("states.{key}");
        let Some(name) = drawn.named::<StateName>(&at, key) else {
            continue;
        };
        if nodes.iter().any(|node| node.name == name) {
            drawn.leave(
                at,
                "There is another state of that name. This one is not carried.",
            );
        } else {
            nodes.push(Node { key, name, json });
        }
    }
    nodes
}

fn of_state(node: &Node<'_>, drawn: &mut Drawn) -> Result<(), ImportError> {
    let at = format!("states.{}", node.key);
    others(
        &at,
        node.json,
        &["id", "key", "on", "type", "description", "meta"],
        drawn,
    );
    let kind = node.json.get("type").and_then(Json::text);
    if let Some(kind @ ("parallel" | "history")) = kind {
        drawn.leave(
            format!("{at}.type"),
            format!("A {kind} state is not carried as such. It is a plain one here."),
        );
    }
    let ours = ours::<OfState>(&format!("{at}."), node.json, drawn);
    let whole = |n: f64| n.clamp(-1_000_000.0, 1_000_000.0) as i32;
    let state = StateParts {
        name: node.name.clone(),
        terminal: kind == Some("final"),
        colour: ours.as_ref().and_then(|said| said.colour),
        description: description(node.json),
    };
    drawn.state(
        state,
        ours.and_then(|said| said.layout)
            .map(|(x, y)| (whole(x), whole(y))),
    )
}

fn leaving(node: &Node<'_>, nodes: &[Node<'_>], drawn: &mut Drawn) -> Result<(), ImportError> {
    let Some(on) = node.json.get("on") else {
        return Ok(());
    };
    let is_end = node.json.get("type").and_then(Json::text) == Some("final");
    for (event, said) in on.pairs() {
        let at = format!("states.{}.on.{event}", node.key);
        if is_end {
            drawn.leave(at, "An end has no way out. It is not carried.");
            continue;
        }
        let ways = match said {
            Json::List(ways) => ways.as_slice(),
            one => std::slice::from_ref(one),
        };
        if let [_, _, ..] = ways {
            let more = ways.len() - 1;
            drawn.leave(at.as_str(), format!("{more} more ways for the same event, by condition, are not carried. Give each a name of its own."));
        }
        if let Some(way) = ways.first() {
            taken(node, nodes, event, way, &at, drawn)?;
        }
    }
    Ok(())
}

fn taken(
    node: &Node<'_>,
    nodes: &[Node<'_>],
    event: &str,
    way: &Json,
    at: &str,
    drawn: &mut Drawn,
) -> Result<(), ImportError> {
    others(
        at,
        way,
        &[
            "target",
            "description",
            "meta",
            "reenter",
            "internal",
            "event",
            "key",
        ],
        drawn,
    );
    let target = match way {
        Json::Text(target) => Some(target.as_str()),
        way => match way.get("target") {
            Some(Json::List(targets)) if targets.len() == 1 => targets[0].text(),
            target => target.and_then(Json::text),
        },
    };
    let Some(target) = target else {
        drawn.leave(at, "It leads nowhere: nothing moves. It is not carried.");
        return Ok(());
    };
    let Some(to) = aim(target, nodes) else {
        let what = format!(
            "It leads to {target}, which is no state of the machine's own. It is not carried."
        );
        drawn.leave(at, what);
        return Ok(());
    };
    let said = ours::<OfTransition>(&format!("{at}."), way, drawn);
    if said.is_none() && (event == "*" || event.ends_with(".*")) {
        drawn.leave(
            at,
            "There it means any event. Here it is a transition of that name.",
        );
    }
    let mut said = said.unwrap_or_default();
    let conditions = ["guard", "cond", "in"];
    if conditions
        .iter()
        .any(|key| way.get(key).is_some_and(|value| !value.is_nothing()))
    {
        // Without its condition it would be open wider than it was.
        said.by.clear();
    }
    let Some(name) = drawn.named(at, event) else {
        return Ok(());
    };
    drawn.transition(
        at,
        TransitionParts {
            name,
            from: vec![node.name.clone()],
            to,
            by: said.by,
            requires: said.requires,
            gate: said.gate.map(|gate| GateParts {
                seats: gate.roles,
                expires: gate.expires,
                reauthenticate: gate.reauthenticate,
                not: gate.not,
                reject: gate.reject,
            }),
            break_glass: said.break_glass.map(|glass| GlassParts {
                roles: glass.roles,
                review: glass.review,
                reviewers: glass.reviewers,
            }),
            description: description(way),
        },
    )
}

/// The machine's own state that a target means: `name`, or `#id`.
fn aim(target: &str, nodes: &[Node<'_>]) -> Option<StateName> {
    let found = match target.strip_prefix('#') {
        Some(id) => nodes
            .iter()
            .find(|node| node.json.get("id").and_then(Json::text) == Some(id)),
        None => nodes.iter().find(|node| node.key == target),
    };
    // `#machine.state` is the state by its path.
    let path = || {
        let (_, key) = target.strip_prefix('#')?.split_once('.')?;
        nodes.iter().find(|node| node.key == key)
    };
    found.or_else(path).map(|node| node.name.clone())
}

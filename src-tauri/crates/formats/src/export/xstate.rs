//! XState v5 machine configuration (stately.ai/docs/machines), which its editor and `createMachine` read.

use model::{BreakGlass, Gate, Transition, Workflow, workflow::State};
use serde_json::{Map, Value, json};

use super::{ids, words};

pub fn write(workflow: &Workflow) -> String {
    let ids = ids(workflow);
    let on = |state: &State| -> Map<String, Value> {
        let leaving = workflow.leaving(&state.name);
        leaving
            .map(|taken| {
                let to = format!("#{}", ids[taken.to.as_str()]);
                (taken.name.to_string(), transition(taken, &to))
            })
            .collect()
    };
    let states: Map<String, Value> = workflow
        .states
        .iter()
        .map(|state| {
            // A target by id: a name with a dot in it would be read as a path.
            let mut node = json!({ "id": ids[state.name.as_str()], "on": on(state) });
            if state.terminal {
                node["type"] = json!("final");
            }
            if let Some(words) = &state.description {
                node["description"] = json!(words);
            }
            let mut ours = Map::new();
            if let Some((x, y)) = workflow.layout.get(&state.name) {
                ours.insert("layout".to_owned(), json!([x, y]));
            }
            if let Some(colour) = state.colour {
                ours.insert("colour".to_owned(), json!(colour));
            }
            if !ours.is_empty() {
                node["meta"] = json!({ "openweave": ours });
            }
            (state.name.to_string(), node)
        })
        .collect();
    let mut machine = json!({
        "id": workflow.name,
        "initial": workflow.initial,
        "meta": { "openweave": {
            "format": 1,
            "tickets": {
                "create": words(&workflow.tickets.create),
                "edit": words(&workflow.tickets.edit),
                "comment": words(&workflow.tickets.comment),
            },
            "fields": workflow.fields.iter().map(|field| json!({
                "name": field.name, "kind": field.kind, "description": field.description,
            })).collect::<Vec<_>>(),
        } },
        "states": states,
    });
    if let Some(words) = &workflow.description {
        machine["description"] = json!(words);
    }
    format!("{machine:#}\n")
}

fn transition(transition: &Transition, target: &str) -> Value {
    let Transition {
        name: _,
        from: _,
        to: _,
        by,
        requires,
        gate: asks,
        break_glass,
        description,
    } = transition;
    let mut node = json!({
        "target": target,
        // A move back to its own state is a move.
        "reenter": true,
        "meta": { "openweave": {
            "by": words(by),
            "requires": requires,
            "gate": asks.as_ref().map(gate),
            "break_glass": break_glass.as_ref().map(glass),
        } },
    });
    if let Some(words) = description {
        node["description"] = json!(words);
    }
    node
}

fn gate(gate: &Gate) -> Value {
    json!({
        "roles": gate.seats,
        "expires": gate.expires,
        "reauthenticate": gate.reauthenticate,
        "not": gate.not,
        "reject": gate.reject,
    })
}

fn glass(glass: &BreakGlass) -> Value {
    json!({ "roles": glass.roles, "review": glass.review, "reviewers": glass.reviewers })
}

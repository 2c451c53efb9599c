//! What of a workflow is rule: a canonical text and its digest. Two files that allow the same have the same,
//! whatever their layout, comments, descriptions and order.

use model::{Digest, Gate, Transition, Who, Workflow, workflow::FieldKind};
use serde_json::{Value, json};

/// SHA-256 of the canonical text of the rules alone.
///
/// The text is JSON without white space: lists are sorted, spans are seconds, an absent expiry is what it stands for.
/// A change of this text is a change of every digest: add a new word in the first item rather than edit it.
pub(crate) fn digest(workflow: &Workflow) -> Digest {
    let rules = json!([
        "openweave/rules/1",
        workflow.name,
        workflow.initial,
        [
            allow(&workflow.tickets.create),
            allow(&workflow.tickets.edit),
            allow(&workflow.tickets.comment),
        ],
        sorted(
            workflow
                .fields
                .iter()
                .map(|f| json!([f.name, kind(&f.kind)]))
        ),
        sorted(workflow.states.iter().map(|s| json!([s.name, s.terminal]))),
        sorted(workflow.transitions.iter().map(transition)),
    ]);
    Digest::of(rules.to_string().as_bytes())
}

fn transition(transition: &Transition) -> Value {
    let mut rule = vec![
        json!(transition.name),
        sorted(transition.from.iter().map(|s| json!(s))),
        json!(transition.to),
        allow(&transition.by),
        sorted(transition.requires.iter().map(|f| json!(f))),
        transition.gate.as_ref().map_or(Value::Null, gate),
    ];
    rule.extend(transition.break_glass.as_ref().map(|glass| {
        let roles = json!([glass.roles, glass.reviewers]);
        json!(["break_glass", roles, glass.review.as_seconds()])
    }));
    Value::Array(rule)
}

fn gate(gate: &Gate) -> Value {
    json!([
        gate.seats,
        gate.expires.as_seconds(),
        gate.reauthenticate,
        gate.not,
        gate.reject,
    ])
}

fn allow(who: &[Who]) -> Value {
    sorted(who.iter().map(|w| json!(w.to_string())))
}

fn kind(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Text => json!("text"),
        FieldKind::Number => json!("number"),
        FieldKind::Date => json!("date"),
        FieldKind::Choice { options } => {
            json!(["choice", sorted(options.iter().map(|o| json!(o)))])
        }
        FieldKind::Url => json!("url"),
        FieldKind::Person => json!("person"),
    }
}

fn sorted(items: impl Iterator<Item = Value>) -> Value {
    let mut items: Vec<Value> = items.collect();
    items.sort_by_cached_key(Value::to_string);
    Value::Array(items)
}

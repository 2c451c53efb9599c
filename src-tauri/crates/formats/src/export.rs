//! A workflow in the words of other tools. Each says what its target can say; none of them keeps the rules.

mod dot;
mod mermaid;
mod xstate;

use std::collections::BTreeMap;

use model::{Colour, Transition, Who, Workflow};

/// What a workflow can be written as, besides its own file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Mermaid `stateDiagram-v2`: boxes, arrows, and each arrow's rule as a UML guard in its label.
    Mermaid,
    /// Graphviz DOT: the same.
    Dot,
    /// XState v5 machine configuration, as JSON. What XState has no word for stands in `meta.openweave`:
    /// XState itself asks nobody, and takes a gated transition at once. A name with `*` in it is a wildcard to it.
    XState,
}

/// `workflow` as a text of `target`. The same workflow gives the same bytes; no name of it can leave its quotes.
pub fn export(workflow: &Workflow, target: Target) -> String {
    match target {
        Target::Mermaid => mermaid::write(workflow),
        Target::Dot => dot::write(workflow),
        Target::XState => xstate::write(workflow),
    }
}

/// A transition's label in UML's words, `trigger [guard]` (UML 2.5.1, section 14.2.4): who may take it, what it asks, and who gets past that.
fn label(transition: &Transition) -> String {
    let mut guard = words(&transition.by);
    if guard.is_empty() {
        // Said, not left out: no guard would mean everybody (law 5).
        guard.push("nobody".to_owned());
    }
    for field in &transition.requires {
        guard.push(format!("with {field}"));
    }
    for (role, people) in transition.gate.iter().flat_map(|gate| &gate.seats) {
        guard.push(format!("{people} × {role}"));
    }
    for role in transition.break_glass.iter().flat_map(|glass| &glass.roles) {
        guard.push(format!("or {role} by breaking the glass"));
    }
    format!("{} [{}]", transition.name, guard.join(", "))
}

fn words(by: &[Who]) -> Vec<String> {
    by.iter().map(ToString::to_string).collect()
}

/// The console's own hues on a light ground: of the line, and of what is inside.
const fn hues(colour: Colour) -> (&'static str, &'static str) {
    match colour {
        Colour::Green => ("#1a8a4c", "#e1f7e7"),
        Colour::Amber => ("#c87306", "#fff2d2"),
        Colour::Red => ("#d73025", "#ffecea"),
    }
}

/// Short names for the states, in the file's order: `s1`, `s2`. Nothing in them needs quotes.
fn ids(workflow: &Workflow) -> BTreeMap<&str, String> {
    let states = workflow.states.iter().enumerate();
    states
        .map(|(n, state)| (state.name.as_str(), format!("s{}", n + 1)))
        .collect()
}

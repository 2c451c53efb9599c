//! Graphviz DOT (graphviz.org/doc/info/lang.html).

use std::fmt::Write;

use model::{Kind, Transition, Who, Workflow};

use super::{hues, ids, label};

pub fn write(workflow: &Workflow) -> String {
    let ids = ids(workflow);
    let mut text = format!("digraph {} {{\n", quoted(workflow.name.as_str()));
    let mut line = |words: std::fmt::Arguments<'_>| {
        // INVARIANT: writing to a String cannot fail.
        let _ = writeln!(text, "  {words}");
    };
    line(format_args!("node [shape=box, style=rounded];"));
    line(format_args!("start [shape=point];"));
    for state in &workflow.states {
        let name = state.name.as_str();
        let rim = if state.terminal {
            ", peripheries=2"
        } else {
            ""
        };
        let colour = state.colour.map_or(String::new(), |colour| {
            let (line, fill) = hues(colour);
            format!(", style=\"rounded,filled\", color=\"{line}\", fillcolor=\"{fill}\"")
        });
        let name = quoted(name);
        line(format_args!(
            "{} [label={name}{rim}{colour}];",
            ids[state.name.as_str()]
        ));
    }
    line(format_args!("start -> {};", ids[workflow.initial.as_str()]));
    for transition in &workflow.transitions {
        let to = &ids[transition.to.as_str()];
        let (label, style) = (quoted(&label(transition)), style(transition));
        for from in &transition.from {
            let from = &ids[from.as_str()];
            line(format_args!("{from} -> {to} [label={label}{style}];"));
        }
    }
    text.push_str("}\n");
    text
}

/// As in the console's own drawings: dashed for bots alone, bold behind a gate, dotted where nobody may in the ordinary way.
fn style(transition: &Transition) -> &'static str {
    let bots = [Who::Kind(Kind::Bot)];
    match (&transition.gate, transition.by.as_slice()) {
        (_, []) => ", style=dotted",
        (Some(_), by) if by == bots => ", style=\"dashed,bold\"",
        (None, by) if by == bots => ", style=dashed",
        (Some(_), _) => ", style=bold",
        (None, _) => "",
    }
}

/// In quotes; a backslash of a name is no escape of Graphviz (`\N`, `\G`).
fn quoted(words: &str) -> String {
    let words = words.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{words}\"")
}

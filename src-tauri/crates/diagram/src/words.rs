//! The drawing in words, for those who do not see it, and escaping for those who write hostile names.

use model::{Transition, Workflow};

use crate::{Options, arrow::Taker, label::pills};

/// `text` as XML character data or attribute value; characters that XML cannot hold become U+FFFD.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if (c.is_control() && c != '\n') || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {
                safe.push('\u{FFFD}');
            }
            c => safe.push(c),
        }
    }
    safe
}

/// What the drawing shows, sentence by sentence. Not escaped.
pub(crate) fn description(workflow: &Workflow, options: &Options) -> String {
    let mut told = vec![format!("Tickets begin in {}.", workflow.initial)];
    if let Some(current) = &options.current {
        told.push(format!("The ticket is in {current}."));
    }
    if let Some((from, name)) = &options.lit {
        told.push(format!("Highlighted: {name} from {from}."));
    }
    for (state, mark) in &options.marks.states {
        told.push(format!("{}: the state {state}.", mark.word()));
    }
    for ((number, from), mark) in &options.marks.edges {
        if let Some(transition) = workflow.transitions.get(*number) {
            told.push(format!("{}: {} from {from}.", mark.word(), transition.name));
        }
    }
    for transition in &workflow.transitions {
        let from: Vec<&str> = transition.from.iter().map(|s| s.as_str()).collect();
        let gate = transition.gate.as_ref().map_or(String::new(), |gate| {
            let seats: Vec<String> = pills(gate).collect();
            format!(", at a gate of {}", seats.join(" and "))
        });
        let glass = transition
            .break_glass
            .as_ref()
            .map_or(String::new(), |glass| {
                let roles: Vec<&str> = glass.roles.iter().map(|r| r.as_str()).collect();
                format!(", in an emergency at once for {}", roles.join(" or "))
            });
        told.push(format!(
            "{} leads from {} to {}, for {}{gate}{glass}.",
            transition.name,
            from.join(" or "),
            transition.to,
            takers(transition)
        ));
    }
    let ends = workflow.states.iter().filter(|s| s.terminal);
    let ends: Vec<&str> = ends.map(|s| s.name.as_str()).collect();
    if !ends.is_empty() {
        told.push(format!("Ends: {}.", ends.join(", ")));
    }
    told.join(" ")
}

fn takers(transition: &Transition) -> String {
    match Taker::of(transition) {
        Taker::Nobody | Taker::Glass => "nobody".to_owned(),
        Taker::Person => "people".to_owned(),
        Taker::Bot => "bots".to_owned(),
        Taker::Either => {
            let by: Vec<String> = transition.by.iter().map(ToString::to_string).collect();
            by.join(", ")
        }
    }
}

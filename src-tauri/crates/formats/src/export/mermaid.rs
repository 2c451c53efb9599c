//! Mermaid `stateDiagram-v2` (mermaid.js.org/syntax/stateDiagram.html).

use std::fmt::Write;

use model::{Colour, Workflow};

use super::{hues, ids, label};

pub fn write(workflow: &Workflow) -> String {
    let ids = ids(workflow);
    let mut text = String::from("stateDiagram-v2\n");
    let mut line = |words: std::fmt::Arguments<'_>| {
        // INVARIANT: writing to a String cannot fail.
        let _ = writeln!(text, "    {words}");
    };
    for state in &workflow.states {
        let name = state.name.as_str();
        line(format_args!("state \"{}\" as {}", plain(name), ids[name]));
    }
    line(format_args!("[*] --> {}", ids[workflow.initial.as_str()]));
    for transition in &workflow.transitions {
        let (to, label) = (&ids[transition.to.as_str()], plain(&label(transition)));
        for from in &transition.from {
            line(format_args!("{} --> {to} : {label}", ids[from.as_str()]));
        }
    }
    for state in workflow.states.iter().filter(|state| state.terminal) {
        line(format_args!("{} --> [*]", ids[state.name.as_str()]));
    }
    for (word, colour) in Colour::ALL {
        let named = workflow.states.iter();
        let named = named.filter(|state| state.colour == Some(colour));
        let named: Vec<&str> = named.map(|s| ids[s.name.as_str()].as_str()).collect();
        if !named.is_empty() {
            let (stroke, fill) = hues(colour);
            line(format_args!("classDef {word} stroke:{stroke},fill:{fill}"));
            line(format_args!("class {} {word}", named.join(",")));
        }
    }
    text
}

/// Mermaid has no escapes in quotes; what could end a text or begin something else is written as its entity code, `#59;`.
fn plain(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            c if c.is_ascii_punctuation() && !"-_.,()[]'/+".contains(c) => {
                let _ = write!(safe, "#{};", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}

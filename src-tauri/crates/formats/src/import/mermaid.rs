//! Mermaid state diagrams, a line after the other: states, arrows, the start and the ends. A label is a name with its rule in brackets, as
//! [`export`](crate::export) writes it.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Colour, FieldName, RoleName, StateName,
    view::designer::{StateParts, TransitionParts},
};

use super::{Drawn, ImportError, gate, glass, known};

/// A state by its id.
#[derive(Debug, Default)]
struct Seen {
    /// What it is called, where that is said.
    label: Option<String>,
    line: usize,
    ends: bool,
    colour: Option<Colour>,
}

/// An arrow between two ids.
struct Arrow {
    line: usize,
    from: String,
    to: String,
    label: String,
}

#[derive(Default)]
struct Diagram {
    order: Vec<String>,
    seen: BTreeMap<String, Seen>,
    arrows: Vec<Arrow>,
    initial: Option<String>,
}

impl Diagram {
    fn meet(&mut self, id: &str, line: usize) -> &mut Seen {
        if !self.seen.contains_key(id) {
            self.order.push(id.to_owned());
        }
        self.seen.entry(id.to_owned()).or_insert_with(|| Seen {
            line,
            ..Seen::default()
        })
    }
}

pub(super) fn read(text: &str, drawn: &mut Drawn) -> Result<(), ImportError> {
    let mut diagram = Diagram::default();
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line.trim()));
    let mut within = 0_usize;
    let mut fronted = false;
    while let Some((n, line)) = lines.next() {
        match line {
            "" => {}
            "---" if !fronted && diagram.order.is_empty() => {
                fronted = true;
                front(&mut lines, drawn);
            }
            _ if line.starts_with("%%") => {}
            _ if within > 0 => {
                within += usize::from(line.ends_with('{'));
                within -= usize::from(line == "}");
            }
            _ if line.starts_with("note ") => {
                drawn.leave(
                    place(n),
                    "Notes are not carried. Write it as a description.",
                );
                if !line.contains(':') {
                    lines.by_ref().find(|(_, line)| *line == "end note");
                }
            }
            _ if line.starts_with("state ") && line.ends_with('{') => {
                let outer = line["state ".len()..line.len() - 1].trim();
                let (id, label) = declared(outer);
                let seen = diagram.meet(id, n);
                seen.label = label.or(seen.label.take());
                within = 1;
                drawn.leave(
                    place(n),
                    format!("What stands inside of {id} is not carried. Draw it beside it."),
                );
            }
            _ => statement(n, line, &mut diagram, drawn),
        }
    }
    made(diagram, drawn)
}

fn place(line: usize) -> String {
    format!("line {line}")
}

/// The front matter's title.
fn front<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>, drawn: &mut Drawn) {
    for (n, line) in lines.by_ref().take_while(|(_, line)| *line != "---") {
        match line.strip_prefix("title:") {
            Some(title) => drawn.name = drawn.named(&place(n), title.trim().trim_matches('"')),
            None => drawn.leave(place(n), "Settings of the drawing are not carried."),
        }
    }
}

fn statement(n: usize, line: &str, diagram: &mut Diagram, drawn: &mut Drawn) {
    if line.starts_with("stateDiagram") {
        return;
    }
    let looks = [
        "direction ",
        "classDef ",
        "class ",
        "style ",
        "click ",
        "hide ",
        "scale ",
        "accTitle",
        "accDescr",
    ];
    if let Some((ids, colour)) = coloured(line) {
        for id in ids.filter(|id| is_id(id)) {
            diagram.meet(id, n).colour = Some(colour);
        }
        return;
    }
    if looks.iter().any(|word| line.starts_with(word)) {
        return drawn.leave(place(n), "How it is drawn is not carried.");
    }
    if line == "--" {
        return drawn.leave(place(n), "Parts that run at once are not carried.");
    }
    if let Some((from, rest)) = line.split_once("-->") {
        let (to, label) = rest.split_once(':').unwrap_or((rest, ""));
        return arrow(n, [bare(from), bare(to)], label.trim(), diagram, drawn);
    }
    if let Some(rest) = line.strip_prefix("state ") {
        let (id, label) = declared(rest.trim());
        if let Some(at) = id.find("<<") {
            drawn.leave(
                place(n),
                format!(
                    "{} is not carried as such. It is a plain state here.",
                    &id[at..]
                ),
            );
        }
        let seen = diagram.meet(bare(id.split("<<").next().unwrap_or(id)), n);
        seen.label = label.or(seen.label.take());
        return;
    }
    match line.split_once(':') {
        Some((id, words)) if is_id(bare(id)) => {
            let seen = diagram.meet(bare(id), n);
            let said = words.trim_start_matches(':').trim();
            if seen.label.is_none() && !said.is_empty() && !words.starts_with("::") {
                seen.label = Some(said.to_owned());
            } else if !words.starts_with("::") {
                drawn.leave(place(n), "A second description is not carried.");
            }
        }
        None if is_id(bare(line)) => drop(diagram.meet(bare(line), n)),
        _ => drawn.leave(place(n), "This line is not understood, and not carried."),
    }
}

fn arrow(n: usize, [from, to]: [&str; 2], label: &str, diagram: &mut Diagram, drawn: &mut Drawn) {
    match (from, to) {
        ("[*]", "[*]") => drawn.leave(place(n), "It leads from nowhere to nowhere."),
        ("[*]", to) => {
            diagram.meet(to, n);
            if diagram.initial.as_deref().is_some_and(|known| known != to) {
                drawn.leave(
                    place(n),
                    "Tickets begin in one state. The first one is carried.",
                );
            } else {
                diagram.initial = Some(to.to_owned());
            }
        }
        (from, "[*]") => diagram.meet(from, n).ends = true,
        (from, to) if is_id(from) && is_id(to) => {
            diagram.meet(from, n);
            diagram.meet(to, n);
            diagram.arrows.push(Arrow {
                line: n,
                from: from.to_owned(),
                to: to.to_owned(),
                label: label.to_owned(),
            });
        }
        _ => drawn.leave(place(n), "This line is not understood, and not carried."),
    }
}

/// `class s3,s4 green`, by one of our colours; `classDef green …` is of none.
fn coloured(line: &str) -> Option<(impl Iterator<Item = &str>, Colour)> {
    let (what, rest) = line.split_once(' ')?;
    let (ids, word) = match what {
        "class" => rest.rsplit_once(' ')?,
        "classDef" => ("", rest.split_once(' ')?.0),
        _ => return None,
    };
    let mut known = Colour::ALL.into_iter();
    let (_, colour) = known.find(|(known, _)| *known == word.trim())?;
    Some((ids.split(',').map(str::trim), colour))
}

/// `"In review" as s2`, `s2`, `"In review"`.
fn declared(words: &str) -> (&str, Option<String>) {
    match words.rsplit_once(" as ") {
        Some((label, id)) => (bare(id), Some(label.trim().trim_matches('"').to_owned())),
        None => (bare(words.trim_matches('"')), None),
    }
}

/// An id without the class that its drawing has.
fn bare(id: &str) -> &str {
    id.trim().split(":::").next().unwrap_or_default().trim()
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id != "[*]" && id.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c))
}

fn made(diagram: Diagram, drawn: &mut Drawn) -> Result<(), ImportError> {
    let mut names: BTreeMap<String, StateName> = BTreeMap::new();
    let leaves: BTreeSet<&str> = diagram
        .arrows
        .iter()
        .map(|arrow| arrow.from.as_str())
        .collect();
    for id in &diagram.order {
        let seen = &diagram.seen[id];
        let at = place(seen.line);
        let label = seen.label.as_deref().map(decoded);
        let words = label.as_deref().unwrap_or(id);
        let Some(name) = drawn.named::<StateName>(&at, words) else {
            continue;
        };
        if names.values().any(|other| *other == name) {
            drawn.leave(
                at,
                format!("There is another state {name}. This one is not carried."),
            );
            continue;
        }
        let goes_on = seen.ends && leaves.contains(id.as_str());
        if goes_on {
            drawn.leave(
                at,
                format!("{name} is an end that one can leave. It is carried as no end."),
            );
        }
        let terminal = seen.ends && !goes_on;
        drawn.state(
            StateParts {
                name: name.clone(),
                terminal,
                colour: seen.colour,
                description: None,
            },
            None,
        )?;
        names.insert(id.clone(), name);
    }
    drawn.initial = diagram
        .initial
        .as_ref()
        .and_then(|id| names.get(id))
        .cloned();
    for arrow in &diagram.arrows {
        let (Some(from), Some(to)) = (names.get(&arrow.from), names.get(&arrow.to)) else {
            drawn.leave(place(arrow.line), "It joins a state that is not carried.");
            continue;
        };
        transition(arrow, from, to, drawn)?;
    }
    Ok(())
}

fn transition(
    arrow: &Arrow,
    from: &StateName,
    to: &StateName,
    drawn: &mut Drawn,
) -> Result<(), ImportError> {
    let at = place(arrow.line);
    let label = decoded(&arrow.label);
    let (words, guard) = match label
        .strip_suffix(']')
        .and_then(|label| label.rsplit_once(" ["))
    {
        Some((name, guard)) => (name.trim(), guard),
        None => (label.trim(), ""),
    };
    let unnamed = format!("To {to}");
    if words.is_empty() {
        drawn.leave(
            at.as_str(),
            format!("It has no name. It is called {unnamed} now."),
        );
    }
    let Some(name) = drawn.named(&at, if words.is_empty() { &unnamed } else { words }) else {
        return Ok(());
    };
    let mut said = TransitionParts {
        name,
        from: vec![from.clone()],
        to: to.clone(),
        by: Vec::new(),
        requires: Vec::new(),
        gate: None,
        break_glass: None,
        description: None,
    };
    let mut is_open = true;
    for part in guard.split(", ").filter(|part| !part.is_empty()) {
        if !understood(part, &mut said) {
            is_open = false;
            let what = format!(
                "The condition {part} asks nobody. It is not carried: say who may take it, or give it a gate."
            );
            drawn.leave(at.as_str(), what);
        }
    }
    if !is_open {
        // Without its condition it would be open wider than it was.
        said.by.clear();
    }
    drawn.transition(&at, said)
}

/// Takes in a part of a rule as `export` writes it.
fn understood(part: &str, said: &mut TransitionParts) -> bool {
    if part == "nobody" {
        return true;
    }
    if let Some(field) = part.strip_prefix("with ") {
        let field = field.parse::<FieldName>();
        said.requires.extend(field.clone().ok());
        return field.is_ok();
    }
    if let Some(role) = part
        .strip_prefix("or ")
        .and_then(|rest| rest.strip_suffix(" by breaking the glass"))
    {
        let Ok(role) = role.parse::<RoleName>() else {
            return false;
        };
        said.break_glass
            .get_or_insert_with(|| glass(BTreeSet::new()))
            .roles
            .insert(role);
        return true;
    }
    if let Some((people, role)) = part.split_once(" × ") {
        let (Ok(people), Ok(role)) = (people.parse::<u32>(), role.parse::<RoleName>()) else {
            return false;
        };
        said.gate
            .get_or_insert_with(|| gate(BTreeMap::new()))
            .seats
            .insert(role, people);
        return true;
    }
    if known(part) {
        said.by.push(part.to_owned());
    }
    known(part)
}

/// A text with its entity codes read: `#59;` is `;`, `#quot;` is `"`.
fn decoded(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(at) = rest.find('#') {
        plain.push_str(&rest[..at]);
        let code = rest[at + 1..].split_once(';').map(|(code, _)| code);
        let read = code
            .filter(|code| code.len() <= 8)
            .and_then(|code| match code {
                "quot" => Some('"'),
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                code => code.parse().ok().and_then(char::from_u32),
            });
        match (read, code) {
            (Some(c), Some(code)) => {
                plain.push(c);
                rest = &rest[at + code.len() + 2..];
            }
            _ => {
                plain.push('#');
                rest = &rest[at + 1..];
            }
        }
    }
    plain + rest
}

//! A transition's rule as one sentence: who, which move, from where, and what stands in the way.

use model::{Barred, BreakGlass, Gate, Kind, Rejection, Span, Transition, Who, Workflow};

use crate::sentence::{Sentence, listed};

/// The rule of `transition` in words: "Bots may **Deploy** from In review once **2 people holding release-manager**, other than the
/// requester and the bot's keeper, approved within **48 hours**."
pub fn rule(workflow: &Workflow, transition: &Transition) -> Sentence {
    let from = if transition.from.len() == workflow.states.len() {
        "any state".to_owned()
    } else {
        listed(&transition.from, "or")
    };
    let mut sentence = who(&transition.by)
        .plain(" may ")
        .strong(transition.name.as_str())
        .plain(format!(" from {from}"));
    if !transition.requires.is_empty() {
        sentence = sentence.plain(format!(
            " with {} filled in",
            listed(&transition.requires, "and")
        ));
    }
    sentence = match &transition.gate {
        None => sentence.plain("."),
        Some(gate) => sentence.then(once(gate, &transition.by)),
    };
    match &transition.break_glass {
        None => sentence,
        Some(glass) => sentence.then(emergency(glass)),
    }
}

/// Who a list of `by`, `create`, `edit` or `comment` lets in, as the beginning of a sentence: "Bots and people", "Whoever holds
/// **service-owner**", "Nobody".
pub fn who(allow: &[Who]) -> Sentence {
    let mut sentence = Sentence::default();
    if allow.is_empty() {
        return sentence.plain("Nobody");
    }
    for (i, one) in allow.iter().enumerate() {
        let joint = match i {
            0 => "",
            _ if i + 1 == allow.len() => " and ",
            _ => ", ",
        };
        sentence = sentence.plain(joint);
        sentence = match one {
            Who::Kind(kind) => sentence.plain(cased(kinds(*kind), i == 0)),
            Who::Role(role) => sentence
                .plain(cased("whoever holds ", i == 0))
                .strong(role.as_str()),
            Who::Actor(handle) => sentence.strong(handle.as_str()),
        };
    }
    sentence
}

fn once(gate: &Gate, by: &[Who]) -> Sentence {
    let mut sentence = Sentence::default().plain(" once ");
    for (i, (role, n)) in gate.seats.iter().enumerate() {
        let people = if *n == 1 { "person" } else { "people" };
        let joint = match i {
            0 => "",
            _ if i + 1 == gate.seats.len() => " and ",
            _ => ", ",
        };
        sentence = sentence
            .plain(joint)
            .strong(format!("{n} {people} holding {role}"));
    }
    sentence = sentence
        .plain(format!(
            ", other than {}, approved within ",
            others(gate, by)
        ))
        .strong(span(gate.expires));
    if gate.reauthenticate {
        sentence = sentence.plain(", each with their password");
    }
    if gate.reject == Rejection::Majority {
        let n = gate.rejections();
        sentence = sentence.plain(format!("; {n} rejections end it"));
    }
    sentence.plain(".")
}

/// Who cannot approve.
fn others(gate: &Gate, by: &[Who]) -> String {
    let asks = match asks(by) {
        Asks::People => "the requester",
        Asks::Bots => "the requester and the bot’s keeper",
        Asks::Either => "the requester and, for a bot, its keeper",
    };
    let barred = gate.not.iter().map(|not| match not {
        Barred::Creator => "whoever opened the ticket".to_owned(),
        Barred::LastEditor => "whoever changed it last".to_owned(),
        Barred::Mover(name) => format!("whoever took {name}"),
    });
    let barred: Vec<String> = barred.collect();
    if barred.is_empty() {
        asks.to_owned()
    } else {
        format!("{asks}, and not {}", listed(&barred, "or"))
    }
}

/// Who may pass the gate at once, and what follows.
fn emergency(glass: &BreakGlass) -> Sentence {
    let roles: Vec<&str> = glass.roles.iter().map(|r| r.as_str()).collect();
    Sentence::default()
        .plain(" In an emergency whoever holds ")
        .strong(listed(&roles, "or"))
        .plain(" may at once; somebody else reviews it within ")
        .strong(span(glass.review))
        .plain(".")
}

enum Asks {
    People,
    Bots,
    Either,
}

/// A role or a handle may be a bot's or a person's: only kinds are certain.
fn asks(by: &[Who]) -> Asks {
    if by.iter().all(|w| *w == Who::Kind(Kind::Person)) {
        Asks::People
    } else if by.iter().all(|w| *w == Who::Kind(Kind::Bot)) {
        Asks::Bots
    } else {
        Asks::Either
    }
}

fn kinds(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "people",
        Kind::Bot => "bots",
        Kind::Clock => "the clock",
        Kind::Stranger => "strangers",
    }
}

fn cased(words: &str, first: bool) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(c) if first => c.to_uppercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}

/// Hours up to two days, as people say deadlines; whole units above and below.
fn span(span: Span) -> String {
    let seconds = span.as_seconds();
    let (n, unit) = match seconds {
        s if s % 86_400 == 0 && s > 2 * 86_400 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    format!("{n} {unit}{}", if n == 1 { "" } else { "s" })
}

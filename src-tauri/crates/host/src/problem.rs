//! The engine's no in words that name people: who cannot approve and why, and better sentences for what a door turned away.

use model::{Code, Exclusion, PersonId, Refusal};

use crate::{Refused, names::Names};

/// A refusal as its caller reads it.
pub(crate) fn of(refusal: &Refusal, names: &Names) -> Refused {
    let mut refused = Refused::from(refusal);
    match refusal {
        Refusal::NoApprovers { excluded, .. } => {
            let sentence = |(person, why): (&PersonId, _)| excluded_because(names, *person, why);
            refused.problem.excluded = excluded.iter().map(sentence).collect();
        }
        Refusal::TurnedAway(Code::KeyReused) => {
            refused.problem.detail = "This idempotency key came with another body before. Send this call with a key of its own.".to_owned();
        }
        Refusal::TurnedAway(code) => return Refused::again(*code),
        _ => {}
    }
    refused
}

/// *Ada cannot approve: asked for it.* One sentence a person.
pub(crate) fn excluded_because<'a>(
    names: &Names,
    person: PersonId,
    why: impl IntoIterator<Item = &'a Exclusion>,
) -> String {
    format!(
        "{} cannot approve: {}.",
        names.person_name(person),
        reasons(why)
    )
}

/// Why somebody cannot approve.
pub(crate) fn reasons<'a>(why: impl IntoIterator<Item = &'a Exclusion>) -> String {
    let words: Vec<&str> = why
        .into_iter()
        .map(|exclusion| match exclusion {
            Exclusion::Requester => "asked for it",
            Exclusion::Keeper => "keeps, or kept, the bot that asks",
            Exclusion::TokenIssuer => "issued a token of the bot that asks",
            Exclusion::Creator => "opened the ticket, or stands behind the bot that did",
            Exclusion::LastEditor => "changed it last, or stands behind the bot that did",
            Exclusion::Mover => "took a move on it before, or stands behind the bot that did",
        })
        .collect();
    words.join(" and ")
}

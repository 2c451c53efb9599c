//! What a call names, looked up; and the recorded 400 or 404 where there is none.

use std::sync::Arc;

use model::{Action, Code, FieldName, Published, Ticket, TicketKey, Workflow};

use crate::{Acting, Meta, Refused, Result, names::Names, values};

impl Acting {
    /// A field's value as it is kept; nothing empties it. Without rules there is no such ticket, which `decide` will say.
    pub(crate) fn field(
        &self,
        rules: Option<&Workflow>,
        place: &str,
        name: &FieldName,
        value: Option<&str>,
        names: &Names,
    ) -> Result<Option<String>> {
        let Some(rules) = rules else {
            return Ok(value.map(str::to_owned));
        };
        let member = |handle: &str| self.place.world(|w| names.member(w, handle)).is_some();
        values::field(rules, place, name, value, member)
    }

    /// The ticket and the rules it follows.
    pub(crate) async fn standing(
        &self,
        key: &TicketKey,
    ) -> Result<Option<(Arc<Published>, Ticket)>> {
        let found = self
            .place
            .with_ticket(key, |w, t| {
                Some((w.published(&t.workflow)?.clone(), t.clone()))
            })
            .await?;
        Ok(found.flatten())
    }

    /// A ticket's key for a write: what cannot be one names no ticket.
    pub(crate) async fn key(&self, key: &str, tried: Action, meta: &Meta) -> Result<TicketKey> {
        match key.parse() {
            Ok(key) => Ok(key),
            Err(_) => Err(self
                .record(Refused::not_found("ticket"), tried, key, meta)
                .await),
        }
    }

    /// The same for a read.
    pub(crate) async fn read_key(&self, key: &str) -> Result<TicketKey> {
        self.key(key, Action::Call, &Meta::once("GET ticket")).await
    }

    /// What was looked up, or a recorded 404.
    pub(crate) async fn found<T>(&self, found: Option<T>, what: &str, named: &str) -> Result<T> {
        match found {
            Some(found) => Ok(found),
            None => Err(self
                .record(
                    Refused::not_found(what),
                    Action::Call,
                    named,
                    &Meta::once("GET"),
                )
                .await),
        }
    }

    /// What was parsed, or a recorded 400.
    pub(crate) async fn parsed<T>(
        &self,
        parsed: Result<T>,
        tried: Action,
        named: &str,
        meta: &Meta,
    ) -> Result<T> {
        match parsed {
            Ok(parsed) => Ok(parsed),
            Err(refused) => Err(self.record(refused, tried, named, meta).await),
        }
    }
}

/// The log answered with entries that do not belong to the question: a defect, told as one.
pub(crate) fn unfit() -> Refused {
    tracing::error!("the entries of a command do not answer it");
    Refused::new(
        Code::OutcomeUnknown,
        "It was written, but its answer cannot be told. Read the ticket again.",
    )
}

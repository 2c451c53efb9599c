//! Erasing what people wrote on a ticket: text and salt are gone, its digest stays in the log and then says nothing.

use std::collections::BTreeSet;

use model::{
    Action, Command, Deed, Digest,
    view::tickets::{EraseTexts, Erased},
};

use crate::{
    Answer, Member, Meta, Refused, Result,
    acting::{entries, last_seq},
    texts::Texts,
    values,
};

impl Member {
    /// Erases parts of a ticket, as they are and as they ever were, and comments on it. For good.
    ///
    /// # Errors
    /// 400 without a reason or without anything named, else what `decide` says.
    pub async fn erase(&self, key: &str, what: EraseTexts, meta: &Meta) -> Result<Answer<Erased>> {
        let ticket = self.key(key, Action::Erase, meta).await?;
        let reason = self.parsed(named(&what), Action::Erase, key, meta).await?;
        let found = self.place.with_ticket(&ticket, |_, t| t.id).await?;
        let id = self.found(found, "ticket", key).await?;
        let digests = self.ever_said(id, &what).await?;
        let mut texts = Texts::default();
        let count = digests.len();
        let command = Command::Erase {
            texts: digests,
            reason: Some(texts.fresh(&reason)),
        };
        let done = self.ask(command, texts.into_fresh(), key, meta).await?;
        self.place.forget();
        let erased = entries(&done).any(|e| matches!(e.deed, Some(Deed::Erase { .. })));
        Ok(Answer {
            status: 200,
            body: Erased {
                texts: if erased { count as u64 } else { 0 },
                seq: last_seq(&done, None),
            },
            replayed: done.replayed,
        })
    }

    /// Every text that the ticket's entries name for these parts and comments.
    async fn ever_said(&self, id: model::TicketId, what: &EraseTexts) -> Result<BTreeSet<Digest>> {
        let history = self.place.store.history(id).await?;
        let mut digests = BTreeSet::new();
        for entry in history.iter().map(|stored| &stored.entry) {
            let changed = entry.about.changed.iter();
            let named = changed.filter(|(part, _)| what.parts.contains(part));
            digests.extend(named.filter_map(|(_, digest)| *digest));
            if let Some(Deed::Comment { comment, text }) = &entry.deed
                && what.comments.contains(comment)
            {
                digests.insert(*text);
            }
        }
        Ok(digests)
    }
}

fn named(what: &EraseTexts) -> Result<String> {
    if what.parts.is_empty() && what.comments.is_empty() {
        return Err(Refused::malformed(
            "parts",
            "Nothing is named. Say which of title, body, fields and comments are to be erased.",
        ));
    }
    values::said("reason", &what.reason)
}

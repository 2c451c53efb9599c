//! Moves: which there are, taken at once, or asked for where a gate is closed.

use std::collections::BTreeMap;

use model::{
    Action, Command, Deed, Digest, Part, RequestId, TicketKey, Workflow,
    command::Take,
    ticket::Changes,
    view::tickets::{MoveAnswer, Moves, TakeMove},
};

use crate::{
    Acting, Answer, Meta, Result, acting::entries, clock, lookups::unfit, moves, names::Names,
    texts::Texts, values,
};

impl Acting {
    /// Every transition from where the ticket stands: allowed, gated, or why not.
    ///
    /// # Errors
    /// 404.
    pub async fn moves(&self, key: &str) -> Result<Moves> {
        let key = self.read_key(key).await?;
        let (actor, now) = (self.actor, self.now());
        let found = self
            .place
            .with_ticket(&key, |w, t| moves::moves(w, t, &actor, now))
            .await?;
        self.found(found, "ticket", &key.to_string()).await
    }

    /// Takes a transition, or asks for it where a gate is closed.
    ///
    /// # Errors
    /// 400 for a value that does not fit, else what `decide` says.
    pub async fn take(
        &self,
        key: &str,
        wanted: TakeMove,
        meta: &Meta,
    ) -> Result<Answer<MoveAnswer>> {
        let named = format!("{key}: {}", wanted.transition);
        let key = self.key(key, Action::Move, meta).await?;
        let mut texts = Texts::default();
        let said = self.move_texts(&key, &wanted, &mut texts).await?;
        let (arguments, note) = self.parsed(said, Action::Move, &named, meta).await?;
        let take = Take {
            ticket: key.clone(),
            transition: wanted.transition,
            expected: wanted.expected_version,
            arguments,
            note,
            request: RequestId::new(clock::id()),
        };
        let done = self
            .ask(
                Command::Move(Box::new(take)),
                texts.into_fresh(),
                &named,
                meta,
            )
            .await?;
        let moved = entries(&done).find_map(moved);
        let (status, body) = match moved {
            Some(moved) => (200, moved),
            None => {
                let asked = entries(&done).find_map(|e| {
                    matches!(e.deed, Some(Deed::Request { .. })).then_some(e.about.request?)
                });
                (202, self.pending(&key, asked).await?)
            }
        };
        Ok(Answer {
            status,
            body,
            replayed: done.replayed,
        })
    }

    /// The answer to whoever must wait: the request that this call opened, or the one that says the same already.
    async fn pending(&self, key: &TicketKey, asked: Option<RequestId>) -> Result<MoveAnswer> {
        let request = match asked {
            Some(id) => self.place.request(id).await?,
            None => self.place.waiting_on(key, self.actor.id),
        };
        let request = request.ok_or_else(unfit)?;
        let names = self.names().await?;
        let could = self.place.world(|w| engine::could_approve(w, &request));
        Ok(MoveAnswer::Pending {
            request: request.id,
            seq: request.opened,
            may_approve: could.into_iter().map(|p| names.person(p)).collect(),
            needed: request.gate.needed(),
            expires: request.expires,
        })
    }

    /// Arguments and note as digests. What my open request says already keeps its digests: the same ask is the same request.
    pub(crate) async fn move_texts(
        &self,
        key: &TicketKey,
        wanted: &TakeMove,
        texts: &mut Texts,
    ) -> Result<Result<(Changes, Option<Digest>)>> {
        if wanted.arguments.is_empty() && wanted.note.is_none() {
            return Ok(Ok((Changes::new(), None)));
        }
        let standing = self.standing(key).await?;
        let (rules, content) =
            standing.map_or((None, BTreeMap::new()), |s| (Some(s.0), s.1.content));
        let open = self.place.waiting_on(key, self.actor.id);
        let asked = open
            .as_ref()
            .map(|r| r.arguments.clone())
            .unwrap_or_default();
        let note = open.and_then(|r| r.note);
        let known = asked
            .values()
            .flatten()
            .chain(content.values())
            .copied()
            .chain(note);
        *texts = Texts::beside(self.place.texts(known).await?);
        let names = self.names().await?;
        Ok(self.said(
            wanted,
            rules.as_deref().map(|r| &r.workflow),
            &content,
            (&asked, note),
            &names,
            texts,
        ))
    }

    fn said(
        &self,
        wanted: &TakeMove,
        rules: Option<&Workflow>,
        content: &BTreeMap<Part, Digest>,
        (asked, asked_note): (&Changes, Option<Digest>),
        names: &Names,
        texts: &mut Texts,
    ) -> Result<(Changes, Option<Digest>)> {
        let mut arguments = Changes::new();
        for (name, value) in &wanted.arguments {
            let value = self.field(rules, "arguments", name, value.as_deref(), names)?;
            let part = Part::Field(name.clone());
            let standing = [
                asked.get(&part).copied().flatten(),
                content.get(&part).copied(),
            ];
            let digest = value.map(|value| texts.digest(&value, &standing));
            arguments.insert(part, digest);
        }
        let note = match wanted
            .note
            .as_deref()
            .filter(|note| !note.trim().is_empty())
        {
            Some(note) => Some(texts.digest(&values::said("note", note)?, &[asked_note])),
            None => None,
        };
        Ok((arguments, note))
    }
}

/// The move among what came of a command.
pub(crate) fn moved(entry: &model::Entry) -> Option<MoveAnswer> {
    match &entry.deed {
        Some(Deed::Move { version, .. }) => Some(MoveAnswer::Moved {
            seq: entry.seq,
            state: entry.about.to.clone()?,
            version: *version,
        }),
        _ => None,
    }
}

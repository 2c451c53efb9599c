//! Tickets: opened, read, edited, commented and moved; the same for bots and members.

use std::collections::BTreeMap;

use model::{
    Action, Code, Command, CommentId, Deed, Digest, FieldName, Part, RequestId, Ticket, TicketId,
    TicketKey, Version, Workflow,
    command::Take,
    ticket::Changes,
    view::tickets::{
        Commented, Created, EditTicket, Edited, History, MoveAnswer, Moves, NewComment, NewTicket,
        TakeMove,
    },
};

use crate::{
    Acting, Answer, Meta, Refused, Result, acting::entries, audit, clock, moves, names::Names,
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

    /// All that happened to the ticket, and was tried, oldest first.
    ///
    /// # Errors
    /// 404.
    pub async fn history(&self, key: &str) -> Result<History> {
        let key = self.read_key(key).await?;
        let found = self.place.with_ticket(&key, |_, t| t.id).await?;
        let id = self.found(found, "ticket", &key.to_string()).await?;
        let mut entries = self.place.store.history(id).await?;
        entries.reverse();
        Ok(History {
            entries: audit::views(self, &entries).await?,
        })
    }

    /// Opens a ticket, in the initial state of its project's workflow, always.
    ///
    /// # Errors
    /// 400 for a value that does not fit, else what `decide` says.
    pub async fn create_ticket(&self, new: NewTicket, meta: &Meta) -> Result<Answer<Created>> {
        let named = format!("{}: {}", new.project, new.title);
        let rules = self.place.world(|w| {
            let project = w.projects().get(&new.project)?;
            Some(w.newest(&project.workflow)?.published.clone())
        });
        let names = self.names().await?;
        let mut texts = Texts::default();
        let content = self.opening(
            &new,
            rules.as_ref().map(|r| &r.workflow),
            &names,
            &mut texts,
        );
        let content = self
            .parsed(content, Action::CreateTicket, &named, meta)
            .await?;
        let command = Command::CreateTicket {
            ticket: TicketId::new(clock::id()),
            project: new.project.clone(),
            content,
        };
        let done = self.ask(command, texts.into_fresh(), &named, meta).await?;
        let created = entries(&done).find_map(|entry| match (&entry.deed, &entry.about) {
            (Some(Deed::CreateTicket { number, .. }), about) => Some(Created {
                id: about.ticket?,
                key: TicketKey {
                    project: new.project.clone(),
                    number: *number,
                },
                state: about.to.clone()?,
                version: Version(1),
                seq: entry.seq,
            }),
            _ => None,
        });
        Ok(Answer {
            status: 201,
            body: created.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
    }

    /// Changes title, body and fields.
    ///
    /// # Errors
    /// 400 for a value that does not fit, else what `decide` says.
    pub async fn edit_ticket(
        &self,
        key: &str,
        edit: EditTicket,
        meta: &Meta,
    ) -> Result<Answer<Edited>> {
        let named = key.to_owned();
        let key = self.key(key, Action::EditTicket, meta).await?;
        let standing = self.standing(&key).await?;
        let (rules, content) =
            standing.map_or((None, BTreeMap::new()), |s| (Some(s.0), s.1.content));
        let names = self.names().await?;
        let mut texts = Texts::beside(self.place.texts(content.values().copied()).await?);
        let changes = self.edits(
            &edit,
            rules.as_deref().map(|r| &r.workflow),
            &content,
            &names,
            &mut texts,
        );
        let changes = self
            .parsed(changes, Action::EditTicket, &named, meta)
            .await?;
        let command = Command::EditTicket {
            ticket: key.clone(),
            expected: edit.expected_version,
            changes,
        };
        let done = self.ask(command, texts.into_fresh(), &named, meta).await?;
        let edited = entries(&done).find_map(|entry| match entry.deed {
            Some(Deed::EditTicket { version }) => Some(Edited {
                version,
                seq: entry.seq,
            }),
            _ => None,
        });
        let edited = match edited {
            Some(edited) => edited,
            None => {
                let as_it_was = self
                    .place
                    .with_ticket(&key, |_, t| Edited {
                        version: t.version,
                        seq: t.last.0,
                    })
                    .await?;
                as_it_was.ok_or_else(unfit)?
            }
        };
        Ok(Answer {
            status: 200,
            body: edited,
            replayed: done.replayed,
        })
    }

    /// Comments on the ticket.
    ///
    /// # Errors
    /// 400 for an empty or endless text, else what `decide` says.
    pub async fn comment(
        &self,
        key: &str,
        new: NewComment,
        meta: &Meta,
    ) -> Result<Answer<Commented>> {
        let named = key.to_owned();
        let key = self.key(key, Action::Comment, meta).await?;
        let text = self
            .parsed(
                values::said("text", &new.text),
                Action::Comment,
                &named,
                meta,
            )
            .await?;
        let mut texts = Texts::default();
        let text = texts.fresh(&text);
        let command = Command::Comment {
            ticket: key,
            comment: CommentId::new(clock::id()),
            text,
        };
        let done = self.ask(command, texts.into_fresh(), &named, meta).await?;
        let commented = entries(&done).find_map(|entry| match entry.deed {
            Some(Deed::Comment { comment, .. }) => Some(Commented {
                id: comment,
                seq: entry.seq,
            }),
            _ => None,
        });
        Ok(Answer {
            status: 201,
            body: commented.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
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
            needed: request.gate.approvals,
            expires: request.expires,
        })
    }

    /// Arguments and note as digests. What my open request says already keeps its digests: the same ask is the same request.
    async fn move_texts(
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

    fn opening(
        &self,
        new: &NewTicket,
        rules: Option<&Workflow>,
        names: &Names,
        texts: &mut Texts,
    ) -> Result<Changes> {
        let mut content =
            Changes::from([(Part::Title, Some(texts.fresh(&values::title(&new.title)?)))]);
        if let Some(body) = values::body(new.body.as_deref())? {
            content.insert(Part::Body, Some(texts.fresh(&body)));
        }
        for (name, value) in &new.fields {
            if let Some(value) = self.field(rules, "fields", name, Some(value), names)? {
                content.insert(Part::Field(name.clone()), Some(texts.fresh(&value)));
            }
        }
        Ok(content)
    }

    fn edits(
        &self,
        edit: &EditTicket,
        rules: Option<&Workflow>,
        content: &BTreeMap<Part, Digest>,
        names: &Names,
        texts: &mut Texts,
    ) -> Result<Changes> {
        let mut changes = Changes::new();
        let mut change = |part: Part, value: Option<String>| {
            let standing = [content.get(&part).copied()];
            let digest = value.map(|value| texts.digest(&value, &standing));
            changes.insert(part, digest);
        };
        if let Some(title) = &edit.title {
            change(Part::Title, Some(values::title(title)?));
        }
        if edit.body.is_some() {
            change(Part::Body, values::body(edit.body.as_deref())?);
        }
        for (name, value) in &edit.fields {
            let value = self.field(rules, "fields", name, value.as_deref(), names)?;
            change(Part::Field(name.clone()), value);
        }
        Ok(changes)
    }

    /// A field's value as it is kept; nothing empties it. Without rules there is no such ticket, which `decide` will say.
    fn field(
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
    async fn standing(
        &self,
        key: &TicketKey,
    ) -> Result<Option<(std::sync::Arc<model::Published>, Ticket)>> {
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

/// The log answered with entries that do not belong to the question: a defect, told as one.
pub(crate) fn unfit() -> Refused {
    tracing::error!("the entries of a command do not answer it");
    Refused::new(
        Code::OutcomeUnknown,
        "It was written, but its answer cannot be told. Read the ticket again.",
    )
}

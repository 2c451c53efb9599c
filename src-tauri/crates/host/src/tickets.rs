//! Tickets: opened, edited and commented; the same for bots and members.

use std::collections::BTreeMap;

use model::{
    Action, Command, CommentId, Deed, Digest, Part, TicketId, TicketKey, Version, Workflow,
    ticket::Changes,
    view::tickets::{Commented, Created, EditTicket, Edited, History, NewComment, NewTicket},
};

use crate::{
    Acting, Answer, Meta, Result, acting::entries, audit, clock, lookups::unfit, names::Names,
    texts::Texts, values,
};

impl Acting {
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
}

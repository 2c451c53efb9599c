//! The Audit room: entries as people read them, in lists and in full. For auditors and owners; a ticket's own history is for everybody.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Action, Actor, ActorId, BotId, Code, Deed, Digest, Entry, Kind, Outcome, Part, PersonId,
    RequestId, RoleName, Seq, TicketId, Timestamp, Who,
    view::audit::{EntryDetail, EntryPage, EntryView, TextView},
};
use serde::Deserialize;
use store::{EntryFilter, Stored};
use uuid::Uuid;

use crate::{
    Acting, Member, Meta, Refused, Result,
    access::asked_for,
    lookups::unfit,
    names::listed,
    wording::{self, Lookup, Words},
};

/// How many entries a page has at most.
const PAGE_MAX: u32 = 500;
/// How many it has unless asked otherwise.
const PAGE: u32 = 100;

/// Which entries, as the address says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EntriesQuery {
    /// Below this one.
    pub before: Option<u64>,
    /// So many, at most 500.
    pub limit: Option<u32>,
    /// A person's or bot's id.
    pub actor: Option<Uuid>,
    /// Of which kind of actor.
    pub kind: Option<Kind>,
    /// What was done or tried.
    pub action: Option<Action>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it was refused.
    pub code: Option<Code>,
    /// About tickets of this project.
    pub project: Option<String>,
    /// About this ticket.
    pub ticket: Option<String>,
    /// Not before then.
    pub since: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

/// How many entries a checkpoint is of, and the root over them.
fn head(checkpoint: &str) -> Result<(u64, Digest)> {
    let body = checkpoint
        .split_once("\n\n")
        .map(|(text, _)| format!("{text}\n"));
    let read = body.and_then(|text| text.parse::<ledger::Checkpoint>().ok());
    let head = read.ok_or_else(unfit)?.head;
    Ok((head.size, Digest::new(head.root)))
}

impl Member {
    /// A page of the log, newest first.
    ///
    /// # Errors
    /// 403 for whoever is neither auditor nor owner; 400.
    pub async fn entries(&self, query: EntriesQuery) -> Result<EntryPage> {
        self.audits("entries").await?;
        let size = self.place.world(|w| w.head().map_or(0, |seq| seq.0 + 1));
        let limit = query.limit.unwrap_or(PAGE).clamp(1, PAGE_MAX);
        let before = query.before.map(Seq);
        let Some(filter) = self.filter(query).await? else {
            return Ok(EntryPage {
                entries: Vec::new(),
                next: None,
                size,
            });
        };
        let stored = self.place.store.entries(&filter, before, limit).await?;
        let full = stored.len() == limit as usize;
        let next = stored
            .last()
            .map(|s| s.entry.seq)
            .filter(|seq| full && seq.0 > 0);
        Ok(EntryPage {
            entries: views(self, &stored).await?,
            next,
            size,
        })
    }

    /// One entry in full.
    ///
    /// # Errors
    /// 403, 404.
    pub async fn entry(&self, seq: u64) -> Result<EntryDetail> {
        self.audits("entries").await?;
        let stored = self.place.store.entry(Seq(seq)).await?;
        let stored = self.found(stored, "entry", &seq.to_string()).await?;
        let entry = &stored.entry;
        let related = match entry.about.request {
            Some(request) => self.related(request, entry).await?,
            None => Vec::new(),
        };
        let lookup = lookup(
            self,
            std::iter::once(entry).chain(related.iter().map(|s| &s.entry)),
        )
        .await?;
        let named = named(entry);
        let texts = self
            .place
            .texts(named.iter().map(|(_, digest)| *digest))
            .await?;
        let text = |(name, digest): (String, Digest)| TextView {
            name,
            text: texts.get(&digest).cloned(),
            digest,
        };
        let proof = self.place.store.inclusion(stored.entry.seq).await?;
        let (path, checkpoint) = self.found(proof, "entry", &seq.to_string()).await?;
        let (size, root) = head(&checkpoint)?;
        Ok(EntryDetail {
            because: self.because(entry, &lookup),
            texts: named.into_iter().map(text).collect(),
            previous: entry.previous.map(|(seq, _)| seq),
            related: related.iter().map(|s| view(&s.entry, &lookup)).collect(),
            entry: view(entry, &lookup),
            bytes: stored.json.clone(),
            leaf: stored.leaf,
            root,
            size,
            path: path.path.into_iter().map(Digest::new).collect(),
            checkpoint,
        })
    }

    /// That I read the Audit room. A no is told like any refusal.
    pub(crate) async fn audits(&self, what: &str) -> Result<()> {
        if self.place.world(|w| self.may_audit(w)) {
            return Ok(());
        }
        let allowed = vec![Who::Role(RoleName::auditor()), Who::Role(RoleName::owner())];
        let refused = Refused::from(&model::Refusal::NotPermitted { allowed });
        Err(self
            .record(refused, Action::Call, "the Audit room", &Meta::once(what))
            .await)
    }

    /// The store's filter; nothing when it asks for a ticket or project that cannot be.
    async fn filter(&self, query: EntriesQuery) -> Result<Option<EntryFilter>> {
        let ticket = match query.ticket.as_deref().map(str::parse) {
            None => None,
            Some(Err(_)) => return Ok(None),
            Some(Ok(key)) => match self.place.store.ticket(&key).await? {
                Some(row) => Some(row.ticket.id),
                None => return Ok(None),
            },
        };
        let project = match query.project.as_deref().map(str::parse) {
            Some(Err(_)) => return Ok(None),
            Some(Ok(key)) => Some(key),
            None => None,
        };
        let bots = |id: &Uuid| {
            self.place
                .world(|w| w.access().bots.contains_key(&BotId::new(*id)))
        };
        let actor = query.actor.map(|id| {
            if bots(&id) {
                ActorId::Bot(BotId::new(id))
            } else {
                ActorId::Person(PersonId::new(id))
            }
        });
        Ok(Some(EntryFilter {
            actor,
            kind: query.kind,
            action: query.action,
            outcome: query.outcome,
            code: query.code,
            project,
            ticket,
            from: query.since,
            to: query.until,
        }))
    }

    /// The entries of the same request, oldest first: asking, decisions, move.
    async fn related(&self, request: RequestId, entry: &Entry) -> Result<Vec<Stored>> {
        let Some(ticket) = entry.about.ticket else {
            return Ok(Vec::new());
        };
        let mut all = self.place.store.history(ticket).await?;
        all.retain(|s| s.entry.about.request == Some(request) && s.entry.seq != entry.seq);
        all.reverse();
        Ok(all)
    }

    /// Why it was allowed or refused.
    fn because(&self, entry: &Entry, lookup: &Lookup) -> model::view::Sentence {
        if let Some(code) = entry.code {
            return Words::default()
                .say("Refused: ")
                .name(code.to_string())
                .say(".")
                .done();
        }
        let request = entry.about.request.and_then(|id| lookup.requests.get(&id));
        match (&entry.deed, request) {
            (Some(Deed::Move { .. }), Some(request)) => {
                let approvers: Vec<String> = request
                    .approvals()
                    .map(|d| match d.stead {
                        None => lookup.names.person_name(d.by),
                        Some(stead) => format!(
                            "{} for {}",
                            lookup.names.person_name(d.by),
                            lookup.names.person_name(stead.of)
                        ),
                    })
                    .collect();
                Words::default()
                    .say("The gate asked for ")
                    .name(asked_for(&request.gate))
                    .say("; it was approved by ")
                    .name(listed(&approvers))
                    .say(".")
                    .done()
            }
            (
                Some(
                    Deed::Move { transition, .. }
                    | Deed::BreakGlass { transition, .. }
                    | Deed::Request { transition, .. },
                ),
                _,
            ) => self.place.world(|w| {
                let rules = entry.about.workflow.and_then(|digest| {
                    w.workflows()
                        .values()
                        .flatten()
                        .find(|p| p.published.at.digest == digest)
                });
                let found = rules.and_then(|r| {
                    let from = entry.about.from.as_ref()?;
                    let t = r
                        .published
                        .workflow
                        .leaving(from)
                        .find(|t| t.name == *transition)?;
                    Some(crate::moves::runs(&analysis::rule(
                        &r.published.workflow,
                        t,
                    )))
                });
                found.unwrap_or_default()
            }),
            (Some(Deed::Decide { under, .. }), Some(request)) => {
                let roles: Vec<String> =
                    request.gate.seats.keys().map(ToString::to_string).collect();
                let whose = match under {
                    None => "The decider held a role that the gate asks for, of ",
                    Some(_) => "Whoever is away held a role that the gate asks for, of ",
                };
                let part = match under {
                    None => " since before it was asked, and had no part in the asking.",
                    Some(_) => {
                        " since before it was asked; neither they nor who decided for them had a part in the asking."
                    }
                };
                let words = Words::default().say(whose).name(listed(&roles));
                words.say(",").say(part).done()
            }
            _ => Vec::new(),
        }
    }
}

/// Entries as they are read in lists.
pub(crate) async fn views(acting: &Acting, stored: &[Stored]) -> Result<Vec<EntryView>> {
    let lookup = lookup(acting, stored.iter().map(|s| &s.entry)).await?;
    Ok(stored.iter().map(|s| view(&s.entry, &lookup)).collect())
}

pub(crate) fn view(entry: &Entry, lookup: &Lookup) -> EntryView {
    let Actor { id, .. } = entry.by;
    EntryView {
        seq: entry.seq,
        at: entry.at,
        by: lookup.names.who(id),
        action: entry.action,
        sentence: lookup.sentence(entry),
        ticket: entry
            .about
            .ticket
            .and_then(|id| lookup.keys.get(&id).cloned()),
        from: entry.about.from.clone(),
        to: entry.about.to.clone(),
        outcome: entry.outcome,
        result: wording::result(entry).to_owned(),
        code: entry.code,
        count: entry.count,
        request: entry.about.request,
    }
}

/// What the words of `entries` need: each ticket and request is read once.
pub(crate) async fn lookup<'a>(
    acting: &Acting,
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<Lookup> {
    let mut tickets: BTreeSet<TicketId> = BTreeSet::new();
    let mut wanted: BTreeSet<RequestId> = BTreeSet::new();
    for entry in entries {
        tickets.extend(entry.about.ticket);
        wanted.extend(entry.about.request);
    }
    let (mut keys, mut requests) = (BTreeMap::new(), BTreeMap::new());
    for id in wanted {
        if let Some(request) = acting.place.request(id).await? {
            keys.insert(request.ticket, request.key.clone());
            requests.insert(id, request);
        }
    }
    for id in tickets {
        if !keys.contains_key(&id) {
            keys.extend(
                acting
                    .place
                    .store
                    .ticket_by_id(id)
                    .await?
                    .map(|row| (id, row.ticket.key)),
            );
        }
    }
    let names = acting.names().await?;
    Ok(acting.place.world(|w| Lookup {
        names,
        keys,
        requests,
        tokens: w
            .access()
            .tokens
            .iter()
            .map(|(id, t)| (*id, t.bot))
            .collect(),
    }))
}

/// What the entry wrote or named, by name.
fn named(entry: &Entry) -> Vec<(String, Digest)> {
    let mut named: Vec<(String, Digest)> = entry
        .about
        .changed
        .iter()
        .filter_map(|(part, digest)| {
            let name = match part {
                Part::Field(name) => name.to_string(),
                other => other.to_string(),
            };
            Some((name, (*digest)?))
        })
        .collect();
    let mut add =
        |name: &str, digest: Option<Digest>| named.extend(digest.map(|d| (name.to_owned(), d)));
    add("named", entry.named);
    match &entry.deed {
        Some(Deed::Move { note, .. } | Deed::Request { note, .. }) => add("note", *note),
        Some(Deed::Decide { reason, .. } | Deed::Freeze { reason, .. }) => add("reason", *reason),
        Some(Deed::Comment { text, .. }) => add("comment", Some(*text)),
        Some(Deed::CreateProject { name, .. } | Deed::FoundWorkspace { name, .. }) => {
            add("name", Some(*name))
        }
        Some(Deed::AddBot { handle, .. }) => add("handle", Some(*handle)),
        _ => {}
    }
    named
}

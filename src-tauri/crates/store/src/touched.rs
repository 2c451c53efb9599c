//! What entries change in the projections: noted entry by entry, turned into rows once, from the world after the last.
//! The writer does it batch by batch, `verify` over the whole log; both must come to the same rows.

use std::collections::BTreeMap;

use model::{
    ActorId, CommentId, Deed, Digest, Entry, Outcome, Request, RequestId, Seq, Ticket, TicketId,
    Timestamp, Via,
};

use crate::realm::Realm;

/// A ticket and when it was opened and last changed (refusals change nothing).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRow {
    /// The ticket.
    pub ticket: Ticket,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When anything about it was last done: an edit, a comment, a move, a request, a decision.
    pub changed_at: Timestamp,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentRow {
    /// Its id.
    pub id: CommentId,
    /// The ticket.
    pub ticket: TicketId,
    /// Its entry.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: ActorId,
    /// What it says.
    pub text: Digest,
}

/// A request and the entry that closed it, if one did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// The request.
    pub request: Request,
    /// The entry after which it was no longer pending.
    pub closed: Option<Seq>,
}

/// When somebody, or a token, was last seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UseRow {
    pub who: String,
    pub seq: Seq,
    pub at: Timestamp,
}

/// Rows to be written.
#[derive(Default)]
pub(crate) struct Rows {
    pub tickets: Vec<TicketRow>,
    pub requests: Vec<RequestRow>,
    pub comments: Vec<CommentRow>,
    pub uses: Vec<UseRow>,
}

/// What entries since some moment have touched.
#[derive(Default)]
pub(crate) struct Touched {
    tickets: BTreeMap<TicketId, Times>,
    requests: BTreeMap<RequestId, Option<Seq>>,
    comments: Vec<CommentRow>,
    uses: BTreeMap<User, (Seq, Timestamp)>,
}

/// Who has a row in `p_use`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum User {
    Actor(ActorId),
    Token(Via),
}

#[derive(Default)]
struct Times {
    opened: Option<Timestamp>,
    changed: Option<Timestamp>,
}

/// A time that a row keeps when it is there already.
pub(crate) const KEPT: Timestamp = Timestamp::FIRST;

impl Touched {
    /// Notes an entry that `world` has just taken in.
    pub fn note<R: Realm>(&mut self, world: &R::World, entry: &Entry) {
        let done = entry.outcome == Outcome::Done;
        if let Some(ticket) = entry.about.ticket {
            let times = self.tickets.entry(ticket).or_default();
            if done {
                times.changed = Some(entry.at);
            }
            if matches!(entry.deed, Some(Deed::CreateTicket { .. })) {
                times.opened = Some(entry.at);
            }
            if let Some(Deed::Comment { comment, text }) = &entry.deed {
                self.comments.push(CommentRow {
                    id: *comment,
                    ticket,
                    seq: entry.seq,
                    at: entry.at,
                    by: entry.by.id,
                    text: *text,
                });
            }
        } else if done {
            // Keepers and tokens exclude approvers from requests that the entry does not name (law 7).
            for id in R::open_requests(world) {
                self.requests.entry(id).or_default();
            }
        }
        if let Some(id) = entry.about.request {
            let closed = R::request(world, id)
                .is_some_and(|r| !r.state.is_open())
                .then_some(entry.seq);
            let known = self.requests.entry(id).or_default();
            *known = known.or(closed);
        }
        for who in used(entry) {
            self.uses.insert(who, (entry.seq, entry.at));
        }
    }

    /// The tickets touched.
    pub fn tickets(&self) -> impl Iterator<Item = TicketId> {
        self.tickets.keys().copied()
    }

    /// How many tickets were opened.
    pub fn opened(&self) -> usize {
        let opened = |times: &&Times| times.opened.is_some();
        self.tickets.values().filter(opened).count()
    }

    /// The requests touched.
    pub fn requests(&self) -> impl Iterator<Item = RequestId> {
        self.requests.keys().copied()
    }

    /// The rows as `world` has them now. What is not loaded was named in a refusal and has not changed.
    pub fn rows<R: Realm>(&self, world: &R::World) -> Rows {
        let tickets = self.tickets.iter().filter_map(|(id, times)| {
            Some(TicketRow {
                ticket: R::ticket(world, *id)?.clone(),
                opened_at: times.opened.unwrap_or(KEPT),
                changed_at: times.changed.unwrap_or(KEPT),
            })
        });
        let requests = self.requests.iter().filter_map(|(id, closed)| {
            Some(RequestRow {
                request: R::request(world, *id)?.clone(),
                closed: *closed,
            })
        });
        let uses = self.uses.iter().filter_map(|(user, (seq, at))| {
            Some(UseRow {
                who: user.word()?,
                seq: *seq,
                at: *at,
            })
        });
        Rows {
            tickets: tickets.collect(),
            requests: requests.collect(),
            comments: self.comments.clone(),
            uses: uses.collect(),
        }
    }
}

/// Whom an entry has seen: its actor, and its token.
fn used(entry: &Entry) -> impl Iterator<Item = User> {
    let actor = match entry.by.id {
        ActorId::Person(_) | ActorId::Bot(_) => Some(User::Actor(entry.by.id)),
        ActorId::Clock | ActorId::Stranger => None,
    };
    let token = match entry.by.via {
        Via::Token(_) => Some(User::Token(entry.by.via)),
        Via::Session(_) | Via::Clock | Via::Nothing => None,
    };
    actor.into_iter().chain(token)
}

impl User {
    /// How `p_use` names them.
    fn word(self) -> Option<String> {
        match self {
            Self::Actor(id) => actor_word(id),
            Self::Token(via) => Some(via.to_string()),
        }
    }
}

/// How `p_use` names a person or bot; the clock and strangers have no row.
pub(crate) fn actor_word(actor: ActorId) -> Option<String> {
    match actor {
        ActorId::Person(id) => Some(format!("person:{id}")),
        ActorId::Bot(id) => Some(format!("bot:{id}")),
        ActorId::Clock | ActorId::Stranger => None,
    }
}

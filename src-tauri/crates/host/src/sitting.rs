//! What the desktop shell tells whoever sits at it without their asking: what waits for them, and what stops when it quits.

use std::net::SocketAddr;

use engine::{Review, World};
use model::{
    Actor, Part, PersonId, Request, RequestId, ReviewId, Seq, Span, Timestamp, WorkspaceId,
    ticket::TicketKey,
};

use crate::{Acting, Host, Member, Result, anchor, may, requests::text_of};

/// Whoever signed in last at a window. They are told what waits for them even when their session has ended meanwhile; it opens
/// nothing, and holds no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitter {
    actor: Actor,
    person: PersonId,
    name: String,
}

impl Sitter {
    /// What they are called.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What waits for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waits {
    /// A request that they may decide.
    Request(RequestId),
    /// A review that they may close.
    Review(ReviewId),
}

/// One thing that waits for a person, as much of it as fits into a line or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// In which workspace.
    pub workspace: WorkspaceId,
    /// What it is.
    pub what: Waits,
    /// Who asks, or who broke the glass.
    pub who: String,
    /// The transition.
    pub transition: String,
    /// The ticket.
    pub key: TicketKey,
    /// Its title, unless erased.
    pub title: Option<String>,
    /// When it runs out, or is due.
    pub until: Timestamp,
}

/// How far every log is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heads(Vec<(WorkspaceId, Option<Seq>)>);

/// What happens by itself, and only while the host runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timers {
    /// Requests whose time runs.
    pub requests: usize,
    /// How long the first of them still has.
    pub first: Option<Span>,
    /// Places in which checkpoints are kept.
    pub anchors: usize,
    /// How often they are.
    pub anchored_every: Span,
    /// Where bots call.
    pub bots: Option<SocketAddr>,
}

impl Host {
    /// Who is signed in with this session. Asking keeps it open no longer.
    pub async fn sitter(&self, session: &str) -> Option<Sitter> {
        let person = self.watcher(Some(session)).await.ok()?;
        let name = self.inner.people.now().get(person.id())?.name.clone();
        Some(Sitter {
            actor: person.actor(),
            person: person.id(),
            name,
        })
    }

    /// How far every log is: what waits has changed only when this has, or when time went by.
    pub fn heads(&self) -> Heads {
        let places = self.places().into_iter();
        let heads = places.map(|place| (place.id, place.world(World::head)));
        Heads(heads.collect())
    }

    /// Everything that waits for somebody, in all their workspaces, what runs out first first.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn waits_for(&self, sitter: &Sitter) -> Result<Vec<Waiting>> {
        let (actor, person) = (sitter.actor, sitter.person);
        let mut all = Vec::new();
        for place in self.places().into_iter().filter(|p| p.is_member(person)) {
            let member = Member {
                acting: Acting {
                    host: self.clone(),
                    place,
                    actor,
                },
                person,
                key: None,
            };
            all.extend(member.all_waiting().await?);
        }
        all.sort_by_key(|waiting| (waiting.until, waiting.what));
        Ok(all)
    }

    /// What stops when the host does.
    pub async fn timers(&self) -> Timers {
        let (mut requests, mut first, mut anchors) = (0, None::<Span>, 0);
        for place in self.places() {
            let left: Vec<Span> = place.world(|world| {
                let now = may::at(world, self.inner.clock.now());
                let open = world.open_requests();
                open.map(|request| request.expires.since(now)).collect()
            });
            requests += left.len();
            first = first.into_iter().chain(left).min();
            anchors += self.anchors_of(&place).await.len();
        }
        let every = i64::try_from(anchor::EVERY.as_secs()).unwrap_or(i64::MAX);
        Timers {
            requests,
            first,
            anchors,
            anchored_every: Span::seconds(every),
            bots: self.bots_door(),
        }
    }
}

impl Member {
    async fn all_waiting(&self) -> Result<Vec<Waiting>> {
        let (requests, reviews) = self.place.world(|w| {
            let requests = w.pending_requests();
            let mine = requests.filter(|r| self.entitled(w, r).is_ok());
            let reviews = w.reviews().iter().filter(|(_, r)| r.closed.is_none());
            let owed = reviews.filter(|(_, r)| self.may_review(w, r).allowed);
            (
                mine.cloned().collect::<Vec<Request>>(),
                owed.map(|(id, review)| (*id, review.clone()))
                    .collect::<Vec<(ReviewId, Review)>>(),
            )
        });
        let names = self.names().await?;
        let titles = requests
            .iter()
            .filter_map(|r| r.content.get(&Part::Title).copied());
        let texts = self.place.texts(titles).await?;
        let mut all: Vec<Waiting> = requests
            .iter()
            .map(|request| Waiting {
                workspace: self.place.id,
                what: Waits::Request(request.id),
                who: names.who(request.requester).name,
                transition: request.transition.to_string(),
                key: request.key.clone(),
                title: text_of(request, &texts),
                until: request.expires,
            })
            .collect();
        for (id, review) in reviews {
            let (_, title) = self.ticket_in_short(review.ticket).await?;
            all.push(Waiting {
                workspace: self.place.id,
                what: Waits::Review(id),
                who: names.person_name(review.by),
                transition: review.transition.to_string(),
                key: review.key,
                title,
                until: review.due,
            });
        }
        Ok(all)
    }
}

//! Reviews of broken glass: which are due, one in full, and closing it.

use engine::{Review, World};
use model::{
    Action, Command, Digest, Finding, Part, PersonId, ReviewId, Span, TicketId, TicketKey,
    Timestamp,
    view::{
        access::Recorded,
        reviews::{CloseReview, ClosedView, ReviewCard, ReviewView, Reviews},
        tickets::May,
    },
};
use std::collections::BTreeMap;

use crate::{
    Answer, Member, Meta, Result, audit, glass,
    lookups::unfit,
    may, moves,
    names::{Names, listed},
    texts::Texts,
    values,
};

/// How many closed ones are listed.
const CLOSED_MAX: usize = 200;
/// How much of what came after is shown.
const AFTER_MAX: usize = 50;
/// How far back it is told how often a glass was broken.
const OFTEN: Span = Span::days(90);

impl Member {
    /// The reviews: due ones, soonest first, and closed ones.
    ///
    /// # Errors
    /// Only the store's.
    pub async fn reviews(&self) -> Result<Reviews> {
        let all: Vec<(ReviewId, Review)> = self.place.world(|w| {
            let all = w.reviews().iter();
            all.map(|(id, review)| (*id, review.clone())).collect()
        });
        let (mut open, mut closed): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|(_, review)| review.closed.is_none());
        open.sort_by_key(|(_, review)| (review.due, review.seq));
        closed.sort_by_key(|(_, review)| std::cmp::Reverse(review.seq));
        closed.truncate(CLOSED_MAX);
        Ok(Reviews {
            open: self.review_cards(&open).await?,
            closed: self.review_cards(&closed).await?,
        })
    }

    /// A broken glass in full.
    ///
    /// # Errors
    /// 404.
    pub async fn review(&self, id: &str) -> Result<ReviewView> {
        let (id, review) = self.known_review(id).await?;
        let mut cards = self.review_cards(&[(id, review.clone())]).await?;
        let card = cards.pop().ok_or_else(unfit)?;
        let reason = self.place.texts([review.reason]).await?;
        let (linked, linked_title) = self.ticket_in_short(review.linked).await?;
        let history = self.place.store.history(review.ticket).await?;
        let mut after = history;
        after.retain(|stored| stored.entry.seq > review.seq);
        after.reverse();
        after.truncate(AFTER_MAX);
        let after = audit::views(self, &after).await?;
        let names = self.names().await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let rules = w.published(&review.workflow);
            let taken = rules.and_then(|rules| {
                let mut leaving = rules.workflow.leaving(&review.from);
                Some((rules, leaving.find(|t| t.name == review.transition)?))
            });
            ReviewView {
                card,
                reason: reason.get(&review.reason).cloned(),
                linked,
                linked_title,
                skipped: taken.map_or(Vec::new(), |(_, t)| glass::seats(t)),
                rule: taken.map_or(Vec::new(), |(rules, t)| {
                    moves::runs(&analysis::rule(&rules.workflow, t))
                }),
                after,
                reviewers: engine::reviewers(w, &review),
                how_often: how_often(w, &names, may::at(w, now)),
            }
        }))
    }

    /// The workflow, with the transition that was taken lit.
    ///
    /// # Errors
    /// 404.
    pub async fn review_diagram(&self, id: &str) -> Result<String> {
        let (_, review) = self.known_review(id).await?;
        let rules = self.place.world(|w| w.published(&review.workflow).cloned());
        let rules = self.found(rules, "review", "").await?;
        let options = diagram::Options {
            current: Some(review.to),
            lit: Some((review.from, review.transition)),
            ..crate::diagrams::on_page(crate::Size::Small, "review")
        };
        Ok(diagram::svg(&rules.workflow, &options))
    }

    /// Says what a look at a broken glass found.
    ///
    /// # Errors
    /// 400 for nothing said, else what `decide` says.
    pub async fn close_review(
        &self,
        id: &str,
        found: CloseReview,
        meta: &Meta,
    ) -> Result<Answer<Recorded>> {
        let tried = Action::CloseReview;
        let review = self.id(id, "review", tried, meta).await?;
        let said = values::said("said", found.said.trim());
        let said = self.parsed(said, tried, id, meta).await?;
        let mut texts = Texts::default();
        let command = Command::CloseReview {
            review,
            finding: found.finding,
            said: texts.fresh(&said),
        };
        let done = self.ask(command, texts.into_fresh(), id, meta).await?;
        Ok(self.recorded(&done))
    }

    /// Whether I may close `review`.
    pub(crate) fn may_review(&self, world: &World, review: &Review) -> May {
        let reviews = world.reviews().iter();
        let id = reviews
            .filter(|(_, known)| known.seq == review.seq)
            .map(|(id, _)| *id)
            .next();
        let command = Command::CloseReview {
            review: id.unwrap_or_else(|| ReviewId::new(uuid::Uuid::nil())),
            finding: Finding::Justified,
            said: Digest::of(b""),
        };
        may::may(world, &self.actor, &command, self.now())
    }

    /// How many open reviews I may close.
    pub(crate) fn to_review(&self, world: &World) -> u64 {
        let open = world.reviews().values().filter(|r| r.closed.is_none());
        open.filter(|r| self.may_review(world, r).allowed).count() as u64
    }

    async fn known_review(&self, id: &str) -> Result<(ReviewId, Review)> {
        let known = id.parse().ok().and_then(|id: ReviewId| {
            let known = self.place.world(|w| w.reviews().get(&id).cloned());
            known.map(|review| (id, review))
        });
        self.found(known, "review", id).await
    }

    async fn review_cards(&self, reviews: &[(ReviewId, Review)]) -> Result<Vec<ReviewCard>> {
        let names = self.names().await?;
        let mut titles = BTreeMap::new();
        for (_, review) in reviews {
            let (_, title) = self.ticket_in_short(review.ticket).await?;
            titles.insert(review.ticket, title);
        }
        let said = reviews.iter().filter_map(|(_, r)| Some(r.closed?.said));
        let said = self.place.texts(said).await?;
        let now = self.now();
        Ok(self.place.world(|w| {
            let now = may::at(w, now);
            let card = |(id, review): &(ReviewId, Review)| ReviewCard {
                id: *id,
                ticket: review.key.clone(),
                title: titles.get(&review.ticket).cloned().flatten(),
                by: names.person(review.by),
                transition: review.transition.clone(),
                from: review.from.clone(),
                to: review.to.clone(),
                at: review.at,
                seq: review.seq,
                category: review.category,
                due: review.due,
                late: review.closed.is_none() && now >= review.due,
                closed: review.closed.map(|closed| ClosedView {
                    by: names.person(closed.by),
                    finding: closed.finding,
                    said: said.get(&closed.said).cloned(),
                    at: closed.at,
                    seq: closed.seq,
                }),
                may_close: self.may_review(w, review),
            };
            reviews.iter().map(card).collect()
        }))
    }

    /// A ticket's key and title.
    pub(crate) async fn ticket_in_short(
        &self,
        id: TicketId,
    ) -> Result<(TicketKey, Option<String>)> {
        let row = self.place.store.ticket_by_id(id).await?.ok_or_else(unfit)?;
        let digest = row.ticket.content.get(&Part::Title).copied();
        let texts = self.place.texts(digest).await?;
        let title = digest.and_then(|digest| texts.get(&digest).cloned());
        Ok((row.ticket.key, title))
    }
}

/// *3 times in 90 days: Priya 1, Mirela 2. One was not justified.*
fn how_often(world: &World, names: &Names, now: Timestamp) -> String {
    let mut by: BTreeMap<PersonId, u64> = BTreeMap::new();
    let mut wrong = 0;
    let recent = world.reviews().values().filter(|r| now < r.at.plus(OFTEN));
    for review in recent {
        *by.entry(review.by).or_default() += 1;
        let finding = review.closed.map(|closed| closed.finding);
        wrong += u64::from(finding == Some(Finding::NotJustified));
    }
    let times: u64 = by.values().sum();
    let each: Vec<String> = by
        .iter()
        .map(|(person, n)| format!("{} {n}", names.person_name(*person)))
        .collect();
    let times = match times {
        1 => "Once".to_owned(),
        n => format!("{n} times"),
    };
    let wrong = match wrong {
        0 => String::new(),
        1 => " One was not justified.".to_owned(),
        n => format!(" {n} were not justified."),
    };
    format!("{times} in 90 days: {}.{wrong}", listed(&each))
}

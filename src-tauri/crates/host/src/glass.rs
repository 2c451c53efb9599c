//! Breaking the glass: a transition at once, past its gate, with a category, a reason and another ticket.

use engine::World;
use model::{
    Action, ActorId, Command, Deed, Digest, Published, ReviewId, Ticket, Timestamp, Transition,
    command::Break,
    view::{
        requests::Seats,
        reviews::{BreakGlass, Broken, GlassView},
        tickets::{Moves, TakeMove},
    },
};
use uuid::Uuid;

use crate::{
    Answer, Member, Meta, Refused, Result, acting::entries, clock, lookups::unfit, may, moves,
    names::Names, texts::Texts, values,
};

/// A reason says at least so much. A dot says nothing.
const REASON_CHARS_MIN: usize = 20;

impl Member {
    /// Every transition from where the ticket stands, and what breaking the glass would do.
    ///
    /// # Errors
    /// 404.
    pub async fn moves_with_glass(&self, key: &str) -> Result<Moves> {
        let key = self.read_key(key).await?;
        let (actor, now) = (self.actor, self.now());
        let names = self.names().await?;
        let found = self
            .place
            .with_ticket(&key, |w, ticket| {
                let mut moves = moves::moves(w, ticket, &actor, now);
                let rules = w.published(&ticket.workflow)?;
                for view in &mut moves.moves {
                    let mut leaving = rules.workflow.leaving(&ticket.state);
                    let transition = leaving.find(|t| t.name == view.transition)?;
                    view.break_glass = self.glass(w, (ticket, rules, transition), &names, now);
                }
                Some(moves)
            })
            .await?;
        self.found(found.flatten(), "ticket", &key.to_string())
            .await
    }

    /// What taking `transition` past its gate would do, where the workflow lets anybody.
    fn glass(
        &self,
        world: &World,
        (ticket, rules, transition): (&Ticket, &Published, &Transition),
        names: &Names,
        now: Timestamp,
    ) -> Option<GlassView> {
        let glass = transition.break_glass.as_ref()?;
        let missing = transition.requires.iter();
        let dry = Break {
            ticket: ticket.key.clone(),
            transition: transition.name.clone(),
            expected: None,
            arguments: missing
                .map(|field| (model::Part::Field(field.clone()), Some(Digest::of(b""))))
                .collect(),
            category: model::Category::Outage,
            reason: Digest::of(b""),
            linked: ticket.key.clone(),
            review: ReviewId::new(Uuid::nil()),
            reauthenticated: true,
        };
        let could = reviewing(world, (rules, transition), self.actor.id);
        Some(GlassView {
            may: may::answer(engine::may_break(
                world,
                &self.actor,
                &dry,
                may::at(world, now),
            )),
            skips: seats(transition),
            review_seconds: glass.review.as_seconds(),
            reviewers: could.into_iter().map(|p| names.person(p)).collect(),
        })
    }

    /// Takes a transition past its gate.
    ///
    /// # Errors
    /// 400 for a reason that says nothing or no other ticket, 403 for a wrong password, else what `decide` says.
    pub async fn break_glass(
        &self,
        key: &str,
        mut wanted: BreakGlass,
        meta: &Meta,
    ) -> Result<Answer<Broken>> {
        let password = std::mem::take(&mut wanted.password);
        let meta = &meta.saying(&wanted);
        let tried = Action::BreakGlass;
        let named = format!("{key}: {}", wanted.transition);
        let ticket = self.key(key, tried, meta).await?;
        let reason = reason(&wanted.reason).and_then(|r| {
            if wanted.linked == ticket {
                let detail = "Name another ticket: the one that the emergency is about.";
                return Err(Refused::malformed("linked", detail));
            }
            Ok(r)
        });
        let reason = self.parsed(reason, tried, &named, meta).await?;
        let mut texts = Texts::default();
        let asked = TakeMove {
            transition: wanted.transition.clone(),
            expected_version: wanted.expected_version,
            arguments: wanted.arguments.clone(),
            note: None,
        };
        let said = self.move_texts(&ticket, &asked, &mut texts).await?;
        let (arguments, _) = self.parsed(said, tried, &named, meta).await?;
        let reauthenticated = self.proven(Some(password), tried, &named, meta).await?;
        let broken = Break {
            ticket,
            transition: wanted.transition,
            expected: wanted.expected_version,
            arguments,
            category: wanted.category,
            reason: texts.fresh(&reason),
            linked: wanted.linked,
            review: ReviewId::new(clock::id()),
            reauthenticated,
        };
        let command = Command::BreakGlass(Box::new(broken));
        let done = self.ask(command, texts.into_fresh(), &named, meta).await?;
        let body = entries(&done).find_map(|entry| match entry.deed {
            Some(Deed::BreakGlass { review, due, .. }) => Some(Broken {
                seq: entry.seq,
                state: entry.about.to.clone()?,
                review,
                due,
            }),
            _ => None,
        });
        Ok(Answer {
            status: 200,
            body: body.ok_or_else(unfit)?,
            replayed: done.replayed,
        })
    }
}

fn reason(text: &str) -> Result<String> {
    let text = values::said("reason", text.trim())?;
    if text.chars().filter(|c| c.is_alphanumeric()).count() < REASON_CHARS_MIN {
        let detail = format!(
            "Say what happened and why it could not wait, in {REASON_CHARS_MIN} letters or more: whoever reviews it has only this."
        );
        return Err(Refused::malformed("reason", detail));
    }
    Ok(text)
}

/// What the gate of `transition` asks for, none of it given.
pub(crate) fn seats(transition: &Transition) -> Vec<Seats> {
    let gate = transition.gate.iter().flat_map(|gate| &gate.seats);
    gate.map(|(role, needed)| Seats {
        role: role.clone(),
        needed: *needed,
        open: true,
    })
    .collect()
}

/// The members who could close the review of `transition`, were it broken now.
fn reviewing(
    world: &World,
    (_, transition): (&Published, &Transition),
    actor: ActorId,
) -> std::collections::BTreeSet<model::PersonId> {
    let roles = engine::reviewing_roles(transition);
    let holders = roles
        .iter()
        .flat_map(|role| world.access().people_with(role.as_str()));
    holders
        .map(|(person, _)| person)
        .filter(|person| ActorId::Person(*person) != actor)
        .collect()
}

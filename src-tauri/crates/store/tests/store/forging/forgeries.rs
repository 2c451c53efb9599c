//! What is forged in the log of a house that somebody has lived in for a day.

use ledger::{DecisionStatement, SecretKey};
use model::{
    Actor, Code, Deed, Digest, Entry, Holder, InvitationId, Outcome, PersonId, Signature, Span,
    WorkspaceId,
    deed::{Ending, HeldBy},
    entry::About,
};

use crate::house::{House, named, uuid};

/// Who and what there is in the log.
pub struct Cast {
    ada: Actor,
    bob: Actor,
    bot: Actor,
    workspace: WorkspaceId,
}

impl Cast {
    pub fn of(house: &House) -> Self {
        Self {
            ada: house.ada,
            bob: house.bob,
            bot: house.bot,
            workspace: house.space.world(|world| world.id().unwrap()),
        }
    }

    /// Puts the signature by `key` under the decision that `entry` is.
    fn signs(&self, entry: &mut Entry, key: &SecretKey) {
        let request = entry.about.request.unwrap();
        let Some(Deed::Decide {
            verdict,
            shown,
            reason,
            at,
            under,
            reauthenticated,
            signature,
        }) = &mut entry.deed
        else {
            unreachable!("it is a decision")
        };
        let statement = DecisionStatement {
            workspace: self.workspace,
            request,
            verdict: *verdict,
            shown: *shown,
            reason: *reason,
            at: *at,
            under: *under,
            reauthenticated: *reauthenticated,
        };
        *signature = Signature::new(*statement.sign(key).bytes());
    }
}

/// Changes the log of a house that was [lived in](House::live_in), such that its entries still follow from each other.
pub fn forge(what: &str, cast: &Cast, log: &mut Vec<Entry>) {
    let (bob, ada) = (person(cast.bob), person(cast.ada));
    let new = SecretKey::from_seed(&[7; 32]);
    let then = log[7].clone();
    let by = |actor: Actor, deed| entry(&then, actor, About::default(), deed);
    match what {
        "nothing" => {}
        "a role that no owner gave" => log.insert(8, by(cast.bob, grant("owner", bob))),
        "an owner by himself" => {
            let founded = log[0].clone();
            let deed = grant("owner", bob);
            log.insert(1, entry(&founded, cast.bob, About::default(), deed));
        }
        "a key in an approver's name" => {
            log.insert(8, by(cast.bob, enrol(bob, &new, None)));
            cast.signs(&mut log[12], &new);
        }
        "a key by somebody else's code" => {
            let code = InvitationId::new(uuid());
            log.insert(8, by(cast.ada, readmit(bob, code)));
            log.insert(9, by(cast.ada, enrol(ada, &new, Some(code))));
        }
        "a code redeemed twice" => log.insert(8, by(cast.bob, log[6].deed.clone().unwrap())),
        "a project by a bot" => log[5].by = cast.bot,
        "a move that does not start there" => {
            let Some(Deed::Move { transition, .. }) = &mut log[9].deed else {
                unreachable!("it moves")
            };
            *transition = "Back".parse().unwrap();
        }
        "a move to another state" => {
            log[9].about.to = Some("Done".parse().unwrap());
            log.truncate(10);
        }
        "a gated move without a request" => {
            log.drain(10..12);
            log[10].about.request = None;
        }
        "a gated move without an approval" => drop(log.remove(11)),
        "a request that excludes nobody" => {
            let Some(Deed::Request { excluded, .. }) = &mut log[10].deed else {
                unreachable!("it asks")
            };
            excluded.clear();
        }
        "a decision by the bot's keeper" => {
            log.insert(8, by(cast.ada, grant("approver", ada)));
            log.insert(9, by(cast.ada, enrol(ada, &new, None)));
            log[13].by = cast.ada;
            cast.signs(&mut log[13], &new);
        }
        "an expiry before its time" => {
            let ending = Ending::Expired;
            let about = log[11].about.clone();
            log[11] = entry(&log[11], Actor::CLOCK, about, Deed::EndRequest { ending });
            log.truncate(12);
        }
        "an approval without its move" => drop(log.remove(12)),
        "an approval without its move, at the end" => log.truncate(12),
        "a move later than its approval" => {
            for late in &mut log[12..] {
                late.at = late.at.plus(Span::hours(1));
            }
        }
        "a refusal that is done" => {
            let mut about = log[14].about.clone();
            about.to = Some("Doing".parse().unwrap());
            let deed = Deed::Move {
                transition: "Start".parse().unwrap(),
                version: model::Version(4),
                note: None,
            };
            log[14] = entry(&log[14], cast.bot, about, deed);
        }
        "a comment that is refused" => {
            log[13].outcome = Outcome::Refused;
            log[13].code = Some(Code::NotPermitted);
            log[13].deed = None;
        }
        "a refusal of something else" => log[14].about.from = Some("Open".parse().unwrap()),
        "an entry of an engine to come" => log[13].engine = 7,
        other => unreachable!("{other} is not in the table"),
    }
}

/// What was done in the moment of `like`.
fn entry(like: &Entry, by: Actor, about: About, deed: Deed) -> Entry {
    Entry {
        by,
        about,
        action: deed.action(),
        outcome: Outcome::Done,
        code: None,
        deed: Some(deed),
        ..like.clone()
    }
}

fn person(actor: Actor) -> PersonId {
    actor.id.person().unwrap()
}

fn grant(role: &str, person: PersonId) -> Deed {
    Deed::GrantRole {
        role: role.parse().unwrap(),
        holder: Holder::Person(person),
    }
}

fn enrol(person: PersonId, key: &SecretKey, readmitted: Option<InvitationId>) -> Deed {
    Deed::EnrolKey {
        person,
        key: named(key),
        held_by: HeldBy::Window,
        readmitted,
    }
}

fn readmit(person: PersonId, invitation: InvitationId) -> Deed {
    Deed::Readmit {
        invitation,
        code: Digest::of(b"another code"),
        person,
        expires: "2099-01-01T00:00:00Z".parse().unwrap(),
    }
}

//! What takes the ground from under a request that waits: the steps that chance alone would seldom take in time.

use std::collections::BTreeMap;

use model::{
    ActorId, Command, Holder, InvitationId, RequestId, RoleName, TokenId, Transition, Via, Who,
    command::Take, deed::Freezable,
};

use super::{
    Scene,
    cast::{part, person, text},
    step::How,
};
use crate::naive::Asked;

impl Scene {
    /// The command that shakes the oldest pending request; nothing when none waits.
    pub fn undermining(&mut self, how: How) -> Option<Command> {
        let minted = self.mint();
        let naive = self.naive();
        let asked = naive.open().into_iter().next()?;
        let gate = naive.gate(&asked);
        let requester = asked.entry.by;
        let said = naive.approvals(&asked).into_iter();
        let approver = said.map(|said| said.seat).next();
        let role = gate.seats.keys().next().unwrap().clone();
        let holder = || naive.people_with(&role).into_iter().next();
        let near = || approver.or_else(holder).unwrap_or_else(|| person(0));
        Some(match how {
            How::TakeTheRole => Command::RevokeRole {
                role: role.clone(),
                holder: Holder::Person(near()),
            },
            How::GiveTheRole(n) => Command::GrantRole {
                role,
                holder: Holder::Person(person(n)),
            },
            How::MakeKeeper => Command::ChangeKeeper {
                bot: requester.id.bot()?,
                keeper: near(),
            },
            How::Readmit => {
                let could = || naive.could_approve(&asked, self.now).into_iter().next();
                Command::Readmit {
                    invitation: InvitationId::new(minted),
                    code: text("code", self.minted),
                    person: approver.or_else(could).unwrap_or_else(near),
                    expires: self.now.plus(model::Span::days(1)),
                }
            }
            How::IssueToken => Command::IssueToken {
                token: TokenId::new(minted),
                bot: requester.id.bot()?,
                secret: text("secret", self.minted),
                expires: self.now.plus(model::Span::days(1)),
                rate: None,
            },
            How::EndTheCredential => match (requester.id, requester.via) {
                (_, Via::Token(token)) => Command::RevokeToken { token },
                (ActorId::Person(person), _) => Command::RemovePerson { person },
                _ => return None,
            },
            How::TakeTheRequestersRole => self.requesters_role(&asked)?,
            How::Edit(n) => Command::EditTicket {
                ticket: naive.key(asked.ticket),
                expected: naive.version(asked.ticket),
                changes: BTreeMap::from([(part(1), Some(text("value", n.into())))]),
            },
            How::Move => self.ungated(&asked, RequestId::new(minted))?,
            How::Freeze => Command::Freeze {
                target: match requester.id {
                    ActorId::Bot(bot) => Freezable::Bot(bot),
                    _ => Freezable::Workflow(naive.rules(asked.ticket).at.name),
                },
                reason: None,
                second: false,
            },
        })
    }

    /// One of the requester's roles, first those by which the move is theirs; `auditor` for whoever has none.
    fn requesters_role(&self, asked: &Asked<'_>) -> Option<Command> {
        let naive = self.naive();
        let holder = asked.entry.by.id.holder()?;
        let by = naive.arrow(asked).by.iter();
        let named = by.filter_map(|who| match who {
            Who::Role(role) => Some(role.clone()),
            _ => None,
        });
        let mut roles = named.chain(naive.roles());
        let held = roles.find(|role| naive.holds(holder, role));
        Some(match held {
            Some(role) => Command::RevokeRole { role, holder },
            None => Command::GrantRole {
                role: RoleName::auditor(),
                holder,
            },
        })
    }

    fn ungated(&self, asked: &Asked<'_>, request: RequestId) -> Option<Command> {
        let naive = self.naive();
        let state = naive.state(asked.ticket);
        let open = |t: &&Transition| t.gate.is_none() && t.from.contains(&state);
        let rules = naive.rules(asked.ticket);
        let transition = rules.workflow.transitions.iter().find(open)?;
        Some(Command::Move(Box::new(Take {
            ticket: naive.key(asked.ticket),
            transition: transition.name.clone(),
            expected: None,
            arguments: BTreeMap::from([(part(2), Some(text("value", 0)))]),
            note: None,
            request,
        })))
    }
}

//! What it thinks of changes to who belongs here and what they hold.

use model::{
    Actor, ActorId, Command, Deed, Holder, Kind, PersonId, Refusal, RoleName, Timestamp, Who,
    refusal::Thing,
};

use super::{Naive, Opinion, plainly};

impl Naive<'_> {
    pub fn of_access(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        match command.clone() {
            Command::FoundWorkspace {
                workspace,
                name,
                simulated,
                key,
            } => {
                let mut opinion = people_only(by);
                opinion.unless(
                    self.log.is_empty(),
                    Refusal::AlreadyExists(Thing::Workspace),
                );
                let found = |owner| Deed::FoundWorkspace {
                    workspace,
                    name,
                    owner,
                    simulated,
                    key,
                };
                opinion.then(|| by.id.person().map_or(Vec::new(), |p| plainly(by, found(p))))
            }
            Command::Join { invitation, code } => {
                let invited = self.invitation(invitation).filter(|i| i.code == code);
                let Some(invited) = invited else {
                    return Opinion::no(Refusal::NotFound(Thing::Invitation));
                };
                let mut opinion = people_only(by);
                let used = self.redeemed(invitation);
                opinion.unless(
                    !used && now < invited.expires,
                    Refusal::NotValid(Thing::Invitation),
                );
                let person = by.id.person();
                let here = person.is_some_and(|p| self.member(p));
                opinion.unless(!here, Refusal::AlreadyExists(Thing::Person));
                let join = |person| Deed::Join { invitation, person };
                opinion.then(|| person.map_or(Vec::new(), |p| plainly(by, join(p))))
            }
            Command::Invite {
                invitation,
                code,
                roles,
                expires,
            } => {
                let mut opinion = self.owners_only(by);
                let mixed = roles.contains(&RoleName::auditor()) && roles.len() > 1;
                opinion.unless(!mixed, Refusal::AuditorAlone);
                let deed = Deed::Invite {
                    invitation,
                    code,
                    roles,
                    expires,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::RemovePerson { person } => self.of_removing(by, person),
            Command::GrantRole { role, holder } => self.of_granting(by, role, holder),
            Command::RevokeRole { role, holder } => {
                if !self.holds(holder, &role) {
                    return Opinion::no(Refusal::NotFound(Thing::Holder));
                }
                let mut opinion = self.owners_only(by);
                let owner_left = role != RoleName::owner() || self.owners_besides(holder) > 0;
                opinion.unless(owner_left, Refusal::LastOwner);
                opinion.then(|| plainly(by, Deed::RevokeRole { role, holder }))
            }
            _ => self.of_bots(by, command, now),
        }
    }

    fn of_bots(self, by: &Actor, command: &Command, now: Timestamp) -> Opinion {
        match command.clone() {
            Command::AddBot {
                bot,
                handle,
                keeper,
            } => {
                if !self.member(keeper) {
                    return Opinion::no(Refusal::NotFound(Thing::Person));
                }
                let mut opinion = self.owners_only(by);
                let known = self.bots().contains(&bot);
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Bot));
                let deed = Deed::AddBot {
                    bot,
                    handle,
                    keeper,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::ChangeKeeper { bot, keeper } => {
                let Some(so_far) = self.keeper(bot) else {
                    return Opinion::no(Refusal::NotFound(Thing::Bot));
                };
                if !self.member(keeper) {
                    return Opinion::no(Refusal::NotFound(Thing::Person));
                }
                let mut opinion = self.owners_only(by);
                opinion.unless(so_far != keeper, Refusal::AlreadyExists(Thing::Holder));
                opinion.then(|| plainly(by, Deed::ChangeKeeper { bot, keeper }))
            }
            Command::IssueToken {
                token,
                bot,
                secret,
                expires,
                rate,
            } => {
                let Some(keeper) = self.keeper(bot) else {
                    return Opinion::no(Refusal::NotFound(Thing::Bot));
                };
                let mut opinion = Opinion::default();
                if by.id != ActorId::Person(keeper) {
                    opinion = self.owners_only(by);
                }
                let known = self.tokens().iter().any(|t| t.id == token);
                opinion.unless(!known, Refusal::AlreadyExists(Thing::Token));
                let deed = Deed::IssueToken {
                    token,
                    bot,
                    secret,
                    expires,
                    rate,
                };
                opinion.then(|| plainly(by, deed))
            }
            Command::RevokeToken { token } => {
                let tokens = self.tokens();
                let Some(issued) = tokens.iter().find(|t| t.id == token) else {
                    return Opinion::no(Refusal::NotFound(Thing::Token));
                };
                let mut opinion = Opinion::default();
                let theirs = [Some(issued.issuer), self.keeper(issued.bot)];
                if !theirs.contains(&by.id.person()) {
                    opinion = self.owners_only(by);
                }
                opinion.unless(
                    self.token_good(issued, now),
                    Refusal::NotValid(Thing::Token),
                );
                opinion.then(|| plainly(by, Deed::RevokeToken { token }))
            }
            other => unreachable!("{other:?} is about something else"),
        }
    }

    fn of_removing(self, by: &Actor, person: PersonId) -> Opinion {
        if !self.member(person) {
            return Opinion::no(Refusal::NotFound(Thing::Person));
        }
        let mut opinion = Opinion::default();
        if by.id != ActorId::Person(person) {
            opinion = self.owners_only(by);
        }
        opinion.unless(
            self.owners_besides(Holder::Person(person)) > 0,
            Refusal::LastOwner,
        );
        let bots = self.bots();
        let bots = bots
            .iter()
            .filter(|bot| self.keeper(**bot) == Some(person))
            .count();
        opinion.unless(bots == 0, Refusal::StillKeeper { bots });
        opinion.then(|| plainly(by, Deed::RemovePerson { person }))
    }

    fn of_granting(self, by: &Actor, role: RoleName, holder: Holder) -> Opinion {
        if !self.knows(holder) {
            return Opinion::no(Refusal::NotFound(Thing::Holder));
        }
        let mut opinion = self.owners_only(by);
        let built_in = [RoleName::owner(), RoleName::author(), RoleName::auditor()];
        let for_people = built_in.contains(&role);
        opinion.unless(
            !for_people || matches!(holder, Holder::Person(_)),
            Refusal::NotPermitted {
                allowed: vec![Who::Kind(Kind::Person)],
            },
        );
        let held = self.holds(holder, &role);
        opinion.unless(!held, Refusal::AlreadyExists(Thing::Holder));
        let holds_any = self.roles().iter().any(|r| self.holds(holder, r));
        let audits = self.holds(holder, &RoleName::auditor());
        let mixed = audits || (role == RoleName::auditor() && holds_any);
        opinion.unless(!mixed, Refusal::AuditorAlone);
        opinion.then(|| plainly(by, Deed::GrantRole { role, holder }))
    }

    pub fn owners_only(self, by: &Actor) -> Opinion {
        let mut opinion = Opinion::default();
        self.needs(&mut opinion, by, RoleName::owner());
        opinion
    }

    fn owners_besides(self, holder: Holder) -> usize {
        let owners = self.people_with(&RoleName::owner());
        owners
            .iter()
            .filter(|owner| Holder::Person(**owner) != holder)
            .count()
    }
}

fn people_only(by: &Actor) -> Opinion {
    let mut opinion = Opinion::default();
    let allowed = vec![Who::Kind(Kind::Person)];
    opinion.unless(by.id.person().is_some(), Refusal::NotPermitted { allowed });
    opinion
}

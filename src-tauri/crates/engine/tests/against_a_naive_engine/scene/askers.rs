//! Who asks: as a rule somebody who might be allowed to.

use model::{Actor, BotId, Command, PersonId, RoleName, TokenId};

use super::{
    Scene,
    cast::{self, in_session, person},
    step::{Ask, Asker},
};

impl Scene {
    pub fn asker(&self, by: Asker, ask: &Ask, command: &Command) -> Actor {
        match by {
            Asker::Suited(n) => {
                let suited = self.suited(ask, command);
                match suited.len() {
                    0 => in_session(person(n % cast::FIRST_PEOPLE)),
                    some => suited[n as usize % some],
                }
            }
            Asker::Person(n) => in_session(person(n)),
            Asker::Bot(n) => {
                let bots = self.naive().bots();
                self.with_newest_token(bots[n as usize % bots.len()])
            }
            Asker::NewestKey => {
                let keys = self.naive().enrolled();
                in_session(keys.last().map_or_else(|| person(0), |key| key.person))
            }
            Asker::BotWith(bot, token) => {
                let (bots, tokens) = (self.naive().bots(), self.naive().tokens());
                let token = tokens[token as usize % tokens.len()].id;
                Actor::bot(bots[bot as usize % bots.len()], token)
            }
            Asker::Clock => Actor::CLOCK,
            Asker::Stranger => Actor::STRANGER,
        }
    }

    /// Those who come to mind first for `command`.
    fn suited(&self, ask: &Ask, command: &Command) -> Vec<Actor> {
        let naive = self.naive();
        let asked = command.request().and_then(|id| naive.asked(id));
        match command {
            Command::Move(take) if matches!(ask, Ask::Again { .. }) => {
                let mut all = naive.all_asked();
                all.retain(|asked| asked.transition == &take.transition && asked.note == take.note);
                all.iter().map(|asked| asked.entry.by).collect()
            }
            Command::EditTicket { ticket, .. } if matches!(ask, Ask::Undermine(_)) => {
                let all = naive.open();
                let on_it = all.iter().filter(|r| naive.key(r.ticket) == *ticket);
                on_it.map(|asked| asked.entry.by).collect()
            }
            Command::CreateTicket { .. }
            | Command::EditTicket { .. }
            | Command::Comment { .. }
            | Command::Move(_) => self.allowed_on_tickets(command),
            Command::Decide(_) => asked.map_or_else(Vec::new, |asked| {
                let could = people(naive.could_approve(&asked, self.now));
                let roles = naive.gate(&asked).roles();
                let holders = people(roles.iter().flat_map(|r| naive.people_with(r)));
                let delegates = naive.delegations().into_iter().map(|given| given.to);
                let delegates = match ask {
                    Ask::Decide { stead: Some(_), .. } => people(delegates),
                    _ => Vec::new(),
                };
                if !delegates.is_empty() {
                    return delegates;
                }
                let mut signing = could.clone();
                signing.retain(|by| {
                    by.id
                        .person()
                        .is_some_and(|p| naive.key_in_use(p).is_some())
                });
                [signing.clone(), signing, could, holders].concat()
            }),
            Command::Withdraw { .. } => asked.map(|asked| asked.entry.by).into_iter().collect(),
            Command::Expire { .. } => vec![Actor::CLOCK],
            Command::Join { .. } => {
                let outsiders = (0..cast::PEOPLE).map(person);
                people(outsiders.filter(|p| !naive.member(*p)))
            }
            Command::EnrolKey {
                readmitted: Some((id, _)),
                ..
            } => people(naive.code(*id).map(|made| made.person)),
            Command::EnrolKey { .. } => {
                let all = (0..cast::PEOPLE).map(person).filter(|p| naive.member(*p));
                people(all.filter(|p| naive.key_in_use(*p).is_none()))
            }
            Command::Readmit { .. } => {
                let owners = naive.people_with(&RoleName::owner());
                let asked = naive.pending().into_iter().next();
                let excluded = asked.map_or_else(Default::default, |asked| naive.excluded(&asked));
                let near = owners.iter().filter(|p| excluded.contains_key(p)).copied();
                let near = people(near);
                [near.clone(), near.clone(), near, people(owners)].concat()
            }
            Command::RemovePerson { person } => {
                let mut suited = people(naive.people_with(&RoleName::owner()));
                suited.push(in_session(*person));
                suited
            }
            Command::IssueToken { bot, .. } => {
                let mut suited = people(naive.people_with(&RoleName::owner()));
                suited.extend(people(naive.keeper(*bot)));
                suited
            }
            Command::PublishWorkflow(_)
            | Command::EditDraft { .. }
            | Command::ProposeWorkflow { .. }
            | Command::ProposeMigration { .. }
            | Command::AcceptMigration { .. }
            | Command::EndMigration { .. }
            | Command::MigrateTicket { .. } => people(naive.people_with(&RoleName::author())),
            Command::Delegate { scope, .. } => {
                let role = scope.roles.iter().next();
                people(role.map_or_else(Default::default, |r| naive.people_with(r)))
            }
            Command::AcceptDelegation { delegation } => {
                people(naive.delegation(*delegation).map(|given| given.to))
            }
            Command::EndDelegation { delegation } => {
                let given = naive.delegation(*delegation);
                people(given.map_or_else(Vec::new, |given| vec![given.from, given.to]))
            }
            Command::BreakGlass(_) => {
                let roles = [3, 4, 0].map(cast::role);
                people(roles.iter().flat_map(|role| naive.people_with(role)))
            }
            Command::CloseReview { review, .. } => {
                let broken = naive.broken().into_iter().find(|b| b.id == *review);
                let by = broken
                    .as_ref()
                    .and_then(|broken| broken.entry.by.id.person());
                let roles = broken.map_or_else(Default::default, |b| naive.reviewing(&b));
                let others = roles.iter().flat_map(|role| naive.people_with(role));
                people(others.chain(by))
            }
            Command::Freeze { .. } | Command::Thaw { .. } => {
                let roles = [cast::role(0), cast::role(5)];
                people(roles.iter().flat_map(|role| naive.people_with(role)))
            }
            _ => people(naive.people_with(&RoleName::owner())),
        }
    }

    fn allowed_on_tickets(&self, command: &Command) -> Vec<Actor> {
        let naive = self.naive();
        let tickets = naive.tickets();
        let ticket = command
            .ticket()
            .and_then(|key| tickets.iter().find(|(_, k)| k == key));
        let rules = match (command, ticket) {
            (Command::CreateTicket { project, .. }, _) => naive
                .project(project)
                .and_then(|p| naive.newest(p.workflow)),
            (_, ticket) => ticket.map(|(id, _)| naive.rules(*id)),
        };
        let Some(rules) = rules else {
            return Vec::new();
        };
        let allow = match command {
            Command::CreateTicket { .. } => &rules.workflow.tickets.create,
            Command::EditTicket { .. } => &rules.workflow.tickets.edit,
            Command::Move(take) => {
                let here = ticket.map_or_else(Vec::new, |(id, _)| naive.leaving(*id));
                match here.into_iter().find(|t| t.name == take.transition) {
                    Some(transition) => &transition.by,
                    None => return Vec::new(),
                }
            }
            _ => &rules.workflow.tickets.comment,
        };
        let mut all = people((0..cast::PEOPLE).map(person).filter(|p| naive.member(*p)));
        all.extend(
            naive
                .bots()
                .into_iter()
                .map(|bot| self.with_newest_token(bot)),
        );
        all.retain(|actor| naive.allowed(allow, rules.bound, actor.id));
        all
    }

    /// `bot` with its newest token, if it can with one that is good.
    fn with_newest_token(&self, bot: BotId) -> Actor {
        let naive = self.naive();
        let mut tokens = naive.tokens();
        tokens.retain(|token| token.bot == bot);
        tokens.sort_by_key(|token| naive.token_good(token, self.now));
        let token = tokens
            .last()
            .map_or(TokenId::new(cast::nothing()), |t| t.id);
        Actor::bot(bot, token)
    }
}

fn people(all: impl IntoIterator<Item = PersonId>) -> Vec<Actor> {
    all.into_iter().map(in_session).collect()
}

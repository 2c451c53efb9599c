//! The world that the engine keeps beside the one that the log tells: the same, after every answer.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Deed, DelegationId, DraftId, Holder, MigrationId, ProjectKey, Request, RequestState, ReviewId,
    RoleName, Seq, Ticket, TicketId, WorkflowName, deed::Freezable,
};
use openweave_engine::{
    Access, Delegation, Draft, Frost, LogKeys, Migration, PersonKey, Project, PublishedAt,
    Readmission, Review, Signing, could_approve, hopeless, reviewers,
};
use proptest::{prelude::*, test_runner::TestCaseError};

use super::{
    Scene,
    files::{ARROW_NAMES, arrow_name},
};
use crate::naive::Naive;

/// Everything that could follow from an entry, but for its place, its time and a ticket's last entry.
#[derive(Debug, PartialEq)]
pub struct Observed {
    access: Access,
    projects: BTreeMap<ProjectKey, Project>,
    workflows: BTreeMap<WorkflowName, Vec<PublishedAt>>,
    frozen: BTreeMap<Freezable, Frost>,
    delegations: BTreeMap<DelegationId, Delegation>,
    reviews: BTreeMap<ReviewId, Review>,
    drafts: BTreeMap<DraftId, Draft>,
    migrations: BTreeMap<MigrationId, Migration>,
    governed: bool,
    tickets: Vec<Ticket>,
    requests: Vec<Request>,
    signing: Signing,
    log_keys: LogKeys,
    epochs: Vec<Seq>,
    clock_in_doubt: bool,
}

impl Scene {
    pub fn observed(&self) -> Observed {
        let naive = self.naive();
        let tickets = naive.tickets().into_iter().map(|(id, _)| {
            let mut ticket = self.world.ticket_by_id(id).unwrap().clone();
            ticket.last = (Seq(0), super::cast::text("leaf", 0));
            ticket
        });
        let requests = naive.all_asked().into_iter();
        Observed {
            access: self.world.access().clone(),
            projects: self.world.projects().clone(),
            workflows: self.world.workflows().clone(),
            frozen: self.world.frozen().clone(),
            delegations: self.world.delegations().clone(),
            reviews: self.world.reviews().clone(),
            drafts: self.world.drafts().clone(),
            migrations: self.world.migrations().clone(),
            governed: self.world.governed(),
            tickets: tickets.collect(),
            requests: requests
                .map(|asked| self.world.request(asked.id).unwrap().clone())
                .collect(),
            signing: self.world.signing().clone(),
            log_keys: self.world.log_keys().clone(),
            epochs: self.world.epochs().to_vec(),
            clock_in_doubt: self.world.clock_in_doubt(self.now),
        }
    }

    pub fn compare(&self) -> Result<(), TestCaseError> {
        let naive = self.naive();
        self.compare_access(naive)?;
        self.compare_rules(naive)?;
        self.compare_keys(naive)?;
        self.compare_gates(naive)?;
        let last = self.log.last().unwrap().at;
        for (id, key) in naive.tickets() {
            let told = self.told(naive, id, &key);
            prop_assert_eq!(self.world.ticket(&key), Some(&told));
        }
        for asked in naive.all_asked() {
            let request = self.world.request(asked.id).unwrap();
            prop_assert_eq!(request, &naive.request(&asked));
            if request.state == RequestState::Pending {
                let could = could_approve(&self.world, request);
                prop_assert_eq!(
                    could,
                    naive.could_approve(&asked, last),
                    "who could approve"
                );
                prop_assert_eq!(
                    hopeless(&self.world, request),
                    naive.hopeless(&asked, last),
                    "whether it can still open"
                );
            }
        }
        prop_assert_eq!(
            self.world.clock_in_doubt(self.now),
            naive.clock_in_doubt(self.now),
            "whether the clock is in doubt"
        );
        Ok(())
    }

    fn compare_access(&self, naive: Naive<'_>) -> Result<(), TestCaseError> {
        let access = self.world.access();
        let mut members = naive.everybody();
        members.retain(|person| naive.member(*person));
        prop_assert_eq!(
            access.members.keys().copied().collect::<BTreeSet<_>>(),
            members
        );
        for role in naive.roles() {
            prop_assert_eq!(
                access.roles.get(&role).cloned().unwrap_or_default(),
                holders(naive, &role),
                "who holds {} since when",
                role
            );
        }
        prop_assert_eq!(access.bots.len(), naive.bots().len());
        prop_assert_eq!(access.tokens.len(), naive.tokens().len());
        for bot in naive.bots() {
            let keeper = access.bots.get(&bot).map(|bot| bot.keeper);
            prop_assert_eq!(keeper, naive.keeper(bot), "the keeper");
        }
        for token in naive.tokens() {
            let known = &access.tokens[&token.id];
            prop_assert_eq!(known.issuer, token.issuer);
            let good = naive.token_good(&token, self.now);
            prop_assert_eq!(known.valid(self.now), good, "whether a token is good");
        }
        Ok(())
    }

    fn compare_rules(&self, naive: Naive<'_>) -> Result<(), TestCaseError> {
        for name in naive.workflows() {
            let known = &self.world.workflows()[&name];
            let told = naive.versions(&name);
            prop_assert_eq!(known.len(), told.len());
            for (known, told) in known.iter().zip(told) {
                prop_assert_eq!(known.seq, told.entry.seq);
                prop_assert_eq!(known.by, told.entry.by.id);
                prop_assert_eq!(&known.published.at, &told.at);
                prop_assert_eq!(known.published.rules_digest, told.rules_digest);
                prop_assert_eq!(&known.published.bound, told.bound);
                prop_assert_eq!(&known.published.workflow, told.workflow);
            }
        }
        for project in naive.projects() {
            let known = &self.world.projects()[project.key];
            let tickets = naive.tickets();
            let tickets = tickets.iter().filter(|(_, k)| k.project == *project.key);
            prop_assert_eq!(known.id, project.id);
            prop_assert_eq!(known.name, project.name);
            prop_assert_eq!(&known.workflow, project.workflow);
            prop_assert_eq!(known.last, tickets.count() as u64);
        }
        let bots = naive.bots().into_iter().map(Freezable::Bot);
        let workflows = naive.workflows().into_iter().map(Freezable::Workflow);
        let mut frozen: BTreeSet<_> = bots.chain(workflows).collect();
        frozen.insert(Freezable::Workspace);
        frozen.retain(|what| naive.frozen(what));
        let known: BTreeSet<_> = self.world.frozen().keys().cloned().collect();
        prop_assert_eq!(known, frozen);
        Ok(())
    }

    fn compare_gates(&self, naive: Naive<'_>) -> Result<(), TestCaseError> {
        let given = naive.delegations();
        prop_assert_eq!(self.world.delegations().len(), given.len());
        for given in given {
            let known = &self.world.delegations()[&given.id];
            prop_assert_eq!((known.from, known.to), (given.from, given.to));
            prop_assert_eq!((&known.scope, known.until), (given.scope, given.until));
            prop_assert_eq!(known.accepted.is_some(), given.accepted);
            prop_assert_eq!(known.ended.is_some(), given.ended);
        }
        let broken = naive.broken();
        prop_assert_eq!(self.world.reviews().len(), broken.len());
        for broken in broken {
            let known = &self.world.reviews()[&broken.id];
            prop_assert_eq!(known.seq, broken.entry.seq);
            prop_assert_eq!(known.closed.is_some(), naive.reviewed(broken.id));
            prop_assert_eq!(reviewers(&self.world, known), naive.reviewing(&broken));
        }
        let drafts = naive.drafts();
        prop_assert_eq!(self.world.drafts().len(), drafts.len());
        for draft in drafts {
            let known = &self.world.drafts()[&draft.id];
            prop_assert_eq!(&known.editors, &draft.editors);
            let proposed = known.proposal.as_ref().map(|p| p.seq);
            prop_assert_eq!(proposed, draft.proposal.map(|(entry, _)| entry.seq));
        }
        let migrations = naive.migrations();
        prop_assert_eq!(self.world.migrations().len(), migrations.len());
        for told in migrations {
            let known = &self.world.migrations()[&told.id];
            prop_assert_eq!(&known.mapping, told.mapping);
            prop_assert_eq!(
                (known.seq, known.accepted.is_some()),
                (told.proposed.seq, told.accepted)
            );
        }
        prop_assert_eq!(self.world.governed(), naive.governed());
        Ok(())
    }

    fn compare_keys(&self, naive: Naive<'_>) -> Result<(), TestCaseError> {
        for person in naive.everybody() {
            let in_use = self.world.key_in_use(person).map(|key| key.key);
            prop_assert_eq!(in_use, naive.key_in_use(person), "the key in use");
            let told = naive.keys_of(person);
            let told = told.iter().map(|enrolled| PersonKey {
                key: enrolled.key,
                seq: enrolled.entry.seq,
                at: enrolled.entry.at,
                held_by: enrolled.held_by,
                readmitted_by: enrolled.code.map(|id| naive.code(id).unwrap().by),
            });
            let told: Vec<_> = told.collect();
            prop_assert_eq!(self.world.signing().keys_of(person), told);
        }
        let codes = naive.codes().into_iter().map(|made| {
            let code = Readmission {
                code: made.code,
                person: made.person,
                by: made.by,
                expires: made.expires,
                used: naive.code_used(made.id),
            };
            (made.id, code)
        });
        let codes: BTreeMap<_, _> = codes.collect();
        prop_assert_eq!(self.world.signing().codes(), &codes);
        let keys = naive.log_keys();
        prop_assert_eq!(self.world.log_keys().all(), &keys);
        let (named, _) = keys[keys.len() - 1];
        for size in [0, named.0, named.0 + 1, self.log.len() as u64] {
            let told = keys.iter().rfind(|(seq, _)| seq.0 < size);
            let told = told.map(|(_, key)| *key);
            prop_assert_eq!(self.world.log_keys().at(size), told, "the key at {}", size);
        }
        let epochs = naive
            .done()
            .filter(|(_, deed)| matches!(deed, Deed::Epoch { .. }));
        let epochs: Vec<_> = epochs.map(|(entry, _)| entry.seq).collect();
        prop_assert_eq!(self.world.epochs(), epochs);
        prop_assert_eq!(self.world.anchors(), &naive.anchors());
        Ok(())
    }

    /// A ticket as the log tells it.
    fn told(&self, naive: Naive<'_>, id: TicketId, key: &model::TicketKey) -> Ticket {
        let (born, _) = naive.history(id).next().unwrap();
        let comments = naive
            .history(id)
            .filter(|(entry, _)| entry.action == model::Action::Comment);
        let open = naive.open().into_iter().find(|asked| asked.ticket == id);
        let names = (0..ARROW_NAMES).map(arrow_name);
        let movers = names.map(|name| (name.clone(), naive.movers(id, &name)));
        let last = self.log.iter().rev().find(|e| e.about.ticket == Some(id));
        let last = last.unwrap().seq;
        Ticket {
            id,
            key: key.clone(),
            project: naive.project(&key.project).unwrap().id,
            workflow: naive.rules(id).at,
            state: naive.state(id),
            version: naive.version(id),
            creator: born.by.id,
            editor: naive.last_editor(id),
            movers: movers.filter(|(_, who)| !who.is_empty()).collect(),
            content: naive.content(id),
            comments: comments.count() as u64,
            request: open.map(|asked| asked.id),
            last: (last, self.leaves[last.0 as usize]),
        }
    }
}

fn holders(naive: Naive<'_>, role: &RoleName) -> BTreeMap<Holder, Seq> {
    let people = naive.everybody().into_iter().map(Holder::Person);
    let bots = naive.bots().into_iter().map(Holder::Bot);
    people
        .chain(bots)
        .filter_map(|holder| Some((holder, naive.held_since(holder, role)?)))
        .collect()
}

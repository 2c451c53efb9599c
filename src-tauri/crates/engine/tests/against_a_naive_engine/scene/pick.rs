//! Which one is meant: of all there are, the n-th, counted from the likeliest.

use model::{
    BotId, DelegationId, DraftId, Holder, MigrationId, ProjectKey, RequestId, RequestState,
    ReviewId, TicketKey, TokenId, TransitionName, Version, WorkflowName, deed::Freezable,
};

use super::{
    Scene,
    cast::{nothing, person},
    files::{ARROW_NAMES, arrow_name},
    step::{Known, Somebody, Target, Which},
};

impl Scene {
    pub fn target(&self, target: Target) -> Freezable {
        match target {
            Target::Bot(which) => Freezable::Bot(self.bot(which)),
            Target::Workflow(which) => Freezable::Workflow(self.workflow(which)),
            Target::Workspace => Freezable::Workspace,
            Target::Frozen => {
                let frozen = self.world.frozen().keys().next().cloned();
                frozen.unwrap_or(Freezable::Workspace)
            }
        }
    }

    pub fn holder(&self, who: Somebody) -> Holder {
        match who {
            Somebody::Person(n) => Holder::Person(person(n)),
            Somebody::Bot(n) => Holder::Bot(self.bot(Which::Nth(n))),
        }
    }

    pub fn bot(&self, which: Which) -> BotId {
        let bots = self.naive().bots();
        of(&bots, which).map_or(BotId::new(nothing()), |bot| *bot)
    }

    /// The newest tokens come first.
    pub fn token(&self, which: Which) -> TokenId {
        let mut tokens = self.naive().tokens();
        tokens.reverse();
        of(&tokens, which).map_or(TokenId::new(nothing()), |token| token.id)
    }

    pub fn workflow(&self, which: Which) -> WorkflowName {
        let names: Vec<_> = self.naive().workflows().into_iter().collect();
        of(&names, which).map_or_else(|| "Nowhere".parse().unwrap(), WorkflowName::clone)
    }

    pub fn project(&self, which: Which) -> ProjectKey {
        let projects = self.naive().projects();
        of(&projects, which).map_or_else(|| project_key(9), |project| project.key.clone())
    }

    pub fn ticket(&self, which: Which) -> TicketKey {
        let tickets = self.naive().tickets();
        of(&tickets, which).map_or_else(no_ticket, |(_, key)| key.clone())
    }

    /// Open requests come first, then the newest.
    pub fn request(&self, which: Which) -> RequestId {
        let naive = self.naive();
        let mut all = naive.all_asked();
        all.reverse();
        all.sort_by_key(|asked| {
            let how = naive.how(asked.id);
            !matches!(how, RequestState::Pending | RequestState::Returned { .. })
        });
        of(&all, which).map_or(RequestId::new(nothing()), |asked| asked.id)
    }

    /// The newest delegations come first.
    pub fn delegation(&self, which: Which) -> DelegationId {
        let mut all = self.naive().delegations();
        all.reverse();
        of(&all, which).map_or(DelegationId::new(nothing()), |given| given.id)
    }

    /// The newest broken glass comes first.
    pub fn review(&self, which: Which) -> ReviewId {
        let mut all = self.naive().broken();
        all.reverse();
        of(&all, which).map_or(ReviewId::new(nothing()), |broken| broken.id)
    }

    /// The newest drafts come first.
    pub fn draft(&self, which: Which) -> DraftId {
        let mut all = self.naive().drafts();
        all.reverse();
        of(&all, which).map_or(DraftId::new(nothing()), |draft| draft.id)
    }

    /// The newest migrations come first.
    pub fn migration(&self, which: Which) -> MigrationId {
        let mut all = self.naive().migrations();
        all.reverse();
        of(&all, which).map_or(MigrationId::new(nothing()), |known| known.id)
    }

    pub fn version(&self, key: &TicketKey, known: Known) -> Version {
        let naive = self.naive();
        let tickets = naive.tickets();
        let ticket = tickets.iter().find(|(_, k)| k == key);
        match (known, ticket) {
            (Known::Right, Some((ticket, _))) => naive.version(*ticket),
            (Known::Right, None) => Version(1),
            (Known::Wrong(n), _) => Version(n.into()),
        }
    }

    /// The first few are those that start where the ticket stands; the others may not.
    pub fn arrow(&self, key: &TicketKey, which: Which) -> TransitionName {
        let naive = self.naive();
        let tickets = naive.tickets();
        let ticket = tickets.iter().find(|(_, k)| k == key);
        let here = ticket.map_or_else(Vec::new, |(ticket, _)| naive.leaving(*ticket));
        match which {
            Which::Nth(n) if usize::from(n) < 6 && !here.is_empty() => {
                here[n as usize % here.len()].name.clone()
            }
            Which::Nth(n) => arrow_name(n as usize % ARROW_NAMES),
            Which::Unknown => arrow_name(ARROW_NAMES),
        }
    }
}

pub fn of<T>(all: &[T], which: Which) -> Option<&T> {
    match which {
        Which::Nth(n) => all.get(n as usize % all.len().max(1)),
        Which::Unknown => None,
    }
}

pub fn project_key(n: u8) -> ProjectKey {
    format!("P{n}").parse().unwrap()
}

pub fn no_ticket() -> TicketKey {
    TicketKey {
        project: project_key(0),
        number: 1_000,
    }
}

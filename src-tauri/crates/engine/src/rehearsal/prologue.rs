//! How every rehearsal begins: a founder, the cast with keys and roles, the workflow with a ticket, and an incident beside it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::SecretKey;
use model::{
    Actor, BotId, Cast, Command, Digest, Handle, Holder, InvitationId, PersonId, ProjectId,
    PublicKey, Refusal, RoleName, SessionId, Span, StateName, TicketId, TicketKey, Timestamp,
    TokenId, Who, Workflow, WorkflowName, WorkspaceId,
    command::Publication,
    deed::HeldBy,
    refusal::{Code, Thing},
    ticket::Changes,
    workflow::{State, TicketRules},
};

use super::{Rehearsal, secret};
use crate::World;

/// 1 January 2026.
pub(super) const START: Timestamp = Timestamp::from_micros(1_767_225_600_000_000);
const PROJECT: &str = "TRY";
const INCIDENTS: &str = "INC";
/// Nobody's credential runs out within a run.
const TOKENS_LAST: Span = Span::days(366 * 300);

impl Rehearsal {
    /// Brings the cast together and lets its creator open a ticket.
    ///
    /// # Errors
    /// What [`decide`](crate::decide) says to a cast that cannot be, or to its creator.
    pub fn begin(workflow: &Workflow, cast: &Cast) -> Result<Self, Refusal> {
        let founder = person(0);
        let mut rehearsal = Self {
            world: World::new(),
            now: START,
            minted: 1_000,
            workflow: workflow.clone(),
            cast: BTreeMap::new(),
            founder,
            ticket: key(PROJECT)?,
            incident: key(INCIDENTS)?,
            stood: BTreeSet::new(),
            path: Vec::new(),
        };
        let found = Command::FoundWorkspace {
            workspace: WorkspaceId::new(rehearsal.next()),
            name: Digest::of(b"rehearsal"),
            simulated: true,
            key: public(&SecretKey::from_seed(Digest::of(b"log").bytes())),
        };
        rehearsal.ask(&founder, found)?;
        for (handle, roles) in &cast.people {
            rehearsal.joins(handle, roles)?;
        }
        for (handle, bot) in &cast.bots {
            let keeper = bot.keeper.as_ref();
            let keeper = keeper.map_or(Ok(founder), |keeper| rehearsal.actor(keeper))?;
            rehearsal.arrives(handle, keeper, &bot.roles)?;
        }
        rehearsal.goes_live(workflow, PROJECT)?;
        rehearsal.goes_live(&incidents(workflow)?, INCIDENTS)?;
        rehearsal.opens(&founder, INCIDENTS)?;
        let creator = rehearsal.actor(&cast.creator)?;
        rehearsal.opens(&creator, PROJECT)?;
        rehearsal.stood.insert(workflow.initial.clone());
        Ok(rehearsal)
    }

    fn joins(&mut self, handle: &Handle, roles: &BTreeSet<RoleName>) -> Result<(), Refusal> {
        let founder = self.founder;
        let who = person(self.cast.len() as u128 + 1);
        let invitation = InvitationId::new(self.next());
        let code = Digest::of(handle.as_str().as_bytes());
        let invite = Command::Invite {
            invitation,
            code,
            roles: roles.clone(),
            expires: self.now.plus(Span::days(1)),
        };
        self.ask(&founder, invite)?;
        self.ask(&who, Command::Join { invitation, code })?;
        let enrol = Command::EnrolKey {
            key: public(&secret(handle)),
            held_by: HeldBy::Window,
            readmitted: None,
        };
        self.ask(&who, enrol)?;
        self.cast.insert(handle.clone(), who);
        Ok(())
    }

    fn arrives(
        &mut self,
        handle: &Handle,
        keeper: Actor,
        roles: &BTreeSet<RoleName>,
    ) -> Result<(), Refusal> {
        if self.cast.contains_key(handle) {
            return Err(Refusal::AlreadyExists(Thing::Bot));
        }
        let founder = self.founder;
        let bot = BotId::new(self.next());
        let add = Command::AddBot {
            bot,
            handle: Digest::of(handle.as_str().as_bytes()),
            keeper: keeper.id.person().ok_or(Refusal::NotFound(Thing::Person))?,
        };
        self.ask(&founder, add)?;
        let token = TokenId::new(self.next());
        let issue = Command::IssueToken {
            token,
            bot,
            secret: Digest::of(&self.minted.to_be_bytes()),
            expires: self.now.plus(TOKENS_LAST),
            rate: None,
        };
        self.ask(&founder, issue)?;
        for role in roles {
            let grant = Command::GrantRole {
                role: role.clone(),
                holder: Holder::Bot(bot),
            };
            self.ask(&founder, grant)?;
        }
        self.cast.insert(handle.clone(), Actor::bot(bot, token));
        Ok(())
    }

    /// Publishes a workflow and makes a project that follows it. Whom it names and nobody is in the cast, the founder is.
    fn goes_live(&mut self, workflow: &Workflow, project: &str) -> Result<(), Refusal> {
        let founder = self.founder;
        let allowed = workflow.transitions.iter().flat_map(|t| &t.by);
        let tickets = &workflow.tickets;
        let on_tickets = [&tickets.create, &tickets.edit, &tickets.comment];
        let all = allowed.chain(on_tickets.into_iter().flatten());
        let bound = all.filter_map(|who| match who {
            Who::Actor(handle) => {
                let actor = self.cast.get(handle).unwrap_or(&founder);
                Some((handle.clone(), actor.id.holder()?))
            }
            _ => None,
        });
        let bound = bound.collect();
        let digest = Digest::of(project.as_bytes());
        self.world.teach(digest, workflow.clone());
        let publication = Publication {
            workflow: workflow.clone(),
            digest,
            rules_digest: digest,
            bound,
            draft: None,
        };
        self.ask(&founder, Command::PublishWorkflow(Box::new(publication)))?;
        let create = Command::CreateProject {
            project: ProjectId::new(self.next()),
            key: named(project)?,
            name: digest,
            workflow: workflow.name.clone(),
        };
        self.ask(&founder, create)
    }

    fn opens(&mut self, by: &Actor, project: &str) -> Result<(), Refusal> {
        let create = Command::CreateTicket {
            ticket: TicketId::new(self.next()),
            project: named(project)?,
            content: Changes::from([(model::Part::Title, Some(Digest::of(b"title")))]),
        };
        self.ask(by, create)
    }
}

fn person(n: u128) -> Actor {
    let bits = uuid::Uuid::from_u128(n + 1);
    Actor::person(PersonId::new(bits), SessionId::new(bits))
}

fn public(key: &SecretKey) -> PublicKey {
    PublicKey::new(*key.public().bytes())
}

/// Where incidents are kept, which an emergency is about.
fn incidents(beside: &Workflow) -> Result<Workflow, Refusal> {
    let open: StateName = named("Open")?;
    let mut name: WorkflowName = named("Incidents")?;
    if name == beside.name {
        name = named("Other incidents")?;
    }
    Ok(Workflow {
        name,
        description: None,
        initial: open.clone(),
        tickets: TicketRules {
            create: vec![Who::Kind(model::Kind::Person)],
            ..TicketRules::default()
        },
        fields: Vec::new(),
        states: vec![State {
            name: open,
            terminal: false,
            colour: None,
            description: None,
        }],
        transitions: Vec::new(),
        layout: BTreeMap::new(),
    })
}

fn key(project: &str) -> Result<TicketKey, Refusal> {
    Ok(TicketKey {
        project: named(project)?,
        number: 1,
    })
}

fn named<N: std::str::FromStr>(name: &str) -> Result<N, Refusal> {
    name.parse()
        .map_err(|_| Refusal::TurnedAway(Code::Malformed))
}

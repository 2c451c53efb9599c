//! The one decision (law 1). Everything that changes a workspace is asked here, and only here is it allowed.

mod access;
mod delegations;
mod drafts;
mod freezing;
mod gates;
mod glass;
pub(crate) mod keys;
mod migrations;
mod tickets;

pub use drafts::may_publish;
pub use glass::may_break;

use model::{
    Actor, ActorId, Command, Deed, Event, Refusal, RoleName, StateName, Ticket, Timestamp,
    TransitionName, Who, entry::About,
};

use crate::World;

/// What follows from `command`, or why nothing does. Refusals come in the order of the doors' table:
/// 401, 404, 423, 400, 403, 409, 422. No events at all means: this is so already.
///
/// # Errors
/// The first [`Refusal`] that applies; the world is as it was.
pub fn decide(
    world: &World,
    actor: &Actor,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if let Command::TurnedAway { code, .. } | Command::Counted { code, .. } = command {
        return Err(Refusal::TurnedAway(*code));
    }
    known(world, actor, command, now)?;
    both(
        standing(world, actor, command),
        asked(world, actor, command, now),
    )
}

/// Whether `actor` may approve `request` at `now`, apart from what only the click brings: the signature, what was shown, a password.
///
/// # Errors
/// What [`decide`] would say to the approval.
pub fn may_approve(
    world: &World,
    actor: &Actor,
    request: &model::Request,
    under: Option<model::DelegationId>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let member = |person| world.access.members.contains_key(&person);
    match actor.id {
        ActorId::Person(person) if !member(person) => {
            return Err(Refusal::NotFound(model::refusal::Thing::Workspace));
        }
        ActorId::Person(person) if world.access.audits(person) => {
            return Err(Refusal::NotPermitted {
                allowed: Vec::new(),
            });
        }
        _ => {}
    }
    gates::may_approve(world, actor, request, under, now)
}

/// What is to be said of `command` itself, by whoever stands in good order.
fn asked(
    world: &World,
    actor: &Actor,
    command: &Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::FoundWorkspace {
            workspace,
            name,
            simulated,
            key,
        } => access::found(
            world,
            actor,
            Deed::FoundWorkspace {
                workspace: *workspace,
                name: *name,
                owner: founder(actor)?,
                simulated: *simulated,
                key: *key,
            },
        ),
        Command::Join { invitation, code } => access::join(world, actor, *invitation, *code, now),
        Command::Invite { .. }
        | Command::RemovePerson { .. }
        | Command::GrantRole { .. }
        | Command::RevokeRole { .. }
        | Command::AddBot { .. }
        | Command::ChangeKeeper { .. }
        | Command::IssueToken { .. }
        | Command::RevokeToken { .. }
        | Command::CreateProject { .. } => access::change(world, actor, command, now),
        Command::EditDraft { draft, workflow } => {
            drafts::edit(world, actor, *draft, workflow.as_ref())
        }
        Command::ProposeWorkflow { draft, proposed } => {
            drafts::propose(world, actor, *draft, proposed)
        }
        Command::PublishWorkflow(publication) => drafts::publish(world, actor, publication),
        Command::ProposeMigration { migration, mapping } => {
            migrations::propose(world, actor, *migration, mapping)
        }
        Command::AcceptMigration { migration } => migrations::accept(world, actor, *migration),
        Command::EndMigration { migration } => migrations::end(world, actor, *migration),
        Command::MigrateTicket { ticket, migration } => {
            migrations::migrate(world, actor, *migration, ticket, now)
        }
        Command::GovernWorkflows { review } => drafts::govern(world, actor, *review),
        Command::Freeze {
            target,
            reason,
            second,
        } => freezing::freeze(world, actor, target, (*reason, *second)),
        Command::Thaw { target } => freezing::thaw(world, actor, target, now),
        Command::ConfirmClock => freezing::confirm_clock(world, actor, now),
        Command::CreateTicket {
            ticket,
            project,
            content,
        } => tickets::create(world, actor, *ticket, project, content),
        Command::EditTicket {
            ticket,
            expected,
            changes,
        } => tickets::edit(world, actor, (ticket, *expected), changes, now),
        Command::Comment {
            ticket,
            comment,
            text,
        } => tickets::comment(world, actor, ticket, *comment, *text),
        Command::Move(take) => tickets::take(world, actor, take, now),
        Command::BreakGlass(broken) => glass::smash(world, actor, broken, now),
        Command::CloseReview {
            review,
            finding,
            said,
        } => glass::close(world, actor, *review, (*finding, *said)),
        Command::Delegate {
            delegation,
            to,
            scope,
            until,
        } => delegations::give(world, actor, *delegation, (*to, scope, *until), now),
        Command::AcceptDelegation { delegation } => {
            delegations::accept(world, actor, *delegation, now)
        }
        Command::EndDelegation { delegation } => delegations::end(world, actor, *delegation, now),
        Command::Decide(said) => gates::decide(world, actor, said, now),
        Command::Readmit {
            invitation,
            code,
            person,
            expires,
        } => keys::readmit(world, actor, (*invitation, *code), *person, *expires),
        Command::EnrolKey {
            key,
            held_by,
            readmitted,
        } => keys::enrol(world, actor, (*key, *held_by), *readmitted, now),
        Command::RotateKey(rotation) => keys::rotate(world, actor, rotation, now),
        Command::Erase { texts, reason } => keys::erase(world, actor, texts, *reason),
        Command::BeginEpoch(epoch) => keys::epoch(world, actor, epoch),
        Command::AddAnchor { anchor, place } => keys::add_anchor(world, actor, *anchor, *place),
        Command::RemoveAnchor { anchor } => keys::remove_anchor(world, actor, *anchor),
        Command::Withdraw { request } => gates::withdraw(world, actor, *request, now),
        Command::Expire { request } => gates::expire(world, actor, *request, now),
        Command::TurnedAway { code, .. } | Command::Counted { code, .. } => {
            Err(Refusal::TurnedAway(*code))
        }
    }
}

/// That `actor` is somebody here, with a credential that is worth something; newcomers are people without one.
fn known(world: &World, actor: &Actor, command: &Command, now: Timestamp) -> Result<(), Refusal> {
    match actor.id {
        ActorId::Clock => Ok(()),
        ActorId::Person(_) if arriving(command) => Ok(()),
        ActorId::Person(person) if !world.access.members.contains_key(&person) => {
            Err(Refusal::NotFound(model::refusal::Thing::Workspace))
        }
        id if world.access.credential_holds(id, actor.via, now) => Ok(()),
        _ => Err(Refusal::Unauthenticated),
    }
}

/// What speaks against `actor` whatever the command: the clock only expires, an auditor only reads, a frozen bot waits.
fn standing(world: &World, actor: &Actor, command: &Command) -> Result<(), Refusal> {
    let nothing_to_do = Refusal::NotPermitted {
        allowed: Vec::new(),
    };
    match actor.id {
        ActorId::Clock if !matches!(command, Command::Expire { .. }) => Err(nothing_to_do),
        // A key of one's own belongs to arriving, for an auditor too.
        ActorId::Person(person)
            if !arriving(command)
                && !matches!(command, Command::EnrolKey { .. })
                && world.access.audits(person) =>
        {
            Err(nothing_to_do)
        }
        ActorId::Bot(bot) if world.bot_frozen(bot) => {
            Err(Refusal::Frozen(model::deed::Freezable::Bot(bot)))
        }
        _ => Ok(()),
    }
}

/// Nobody is a member yet who founds or joins.
const fn arriving(command: &Command) -> bool {
    matches!(
        command,
        Command::FoundWorkspace { .. } | Command::Join { .. }
    )
}

/// Whoever founds a workspace.
fn founder(actor: &Actor) -> Result<model::PersonId, Refusal> {
    actor.id.person().ok_or_else(|| Refusal::NotPermitted {
        allowed: vec![Who::Kind(model::Kind::Person)],
    })
}

/// Both must hold. Where neither does, the one that stands higher in the doors' table is told; codes are in its order.
fn both<T>(one: Result<(), Refusal>, other: Result<T, Refusal>) -> Result<T, Refusal> {
    match (one, other) {
        (Ok(()), other) => other,
        (Err(one), Err(other)) if other.code() < one.code() => Err(other),
        (Err(one), _) => Err(one),
    }
}

/// That a person holds `role`.
fn needs_role(world: &World, actor: &Actor, role: RoleName) -> Result<model::PersonId, Refusal> {
    match actor.id {
        ActorId::Person(person)
            if world
                .access
                .holds(model::Holder::Person(person), role.as_str()) =>
        {
            Ok(person)
        }
        _ => Err(Refusal::NotPermitted {
            allowed: vec![Who::Role(role)],
        }),
    }
}

/// One event that is about no ticket.
fn only(actor: &Actor, deed: Deed) -> Vec<Event> {
    vec![Event {
        by: *actor,
        about: About::default(),
        deed,
    }]
}

/// What a refused `command` was about, as far as it exists: for its entry.
pub fn about(world: &World, _actor: &Actor, command: &Command) -> About {
    let request = command.request().and_then(|id| world.request(id));
    let ticket = match (command.ticket(), request) {
        (Some(key), _) => world.ticket(key),
        (None, Some(request)) => world.ticket_by_id(request.ticket),
        (None, None) => None,
    };
    let to = match (command, ticket, request) {
        (Command::Move(take), Some(ticket), _) => leads_to(world, ticket, &take.transition),
        (Command::BreakGlass(broken), Some(ticket), _) => {
            leads_to(world, ticket, &broken.transition)
        }
        (Command::Decide(_), _, Some(request)) => Some(request.to.clone()),
        (Command::MigrateTicket { migration, .. }, Some(ticket), _) => {
            let known = world.migrations.get(migration);
            known.and_then(|known| known.mapping.states.get(&ticket.state).cloned())
        }
        _ => None,
    };
    About {
        ticket: ticket.map(|t| t.id).or(request.map(|r| r.ticket)),
        from: ticket.map(|t| t.state.clone()),
        to,
        workflow: ticket.map(|t| t.workflow.digest),
        request: request.map(|r| r.id),
        changed: Default::default(),
    }
}

/// Where `transition` would take `ticket`, if it starts where that stands.
fn leads_to(world: &World, ticket: &Ticket, transition: &TransitionName) -> Option<StateName> {
    let rules = world.published(&ticket.workflow)?;
    let mut leaving = rules.workflow.leaving(&ticket.state);
    leaving
        .find(|t| t.name == *transition)
        .map(|t| t.to.clone())
}

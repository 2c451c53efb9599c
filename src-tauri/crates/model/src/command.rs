//! What can be asked for. Commands carry ids, digests and names; texts travel beside them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Action, Actor, AnchorId, BotId, Category, Code, CommentId, DelegationId, Digest, DraftId,
    Finding, Handle, Holder, HostId, InvitationId, Mapping, MigrationId, PersonId, ProjectId,
    ProjectKey, PublicKey, RequestId, ReviewId, RoleName, Scope, Signature, Text, TicketId,
    TicketKey, Timestamp, TokenId, TransitionName, Verdict, Version, Workflow, WorkflowName,
    WorkspaceId,
    deed::{Freezable, HeldBy, Rate},
    ticket::Changes,
};

/// A command and what belongs to asking it: the unit that a writer takes from its queue.
#[derive(Clone, Debug)]
pub struct Asked<C> {
    /// Who asks.
    pub by: Actor,
    /// For what.
    pub command: C,
    /// The texts whose digests the command carries; stored if it is done.
    pub texts: Vec<Text>,
    /// What the call named; stored if it is refused.
    pub named: Option<Text>,
    /// Idempotency: digest of credential and key, digest of the body.
    pub key: Option<(Digest, Digest)>,
    /// Trace id, 32 hex digits.
    pub trace: Option<String>,
    /// A published file's bytes, for [`Command::PublishWorkflow`].
    pub source: Option<String>,
}

impl<C> Asked<C> {
    /// A command without texts, key or trace.
    pub const fn new(by: Actor, command: C) -> Self {
        Self {
            by,
            command,
            texts: Vec::new(),
            named: None,
            key: None,
            trace: None,
            source: None,
        }
    }
}

/// What can be asked of a workspace. Ids of new things come with the command: `decide` has no luck.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Make the workspace; the asker becomes its owner and author. Only as a log's first command.
    FoundWorkspace {
        workspace: WorkspaceId,
        name: Digest,
        simulated: bool,
        key: PublicKey,
    },
    /// Make a one-time code for a member who cannot sign any more.
    Readmit {
        invitation: InvitationId,
        code: Digest,
        person: PersonId,
        expires: Timestamp,
    },
    /// Sign with this key from now on: the asker's first one, or another after a code.
    EnrolKey {
        key: PublicKey,
        held_by: HeldBy,
        readmitted: Option<(InvitationId, Digest)>,
    },
    /// Give the log another key.
    RotateKey(Box<Rotation>),
    /// Erase texts.
    Erase {
        texts: BTreeSet<Digest>,
        reason: Option<Digest>,
    },
    /// Go on from an older state of the log.
    BeginEpoch(Box<Epoch>),
    /// Keep checkpoints in another place too.
    AddAnchor { anchor: AnchorId, place: Digest },
    /// Keep them there no longer.
    RemoveAnchor { anchor: AnchorId },
    /// Make a one-time code.
    Invite {
        invitation: InvitationId,
        code: Digest,
        roles: BTreeSet<RoleName>,
        expires: Timestamp,
    },
    /// Redeem one. The asker joins.
    Join {
        invitation: InvitationId,
        code: Digest,
    },
    /// End a membership.
    RemovePerson { person: PersonId },
    /// Give a role.
    GrantRole { role: RoleName, holder: Holder },
    /// Take one.
    RevokeRole { role: RoleName, holder: Holder },
    /// Make a bot.
    AddBot {
        bot: BotId,
        handle: Digest,
        keeper: PersonId,
    },
    /// Let another person answer for it.
    ChangeKeeper { bot: BotId, keeper: PersonId },
    /// Give it a token.
    IssueToken {
        token: TokenId,
        bot: BotId,
        secret: Digest,
        expires: Timestamp,
        rate: Option<Rate>,
    },
    /// Make a token worthless.
    RevokeToken { token: TokenId },
    /// Make a project.
    CreateProject {
        project: ProjectId,
        key: ProjectKey,
        name: Digest,
        workflow: WorkflowName,
    },
    /// Say that I edit a draft.
    EditDraft {
        draft: DraftId,
        workflow: Option<WorkflowName>,
    },
    /// Ask another author to make a draft live.
    ProposeWorkflow {
        draft: DraftId,
        proposed: Box<Proposed>,
    },
    /// Say whether workflows need a second author to go live.
    GovernWorkflows { review: bool },
    /// Make a workflow live.
    PublishWorkflow(Box<Publication>),
    /// Ask another author to let tickets in flight go on by a newer version of their workflow.
    ProposeMigration {
        migration: MigrationId,
        mapping: Box<Mapping>,
    },
    /// Say that they may.
    AcceptMigration { migration: MigrationId },
    /// Say that no more of them do.
    EndMigration { migration: MigrationId },
    /// Let one of them.
    MigrateTicket {
        ticket: TicketKey,
        migration: MigrationId,
    },
    /// Open a ticket.
    CreateTicket {
        ticket: TicketId,
        project: ProjectKey,
        content: Changes,
    },
    /// Change its content.
    EditTicket {
        ticket: TicketKey,
        expected: Version,
        changes: Changes,
    },
    /// Comment on it.
    Comment {
        ticket: TicketKey,
        comment: CommentId,
        text: Digest,
    },
    /// Take a transition.
    Move(Box<Take>),
    /// Take a transition past its gate, in an emergency.
    BreakGlass(Box<Break>),
    /// Say what a look at a broken glass found.
    CloseReview {
        review: ReviewId,
        finding: Finding,
        said: Digest,
    },
    /// Let somebody decide for me.
    Delegate {
        delegation: DelegationId,
        to: PersonId,
        scope: Scope,
        until: Timestamp,
    },
    /// Decide for somebody from now on.
    AcceptDelegation { delegation: DelegationId },
    /// End a delegation that I gave or got.
    EndDelegation { delegation: DelegationId },
    /// Approve, reject or ask for changes.
    Decide(Box<Decide>),
    /// Take a request back.
    Withdraw { request: RequestId },
    /// Record that a request's time ran out. The clock's only command.
    Expire { request: RequestId },
    /// Stop moves.
    Freeze {
        target: Freezable,
        reason: Option<Digest>,
        second: bool,
    },
    /// Let them go on.
    Thaw { target: Freezable },
    /// Say that the clock is right.
    ConfirmClock,
    /// Record that a door turned a call away, `tried` being what it was meant to be.
    TurnedAway { tried: Action, code: Code },
    /// Record that a door turned away `count` more of them.
    Counted {
        tried: Action,
        code: Code,
        count: u64,
    },
}

/// A workflow to be published.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// The state machine.
    pub workflow: Workflow,
    /// SHA-256 of the file's bytes.
    pub digest: Digest,
    /// SHA-256 of the rules alone.
    pub rules_digest: Digest,
    /// Whom its `actor:` names mean.
    pub bound: BTreeMap<Handle, Holder>,
    /// The draft that was proposed, when a second author publishes it.
    pub draft: Option<DraftId>,
}

/// A draft's file that is to be published by another author; its rules are in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposed {
    /// Its name.
    pub name: WorkflowName,
    /// SHA-256 of the file's bytes.
    pub digest: Digest,
    /// SHA-256 of the rules alone.
    pub rules_digest: Digest,
    /// Whom its `actor:` names mean.
    pub bound: BTreeMap<Handle, Holder>,
}

/// A move that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// Which ticket.
    pub ticket: TicketKey,
    /// Which transition.
    pub transition: TransitionName,
    /// The version the asker knows.
    pub expected: Option<Version>,
    /// Values it takes if it moves; only [`crate::Part::Field`]s.
    pub arguments: Changes,
    /// What the asker says.
    pub note: Option<Digest>,
    /// The request's id, should one open.
    pub request: RequestId,
}

/// A transition that is taken in an emergency, past its gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Which ticket.
    pub ticket: TicketKey,
    /// Which transition.
    pub transition: TransitionName,
    /// The version the asker knows.
    pub expected: Option<Version>,
    /// Values it takes; only [`crate::Part::Field`]s.
    pub arguments: Changes,
    /// What sort of emergency.
    pub category: Category,
    /// Why.
    pub reason: Digest,
    /// The ticket that the emergency is about.
    pub linked: TicketKey,
    /// The review's id.
    pub review: ReviewId,
    /// The asker gave their password again.
    pub reauthenticated: bool,
}

/// One person's signed word on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decide {
    /// Which request.
    pub request: RequestId,
    /// Yes or no.
    pub verdict: Verdict,
    /// What they were shown.
    pub shown: Digest,
    /// Why.
    pub reason: Option<Digest>,
    /// The host's time at the click.
    pub at: Timestamp,
    /// In the stead of whoever gave this delegation.
    pub under: Option<DelegationId>,
    /// They gave their password again for it.
    pub reauthenticated: bool,
    /// By the key that they have in use.
    pub signature: Signature,
}

/// Another key for a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The key it has.
    pub old: PublicKey,
    /// The key it is to have.
    pub new: PublicKey,
    /// When it was signed.
    pub at: Timestamp,
    /// By the old key.
    pub by_old: Signature,
    /// By the new key.
    pub by_new: Signature,
}

/// An older state of a log, and the newest one that it is known to have had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// How many entries it goes on from, and the root over them.
    pub kept: (u64, Digest),
    /// How many it is known to have had, and the root over those.
    pub lost: (u64, Digest),
    /// The log's key from there on.
    pub key: PublicKey,
    /// It came out of a backup.
    pub restored: bool,
    /// Why.
    pub reason: Option<Digest>,
}

impl Command {
    /// What it is called in the log.
    pub const fn action(&self) -> Action {
        match self {
            Self::FoundWorkspace { .. } => Action::FoundWorkspace,
            Self::Invite { .. } => Action::Invite,
            Self::Readmit { .. } => Action::Readmit,
            Self::EnrolKey { .. } => Action::EnrolKey,
            Self::RotateKey(_) => Action::RotateKey,
            Self::Erase { .. } => Action::Erase,
            Self::BeginEpoch(_) => Action::Epoch,
            Self::AddAnchor { .. } => Action::AddAnchor,
            Self::RemoveAnchor { .. } => Action::RemoveAnchor,
            Self::Join { .. } => Action::Join,
            Self::RemovePerson { .. } => Action::RemovePerson,
            Self::GrantRole { .. } => Action::GrantRole,
            Self::RevokeRole { .. } => Action::RevokeRole,
            Self::AddBot { .. } => Action::AddBot,
            Self::ChangeKeeper { .. } => Action::ChangeKeeper,
            Self::IssueToken { .. } => Action::IssueToken,
            Self::RevokeToken { .. } => Action::RevokeToken,
            Self::CreateProject { .. } => Action::CreateProject,
            Self::EditDraft { .. } => Action::EditDraft,
            Self::ProposeWorkflow { .. } => Action::ProposeWorkflow,
            Self::GovernWorkflows { .. } => Action::GovernWorkflows,
            Self::PublishWorkflow(_) => Action::PublishWorkflow,
            Self::ProposeMigration { .. } => Action::ProposeMigration,
            Self::AcceptMigration { .. } => Action::AcceptMigration,
            Self::EndMigration { .. } => Action::EndMigration,
            Self::MigrateTicket { .. } => Action::MigrateTicket,
            Self::CreateTicket { .. } => Action::CreateTicket,
            Self::EditTicket { .. } => Action::EditTicket,
            Self::Comment { .. } => Action::Comment,
            Self::Move(_) => Action::Move,
            Self::BreakGlass(_) => Action::BreakGlass,
            Self::CloseReview { .. } => Action::CloseReview,
            Self::Delegate { .. } => Action::Delegate,
            Self::AcceptDelegation { .. } => Action::AcceptDelegation,
            Self::EndDelegation { .. } => Action::EndDelegation,
            Self::Decide(_) => Action::Decide,
            Self::Withdraw { .. } | Self::Expire { .. } => Action::EndRequest,
            Self::Freeze { .. } => Action::Freeze,
            Self::Thaw { .. } => Action::Thaw,
            Self::ConfirmClock => Action::ConfirmClock,
            Self::TurnedAway { tried, .. } | Self::Counted { tried, .. } => *tried,
        }
    }

    /// The ticket it names, which must be loaded before it is decided. A decision's ticket comes from its request.
    pub const fn ticket(&self) -> Option<&TicketKey> {
        match self {
            Self::EditTicket { ticket, .. }
            | Self::Comment { ticket, .. }
            | Self::MigrateTicket { ticket, .. } => Some(ticket),
            Self::Move(take) => Some(&take.ticket),
            Self::BreakGlass(broken) => Some(&broken.ticket),
            _ => None,
        }
    }

    /// Another ticket that it names, which must be loaded too.
    pub const fn linked(&self) -> Option<&TicketKey> {
        match self {
            Self::BreakGlass(broken) => Some(&broken.linked),
            _ => None,
        }
    }

    /// The request it names; its ticket must be loaded too.
    pub const fn request(&self) -> Option<RequestId> {
        match self {
            Self::Decide(said) => Some(said.request),
            Self::Withdraw { request } | Self::Expire { request } => Some(*request),
            _ => None,
        }
    }
}

/// What can be asked of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostCommand {
    /// Make the host's log. Only as its first command.
    FoundHost {
        host: HostId,
        simulated: bool,
        key: PublicKey,
    },
    /// Make a person known.
    AddPerson {
        person: PersonId,
        handle: Digest,
        name: Digest,
        password: Digest,
    },
    /// Set one's own password.
    ChangePassword { person: PersonId, password: Digest },
    /// Record that a password was right, or was not.
    SignIn {
        person: Option<PersonId>,
        right: bool,
    },
    /// End a session.
    SignOut { person: PersonId },
    /// Name a workspace that was made.
    AddWorkspace {
        workspace: WorkspaceId,
        founder: PersonId,
    },
    /// Give the log another key.
    RotateKey(Box<Rotation>),
    /// Go on from an older state of the log.
    BeginEpoch(Box<Epoch>),
    /// Record that a door turned a call away.
    TurnedAway { tried: Action, code: Code },
    /// Record that a door turned away `count` more of them.
    Counted {
        tried: Action,
        code: Code,
        count: u64,
    },
}

impl HostCommand {
    /// What it is called in the log.
    pub const fn action(&self) -> Action {
        match self {
            Self::FoundHost { .. } => Action::FoundHost,
            Self::AddPerson { .. } => Action::AddPerson,
            Self::ChangePassword { .. } => Action::ChangePassword,
            Self::SignIn { .. } => Action::SignIn,
            Self::SignOut { .. } => Action::SignOut,
            Self::AddWorkspace { .. } => Action::AddWorkspace,
            Self::RotateKey(_) => Action::RotateKey,
            Self::BeginEpoch(_) => Action::Epoch,
            Self::TurnedAway { tried, .. } | Self::Counted { tried, .. } => *tried,
        }
    }
}

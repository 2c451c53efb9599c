//! What can happen: one variant per action, with the data that this action has and no other.

mod data;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AnchorId, BotId, Category, CommentId, DelegationId, Digest, DraftId, Exclusion, Finding,
    Handle, Holder, HostId, InvitationId, Mapping, MigrationId, PersonId, ProjectId, ProjectKey,
    PublicKey, ReviewId, RoleName, Scope, Signature, TicketId, Timestamp, TokenId, TransitionName,
    Verdict, Version, WorkflowName, WorkspaceId, request::Staleness,
};

/// Calls a credential may make: so many a second, and so many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Rate {
    /// Calls a second, in the long run.
    pub per_second: u32,
    /// Calls at once.
    pub burst: u32,
}

impl Default for Rate {
    fn default() -> Self {
        Self {
            per_second: 200,
            burst: 400,
        }
    }
}

/// What is frozen: its moves stop, its log goes on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "what", content = "id")]
pub enum Freezable {
    /// One bot.
    Bot(BotId),
    /// All tickets of a workflow, in every version.
    Workflow(WorkflowName),
    /// Everything.
    Workspace,
}

/// Who has a person's signing key open while they are signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeldBy {
    /// The desktop application that they sit at.
    Window,
    /// The host that serves their browser: whoever runs it could sign as them meanwhile.
    Host,
}

/// How a request ended without a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "how", content = "because")]
pub enum Ending {
    /// Somebody said no.
    Rejected,
    /// Time ran out.
    Expired,
    /// The requester took it back.
    Withdrawn,
    /// The world changed under it.
    Stale(Staleness),
}

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })?)*) => {
        /// What happened.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case", tag = "action", content = "data", deny_unknown_fields)]
        pub enum Deed {
            $($(#[$doc])* $name $({ $($(#[$fdoc])* $field: $type,)* })?,)*
            /// A call that a door turned away before it became a command. Always refused or counted.
            Call,
        }

        /// What was done or tried.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Action {
            $($(#[$doc])* $name,)*
            /// A call that a door turned away before it became a command.
            Call,
        }

        impl Action {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$name,)* Self::Call];
        }

        impl Deed {
            /// Its action.
            pub const fn action(&self) -> Action {
                match self { $(Self::$name $({ $($field: _,)* })? => Action::$name,)* Self::Call => Action::Call }
            }
        }
    };
}

deeds! {
    /// A workspace was made. Its founder is its first owner and author.
    FoundWorkspace {
        /// The workspace.
        workspace: WorkspaceId,
        /// Its name.
        name: Digest,
        /// The founder.
        owner: PersonId,
        /// Made by the demo, on a simulated clock.
        simulated: bool,
        /// The log's key, which signs its checkpoints.
        key: PublicKey,
    }
    /// A one-time code was made.
    Invite {
        /// The invitation.
        invitation: InvitationId,
        /// SHA-256 of the code.
        code: Digest,
        /// What whoever redeems it will hold.
        roles: BTreeSet<RoleName>,
        /// From then on it is worth nothing.
        expires: Timestamp,
    }
    /// Somebody redeemed a code and is a member with its roles now.
    Join {
        /// Which code.
        invitation: InvitationId,
        /// Who.
        person: PersonId,
    }
    /// A one-time code was made for a member who cannot sign with their key any more.
    Readmit {
        /// The code's id.
        invitation: InvitationId,
        /// SHA-256 of the code.
        code: Digest,
        /// For whom. The entry's actor answers for it being them.
        person: PersonId,
        /// From then on it is worth nothing.
        expires: Timestamp,
    }
    /// A member signs their decisions with this key from here on; what an earlier one signed stays signed.
    EnrolKey {
        /// Who.
        person: PersonId,
        /// The key.
        key: PublicKey,
        /// Who has it open while they are signed in.
        held_by: HeldBy,
        /// The code that readmitted them; absent for their first key.
        readmitted: Option<InvitationId>,
    }
    /// The log has another key from here on. Both signed that.
    RotateKey {
        /// The key that was.
        old: PublicKey,
        /// The key that is.
        new: PublicKey,
        /// When it was signed.
        at: Timestamp,
        /// By the old key.
        by_old: Signature,
        /// By the new key.
        by_new: Signature,
    }
    /// Texts were erased: what these digests stand for is gone for good.
    Erase {
        /// Of what.
        texts: BTreeSet<Digest>,
        /// Why.
        reason: Option<Digest>,
    }
    /// The log goes on from an older state of itself: somebody put back a backup or an old file, and an owner took it on.
    Epoch {
        /// How many entries it goes on from.
        size: u64,
        /// The root over them.
        root: Digest,
        /// How many entries it is known to have had.
        lost_size: u64,
        /// The root over those.
        lost_root: Digest,
        /// The log's key from here on: the one before it may be gone, or in other hands.
        key: PublicKey,
        /// It came out of a backup, which holds no private key: everybody enrols a new one at their next sign-in.
        restored: bool,
        /// Why.
        reason: Option<Digest>,
    }
    /// Checkpoints of the log are kept in another place too, from here on.
    AddAnchor {
        /// The place.
        anchor: AnchorId,
        /// Where: a folder, or a Git repository.
        place: Digest,
    }
    /// They are kept there no longer. What is there stays.
    RemoveAnchor {
        /// The place.
        anchor: AnchorId,
    }
    /// A person is no member any more.
    RemovePerson {
        /// Who.
        person: PersonId,
    }
    /// A person or bot holds a role now.
    GrantRole {
        /// The role.
        role: RoleName,
        /// Who holds it.
        holder: Holder,
    }
    /// A person or bot no longer holds a role.
    RevokeRole {
        /// The role.
        role: RoleName,
        /// Who held it.
        holder: Holder,
    }
    /// A bot was made.
    AddBot {
        /// The bot.
        bot: BotId,
        /// Its handle.
        handle: Digest,
        /// Who answers for it.
        keeper: PersonId,
    }
    /// Somebody else answers for a bot now.
    ChangeKeeper {
        /// The bot.
        bot: BotId,
        /// Who answers for it from now on.
        keeper: PersonId,
    }
    /// A bot got a token; the entry's actor issued it.
    IssueToken {
        /// The token.
        token: TokenId,
        /// Whose.
        bot: BotId,
        /// SHA-256 of its secret.
        secret: Digest,
        /// From then on it is worth nothing.
        expires: Timestamp,
        /// How many calls it may make; absent: any number.
        rate: Option<Rate>,
    }
    /// A token is worth nothing from here on.
    RevokeToken {
        /// The token.
        token: TokenId,
    }
    /// A project was made.
    CreateProject {
        /// The project.
        project: ProjectId,
        /// Its key.
        key: ProjectKey,
        /// Its name.
        name: Digest,
        /// What its tickets follow: the newest version when they are opened.
        workflow: WorkflowName,
    }
    /// A person edited a draft: written once for each person and draft.
    EditDraft {
        /// The draft.
        draft: DraftId,
        /// The workflow it is to be a new version of; absent for a new one.
        workflow: Option<WorkflowName>,
    }
    /// A draft waits for an author who did not edit it.
    ProposeWorkflow {
        /// The draft.
        draft: DraftId,
        /// Its name.
        name: WorkflowName,
        /// SHA-256 of the file's bytes.
        digest: Digest,
        /// SHA-256 of its rules alone.
        rules_digest: Digest,
        /// Whom its `actor:` names mean.
        bound: BTreeMap<Handle, Holder>,
        /// Everybody who edited it, and who proposed it: none of them publishes it.
        editors: BTreeSet<PersonId>,
    }
    /// An owner said whether workflows need a second author to go live.
    GovernWorkflows {
        /// They do.
        review: bool,
    }
    /// A workflow went live.
    PublishWorkflow {
        /// Its name.
        name: WorkflowName,
        /// Its version.
        version: u32,
        /// SHA-256 of the file's bytes.
        digest: Digest,
        /// SHA-256 of its rules alone.
        rules_digest: Digest,
        /// Whom its `actor:` names mean.
        bound: BTreeMap<Handle, Holder>,
        /// The draft that was proposed; absent where no second author was needed.
        draft: Option<DraftId>,
    }
    /// Tickets in flight are to go on by a newer version of their workflow: it waits for another author.
    ProposeMigration {
        /// The migration.
        migration: MigrationId,
        /// Which of them, and where each will stand.
        mapping: Mapping,
    }
    /// They may: each that does is an entry of its own.
    AcceptMigration {
        /// The migration.
        migration: MigrationId,
    }
    /// No more of them do: it was declined, taken back, or all is done.
    EndMigration {
        /// The migration.
        migration: MigrationId,
    }
    /// A ticket goes on by a newer version of its workflow.
    MigrateTicket {
        /// The migration.
        migration: MigrationId,
        /// SHA-256 of the file that it follows now.
        workflow: Digest,
        /// The version it has now.
        version: Version,
    }
    /// A ticket was opened.
    CreateTicket {
        /// Its project.
        project: ProjectId,
        /// Its number there.
        number: u64,
    }
    /// A ticket's content changed.
    EditTicket {
        /// The version it has now.
        version: Version,
    }
    /// Somebody commented on a ticket.
    Comment {
        /// The comment.
        comment: CommentId,
        /// What it says.
        text: Digest,
    }
    /// A ticket took a transition.
    Move {
        /// Which.
        transition: TransitionName,
        /// The version it has now.
        version: Version,
        /// What the mover said.
        note: Option<Digest>,
    }
    /// A ticket took a transition in an emergency, past its gate. Somebody else must look at it.
    BreakGlass {
        /// Which.
        transition: TransitionName,
        /// The version it has now.
        version: Version,
        /// What sort of emergency.
        category: Category,
        /// Why.
        reason: Digest,
        /// The ticket that the emergency is about.
        linked: TicketId,
        /// The review that it opens.
        review: ReviewId,
        /// When that must be closed.
        due: Timestamp,
    }
    /// Somebody else looked at a broken glass.
    CloseReview {
        /// Which.
        review: ReviewId,
        /// Whether it was right.
        finding: Finding,
        /// What they found.
        said: Digest,
    }
    /// A person lets another decide for them while they are away. It starts when that one accepts.
    Delegate {
        /// The delegation.
        delegation: DelegationId,
        /// Who decides.
        to: PersonId,
        /// What.
        scope: Scope,
        /// From then on it is over.
        until: Timestamp,
    }
    /// Whoever is to decide accepted.
    AcceptDelegation {
        /// Which.
        delegation: DelegationId,
    }
    /// A delegation ended before its time, or was not accepted. What was decided under it counts no more.
    EndDelegation {
        /// Which.
        delegation: DelegationId,
    }
    /// A move waits at a gate; or waits again, with changes that somebody asked for.
    Request {
        /// Which transition.
        transition: TransitionName,
        /// The ticket's version.
        version: Version,
        /// What the requester said.
        note: Option<Digest>,
        /// From then on nobody can approve it.
        expires: Timestamp,
        /// Who cannot approve it, and why.
        excluded: BTreeMap<PersonId, BTreeSet<Exclusion>>,
        /// The digest an approver must have seen.
        shown: Digest,
    }
    /// A person approved, rejected or asked for changes.
    Decide {
        /// Which.
        verdict: Verdict,
        /// What they were shown.
        shown: Digest,
        /// Why.
        reason: Option<Digest>,
        /// The host's time at the click.
        at: Timestamp,
        /// In the stead of whoever gave this delegation.
        under: Option<DelegationId>,
        /// They gave their password again for it.
        reauthenticated: bool,
        /// By the key that the person had in use.
        signature: Signature,
    }
    /// A request ended without a move.
    EndRequest {
        /// How.
        ending: Ending,
    }
    /// Moves were stopped.
    Freeze {
        /// Of what.
        target: Freezable,
        /// Why.
        reason: Option<Digest>,
        /// Only somebody else can let them go on.
        second: bool,
    }
    /// Moves go on.
    Thaw {
        /// Of what.
        target: Freezable,
    }
    /// An owner confirmed that the clock is right.
    ConfirmClock
    /// A host was made: its log's first entry.
    FoundHost {
        /// The host.
        host: HostId,
        /// Made by the demo, on a simulated clock.
        simulated: bool,
        /// The log's key, which signs its checkpoints.
        key: PublicKey,
    }
    /// A person became known to the host.
    AddPerson {
        /// Who.
        person: PersonId,
        /// How they sign in.
        handle: Digest,
        /// How they are shown.
        name: Digest,
        /// Their password record.
        password: Digest,
    }
    /// A person set another password.
    ChangePassword {
        /// Who.
        person: PersonId,
        /// The record.
        password: Digest,
    }
    /// A person signed in, or somebody failed to.
    SignIn {
        /// Who.
        person: PersonId,
    }
    /// A person signed out.
    SignOut {
        /// Who.
        person: PersonId,
    }
    /// A workspace became part of the host.
    AddWorkspace {
        /// Which.
        workspace: WorkspaceId,
        /// Who founded it.
        founder: PersonId,
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => f.write_str(&word),
            _ => fmt::Debug::fmt(self, f),
        }
    }
}

//! People, bots, roles, credentials.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Who, tickets::May};
use crate::{
    BotId, Handle, Holder, InvitationId, PersonId, ProjectKey, PublicKey, RoleName, Seq, Timestamp,
    TokenId, WorkflowName, deed::Rate,
};

/// Who can do what here.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Access {
    /// The members.
    pub people: Vec<PersonView>,
    /// The bots.
    pub bots: Vec<BotView>,
    /// Every role that is held or that a gate or rule names, with its holders.
    pub roles: Vec<RoleView>,
    /// Codes that nobody redeemed yet.
    pub invitations: Vec<InvitationView>,
    /// Whether I may change any of this.
    pub may_change: May,
}

/// A member.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonView {
    /// Their id.
    pub id: PersonId,
    /// Their handle.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// What they hold.
    pub roles: Vec<RoleName>,
    /// Bots they keep.
    pub keeps: Vec<String>,
    /// Member since.
    pub since: Timestamp,
    /// Their newest entry here.
    pub last_seen: Option<Timestamp>,
    /// It is me.
    pub me: bool,
    /// What their decisions are signed with; absent until they have signed in here.
    pub key: Option<KeyView>,
}

/// A member's signing key.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct KeyView {
    /// The public key.
    pub key: PublicKey,
    /// Since when.
    pub since: Timestamp,
    /// The entry that enrolled it.
    pub seq: Seq,
    /// Who vouched for them, while the key is younger than 30 days.
    pub new_by: Option<Who>,
}

/// A bot.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BotView {
    /// Its id.
    pub id: BotId,
    /// Its handle.
    pub handle: String,
    /// Who answers for it.
    pub keeper: Who,
    /// What it holds.
    pub roles: Vec<RoleName>,
    /// It is frozen.
    pub frozen: bool,
    /// Its tokens, newest first.
    pub tokens: Vec<TokenView>,
    /// Its newest entry.
    pub last_seen: Option<Timestamp>,
    /// What it can do now, a sentence each.
    pub can: Vec<String>,
    /// Moves in the last 7 days.
    pub moves_7d: u64,
    /// Refusals in the last 7 days.
    pub refusals_7d: u64,
}

/// A token. Its secret is shown once and never again.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TokenView {
    /// Its id.
    pub id: TokenId,
    /// Who issued it.
    pub issuer: Who,
    /// When.
    pub issued: Timestamp,
    /// Until when it is worth something.
    pub expires: Timestamp,
    /// How many calls it may make; absent: any number.
    pub rate: Option<Rate>,
    /// `active`, `expired` or `revoked`.
    pub state: String,
    /// Its newest use.
    pub last_use: Option<Timestamp>,
}

/// A role.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct RoleView {
    /// Its name.
    pub name: RoleName,
    /// What it is, for the built-in ones.
    pub built_in: Option<String>,
    /// Who holds it.
    pub holders: Vec<Who>,
    /// Gates that ask for it: *Change management: Deploy, 2*.
    pub gates: Vec<String>,
}

/// A code that nobody redeemed yet.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// What whoever redeems it will hold.
    pub roles: Vec<RoleName>,
    /// Until when.
    pub expires: Timestamp,
    /// Who made it.
    pub by: Who,
}

/// An invitation to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    /// What whoever redeems it will hold.
    #[serde(default)]
    pub roles: BTreeSet<RoleName>,
}

/// A code, shown once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Invited {
    /// Its id.
    pub id: InvitationId,
    /// The code to hand over.
    pub code: String,
    /// Until when.
    pub expires: Timestamp,
    /// The entry.
    pub seq: Seq,
}

/// A role to be given or taken.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    /// The role.
    pub role: RoleName,
    /// Who.
    pub holder: Holder,
}

/// A bot to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBot {
    /// Its handle.
    pub handle: Handle,
    /// Who answers for it.
    pub keeper: PersonId,
}

/// Something that was made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: uuid::Uuid,
    /// The entry.
    pub seq: Seq,
}

/// Something that was changed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Recorded {
    /// The entry.
    pub seq: Seq,
}

/// Another keeper.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewKeeper {
    /// Who answers for the bot from now on.
    pub keeper: PersonId,
}

/// A token to be issued.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// How many days it is worth something, 1 to 366.
    pub days: u32,
    /// How many calls it may make; absent: 200 a second, 400 at once.
    #[serde(default)]
    pub rate: Option<Rate>,
}

/// A token, shown once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Issued {
    /// Its id.
    pub id: TokenId,
    /// `owb_<id>_<secret>_<checksum>`: keep it as you would a password.
    pub token: String,
    /// Until when.
    pub expires: Timestamp,
    /// The entry.
    pub seq: Seq,
}

/// A project to be made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProject {
    /// Its key.
    pub key: ProjectKey,
    /// Its name.
    pub name: String,
    /// What its tickets follow.
    pub workflow: WorkflowName,
}

/// A change whose cost is asked for before it is made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "change", deny_unknown_fields)]
pub enum Weigh {
    /// Take a role.
    RevokeRole {
        /// The role.
        role: RoleName,
        /// Who holds it.
        holder: Holder,
    },
    /// Give a role.
    GrantRole {
        /// The role.
        role: RoleName,
        /// Who.
        holder: Holder,
    },
    /// End a membership.
    RemovePerson {
        /// Who.
        person: PersonId,
    },
    /// Another keeper, or a new bot's keeper.
    ChangeKeeper {
        /// The bot; absent for a new one.
        bot: Option<BotId>,
        /// Who would answer for it.
        keeper: PersonId,
    },
    /// A token, issued by me.
    IssueToken {
        /// Whose.
        bot: BotId,
    },
    /// A token made worthless.
    RevokeToken {
        /// Which.
        token: TokenId,
    },
}

/// What a change costs.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Cost {
    /// Who will then be unable to do what, a sentence each. Empty: nothing.
    pub sentences: Vec<String>,
    /// Whether I may make the change at all.
    pub may: May,
}

//! Who is at the window, and first run.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::tickets::{May, ProjectView};
use crate::{
    BotId, PersonId, PublicKey, ReviewId, RoleName, Seq, Timestamp, WorkspaceId, deed::Freezable,
};

/// What the window is to show first.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Session {
    /// Nobody is known yet: first run.
    Empty {
        /// A one-time setup code from the terminal is needed (not in the desktop window).
        code_needed: bool,
    },
    /// Somebody must sign in.
    SignedOut {
        /// This is the demo.
        demo: bool,
        /// In the demo: who can be chosen.
        people: Vec<DemoPerson>,
    },
    /// Somebody is here.
    SignedIn(Box<SignedIn>),
}

/// A demo person.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DemoPerson {
    /// Their handle.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// What they hold.
    pub roles: Vec<String>,
    /// What one can try as them, in a line.
    pub hint: String,
    /// Their password, which is no secret in the demo.
    pub password: String,
}

/// Who is here.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// This is the demo.
    pub demo: bool,
    /// Who.
    pub person: PersonId,
    /// Their handle.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// Workspaces they belong to.
    pub workspaces: Vec<WorkspaceCard>,
    /// Locked after so many seconds without a call.
    pub idle_seconds: u64,
}

/// A workspace I belong to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct WorkspaceCard {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
}

/// A workspace at a glance: the frame around every room.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// Its id.
    pub id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// What I hold.
    pub roles: Vec<RoleName>,
    /// What waits for me.
    pub waiting: u64,
    /// Broken glass that I can review.
    pub reviews: u64,
    /// I may freeze and thaw.
    pub may_freeze: bool,
    /// Workflows need a second author to go live.
    pub governed: bool,
    /// The projects.
    pub projects: Vec<ProjectView>,
    /// The newest entry.
    pub seq: Option<Seq>,
    /// How many entries the log has.
    pub size: u64,
    /// When the newest was written.
    pub last_at: Option<Timestamp>,
    /// I may read the Audit room.
    pub may_audit: bool,
    /// I may change access.
    pub may_access: bool,
    /// I may publish.
    pub may_publish: bool,
    /// What the whole window must say: frozen, clock in doubt, read-only. Worst first.
    pub banners: Vec<Banner>,
    /// Where bots call: `http://127.0.0.1:7610`; absent when that door is shut.
    pub bots_door: Option<String>,
    /// How far this log is held elsewhere; absent when no folder was named for that.
    pub anchored: Option<AnchoredView>,
    /// The public key that my decisions here are signed with: save it, so that nobody can enrol another in your name unseen.
    pub my_key: Option<PublicKey>,
}

/// The last checkpoint that is kept outside of the data folder.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AnchoredView {
    /// How many entries it is of; none was kept yet at 0.
    pub size: u64,
    /// When it was kept, or found to be there still.
    pub at: Timestamp,
    /// Why the newest could not be kept, if so.
    pub trouble: Option<String>,
}

/// Something the whole window must say.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Banner {
    /// `integrity`, `break_glass`, `frozen`, `clock_in_doubt`, `clock_behind`, `read_only`, `door_busy`.
    pub kind: String,
    /// What, and what to do.
    pub text: String,
    /// What can be done about it from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way: Option<BannerWay>,
}

/// What can be done about a banner.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "to")]
pub enum BannerWay {
    /// Reading the review that is owed.
    Review {
        /// Which.
        review: ReviewId,
    },
    /// Thawing.
    Thaw {
        /// What.
        target: Freezable,
        /// Whether I may.
        may: May,
    },
}

/// First run.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// The workspace's name.
    pub workspace: String,
    /// Your name.
    pub name: String,
    /// How you will sign in.
    pub handle: String,
    /// 12 characters or more.
    pub password: String,
    /// The setup code, where one is needed.
    #[serde(default)]
    pub code: Option<String>,
}

/// Signing in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The handle.
    pub handle: String,
    /// The password.
    pub password: String,
}

/// Redeeming an invitation, as somebody new.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redeem {
    /// The code.
    pub code: String,
    /// Your name.
    pub name: String,
    /// How you will sign in.
    pub handle: String,
    /// 12 characters or more.
    pub password: String,
}

/// Redeeming an invitation while signed in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinWorkspace {
    /// The code.
    pub code: String,
}

/// Making another workspace.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWorkspace {
    /// Its name.
    pub name: String,
}

/// Who a bot is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct BotMe {
    /// Its id.
    pub id: BotId,
    /// Its handle.
    pub handle: String,
    /// Who answers for it.
    pub keeper: String,
    /// Its workspace's name.
    pub workspace: String,
    /// What it holds.
    pub roles: Vec<RoleName>,
    /// The token it came with ends then.
    pub token_expires: Timestamp,
    /// Projects it can open tickets in.
    pub projects: Vec<ProjectView>,
}

//! The words of OpenWeave as types: what is written here cannot be said wrongly elsewhere.
//! Never here: clock, randomness, SQL, HTTP, files.

pub mod actor;
mod bytes;
pub mod command;
pub mod deed;
pub mod digest;
pub mod entry;
mod glass;
pub mod id;
pub mod key;
mod migration;
pub mod name;
pub mod refusal;
pub mod request;
pub mod scenario;
pub mod ticket;
pub mod time;
pub mod view;
pub mod workflow;

pub use actor::{Actor, ActorId, Holder, Kind, Via};
pub use bytes::NotBytes;
pub use command::{Asked, Command, HostCommand};
pub use deed::{Action, Deed};
pub use digest::{Digest, Salt, Text};
pub use entry::{Entry, Event, Outcome, Seq};
pub use glass::{Category, Finding, Scope};
pub use id::{
    AnchorId, BotId, CommentId, DelegationId, DraftId, HostId, InvitationId, MigrationId, PersonId,
    ProjectId, RequestId, ReviewId, SessionId, TicketId, TokenId, WorkspaceId,
};
pub use key::{PublicKey, Signature};
pub use migration::Mapping;
pub use name::{
    FieldName, Handle, NameError, ProjectKey, RoleName, ScenarioName, StateName, TransitionName,
    WorkflowName,
};
pub use refusal::{Code, Refusal, Unmapped};
pub use request::{Decision, Exclusion, Request, RequestState, Stead, Verdict};
pub use scenario::{Act, Cast, CastBot, Expected, Scenario, Step};
pub use ticket::{Part, Ticket, TicketKey, Version};
pub use time::{Span, Timestamp};
pub use workflow::{
    Allow, Barred, BreakGlass, Colour, Gate, Published, Rejection, Transition, Who, Workflow,
    WorkflowRef,
};

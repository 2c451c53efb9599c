//! Every kind of id, in one place. A person's id does not fit where a bot's is asked for.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id that these bits are. New ones are minted at the edge (UUID v7, RFC 9562).
            pub const fn new(uuid: Uuid) -> Self { Self(uuid) }
            /// The bits.
            pub const fn uuid(self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.hyphenated().fmt(f) }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { Uuid::try_parse(s).map(Self) }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                String::json_schema(generator)
            }
        }
    )*};
}

ids! {
    /// A host: one data folder.
    HostId
    /// A workspace: a hard boundary.
    WorkspaceId
    /// A person, known to the host; the same id in every workspace they belong to.
    PersonId
    /// A bot; belongs to one workspace.
    BotId
    /// A project in a workspace.
    ProjectId
    /// A ticket; its key (`PAY-42`) is for people.
    TicketId
    /// A comment on a ticket.
    CommentId
    /// A move that waits at a gate.
    RequestId
    /// A bot's token: the public part of `owb_<id>_<secret>_<checksum>`.
    TokenId
    /// A one-time code that makes somebody a member.
    InvitationId
    /// A person's word that another decides for them while they are away.
    DelegationId
    /// The look at a broken glass that somebody else owes.
    ReviewId
    /// A workflow while it is edited.
    DraftId
    /// Tickets that are to go on by another version of their workflow.
    MigrationId
    /// A place outside of the data folder where a log's checkpoints are kept.
    AnchorId
    /// A person's stay between sign-in and sign-out.
    SessionId
}

//! The state machine: [`decide`] says yes or no, [`apply`] says what follows, [`again`] asks [`decide`] once more.
//! Never here: clock, randomness, SQL, HTTP, texts.

mod access;
mod again;
mod apply;
mod at_rest;
mod decide;
mod delegation;
mod draft;
mod gate;
pub mod host;
pub mod mapping;
mod migration;
pub mod rehearsal;
mod review;
mod signing;
mod world;

pub use access::{Access, Bot, Invitation, Member, Token};
pub use again::{Disagreement, Retelling, Ruling, Told, again};
pub use apply::{ApplyError, apply};
pub use at_rest::AtRest;
pub use decide::{about, decide, may_approve, may_break, may_publish};
pub use delegation::Delegation;
pub use draft::{Draft, Proposal};
pub use gate::{
    Fills, Voice, could_approve, entitled, exclusions, fits, hopeless, open_seats, seated,
    stands_behind, voices,
};
pub use migration::Migration;
pub use review::{Closed, Review, reviewers, reviewing_roles};
pub use signing::{LogKeys, PersonKey, Readmission, Signing, attest, signatures};
pub use world::{Frost, Project, PublishedAt, World};

/// Which engine decided; in every entry. It changes when the same command would be answered differently.
pub const VERSION: u32 = 1;

//! The state machine: [`decide`] says yes or no, [`apply`] says what follows, [`again`] asks [`decide`] once more.
//! Never here: clock, randomness, SQL, HTTP, texts.

mod access;
mod again;
mod apply;
mod at_rest;
mod decide;
mod gate;
pub mod host;
mod signing;
mod world;

pub use access::{Access, Bot, Invitation, Member, Token};
pub use again::{Disagreement, Retelling, Ruling, Told, again};
pub use apply::{ApplyError, apply};
pub use at_rest::AtRest;
pub use decide::{about, decide};
pub use gate::{could_approve, entitled, exclusions};
pub use signing::{LogKeys, PersonKey, Readmission, Signing, attest, signatures};
pub use world::{Project, PublishedAt, World};

/// Which engine decided; in every entry. It changes when the same command would be answered differently.
pub const VERSION: u32 = 1;

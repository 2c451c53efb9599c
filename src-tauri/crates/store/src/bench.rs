//! What a bench holds this crate against: the same bytes in the same tables by plain statements, with nothing decided, hashed or signed.

mod bare;
mod plain;
mod weight;

pub use bare::{Bare, Recorded};
pub use plain::Plain;
pub use weight::{Weight, weigh};

pub use crate::verify::{Depth, Walked, walk_workspace};

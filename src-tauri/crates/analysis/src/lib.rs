//! What can be known of a workflow without running it: its rules in words, what can be reached, which seats its gates ask for,
//! what differs between two versions, in sentences and as one machine, who could play it through. Pure: values in, values out, in the file's order.

mod cast;
mod diff;
mod merged;
mod reach;
mod rule;
mod seats;
mod sentence;

pub use cast::cast;
pub use diff::diff;
pub use merged::{Change, Merged, merged};
pub use reach::{dead_ends, reachable};
pub use rule::{rule, who};
pub use seats::{Seat, seats};
pub use sentence::{Run, Sentence};

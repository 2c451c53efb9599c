//! How fast this OpenWeave is, and how heavy: each figure beside plain statements over the same rows in the same run.
//! Houses are built in a folder that the caller gives; what they do goes the way of every other call.

mod crowd;
mod error;
mod figures;
mod growing;
mod house;
mod reading;
mod verifying;

pub use crowd::{Caller, InProcess, crowd};
pub use error::BenchError;
pub use figures::Figures;
pub use growing::{Growing, Progress};
pub use house::House;
pub use store::bench::Weight;
pub use verifying::{hashing, replaying, signing, weight, whole};

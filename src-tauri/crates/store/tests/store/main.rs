//! The store through its public door, on real files: what is written, what is read, what breaks and what heals it.
#![allow(clippy::unwrap_used)] // A story that cannot go on has failed.

mod failing;
mod hosting;
mod house;
mod locking;
mod reading;
mod replaying;
mod verifying;
mod writing;

//! The store through its public door, on real files: what is written, what is read, what breaks and what heals it.
#![allow(clippy::unwrap_used)] // A story that cannot go on has failed.

mod attacker;
mod attacking;
mod erasing;
mod failing;
mod flipping;
mod forging;
mod hosting;
mod house;
mod intruder;
mod keeping;
mod locking;
mod marking;
mod proving;
mod reading;
mod replaying;
mod resealing;
mod resuming;
mod rotating;
mod taking_on;
mod verifying;
mod wal;
mod writing;

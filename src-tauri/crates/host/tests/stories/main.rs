//! Stories told at the host's door, each on a data folder of its own.
#![allow(
    clippy::unwrap_used,
    reason = "a story that cannot go on says so by panicking"
)]

extern crate openweave_host as host;

mod access;
mod audit;
mod clock;
mod erasing;
mod folder;
mod gates;
mod glass;
mod governed;
mod guarded;
mod house;
mod integrity;
mod keys;
mod quorum;
mod rounds;
mod signin;
mod sitting;
mod standing_in;
mod tickets;
mod tokens;
mod tried;

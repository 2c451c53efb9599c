//! The system over real HTTP: what must fail fails as it should, and says so in the log.

mod approvals;
mod bodies;
mod credentials;
mod doors;
mod migrations;
mod moves;
mod races;
mod replays;

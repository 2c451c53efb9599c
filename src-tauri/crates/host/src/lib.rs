//! A running OpenWeave: who is asking, sessions, credentials, timers; commands in, what doors answer out.
//! It parses, identifies, sheds and looks up; yes and no come from `engine::decide`, through the store. It holds the one clock.
//! Never here: HTTP, SQL, rules.

mod host;
mod open;
mod timer;

mod arrive;
mod callers;
mod flood;
mod password;
mod rate;
mod readmit;
mod seal;
mod session;
mod signin;
mod signing;
mod token;

mod acting;
mod anchor;
mod may;
mod meta;
mod problem;
mod proving;
mod refused;
mod rehearsing;
mod texts;
mod values;

mod access;
mod audit;
mod board;
mod checking;
mod decisions;
mod delegations;
mod designing;
mod diagrams;
mod differences;
mod drafting;
mod erasing;
mod glass;
mod grants;
mod inbox;
mod integrity;
mod lookups;
mod migrating;
mod moves;
mod overview;
mod publishing;
mod requests;
mod reviews;
mod rotating;
mod seats;
mod sitting;
mod taking;
mod tickets;
mod waiting;
mod weigh;
mod wording;
mod workflows;

pub mod backup;
pub mod bench;
pub mod beside;
mod clock;
mod demo;
mod home;
mod luck;
mod names;
mod people;
mod place;
pub mod restore;
pub mod tracing;

pub use acting::{Acting, Answer, Bot, Member};
pub use audit::EntriesQuery;
pub use board::TicketsQuery;
pub use callers::Person;
pub use clock::{SimulatedClock, wall};
pub use diagrams::Size;
pub use home::data_home;
pub use host::{Console, Host, HostOptions};
pub use meta::Meta;
pub use open::HostError;
pub use password::Cost;
pub use refused::{Refused, Result};
pub use session::SessionToken;
pub use sitting::{Heads, Sitter, Timers, Waiting, Waits};

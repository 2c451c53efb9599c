//! The ways in: HTTP routers for bots and people, what they answer, and how they are served.
//! A door parses, identifies and sheds load; it never allows. Never here: a yes or no, SQL, a clock, luck.

mod answer;
mod bots;
mod call;
mod filter;
mod guard;
mod openapi;
mod parse;
mod patience;
mod people;
mod port;
mod receive;
mod seat;
mod serve;
mod site;
mod span;

pub use bots::bots;
pub use openapi::{bots_openapi, openapi};
pub use people::people;
pub use port::Holder;
pub use seat::{EndedSession, NewSession, Reached, WindowSession};
pub use serve::{Running, SOCKET, ServeError, serve};

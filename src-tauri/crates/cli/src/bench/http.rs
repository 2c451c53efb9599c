//! A bot over HTTP, with a ticket of its own and a connection that stays open.

use std::net::SocketAddr;

use host::bench::{BenchError, Caller};
use model::{Seq, view::tickets::MoveAnswer};
use serde::Deserialize;

use super::connection::Connection;

/// What a bot asks for.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// Moves that are open to it.
    Moves,
    /// A move that is open to nobody.
    Refusals,
}

/// A bot over HTTP.
pub struct Http {
    connection: Connection,
    path: String,
    wanted: Wanted,
    there: bool,
}

/// As much of a refusal as is looked at.
#[derive(Deserialize)]
struct Refused {
    seq: Option<Seq>,
}

impl Http {
    /// Connects to the bots' door.
    pub async fn open(
        door: SocketAddr,
        token: &str,
        ticket: &str,
        wanted: Wanted,
    ) -> Result<Self, BenchError> {
        Ok(Self {
            connection: Connection::open(door, token).await?,
            path: format!("/v1/tickets/{ticket}/moves"),
            wanted,
            there: false,
        })
    }

    async fn answer(&mut self, transition: &str, expected: u16) -> Result<Vec<u8>, BenchError> {
        let body = format!(r#"{{"transition":"{transition}"}}"#);
        let (status, body) = self.connection.post(&self.path, &body).await?;
        if status == expected {
            Ok(body)
        } else {
            Err(BenchError::odd(transition, String::from_utf8_lossy(&body)))
        }
    }
}

impl Caller for Http {
    async fn call(&mut self) -> Result<Seq, BenchError> {
        let seq = match self.wanted {
            Wanted::Moves => {
                let transition = if self.there { "Return" } else { "Go" };
                let body = self.answer(transition, 200).await?;
                self.there = !self.there;
                match serde_json::from_slice(&body) {
                    Ok(MoveAnswer::Moved { seq, .. }) => Some(seq),
                    _ => None,
                }
            }
            Wanted::Refusals => {
                let body = self.answer("Never", 403).await?;
                let refused = serde_json::from_slice::<Refused>(&body).ok();
                refused.and_then(|refused| refused.seq)
            }
        };
        seq.ok_or_else(|| BenchError::odd("A call", "an answer without an entry"))
    }
}

//! Who takes moves in a bench: a bot with a ticket of its own, inside the process or at the door.

use std::fmt;

use host::{Host, Meta};
use model::view::tickets::{MoveAnswer, TakeMove};

use super::connection::Connection;
use crate::{Bot, House};

/// How moves come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the host itself: what a door does once it has parsed the call.
    InProcess,
    /// Over HTTP, each client on a connection that stays open.
    Http,
}

impl Way {
    /// Both.
    pub const ALL: [Self; 2] = [Self::InProcess, Self::Http];
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InProcess => "in process",
            Self::Http => "HTTP",
        })
    }
}

/// A client that is ready to move.
pub struct Client {
    ticket: String,
    reach: Reach,
}

enum Reach {
    InProcess { host: Host, credential: String },
    Http(Connection),
}

impl Client {
    /// Opens a ticket in the house, and a connection where moves come over HTTP.
    ///
    /// # Panics
    /// When the house does not let the bot.
    pub async fn ready(way: Way, house: &House, bot: &Bot) -> Self {
        let reach = match way {
            Way::InProcess => Reach::InProcess {
                host: house.host().clone(),
                credential: format!("Bearer {}", bot.token),
            },
            Way::Http => Reach::Http(
                Connection::open(house.bots, &bot.token)
                    .await
                    .expect("the door is open"),
            ),
        };
        Self {
            ticket: bot.ticket().await,
            reach,
        }
    }

    /// Takes a transition that is open: the entry of the move.
    ///
    /// # Panics
    /// When the ticket does not move.
    pub async fn take(&mut self, transition: &str) -> model::Seq {
        let wanted = TakeMove {
            transition: transition.parse().expect("a transition's name"),
            expected_version: None,
            arguments: Default::default(),
            note: None,
        };
        let answer = match &mut self.reach {
            Reach::InProcess { host, credential } => {
                let bot = host.bot(Some(credential)).await.expect("a valid token");
                let taken = bot.take(&self.ticket, wanted, &Meta::once("bench")).await;
                taken.expect("the move is open").body
            }
            Reach::Http(connection) => {
                let path = format!("/v1/tickets/{}/moves", self.ticket);
                let body = serde_json::to_string(&wanted).expect("JSON");
                let (status, body) = connection.post(&path, &body).await.expect("an answer");
                assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
                serde_json::from_slice(&body).expect("an answer to a move")
            }
        };
        match answer {
            MoveAnswer::Moved { seq, .. } => seq,
            MoveAnswer::Pending { .. } => panic!("`{transition}` has no gate"),
        }
    }
}

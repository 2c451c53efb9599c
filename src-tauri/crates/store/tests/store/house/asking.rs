//! The few things that stories do in a house.

use std::collections::BTreeMap;

use ledger::DecisionStatement;
use model::{
    Actor, Asked, Command, CommentId, Digest, Part, RequestId, Signature, TicketId, TicketKey,
    Verdict,
    command::{Decide, Take},
};

use super::{House, bobs_key, text, uuid};

impl House {
    /// A new ticket with a title.
    pub async fn ticket(&self) -> TicketKey {
        let title = text("Buy milk");
        let command = Command::CreateTicket {
            ticket: TicketId::new(uuid()),
            project: "PAY".parse().unwrap(),
            content: BTreeMap::from([(Part::Title, Some(title.digest()))]),
        };
        let asked = Asked {
            texts: vec![title],
            ..Asked::new(self.bot, command)
        };
        let done = self.done(asked).await;
        let id = done.entries[0].entry.about.ticket.unwrap();
        self.space
            .ticket_by_id(id)
            .await
            .unwrap()
            .unwrap()
            .ticket
            .key
    }

    pub fn take(&self, ticket: &TicketKey, transition: &str) -> Asked<Command> {
        let take = Take {
            ticket: ticket.clone(),
            transition: transition.parse().unwrap(),
            expected: None,
            arguments: BTreeMap::new(),
            note: None,
            request: RequestId::new(uuid()),
        };
        Asked::new(self.bot, Command::Move(Box::new(take)))
    }

    pub fn comment(&self, ticket: &TicketKey, words: &str) -> Asked<Command> {
        let said = text(words);
        let command = Command::Comment {
            ticket: ticket.clone(),
            comment: CommentId::new(uuid()),
            text: said.digest(),
        };
        Asked {
            texts: vec![said],
            ..Asked::new(self.bot, command)
        }
    }

    /// A ticket on which a request waits.
    pub async fn waiting(&self) -> (TicketKey, RequestId) {
        let ticket = self.ticket().await;
        self.done(self.take(&ticket, "Start")).await;
        let asked = self.done(self.take(&ticket, "Finish")).await;
        (ticket, asked.entries[0].entry.about.request.unwrap())
    }

    /// What `actor` says to a request, having been shown it.
    pub fn says(&self, actor: Actor, request: RequestId, verdict: Verdict) -> Asked<Command> {
        let reason = text("because");
        let shown = self.space.world(|world| {
            let workspace = world.id().unwrap();
            world.request(request).map(|r| r.shown(workspace))
        });
        let statement = DecisionStatement {
            workspace: self.space.world(|world| world.id().unwrap()),
            request,
            verdict,
            shown: shown.unwrap_or(Digest::of(b"nothing")),
            reason: Some(reason.digest()),
            at: self.space.world(|world| world.last_at().unwrap()),
            under: None,
            reauthenticated: false,
        };
        let command = Command::Decide(Box::new(Decide {
            request,
            verdict,
            shown: statement.shown,
            reason: statement.reason,
            at: statement.at,
            under: statement.under,
            reauthenticated: statement.reauthenticated,
            signature: Signature::new(*statement.sign(&bobs_key()).bytes()),
        }));
        Asked {
            texts: vec![reason],
            ..Asked::new(actor, command)
        }
    }

    pub async fn ticket_comments(&self, key: &TicketKey) -> usize {
        let row = self.space.ticket(key).await.unwrap().unwrap();
        let comments = self.space.comments(row.ticket.id).await.unwrap();
        assert_eq!(comments.len() as u64, row.ticket.comments);
        comments.len()
    }

    /// A ticket that was moved through its gate, commented on, and refused a move: entry 8 opens it, 9 starts it, 10 asks,
    /// 11 and 12 approve and move, 13 thanks, 14 is the refusal.
    pub async fn live_in(&self) -> TicketKey {
        let (ticket, request) = self.waiting().await;
        self.done(self.says(self.bob, request, Verdict::Approve))
            .await;
        self.done(self.comment(&ticket, "thanks")).await;
        self.space
            .submit(self.take(&ticket, "Start"))
            .await
            .unwrap();
        ticket
    }
}

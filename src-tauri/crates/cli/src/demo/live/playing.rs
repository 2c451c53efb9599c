//! A bot at work: it asks which moves are legal, fills what is missing, and takes one; or asks at a gate and leaves it to people.

use std::collections::BTreeMap;

use model::{
    FieldName, TicketKey, TransitionName,
    view::tickets::{
        Commented, Created, EditTicket, Edited, MoveAnswer, MoveStatus, MoveView, Moves,
        NewComment, NewTicket, TakeMove, TicketCard, TicketList, TicketView,
    },
};
use rand::{Rng, seq::SliceRandom};
use serde_json::json;

use super::{
    super::{printed::Printed, script::nth},
    door::{Answered, Door, Lost},
    one_of,
};

/// More than so many requests in a project, and a bot asks for no more.
const WAITING_MAX: usize = 6;
/// More than so many open tickets in a project, and it opens no more.
const OPEN_MAX: usize = 60;
/// A bot that only makes mischief makes it once in so many turns.
const MISCHIEF: u32 = 4;

/// A bot of the demo, in the project it works in.
pub struct Playing {
    handle: String,
    token: String,
    part: &'static Part,
    opened: usize,
}

/// What a bot does for a living.
struct Part {
    handle: &'static str,
    project: &'static str,
    /// Moves it takes, dearest first.
    takes: &'static [&'static str],
    /// What it tries, although it may not.
    tries: &'static [&'static str],
    titles: &'static [&'static str],
    comments: &'static [&'static str],
}

const PARTS: &[Part] = &[
    Part {
        handle: "deploy-bot",
        project: "PAY",
        takes: &["Deploy", "Submit", "Add evidence", "Roll back"],
        tries: &["Accept", "Verify"],
        titles: &[
            "Update the fee table for April",
            "Cache exchange rates for 30 seconds",
            "Log payout ids in the dispatch worker",
            "Larger batches for the settlement export",
        ],
        comments: &[
            "Staging has run this commit for an hour without an error.",
            "The canary takes 5 % of the traffic now.",
        ],
    },
    Part {
        handle: "access-bot",
        project: "ACC",
        takes: &["Grant", "Grant privileged", "Revoke"],
        tries: &["Review", "Deny"],
        titles: &[
            "Read access to the refund queue",
            "Shell on a batch host, 2 days",
            "Write access to the release notes",
        ],
        comments: &[
            "Last used 9 days ago.",
            "The requester confirmed the purpose in the portal.",
        ],
    },
    Part {
        handle: "triage-bot",
        project: "OPS",
        takes: &["Triage", "Dismiss as noise", "Reopen"],
        tries: &["Close", "Dismiss"],
        titles: &[
            "Latency of the quote service above 800 ms",
            "Two hosts report no metrics",
            "Error budget of checkout is half spent",
        ],
        comments: &[
            "The same panel as yesterday.",
            "Three alerts of this kind in the last hour.",
        ],
    },
    Part {
        handle: "oncall-bot",
        project: "OPS",
        takes: &["Contain", "Triage"],
        tries: &["Recover", "Withdraw"],
        titles: &[
            "Pager: queue of the mail relay is long",
            "Pager: certificate ends in 2 days",
        ],
        comments: &[
            "Paged the commander.",
            "Values are back below the threshold.",
        ],
    },
    Part {
        handle: "data-bot",
        project: "PAY",
        takes: &[],
        tries: &["Verify", "Submit"],
        titles: &[],
        comments: &[],
    },
];

/// The bots of the demo that have a part.
pub fn agents(printed: &Printed) -> Vec<Playing> {
    let playing = |part: &'static Part| {
        let bot = printed.bots.iter().find(|bot| bot.handle == part.handle)?;
        Some(Playing {
            handle: bot.handle.clone(),
            token: bot.token.clone(),
            part,
            opened: 0,
        })
    };
    PARTS.iter().filter_map(playing).collect()
}

impl Playing {
    /// Takes the dearest move there is.
    pub fn works(&mut self, door: &Door) -> Result<String, Lost> {
        match self.tickets(door)? {
            Ok(tickets) => self.moves(door, tickets),
            Err(said) => Ok(said),
        }
    }

    /// Does one thing or another, and says what came of it.
    pub fn acts(&mut self, door: &Door) -> Result<String, Lost> {
        let tickets = match self.tickets(door)? {
            Ok(tickets) => tickets,
            Err(said) => return Ok(said),
        };
        if self.part.takes.is_empty() {
            return match rand::rng().random_ratio(1, MISCHIEF) {
                true => self.tries(door, &tickets),
                false => Ok(self.said("looked", "nothing to do")),
            };
        }
        let luck = rand::rng().random_range(0..10);
        match luck {
            0 => self.tries(door, &tickets),
            1 => self.comments(door, &tickets),
            2 if tickets.len() < OPEN_MAX => self.opens(door),
            _ => self.moves(door, tickets),
        }
    }

    fn tickets(&self, door: &Door) -> Result<Result<Vec<TicketCard>, String>, Lost> {
        let path = format!("/v1/tickets?project={}", self.part.project);
        let list = door.get::<TicketList>(&self.token, &path)?;
        Ok(list
            .map(|list| list.tickets)
            .map_err(|problem| self.said("looked", &problem.detail)))
    }

    fn moves(&mut self, door: &Door, mut tickets: Vec<TicketCard>) -> Result<String, Lost> {
        let waiting = tickets.iter().filter(|t| t.waiting.is_some()).count();
        tickets.retain(|t| t.waiting.is_none());
        tickets.shuffle(&mut rand::rng());
        let mut best: Option<(usize, TicketKey, MoveView)> = None;
        for ticket in &tickets {
            let path = format!("/v1/tickets/{}/moves", ticket.key);
            let Ok(there) = door.get::<Moves>(&self.token, &path)? else {
                continue;
            };
            for legal in there.moves {
                let gated = legal.status == MoveStatus::Gated;
                let open = legal.status == MoveStatus::Allowed || gated && waiting < WAITING_MAX;
                let missing = legal.code == Some(model::Code::MissingFields);
                let dear = self
                    .part
                    .takes
                    .iter()
                    .position(|name| *name == legal.transition.as_str());
                let Some(dear) = dear.filter(|_| open || missing) else {
                    continue;
                };
                if best.as_ref().is_none_or(|(known, ..)| dear < *known) {
                    best = Some((dear, ticket.key.clone(), legal));
                }
            }
            if best.as_ref().is_some_and(|(dear, ..)| *dear == 0) {
                break;
            }
        }
        match best {
            Some((_, key, legal)) => self.takes(door, &key, &legal),
            None => self.opens(door),
        }
    }

    /// Takes a move, after it has filled what the move needs.
    fn takes(&self, door: &Door, key: &TicketKey, legal: &MoveView) -> Result<String, Lost> {
        if !legal.missing.is_empty() {
            let filled = self.fills(door, key, &legal.missing)?;
            if let Err(problem) = filled {
                return Ok(self.said(&format!("could not fill {key}"), &problem.detail));
            }
        }
        let mut arguments = BTreeMap::new();
        if legal.transition.as_str() == "Deploy" {
            let field: FieldName = "commit".parse().expect("a field's name");
            arguments.insert(field, Some(value("commit")));
        }
        self.takes_with(door, key, &legal.transition, arguments)
    }

    fn takes_with(
        &self,
        door: &Door,
        key: &TicketKey,
        transition: &TransitionName,
        arguments: BTreeMap<FieldName, Option<String>>,
    ) -> Result<String, Lost> {
        let wanted = TakeMove {
            transition: transition.clone(),
            expected_version: None,
            arguments,
            note: one_of(self.part.comments).map(ToString::to_string),
        };
        let what = format!("{transition} on {key}");
        let path = format!("/v1/tickets/{key}/moves");
        Ok(
            match door.post::<MoveAnswer>(&self.token, &path, &wanted)? {
                Ok(MoveAnswer::Moved { state, .. }) => {
                    self.said(&what, &format!("moved to {state}"))
                }
                Ok(MoveAnswer::Pending { needed, .. }) => {
                    self.said(&what, &format!("waits for {needed}"))
                }
                Err(problem) => self.said(&what, &format!("refused, {}", problem.code)),
            },
        )
    }

    fn fills(&self, door: &Door, key: &TicketKey, missing: &[FieldName]) -> Answered<Edited> {
        let path = format!("/v1/tickets/{key}");
        let ticket = match door.get::<TicketView>(&self.token, &path)? {
            Ok(ticket) => ticket,
            Err(problem) => return Ok(Err(problem)),
        };
        let value = |name: &FieldName| (name.clone(), Some(value(name.as_str())));
        let edit = EditTicket {
            expected_version: ticket.version,
            title: None,
            body: None,
            fields: missing.iter().map(value).collect(),
        };
        door.patch(&self.token, &path, &edit)
    }

    fn opens(&mut self, door: &Door) -> Result<String, Lost> {
        if self.part.titles.is_empty() {
            return Ok(self.said("looked", "nothing to do"));
        }
        let luck = rand::rng().random_range(0..self.part.titles.len());
        let title = nth(
            self.part.titles,
            luck + self.part.titles.len() * (self.opened % 3),
        );
        self.opened += 1;
        let fields: &[&str] = match self.part.project {
            "PAY" => &["pipeline", "commit", "risk"],
            "ACC" => &["for_whom", "system", "purpose", "ends_on", "level"],
            _ => &["evidence"],
        };
        let field = |name: &&str| (name.parse().expect("a field's name"), value(name));
        let new = NewTicket {
            project: self.part.project.parse().expect("a project's key"),
            title: title.clone(),
            body: None,
            fields: fields.iter().map(field).collect(),
        };
        Ok(
            match door.post::<Created>(&self.token, "/v1/tickets", &new)? {
                Ok(created) => self.said(&format!("opened {}", created.key), &title),
                Err(problem) => {
                    self.said("opening a ticket", &format!("refused, {}", problem.code))
                }
            },
        )
    }

    fn comments(&self, door: &Door, tickets: &[TicketCard]) -> Result<String, Lost> {
        let (Some(ticket), Some(text)) = (one_of(tickets), one_of(self.part.comments)) else {
            return Ok(self.said("looked", "nothing to say"));
        };
        let path = format!("/v1/tickets/{}/comments", ticket.key);
        let comment = NewComment {
            text: (*text).to_owned(),
        };
        let what = format!("comment on {}", ticket.key);
        Ok(
            match door.post::<Commented>(&self.token, &path, &comment)? {
                Ok(_) => self.said(&what, text),
                Err(problem) => self.said(&what, &format!("refused, {}", problem.code)),
            },
        )
    }

    /// Something that it may not do: the log shall show that it was tried.
    fn tries(&self, door: &Door, tickets: &[TicketCard]) -> Result<String, Lost> {
        let (Some(ticket), Some(name)) = (one_of(tickets), one_of(self.part.tries)) else {
            return Ok(self.said("looked", "nothing to try"));
        };
        let path = format!("/v1/tickets/{}/moves", ticket.key);
        let what = format!("{name} on {}", ticket.key);
        let wanted = json!({ "transition": name });
        Ok(
            match door.post::<MoveAnswer>(&self.token, &path, &wanted)? {
                Ok(_) => self.said(&what, "went through"),
                Err(problem) => self.said(&what, &format!("refused, {}", problem.code)),
            },
        )
    }

    fn said(&self, what: &str, came: &str) -> String {
        format!("{}: {what}: {came}", self.handle)
    }
}

/// Something that fits the field.
fn value(field: &str) -> String {
    let mut rng = rand::rng();
    let of = |these: &[&str]| one_of(these).map_or_else(String::new, ToString::to_string);
    match field {
        "pipeline" => of(&["payments-prod", "ledger-prod", "vault-prod"]),
        "commit" => format!("{:07x}", rng.random_range(0x010_0000..0xfff_ffff_u32)),
        "risk" => of(&["low", "medium"]),
        "severity" => of(&["sev2", "sev3", "sev4"]),
        "service" => of(&["checkout", "card-vault", "settlement", "identity"]),
        "lead" | "service_owner" | "for_whom" => of(&["ana", "jonas", "mirela"]),
        "containment" => of(&[
            "Take the second pool out of the load balancer.",
            "Scale the workers to 12 and pause the export.",
        ]),
        "system" => of(&["ledger-db", "build-logs", "status-page"]),
        "level" => of(&["read", "write"]),
        "ends_on" => host::wall()
            .plus(model::Span::days(rng.random_range(7..60)))
            .to_string()
            .chars()
            .take("2026-03-02".len())
            .collect(),
        "test_report" | "evidence" | "ticket_of_record" => {
            format!(
                "https://ci.northgate.example/runs/{}",
                rng.random_range(8_200..8_999)
            )
        }
        _ => "Looking after the storage migration.".to_owned(),
    }
}

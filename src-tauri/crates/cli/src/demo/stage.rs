//! Where the demo is played: a host on a simulated clock. What somebody does here goes the way of every command, through `decide`.

use std::collections::BTreeMap;

use host::{Acting, Host, Member, Meta, Refused, SimulatedClock};
use model::{
    Code, ProjectKey, Timestamp, Verdict,
    deed::Freezable,
    view::{
        access::{NewKeeper, NewToken},
        drafts::{PublishProposal, SaveDraft},
        requests::Decide,
        session::SignIn,
        tickets::{EditTicket, MoveAnswer, NewComment, NewTicket, TakeMove},
        workflows::PublishedView,
    },
};

use super::{
    DemoError,
    cast::{Hand, Machine, Role},
    house::Change,
    script::{Act, Fields},
};

/// How long a bot's token is worth something: longer than the history and than anybody keeps a demo.
const TOKEN_DAYS: u32 = 366;
/// How often a bot tries again when it storms.
const STORM: usize = 14;

/// A bot as the stage knows it.
pub struct Playing {
    pub id: String,
    pub keeper: Role,
    pub token: String,
    pub token_id: String,
}

/// The host, and everybody in it.
pub struct Stage {
    pub host: Host,
    pub clock: SimulatedClock,
    pub people: BTreeMap<Role, Member>,
    pub passwords: BTreeMap<Role, String>,
    pub bots: BTreeMap<Machine, Playing>,
}

/// A ticket while it is played.
#[derive(Default)]
pub struct Ticket {
    key: Option<String>,
    request: Option<String>,
}

impl Stage {
    /// It is that time now, and what ran out until then has run out.
    pub async fn pass(&self, now: Timestamp) {
        self.clock.set(now);
        self.host.expire_due().await;
    }

    /// Plays one step of a ticket's life.
    pub async fn play(
        &self,
        project: &ProjectKey,
        ticket: &mut Ticket,
        by: Hand,
        act: &Act,
    ) -> Result<(), DemoError> {
        let what = || format!("{} in {project} by {}", name(act), by.handle());
        match act {
            Act::Refused(expected, act) => match self.does(project, ticket, by, act).await? {
                Err(refused) if refused.problem.code == *expected => Ok(()),
                ended => Err(DemoError::NotRefused {
                    what: format!("{} by {}", name(act), by.handle()),
                    expected: *expected,
                    ended: ended.map_or_else(|refused| refused.to_string(), |()| "done".to_owned()),
                }),
            },
            act => self
                .does(project, ticket, by, act)
                .await?
                .map_err(|refused| DemoError::Refused {
                    what: what(),
                    refused,
                }),
        }
    }

    async fn does(
        &self,
        project: &ProjectKey,
        ticket: &mut Ticket,
        by: Hand,
        act: &Act,
    ) -> Result<Result<(), Refused>, DemoError> {
        let acting = match self.acting(by).await {
            Ok(acting) => acting,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Act::Open {
            title,
            body,
            fields,
        } = act
        {
            let new = NewTicket {
                project: project.clone(),
                title: title.clone(),
                body: body.clone(),
                fields: fields
                    .iter()
                    .map(|(name, value)| (field(name), value.clone()))
                    .collect(),
            };
            let opened = acting.create_ticket(new, &meta()).await;
            return Ok(opened.map(|opened| ticket.key = Some(opened.body.key.to_string())));
        }
        let out_of_place = || DemoError::OutOfPlace(name(act));
        let key = ticket.key.clone().ok_or_else(out_of_place)?;
        let done = match act {
            Act::Edit(fields) => edit(&acting, &key, fields).await,
            Act::Comment(text) => {
                let comment = NewComment { text: text.clone() };
                acting.comment(&key, comment, &meta()).await.map(drop)
            }
            Act::Take {
                transition,
                arguments,
                note,
            } => {
                let wanted = TakeMove {
                    transition: transition.parse().expect("a transition's name"),
                    expected_version: None,
                    arguments: values(arguments),
                    note: note.clone(),
                };
                let answer = acting.take(&key, wanted, &meta()).await;
                answer.map(|answer| {
                    if let MoveAnswer::Pending { request, .. } = answer.body {
                        ticket.request = Some(request.to_string());
                    }
                })
            }
            Act::Decide(verdict, reason) => {
                let Hand::Person(person) = by else {
                    return Err(out_of_place());
                };
                let request = ticket.request.as_ref().ok_or_else(out_of_place)?;
                decide(&self.people[&person], request, *verdict, reason.clone()).await
            }
            Act::RunOut => Ok(()),
            Act::Open { .. } | Act::Refused(..) => return Err(out_of_place()),
        };
        Ok(done)
    }

    /// Changes the house.
    pub async fn change(&mut self, change: Change) -> Result<(), DemoError> {
        let done = self.changes(change).await;
        done.map_err(|refused| DemoError::Refused {
            what: format!("{change:?}"),
            refused,
        })
    }

    async fn changes(&mut self, change: Change) -> Result<(), Refused> {
        match change {
            Change::Visit(person) => {
                let form = SignIn {
                    handle: person.handle().to_owned(),
                    password: self.passwords[&person].clone(),
                };
                let (session, _) = self.host.sign_in(form).await?;
                self.host
                    .person(Some(session.as_str()))
                    .await?
                    .sign_out()
                    .await
            }
            Change::Mistype(person) => {
                let form = SignIn {
                    handle: person.handle().to_owned(),
                    password: "not the password".to_owned(),
                };
                match self.host.sign_in(form).await {
                    Err(refused) if refused.problem.code == Code::Unauthenticated => Ok(()),
                    Err(refused) => Err(refused),
                    Ok(_) => Ok(()),
                }
            }
            Change::Publish(slug) => {
                let source = gallery(slug).to_owned();
                self.goes_live(source).await.map(drop)
            }
            Change::HandOver(bot, to) => {
                let keeper = self.people[&to].person();
                let playing = self.bots.get_mut(&bot).expect("every bot plays");
                playing.keeper = to;
                let owner = &self.people[&Role::Mirela];
                owner
                    .change_keeper(&playing.id, NewKeeper { keeper }, &meta())
                    .await
                    .map(drop)
            }
            Change::Renew(bot) => {
                let before = self.bots[&bot].token_id.clone();
                self.issue(bot).await?;
                let keeper = &self.people[&self.bots[&bot].keeper];
                keeper.revoke_token(&before, &meta()).await.map(drop)
            }
            Change::Storm(bot) => self.storm(bot).await,
            Change::Freeze(bot, reason) => {
                let id = self.bots[&bot].id.parse().expect("a bot's id");
                let owner = &self.people[&Role::Mirela];
                owner
                    .freeze(
                        Freezable::Bot(id),
                        (Some(reason.to_owned()), false),
                        &meta(),
                    )
                    .await
                    .map(drop)
            }
        }
    }

    /// A workflow goes live as it does where two people are authors: Jonas drafts and proposes it, Mirela publishes it.
    pub async fn goes_live(&self, source: String) -> Result<PublishedView, Refused> {
        let (jonas, mirela) = (&self.people[&Role::Jonas], &self.people[&Role::Mirela]);
        let save = SaveDraft {
            workflow: None,
            source,
            base: None,
        };
        let draft = jonas.new_draft(save, &meta()).await?.body.id.to_string();
        jonas.propose(&draft, &meta()).await?;
        let waiting = mirela.draft(&draft).await?.card.proposal;
        let digest = waiting.expect("it was proposed").digest;
        let shown = PublishProposal { digest };
        Ok(mirela.publish_proposal(&draft, shown, &meta()).await?.body)
    }

    /// Gives a bot a token, by its keeper's hand.
    pub async fn issue(&mut self, bot: Machine) -> Result<(), Refused> {
        let playing = self.bots.get_mut(&bot).expect("every bot plays");
        let token = NewToken {
            days: TOKEN_DAYS,
            rate: None,
        };
        let keeper = &self.people[&playing.keeper];
        let issued = keeper.issue_token(&playing.id, token, &meta()).await?.body;
        playing.token = issued.token;
        playing.token_id = issued.id.to_string();
        Ok(())
    }

    /// The same thing that it may not do, on whatever ticket comes first.
    async fn storm(&self, bot: Machine) -> Result<(), Refused> {
        let acting = self.acting(bot.into()).await?;
        let tickets = acting.tickets(host::TicketsQuery::default()).await?.tickets;
        let Some(first) = tickets.first() else {
            return Ok(());
        };
        for _ in 0..STORM {
            let wanted = TakeMove {
                transition: "Verify".parse().expect("a transition's name"),
                expected_version: None,
                arguments: BTreeMap::new(),
                note: None,
            };
            // Whatever it is refused as: that is what a storm is.
            drop(acting.take(&first.key.to_string(), wanted, &meta()).await);
        }
        Ok(())
    }

    async fn acting(&self, hand: Hand) -> Result<Acting, Refused> {
        match hand {
            Hand::Person(person) => Ok((*self.people[&person]).clone()),
            Hand::Bot(bot) => {
                let header = format!("Bearer {}", self.bots[&bot].token);
                Ok((*self.host.bot(Some(&header)).await?).clone())
            }
        }
    }
}

async fn edit(acting: &Acting, key: &str, fields: &Fields) -> Result<(), Refused> {
    let edit = EditTicket {
        expected_version: acting.ticket(key).await?.version,
        title: None,
        body: None,
        fields: values(fields),
    };
    acting.edit_ticket(key, edit, &meta()).await.map(drop)
}

/// Looks at the request and decides on what is shown, as the window does.
async fn decide(
    member: &Member,
    request: &str,
    verdict: Verdict,
    reason: Option<String>,
) -> Result<(), Refused> {
    let said = Decide {
        verdict,
        shown: member.request(request).await?.card.shown,
        reason,
        under: None,
        password: None,
    };
    member.decide(request, said, &meta()).await.map(drop)
}

fn values(fields: &Fields) -> BTreeMap<model::FieldName, Option<String>> {
    let value = |(name, value): &(&'static str, String)| (field(name), Some(value.clone()));
    fields.iter().map(value).collect()
}

fn field(name: &str) -> model::FieldName {
    name.parse().expect("a field's name")
}

/// A workflow that comes with the product.
pub fn gallery(slug: &str) -> &'static str {
    let item = formats::gallery().iter().find(|item| item.slug == slug);
    item.expect("a workflow of the gallery").source
}

/// None of it can be asked twice.
pub fn meta() -> Meta {
    Meta::once("openweave demo")
}

fn name(act: &Act) -> String {
    match act {
        Act::Open { title, .. } => format!("Opening `{title}`"),
        Act::Edit(fields) => format!(
            "Filling {}",
            fields
                .iter()
                .map(|(name, _)| *name)
                .collect::<Vec<_>>()
                .join(", ")
        ),
        Act::Comment(_) => "A comment".to_owned(),
        Act::Take { transition, .. } => format!("`{transition}`"),
        Act::Decide(verdict, _) => format!("A decision ({verdict:?})"),
        Act::Refused(_, act) => name(act),
        Act::RunOut => "Time".to_owned(),
    }
}

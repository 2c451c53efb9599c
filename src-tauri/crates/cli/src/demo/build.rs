//! Builds the demo: people, bots, workflows and projects on the first day, then the timeline to its end, which is now.

use std::{collections::BTreeMap, path::Path};

use host::{Host, HostOptions, Member, Refused};
use model::{
    ProjectKey, Span, Timestamp, WorkspaceId,
    view::{
        access::{NewBot, NewInvitation, NewProject, RoleChange},
        session::{DemoPerson, Redeem, Setup},
    },
};
use rand::Rng;

use super::{
    DemoError,
    cast::{Machine, Role},
    printed::{Printed, PrintedBot, PrintedProject, PrintedWorkspace},
    stage::{Playing, Stage, Ticket, gallery, meta},
    timeline::{DAYS, Event, timeline},
};
use crate::failure::Failure;

const WORKSPACE: &str = "Northgate";

/// Key, name, workflow of the gallery.
const PROJECTS: [(&str, &str, &str); 3] = [
    ("PAY", "Payments", "change-management"),
    ("OPS", "Platform", "incident-response"),
    ("ACC", "Access", "access-request"),
];

/// Makes the demo in an empty folder and lets go of it.
pub async fn build(data: &Path, seed: u64, tickets: u32) -> Result<Printed, Failure> {
    let now = host::wall();
    let start = now.plus(Span::days(-DAYS));
    let (host, clock) = Host::open_simulated(HostOptions::new(data), start).await?;
    let (mut stage, workspace) =
        furnished(host.clone(), clock)
            .await
            .map_err(|refused| DemoError::Refused {
                what: "Furnishing the house".to_owned(),
                refused,
            })?;
    let timeline = timeline(seed, tickets, now);
    let mut lives: Vec<Ticket> = timeline
        .projects
        .iter()
        .map(|_| Ticket::default())
        .collect();
    for (at, event) in &timeline.events {
        stage.pass(*at).await;
        match event {
            Event::House(change) => stage.change(*change).await?,
            Event::Step(life, step) => {
                let project: &ProjectKey = &timeline.projects[*life];
                stage
                    .play(project, &mut lives[*life], step.by, &step.act)
                    .await?;
            }
        }
    }
    stage.pass(now).await;
    host.shutdown().await;
    Ok(printed(&stage, workspace))
}

/// The first day: everybody arrives, every bot gets its token, every project its workflow.
async fn furnished(
    host: Host,
    clock: host::SimulatedClock,
) -> Result<(Stage, WorkspaceId), Refused> {
    let passwords: BTreeMap<Role, String> = Role::ALL.map(|role| (role, password())).into();
    let (session, here) = host
        .setup(Setup {
            workspace: WORKSPACE.to_owned(),
            name: Role::Mirela.name().to_owned(),
            handle: Role::Mirela.handle().to_owned(),
            password: passwords[&Role::Mirela].clone(),
            code: None,
        })
        .await?;
    let workspace = here.workspaces.first().map(|w| w.id);
    let workspace = workspace.expect("setting up makes a workspace");
    let mirela = host
        .person(Some(session.as_str()))
        .await?
        .member(workspace)
        .await?;
    let mut stage = Stage {
        host,
        clock,
        people: BTreeMap::from([(Role::Mirela, mirela)]),
        passwords,
        bots: BTreeMap::new(),
    };
    for role in [Role::Ana, Role::Jonas, Role::Tomas] {
        minutes(&stage, 20).await;
        let member = arrives(&stage, role, workspace).await?;
        stage.people.insert(role, member);
    }
    mirelas_roles(&stage).await?;
    for bot in Machine::ALL {
        minutes(&stage, 15).await;
        let id = made(&stage, bot).await?;
        stage.bots.insert(
            bot,
            Playing {
                id,
                keeper: bot.keeper(),
                token: String::new(),
                token_id: String::new(),
            },
        );
        stage.issue(bot).await?;
    }
    minutes(&stage, 90).await;
    projects(&stage).await?;
    Ok((stage, workspace))
}

async fn minutes(stage: &Stage, minutes: i64) {
    let now: Timestamp = stage.clock.now();
    stage.pass(now.plus(Span::seconds(minutes * 60))).await;
}

/// Somebody comes by an invitation of the owner's.
async fn arrives(stage: &Stage, role: Role, workspace: WorkspaceId) -> Result<Member, Refused> {
    let roles = role
        .roles()
        .iter()
        .map(|role| role.parse().expect("a role"));
    let invitation = NewInvitation {
        roles: roles.collect(),
    };
    let invited = stage.people[&Role::Mirela]
        .invite(invitation, &meta())
        .await?;
    minutes(stage, 12).await;
    let form = Redeem {
        code: invited.body.code,
        name: role.name().to_owned(),
        handle: role.handle().to_owned(),
        password: stage.passwords[&role].clone(),
    };
    let (session, _) = stage.host.redeem(form).await?;
    let person = stage.host.person(Some(session.as_str())).await?;
    person.member(workspace).await
}

/// What the owner holds besides what founding gave her.
async fn mirelas_roles(stage: &Stage) -> Result<(), Refused> {
    let mirela = &stage.people[&Role::Mirela];
    for role in Role::Mirela
        .roles()
        .iter()
        .filter(|role| !["owner", "author"].contains(role))
    {
        let change = RoleChange {
            role: role.parse().expect("a role"),
            holder: model::Holder::Person(mirela.person()),
        };
        mirela.grant(change, &meta()).await?;
    }
    Ok(())
}

async fn made(stage: &Stage, bot: Machine) -> Result<String, Refused> {
    let new = NewBot {
        handle: bot.handle().parse().expect("a handle"),
        keeper: stage.people[&bot.keeper()].person(),
    };
    let made = stage.people[&Role::Mirela].add_bot(new, &meta()).await?;
    Ok(made.body.id.to_string())
}

async fn projects(stage: &Stage) -> Result<(), Refused> {
    for (key, name, slug) in PROJECTS {
        let published = stage.goes_live(first_version(slug)).await?;
        minutes(stage, 10).await;
        let project = NewProject {
            key: key.parse().expect("a project's key"),
            name: name.to_owned(),
            workflow: published.name,
        };
        stage.people[&Role::Mirela]
            .create_project(project, &meta())
            .await?;
    }
    Ok(())
}

/// Change management began with a day for its approvals; the version of the gallery, published later, gives six hours.
fn first_version(slug: &str) -> String {
    gallery(slug).replace("expires = \"6h\"", "expires = \"24h\"")
}

fn printed(stage: &Stage, workspace: WorkspaceId) -> Printed {
    Printed {
        workspace: PrintedWorkspace {
            id: workspace,
            name: WORKSPACE.to_owned(),
        },
        people: Role::ALL
            .map(|role| DemoPerson {
                handle: role.handle().to_owned(),
                name: role.name().to_owned(),
                roles: role.roles().iter().map(ToString::to_string).collect(),
                hint: role.hint().to_owned(),
                password: stage.passwords[&role].clone(),
            })
            .into(),
        bots: Machine::ALL
            .map(|bot| PrintedBot {
                handle: bot.handle().to_owned(),
                keeper: stage.bots[&bot].keeper.handle().to_owned(),
                token: stage.bots[&bot].token.clone(),
            })
            .into(),
        projects: PROJECTS
            .map(|(key, name, slug)| PrintedProject {
                key: key.to_owned(),
                name: name.to_owned(),
                workflow: formats::gallery()
                    .iter()
                    .find(|item| item.slug == slug)
                    .map_or(slug, |item| item.name)
                    .to_owned(),
            })
            .into(),
    }
}

/// Three groups of four letters: as random as everything that opens something, and short enough to be typed.
fn password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
    let mut rng = rand::rng();
    let group = |rng: &mut rand::rngs::ThreadRng| -> String {
        (0..4)
            .map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]))
            .collect()
    };
    [group(&mut rng), group(&mut rng), group(&mut rng)].join("-")
}

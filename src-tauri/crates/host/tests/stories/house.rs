//! A house to tell stories in: its owner Ana, a workflow with gates, a project, and whoever else is asked in.

use std::time::Duration;

use host::{Bot, Cost, Host, HostOptions, Member, Meta, Refused};
use model::{
    Code, Digest, PersonId, Verdict, WorkspaceId,
    view::{
        access::{NewBot, NewInvitation, NewProject, NewToken},
        requests::Decide,
        session::{Redeem, Setup},
        tickets::{MoveAnswer, NewTicket, TakeMove},
        workflows::WorkflowSource,
    },
};
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse battery";

/// Bots submit freely; to deploy, two release managers must approve; cancelling needs one; abandoning none.
const WORKFLOW: &str = r#"
format = 1
name = "Change"
initial = "Draft"
[tickets]
create = ["bot", "person"]
edit = ["bot", "person"]
comment = ["bot", "person"]
[fields.report]
type = "url"
[fields.risk]
type = "choice"
options = ["low", "high"]
[fields.owner]
type = "person"
[states.Draft]
[states.Review]
[states.Deployed]
terminal = true
[states.Cancelled]
terminal = true
[[transitions]]
name = "Submit"
from = ["Draft"]
to = "Review"
by = ["bot", "person"]
[[transitions]]
name = "Deploy"
from = ["Review"]
to = "Deployed"
by = ["bot"]
requires = ["report"]
[transitions.gate]
approvals = 1
role = "release-manager"
[[transitions]]
name = "Abandon"
from = ["Review"]
to = "Cancelled"
by = ["bot", "person"]
[[transitions]]
name = "Archive"
from = ["Draft"]
to = "Cancelled"
by = []
"#;

pub struct House {
    pub dir: TempDir,
    pub host: Host,
    pub ana: Member,
    pub workspace: WorkspaceId,
}

pub fn options(dir: &TempDir) -> HostOptions {
    HostOptions {
        argon2: Cost::MINIMUM,
        ..HostOptions::new(dir.path())
    }
}

/// A call with an idempotency key of its own.
pub fn keyed(key: &str, body: &str) -> Meta {
    Meta {
        key: Some(key.to_owned()),
        body: Digest::of(body.as_bytes()),
        ..Meta::once("POST /v1/x")
    }
}

pub fn once() -> Meta {
    Meta::once("POST /v1/x")
}

impl House {
    /// Ana's house with the workflow published and the project PAY on it.
    pub async fn open() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let host = Host::open(options(&dir)).await.unwrap();
        let (session, here) = host.setup(setup()).await.unwrap();
        let person = host.person(Some(session.as_str())).await.unwrap();
        let workspace = here.workspaces[0].id;
        let ana = person.member(workspace).await.unwrap();
        let house = Self {
            dir,
            host,
            ana,
            workspace,
        };
        house.publish(WORKFLOW).await;
        house.project("PAY", "Change").await;
        house
    }

    pub async fn publish(&self, source: &str) {
        let file = WorkflowSource {
            source: source.to_owned(),
        };
        self.ana.publish(file, &once()).await.unwrap();
    }

    pub async fn project(&self, key: &str, workflow: &str) {
        let new = NewProject {
            key: key.parse().unwrap(),
            name: format!("Project {key}"),
            workflow: workflow.parse().unwrap(),
        };
        self.ana.create_project(new, &once()).await.unwrap();
    }

    /// Somebody new, with these roles.
    pub async fn person(&self, handle: &str, roles: &[&str]) -> Member {
        let roles = roles.iter().map(|r| r.parse().unwrap()).collect();
        let invited = self
            .ana
            .invite(NewInvitation { roles }, &once())
            .await
            .unwrap();
        let (session, _) = self
            .host
            .redeem(redeem(&invited.body.code, handle))
            .await
            .unwrap();
        let person = self.host.person(Some(session.as_str())).await.unwrap();
        person.member(self.workspace).await.unwrap()
    }

    /// A bot's id and the header it calls with. Its keeper issues the token.
    pub async fn bot(&self, handle: &str, keeper: &Member) -> (String, String) {
        let new = NewBot {
            handle: handle.parse().unwrap(),
            keeper: keeper.person(),
        };
        let id = self
            .ana
            .add_bot(new, &once())
            .await
            .unwrap()
            .body
            .id
            .to_string();
        let token = NewToken {
            days: 30,
            rate: None,
        };
        let issued = keeper.issue_token(&id, token, &once()).await.unwrap();
        (id, format!("Bearer {}", issued.body.token))
    }

    pub async fn calling(&self, header: &str) -> Bot {
        self.host.bot(Some(header)).await.unwrap()
    }

    pub async fn reopened(self) -> (TempDir, Host, WorkspaceId) {
        let Self {
            dir,
            host,
            ana,
            workspace,
        } = self;
        drop(ana);
        host.shutdown().await;
        drop(host);
        let host = Host::open(options(&dir)).await.unwrap();
        (dir, host, workspace)
    }
}

pub fn setup() -> Setup {
    Setup {
        workspace: "Payments".to_owned(),
        name: "Ana Sørensen".to_owned(),
        handle: "ana".to_owned(),
        password: PASSWORD.to_owned(),
        code: None,
    }
}

pub fn redeem(code: &str, handle: &str) -> Redeem {
    Redeem {
        code: code.to_owned(),
        name: handle.to_uppercase(),
        handle: handle.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

/// A ticket with a report, in review: ready to be deployed.
pub async fn in_review(bot: &Bot) -> String {
    let new = NewTicket {
        fields: [("report".parse().unwrap(), "https://ci.example/1".to_owned())].into(),
        ..ticket("Raise the limit")
    };
    let key = bot
        .create_ticket(new, &once())
        .await
        .unwrap()
        .body
        .key
        .to_string();
    bot.take(&key, take("Submit"), &once()).await.unwrap();
    key
}

pub fn ticket(title: &str) -> NewTicket {
    NewTicket {
        project: "PAY".parse().unwrap(),
        title: title.to_owned(),
        body: None,
        fields: Default::default(),
    }
}

pub fn take(transition: &str) -> TakeMove {
    TakeMove {
        transition: transition.parse().unwrap(),
        expected_version: None,
        arguments: Default::default(),
        note: None,
    }
}

/// The id of the request that a move opened.
pub fn pending(answer: &MoveAnswer) -> String {
    match answer {
        MoveAnswer::Pending { request, .. } => request.to_string(),
        MoveAnswer::Moved { .. } => panic!("it moved"),
    }
}

/// Looks at the request and approves or rejects what is shown.
pub async fn decide(
    member: &Member,
    request: &str,
    verdict: Verdict,
) -> Result<model::view::requests::Decided, Refused> {
    let shown = member.request(request).await?.card.shown;
    let reason = (verdict == Verdict::Reject).then(|| "Not on a Friday".to_owned());
    Ok(member
        .decide(
            request,
            Decide {
                verdict,
                shown,
                reason,
                under: None,
                password: None,
            },
            &once(),
        )
        .await?
        .body)
}

pub fn code<T>(answer: Result<T, Refused>) -> Code {
    match answer {
        Ok(_) => panic!("it was not refused"),
        Err(refused) => refused.problem.code,
    }
}

/// Long enough for what should take a second.
pub const SOON: Duration = Duration::from_secs(5);

pub const fn id(member: &Member) -> PersonId {
    member.person()
}

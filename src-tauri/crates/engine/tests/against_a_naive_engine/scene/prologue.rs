//! How every history begins: six people with a key each, one of them auditor, two bots with a token each from the founder, a workflow, a project, two tickets if anybody may
//! open one.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use model::{
    BotId, Command, Holder, InvitationId, PersonId, ProjectId, RoleName, Span, TokenId,
    WorkspaceId, command::Publication, deed::HeldBy,
};

use super::{
    Scene, Tally,
    cast::{self, bot, in_session, person, text},
    step::{Ask, Asker, Step, Which},
};

/// The same for all: made once, and copied.
pub fn scene() -> Scene {
    static SCENE: LazyLock<Scene> = LazyLock::new(people_and_bots);
    SCENE.clone()
}

fn people_and_bots() -> Scene {
    let mut scene = Scene::new(cast::start());
    let workspace = WorkspaceId::new(scene.mint());
    scene.done(
        person(0),
        Command::FoundWorkspace {
            workspace,
            name: text("name", 0),
            simulated: false,
            key: cast::keys()[0].0,
        },
    );
    for n in 1..cast::FIRST_PEOPLE - 1 {
        scene.joins(person(n), BTreeSet::new());
    }
    let auditor = person(cast::FIRST_PEOPLE - 1);
    scene.joins(auditor, BTreeSet::from([RoleName::auditor()]));
    for n in 0..cast::FIRST_PEOPLE {
        let key = scene.fresh_key();
        let enrol = Command::EnrolKey {
            key,
            held_by: HeldBy::Window,
            readmitted: None,
        };
        scene.done(person(n), enrol);
    }
    for (role, n) in [(3, 1), (3, 2), (3, 3), (4, 2), (4, 3), (4, 0)] {
        scene.done(
            person(0),
            Command::GrantRole {
                role: cast::role(role),
                holder: Holder::Person(person(n)),
            },
        );
    }
    for n in 0..cast::BOTS {
        scene.arrives(bot(n), person(n));
    }
    scene
}

/// What a history's first file decides: it is published, and tickets are opened.
pub fn open(scene: &mut Scene) {
    let digest = scene.drafts[0];
    let workflow = scene.files[&digest].clone();
    let name = workflow.name.clone();
    scene.done(
        person(0),
        Command::PublishWorkflow(Box::new(Publication {
            workflow,
            digest,
            rules_digest: digest,
            bound: BTreeMap::from([(cast::handle(), Holder::Bot(bot(0)))]),
            draft: None,
        })),
    );
    let project = ProjectId::new(scene.mint());
    scene.done(
        person(0),
        Command::CreateProject {
            project,
            key: super::pick::project_key(0),
            name: text("project", 0),
            workflow: name,
        },
    );
    for n in 0..2 {
        let ask = Ask::Create {
            project: Which::Nth(0),
            content: BTreeMap::new(),
        };
        let step = Step {
            by: Asker::Suited(n),
            ask,
            after: Span::hours(0),
        };
        scene.take(&step, &mut Tally::default()).unwrap();
    }
}

impl Scene {
    fn done(&mut self, by: PersonId, command: Command) {
        let entries = self.log.len();
        self.tell(in_session(by), command, &mut Tally::default())
            .unwrap();
        assert!(
            self.log.last().unwrap().deed.is_some() && self.log.len() > entries,
            "the prologue is refused"
        );
    }

    fn joins(&mut self, who: PersonId, roles: BTreeSet<RoleName>) {
        let invitation = InvitationId::new(self.mint());
        let code = text("code", self.minted);
        let invite = Command::Invite {
            invitation,
            code,
            roles,
            expires: self.now.plus(Span::days(7)),
        };
        self.done(person(0), invite);
        self.done(who, Command::Join { invitation, code });
    }

    fn arrives(&mut self, bot: BotId, keeper: PersonId) {
        let handle = text("handle", self.minted);
        let add = Command::AddBot {
            bot,
            handle,
            keeper,
        };
        self.done(person(0), add);
        let issue = Command::IssueToken {
            token: TokenId::new(self.mint()),
            bot,
            secret: text("secret", self.minted),
            expires: self.now.plus(Span::days(300)),
            rate: None,
        };
        self.done(person(0), issue);
    }
}

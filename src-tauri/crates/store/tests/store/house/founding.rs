//! What there is in a house from the beginning: entries 0 to 7.

use std::collections::{BTreeMap, BTreeSet};

use model::{
    Asked, BotId, Command, Digest, InvitationId, ProjectId, TokenId, WorkspaceId,
    command::Publication, deed::HeldBy,
};

use super::{House, WORKFLOW, bobs_key, log_key, named, text, uuid};

impl House {
    pub(super) async fn found(&self, bot: BotId, token: TokenId) {
        let far = "2099-01-01T00:00:00Z".parse().unwrap();
        let (name, handle, project) = (text("Acme"), text("errand-bot"), text("Payments"));
        let (invitation, code) = (InvitationId::new(uuid()), Digest::of(b"code"));
        let keeper = self.ada.id.person().unwrap();
        let read = formats::read(WORKFLOW).unwrap();
        let steps = [
            Command::FoundWorkspace {
                workspace: WorkspaceId::new(uuid()),
                name: name.digest(),
                simulated: false,
                key: named(&log_key()),
            },
            Command::Invite {
                invitation,
                code,
                roles: BTreeSet::from(["approver".parse().unwrap()]),
                expires: far,
            },
            Command::AddBot {
                bot,
                handle: handle.digest(),
                keeper,
            },
            Command::IssueToken {
                token,
                bot,
                secret: Digest::of(b"secret"),
                expires: far,
                rate: None,
            },
            Command::PublishWorkflow(Box::new(Publication {
                digest: read.digest,
                rules_digest: read.rules_digest,
                workflow: read.workflow,
                bound: BTreeMap::new(),
                draft: None,
            })),
            Command::CreateProject {
                project: ProjectId::new(uuid()),
                key: "PAY".parse().unwrap(),
                name: project.digest(),
                workflow: "Errands".parse().unwrap(),
            },
        ];
        for command in steps {
            let asked = Asked {
                texts: vec![name.clone(), handle.clone(), project.clone()],
                source: Some(WORKFLOW.to_owned()),
                ..Asked::new(self.ada, command)
            };
            self.done(asked).await;
        }
        let join = Command::Join { invitation, code };
        self.done(Asked::new(self.bob, join)).await;
        let enrol = Command::EnrolKey {
            key: named(&bobs_key()),
            held_by: HeldBy::Window,
            readmitted: None,
        };
        self.done(Asked::new(self.bob, enrol)).await;
    }
}

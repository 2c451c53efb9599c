//! Access: what the room shows, and what a change costs before it is made.

use model::{
    Code, Holder, RoleName,
    deed::Freezable,
    view::{
        access::{NewBot, RoleChange, Weigh},
        designer::{Edit, EditFile, Shown},
        workflows::WorkflowSource,
    },
};

use crate::house::{House, code, id, in_review, once, pending, take};

#[tokio::test]
async fn the_room_shows_people_bots_roles_and_tokens() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &ben).await;
    in_review(&house.calling(&header).await).await;
    let access = house.ana.access().await.unwrap();
    assert_eq!(
        access
            .people
            .iter()
            .map(|p| p.handle.as_str())
            .collect::<Vec<_>>(),
        ["ana", "ben"]
    );
    assert!(access.may_change.allowed);
    let bot = &access.bots[0];
    assert_eq!(
        (bot.handle.as_str(), bot.keeper.name.as_str(), bot.moves_7d),
        ("deploy-bot", "BEN", 1)
    );
    assert!(bot.tokens[0].last_use.is_some());
    assert!(
        bot.can
            .iter()
            .any(|c| c.contains("Deploy, once 1 holding release-manager")),
        "{:?}",
        bot.can
    );
    let role = access
        .roles
        .iter()
        .find(|r| r.name.as_str() == "release-manager")
        .unwrap();
    assert_eq!(
        (role.holders[0].name.as_str(), role.gates[0].as_str()),
        ("BEN", "Change: Deploy, 1")
    );
    assert!(!ben.access().await.unwrap().may_change.allowed);
    assert_eq!(
        code(
            ben.add_bot(
                NewBot {
                    handle: "x".parse().unwrap(),
                    keeper: id(&ben)
                },
                &once()
            )
            .await
        ),
        Code::NotPermitted
    );
    let twice = NewBot {
        handle: "deploy-bot".parse().unwrap(),
        keeper: id(&ben),
    };
    assert_eq!(
        code(house.ana.add_bot(twice, &once()).await),
        Code::AlreadyExists
    );
}

#[tokio::test]
async fn what_a_change_costs_is_said_before_it_is_made() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (bot_id, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    let holder = Holder::Person(id(&ben));
    let role: RoleName = "release-manager".parse().unwrap();

    let cost = house
        .ana
        .weigh(Weigh::RevokeRole {
            role: role.clone(),
            holder,
        })
        .await
        .unwrap();
    assert!(cost.may.allowed);
    insta::assert_snapshot!(cost.sentences.join("\n"), @r"
    BEN will then be unable to approve what deploy-bot asks.
    Nobody can open the gate of Deploy: it asks for 1 holding release-manager, and nobody holds it.
    The open request of deploy-bot for Deploy on PAY-1 will have too few people left who can approve it.
    ");
    let bot = Some(bot_id.parse().unwrap());
    let cost = house
        .ana
        .weigh(Weigh::ChangeKeeper {
            bot,
            keeper: id(&ben),
        })
        .await
        .unwrap();
    assert!(
        cost.sentences[0].starts_with("BEN will then be unable to approve"),
        "{:?}",
        cost.sentences
    );
    let cost = house
        .ana
        .weigh(Weigh::ChangeKeeper {
            bot: None,
            keeper: id(&ben),
        })
        .await
        .unwrap();
    assert!(
        cost.sentences[0].contains("unable to approve what this bot asks"),
        "{:?}",
        cost.sentences
    );
    let owner = Weigh::RevokeRole {
        role: RoleName::owner(),
        holder: Holder::Person(id(&house.ana)),
    };
    assert_eq!(
        house.ana.weigh(owner).await.unwrap().may.code,
        Some(Code::LastOwner)
    );
    assert!(
        !ben.weigh(Weigh::RevokeRole { role, holder })
            .await
            .unwrap()
            .may
            .allowed
    );
}

#[tokio::test]
async fn a_frozen_workspace_moves_nothing_and_every_window_says_so() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    house
        .ana
        .freeze(
            Freezable::Workspace,
            (Some("Incident".to_owned()), false),
            &once(),
        )
        .await
        .unwrap();
    assert_eq!(
        code(bot.take(&key, take("Abandon"), &once()).await),
        Code::Frozen
    );
    assert_eq!(
        house.ana.overview().await.unwrap().banners[0].kind,
        "frozen"
    );
    house.ana.thaw(Freezable::Workspace, &once()).await.unwrap();
    bot.take(&key, take("Abandon"), &once()).await.unwrap();
}

#[tokio::test]
async fn a_file_is_changed_in_its_text_and_shown_on_a_canvas() {
    let house = House::open().await;
    let file = |source: &str, edits| EditFile {
        source: source.to_owned(),
        edits,
    };
    let state = |name: &str| Edit::AddState {
        state: name.parse().unwrap(),
        at: Some((100, 100)),
    };
    let edited = house.ana.edit_file(&file("", vec![state("Open")])).unwrap();
    let checked = house
        .ana
        .check(WorkflowSource {
            source: edited.source.clone(),
        })
        .await
        .unwrap();
    let Shown::Drawn(canvas) = checked.shown else {
        panic!("it is drawn");
    };
    let shown = &canvas.states[0];
    assert!(shown.placed && shown.area.x + shown.area.w / 2.0 == 100.0);
    let twice = file(&edited.source, vec![state("Done"), state("Open")]);
    let refused = house.ana.edit_file(&twice).unwrap_err();
    assert_eq!(refused.problem.code, Code::Malformed);
    assert!(
        refused
            .problem
            .detail
            .contains("There is a state Open already")
    );
    let broken = house.ana.edit_file(&file("name = ", vec![state("A")]));
    assert!(
        broken
            .unwrap_err()
            .problem
            .detail
            .contains("Mend it in the text first")
    );
    let empty = house
        .ana
        .check(WorkflowSource {
            source: String::new(),
        })
        .await
        .unwrap();
    assert!(matches!(empty.shown, Shown::Empty));
}

#[tokio::test]
async fn a_file_is_checked_with_all_its_errors_and_published_from_the_gallery() {
    let house = House::open().await;
    let bad = WorkflowSource {
        source: "format = 1\nname = \"X\"\ninitial = \"Revew\"\n[states.Review]\n".to_owned(),
    };
    let checked = house.ana.check(bad.clone()).await.unwrap();
    assert!(!checked.errors.is_empty());
    let Shown::Drawn(canvas) = checked.shown else {
        panic!("a mistake is drawn all the same");
    };
    assert_eq!(canvas.states[0].parts.name.as_str(), "Review");
    assert_eq!(code(house.ana.publish(bad, &once()).await), Code::Malformed);
    let list = house.ana.workflows().await.unwrap();
    for offered in &list.gallery {
        let file = WorkflowSource {
            source: offered.source.clone(),
        };
        assert_eq!(house.ana.check(file.clone()).await.unwrap().errors.len(), 0);
        house.ana.publish(file, &once()).await.unwrap();
        assert!(
            house
                .host
                .gallery_diagram(&offered.slug, host::Size::Small)
                .is_some()
        );
    }
    let view = house.ana.workflow("Change management", None).await.unwrap();
    assert_eq!(
        (view.version, view.source),
        (1, list.gallery[0].source.clone())
    );
    assert!(
        house
            .ana
            .workflows()
            .await
            .unwrap()
            .gallery
            .iter()
            .all(|g| g.published)
    );
    let change = RoleChange {
        role: RoleName::author(),
        holder: Holder::Person(id(&house.ana)),
    };
    house.ana.revoke(change, &once()).await.unwrap();
    let file = WorkflowSource {
        source: format!("# again\n{}", list.gallery[0].source),
    };
    assert_eq!(
        code(house.ana.publish(file, &once()).await),
        Code::NotPermitted
    );
}

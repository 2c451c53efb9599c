//! Tickets and moves: what goes through, what is told, what is said twice.

use model::{
    Code, Version,
    view::tickets::{EditTicket, MoveAnswer, MoveStatus, NewComment, NewTicket},
};

use crate::house::{House, code, in_review, keyed, once, take, ticket};

#[tokio::test]
async fn a_bot_opens_edits_comments_and_moves_a_ticket() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;

    let created = bot
        .create_ticket(ticket("Raise the limit"), &once())
        .await
        .unwrap();
    assert_eq!(
        (
            created.status,
            created.body.key.to_string(),
            created.body.version
        ),
        (201, "PAY-1".to_owned(), Version(1))
    );
    let edit = EditTicket {
        expected_version: Version(1),
        title: None,
        body: Some("From 10 to 20".to_owned()),
        fields: [("risk".parse().unwrap(), Some("low".to_owned()))].into(),
    };
    let edited = bot
        .edit_ticket("PAY-1", edit.clone(), &once())
        .await
        .unwrap();
    assert_eq!(edited.body.version, Version(2));
    let again = EditTicket {
        expected_version: Version(2),
        ..edit
    };
    assert_eq!(
        bot.edit_ticket("PAY-1", again, &once())
            .await
            .unwrap()
            .body
            .version,
        Version(2),
        "nothing changed"
    );
    bot.comment(
        "PAY-1",
        NewComment {
            text: "On it".to_owned(),
        },
        &once(),
    )
    .await
    .unwrap();
    let moved = bot.take("PAY-1", take("Submit"), &once()).await.unwrap();
    assert!(matches!(
        moved.body,
        MoveAnswer::Moved {
            version: Version(3),
            ..
        }
    ));

    let seen = bot.ticket("PAY-1").await.unwrap();
    assert_eq!(seen.title.as_deref(), Some("Raise the limit"));
    assert_eq!(seen.body.as_deref(), Some("From 10 to 20"));
    assert_eq!(seen.state.as_str(), "Review");
    assert_eq!(seen.comments[0].text.as_deref(), Some("On it"));
    assert_eq!(seen.creator.keeper.as_deref(), Some("Ana Sørensen"));
    let told: Vec<String> = bot
        .history("PAY-1")
        .await
        .unwrap()
        .entries
        .into_iter()
        .map(|e| e.result)
        .collect();
    assert_eq!(told, ["recorded", "recorded", "recorded", "moved"]);
    let board = house.ana.board("PAY").await.unwrap();
    assert_eq!(
        board
            .columns
            .iter()
            .map(|c| c.tickets.len())
            .collect::<Vec<_>>(),
        [0, 1, 0, 0]
    );
    assert_eq!(board.project.open, 1);
}

#[tokio::test]
async fn moves_say_what_is_open_gated_or_why_not() {
    let house = House::open().await;
    house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let statuses = |moves: model::view::tickets::Moves| {
        moves
            .moves
            .into_iter()
            .map(|m| (m.transition.to_string(), m.status, m.code))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        statuses(bot.moves(&key).await.unwrap()),
        [
            ("Deploy".to_owned(), MoveStatus::Gated, None),
            ("Abandon".to_owned(), MoveStatus::Allowed, None)
        ]
    );
    let seen = statuses(house.ana.moves(&key).await.unwrap());
    assert_eq!(
        seen[0],
        (
            "Deploy".to_owned(),
            MoveStatus::Refused,
            Some(Code::NotPermitted)
        )
    );
    bot.take(&key, take("Deploy"), &once()).await.unwrap();
    assert_eq!(
        statuses(bot.moves(&key).await.unwrap())[0].1,
        MoveStatus::Waiting
    );
}

#[tokio::test]
async fn an_illegal_move_is_400_with_the_legal_ones_and_an_entry() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    bot.create_ticket(ticket("One"), &once()).await.unwrap();
    let refused = bot
        .take("PAY-1", take("Deploy"), &once())
        .await
        .unwrap_err();
    assert_eq!(
        (refused.problem.status, refused.problem.code),
        (400, Code::NoSuchTransition)
    );
    let moves: Vec<String> = refused
        .problem
        .moves
        .unwrap()
        .into_iter()
        .map(|m| m.transition.to_string())
        .collect();
    assert_eq!(moves, ["Submit", "Archive"]);
    let entry = house
        .ana
        .entry(refused.problem.seq.unwrap().0)
        .await
        .unwrap();
    assert_eq!(entry.entry.code, Some(Code::NoSuchTransition));
    assert_eq!(entry.texts[0].text.as_deref(), Some("PAY-1: Deploy"));
    assert_eq!(
        code(bot.take("PAY-1", take("Archive"), &once()).await),
        Code::NotPermitted,
        "an empty `by` is nobody"
    );
}

#[tokio::test]
async fn values_that_do_not_fit_are_400_with_their_place() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let with = |field: &str, value: &str| NewTicket {
        fields: [(field.parse().unwrap(), value.to_owned())].into(),
        ..ticket("One")
    };
    for (new, at) in [
        (with("report", "not an address"), "fields.report"),
        (with("risk", "medium"), "fields.risk"),
        (with("owner", "nobody"), "fields.owner"),
        (with("undeclared", "x"), "fields.undeclared"),
        (ticket(" "), "title"),
    ] {
        let refused = bot.create_ticket(new, &once()).await.unwrap_err();
        assert_eq!(
            (refused.problem.code, refused.problem.at.as_deref()),
            (Code::Malformed, Some(at))
        );
        assert!(refused.problem.seq.is_some(), "it is recorded");
    }
    bot.create_ticket(with("owner", "ana"), &once())
        .await
        .unwrap();
    assert_eq!(code(bot.ticket("PAY-2").await), Code::NotFound);
    assert_eq!(code(bot.ticket("no key").await), Code::NotFound);
}

#[tokio::test]
async fn the_same_key_is_done_once_and_another_body_is_refused() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let first = bot
        .create_ticket(ticket("One"), &keyed("k1", "one"))
        .await
        .unwrap();
    let again = bot
        .create_ticket(ticket("One"), &keyed("k1", "one"))
        .await
        .unwrap();
    assert!(!first.replayed && again.replayed);
    assert_eq!(
        (first.body.id, first.body.seq, first.body.key),
        (again.body.id, again.body.seq, again.body.key)
    );
    let other = bot.create_ticket(ticket("Two"), &keyed("k1", "two")).await;
    assert_eq!(code(other), Code::KeyReused);
    let refused = bot
        .take("PAY-1", take("Deploy"), &keyed("k2", ""))
        .await
        .unwrap_err();
    let refused_again = bot
        .take("PAY-1", take("Deploy"), &keyed("k2", ""))
        .await
        .unwrap_err();
    assert_eq!(refused.problem.seq, refused_again.problem.seq);
    assert_eq!(
        house
            .ana
            .tickets(Default::default())
            .await
            .unwrap()
            .tickets
            .len(),
        1
    );
}

#[tokio::test]
async fn a_stale_version_is_told_where_the_ticket_is() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    in_review(&bot).await;
    let mut stale = take("Abandon");
    stale.expected_version = Some(Version(1));
    let refused = bot.take("PAY-1", stale, &once()).await.unwrap_err();
    assert_eq!(
        (refused.problem.code, refused.problem.version),
        (Code::Stale, Some(Version(2)))
    );
}

//! Erasing: the text is gone from every file at once, the log keeps that it was there, and verify still holds.

use std::{fs, path::Path};

use model::{
    Code,
    view::tickets::{EditTicket, EraseTexts, NewComment},
};

use crate::house::{House, code, once, ticket};

const SECRET: &str = "Xk81-customer-iban-DE89370400440532013000";

fn what(parts: &[&str], reason: &str) -> EraseTexts {
    EraseTexts {
        parts: parts
            .iter()
            .map(|p| model::Part::try_from((*p).to_owned()).unwrap())
            .collect(),
        comments: Default::default(),
        reason: reason.to_owned(),
    }
}

/// Files of the folder in which the secret stands.
fn holding(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for inside in fs::read_dir(folder).unwrap() {
        let path = inside.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path));
        } else if fs::read(&path)
            .unwrap()
            .windows(SECRET.len())
            .any(|w| w == SECRET.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[tokio::test]
async fn an_owner_erases_what_was_ever_written_and_no_file_holds_it_any_more() {
    let house = House::open().await;
    let created = house
        .ana
        .create_ticket(ticket(SECRET), &once())
        .await
        .unwrap()
        .body;
    let key = created.key.to_string();
    let edit = EditTicket {
        expected_version: created.version,
        title: Some("Harmless".to_owned()),
        body: None,
        fields: Default::default(),
    };
    house.ana.edit_ticket(&key, edit, &once()).await.unwrap();
    let said = NewComment {
        text: format!("It is {SECRET}."),
    };
    let comment = house
        .ana
        .comment(&key, said, &once())
        .await
        .unwrap()
        .body
        .id;
    assert!(!holding(house.dir.path()).is_empty(), "it was there");

    let mut both = what(&["title"], "A customer's account number");
    both.comments.insert(comment);
    let erased = house.ana.erase(&key, both, &once()).await.unwrap().body;
    assert_eq!(
        erased.texts, 3,
        "the title as it was, as it is, and the comment"
    );
    assert_eq!(holding(house.dir.path()), Vec::<String>::new());

    let view = house.ana.ticket(&key).await.unwrap();
    assert_eq!((view.title, view.comments[0].text.clone()), (None, None));
    let dir = house.dir.path().to_owned();
    let checked = host::beside::verify(&dir, &host::beside::Against::default())
        .await
        .unwrap();
    for log in checked {
        assert!(
            matches!(log.found, host::beside::Found::Holds { .. }),
            "{log:?}"
        );
    }
}

#[tokio::test]
async fn only_an_owner_erases_and_says_why() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let key = house
        .ana
        .create_ticket(ticket("A title"), &once())
        .await
        .unwrap()
        .body
        .key
        .to_string();
    let by_ben = ben
        .erase(&key, what(&["title"], "I want to"), &once())
        .await;
    assert_eq!(code(by_ben), Code::NotPermitted);
    let silent = house.ana.erase(&key, what(&["title"], " "), &once()).await;
    assert_eq!(code(silent), Code::Malformed);
    let nothing = house.ana.erase(&key, what(&[], "Why not"), &once()).await;
    assert_eq!(code(nothing), Code::Malformed);
    assert_eq!(
        house.ana.ticket(&key).await.unwrap().title.as_deref(),
        Some("A title")
    );
}

//! The Audit room: sentences, filters, one entry in full.

use host::EntriesQuery;
use model::{Kind, Outcome, Seq, view::audit::EntryView};

use crate::house::{House, SOON, in_review, once, take};

fn told(entry: &EntryView) -> String {
    let words: String = entry.sentence.iter().map(|run| run.text.as_str()).collect();
    format!("{} {words} [{}]", entry.by.name, entry.result)
}

#[tokio::test]
async fn the_log_reads_as_sentences_newest_first() {
    let house = House::open().await;
    let ben = house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &ben).await;
    let bot = house.calling(&header).await;
    in_review(&bot).await;
    bot.take("PAY-1", take("Archive"), &once())
        .await
        .unwrap_err();
    let page = house.ana.entries(EntriesQuery::default()).await.unwrap();
    let all: Vec<String> = page.entries.iter().rev().map(told).collect();
    insta::assert_snapshot!(all.join("\n"), @r"
    Ana Sørensen made this workspace [recorded]
    Ana Sørensen enrolled their signing key [recorded]
    Ana Sørensen published Change version 1 [published]
    Ana Sørensen made the project PAY on Change [recorded]
    Ana Sørensen invited somebody as release-manager [recorded]
    BEN joined [recorded]
    BEN enrolled their signing key [recorded]
    Ana Sørensen made the bot deploy-bot, kept by BEN [recorded]
    BEN issued a token for deploy-bot [recorded]
    deploy-bot opened PAY-1 [recorded]
    deploy-bot moved PAY-1 by Submit [moved]
    deploy-bot tried to move PAY-1 [refused]
    ");
    let refusals = EntriesQuery {
        outcome: Some(Outcome::Refused),
        kind: Some(Kind::Bot),
        ..Default::default()
    };
    assert_eq!(house.ana.entries(refusals).await.unwrap().entries.len(), 1);
    let of_ticket = EntriesQuery {
        ticket: Some("PAY-1".to_owned()),
        limit: Some(2),
        ..Default::default()
    };
    let page = house.ana.entries(of_ticket).await.unwrap();
    assert_eq!(
        (page.entries.len(), page.next, page.size),
        (2, Some(Seq(10)), 12)
    );
    let nothing = EntriesQuery {
        ticket: Some("PAY-99".to_owned()),
        ..Default::default()
    };
    assert!(house.ana.entries(nothing).await.unwrap().entries.is_empty());
}

#[tokio::test]
async fn an_entry_opens_with_its_bytes_texts_and_root() {
    let house = House::open().await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    in_review(&house.calling(&header).await).await;
    let seq = house.ana.overview().await.unwrap().seq.unwrap();
    let opened = house.ana.entry(seq.0 - 1).await.unwrap();
    assert!(opened.bytes.starts_with("{\"v\":1,"));
    assert!(
        !opened.bytes.contains("Raise the limit"),
        "the log holds digests only"
    );
    let title = opened.texts.iter().find(|t| t.name == "title").unwrap();
    assert_eq!(title.text.as_deref(), Some("Raise the limit"));
    assert_eq!(opened.size, seq.0 + 1);
    let moved = house.ana.entry(seq.0).await.unwrap();
    assert_eq!(moved.previous, Some(Seq(seq.0 - 1)));
    assert!(!moved.because.is_empty());
}

#[tokio::test]
async fn whoever_waits_for_news_is_told_of_the_next_entry() {
    let house = House::open().await;
    let seq = house.ana.overview().await.unwrap().seq;
    let waiting = {
        let ana = house.ana.clone();
        tokio::spawn(async move {
            ana.changes(seq, std::time::Duration::from_secs(30))
                .await
                .unwrap()
        })
    };
    tokio::task::yield_now().await;
    house
        .ana
        .create_ticket(crate::house::ticket("News"), &once())
        .await
        .unwrap();
    let told = tokio::time::timeout(SOON, waiting).await.unwrap().unwrap();
    assert_eq!((told.seq, told.entries), (seq.map(|s| Seq(s.0 + 1)), 1));
    let at_once = house
        .ana
        .changes(None, std::time::Duration::from_secs(30))
        .await
        .unwrap();
    assert_eq!(at_once.seq, told.seq);
}

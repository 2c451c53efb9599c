//! Proofs that leave the house: held to the checkpoint by whoever has nothing else.

use ledger::Verifier;
use model::Seq;
use tokio::task::JoinSet;

use crate::house::{House, log_key};

#[tokio::test]
async fn every_entry_is_proved_and_every_older_log_is_continued() {
    let house = House::open().await;
    let verifier: Verifier = house.signer(log_key()).verifier();
    let ticket = house.ticket().await;
    let old = verifier.open(house.checkpoint().await.as_bytes()).unwrap();
    let mut asked = JoinSet::new();
    for n in 0..600 {
        let (space, comment) = (house.space.clone(), house.comment(&ticket, &n.to_string()));
        asked.spawn(async move { space.submit(comment).await.unwrap() });
    }
    asked.join_all().await;
    let checkpoint = verifier.open(house.checkpoint().await.as_bytes()).unwrap();
    assert_eq!(checkpoint.head.size, 609);
    for stored in house.space.entries_after(None, 1_000).await.unwrap() {
        let seq = stored.entry.seq;
        let (proof, note) = house.space.inclusion(seq).await.unwrap().unwrap();
        assert_eq!(verifier.open(note.as_bytes()), Ok(checkpoint));
        let leaf = ledger::leaf(stored.json.as_bytes());
        proof.verify(&leaf, &checkpoint.head).unwrap();
        let other = ledger::leaf(format!("{} ", stored.json).as_bytes());
        assert!(proof.verify(&other, &checkpoint.head).is_err());
    }
    let (proof, note) = house.space.consistency(9).await.unwrap().unwrap();
    assert_eq!(verifier.open(note.as_bytes()), Ok(checkpoint));
    proof.verify(&old.head, &checkpoint.head).unwrap();
    assert!(proof.verify(&checkpoint.head, &checkpoint.head).is_err());
    for size in [0, 1, 255, 256, 257, 512, 608, 609] {
        assert!(house.space.consistency(size).await.unwrap().is_some());
    }
    assert_eq!(house.space.inclusion(Seq(609)).await.unwrap(), None);
    assert_eq!(house.space.consistency(610).await.unwrap(), None);
    house.verify().await.unwrap();
    let house = house.reopen().await;
    house
        .done(house.comment(&ticket, "after the edge was read anew"))
        .await;
    let (proof, note) = house.space.consistency(9).await.unwrap().unwrap();
    let newest = verifier.open(note.as_bytes()).unwrap();
    proof.verify(&old.head, &newest.head).unwrap();
    house.verify().await.unwrap();
}

//! Another past, signed by the log's own key and put together without a fault, mark and projections with it: where the rules
//! would not have given it, the folder itself shows it, without a checkpoint from elsewhere.

mod forgeries;

use forgeries::{Cast, forge};
use model::{Entry, Seq};
use openweave_store::{Against, Finding, VerifyError, verify_workspace};
use tempfile::TempDir;

use crate::{
    attacker::{mark, rewrite},
    house::{House, log_key, read_workflow},
};

/// What was forged, where it is found, and what is said of it.
const TABLE: [(&str, u64, &str); 20] = [
    ("a role that no owner gave", 8, "refused (not_permitted)"),
    ("an owner by himself", 1, "refused (not_found)"),
    ("a key in an approver's name", 8, "refused (already_exists)"),
    ("a key by somebody else's code", 9, "refused (not_found)"),
    ("a code redeemed twice", 8, "refused (not_valid)"),
    ("a project by a bot", 5, "refused (not_permitted)"),
    (
        "a move that does not start there",
        9,
        "refused (no_such_transition)",
    ),
    (
        "a move to another state",
        9,
        "the state it leads from or to",
    ),
    (
        "a gated move without a request",
        10,
        "give `request` where `move` stands",
    ),
    ("a gated move without an approval", 11, "nothing led to it"),
    (
        "a request that excludes nobody",
        10,
        "what is said in its data",
    ),
    ("a decision by the bot's keeper", 13, "refused (own_bot)"),
    ("an expiry before its time", 11, "give nothing"),
    (
        "an approval without its move",
        12,
        "what follows from entry 11",
    ),
    (
        "an approval without its move, at the end",
        12,
        "what follows from entry 11",
    ),
    (
        "a move later than its approval",
        12,
        "what follows from entry 11",
    ),
    ("a refusal that is done", 14, "refused (no_such_transition)"),
    (
        "a comment that is refused",
        13,
        "`not_permitted`, and by the rules there was no such reason",
    ),
    ("a refusal of something else", 14, "was not as it says"),
    ("an entry of an engine to come", 13, "engine 7"),
];

#[tokio::test]
async fn what_the_rules_would_not_have_given_is_found_whoever_signed_it() {
    let house = House::open().await;
    house.live_in().await;
    let files = house.close().await;
    let cast = Cast::of(&house);
    let dir = TempDir::new().unwrap();
    let verified = async |what: &str| {
        files.put(dir.path());
        let signer = house.signer(log_key());
        let edit = |log: &mut Vec<_>| forge(what, &cast, log);
        let note = rewrite(dir.path(), Some(&signer), edit).await;
        mark(dir.path(), &note);
        verify_workspace(dir.path(), read_workflow, &Against::default()).await
    };
    let report = verified("nothing").await.unwrap();
    assert_eq!((report.entries, report.decided_again), (15, 14));
    for (what, seq, words) in TABLE {
        let broken = verified(what).await.expect_err(what);
        println!("{what}: {broken}");
        assert_eq!(broken.first_bad(), Some(Seq(seq)), "{what}: {broken}");
        let VerifyError::Broken(findings) = broken else {
            panic!("{what}: {broken}")
        };
        assert!(findings[0].words.contains(words), "{what}: {findings:?}");
        let placed = findings.iter().all(|finding| finding.seq.is_some());
        assert!(placed, "only the rules can tell: {what}: {findings:?}");
    }
}

#[tokio::test]
async fn a_bots_approval_is_one_that_the_rules_refuse() {
    let house = House::open().await;
    house.live_in().await;
    let approval = house.space.entry(Seq(11)).await.unwrap().unwrap();
    let forged = Entry {
        by: house.bot,
        ..approval.entry
    };
    let json = forged.to_json().unwrap();
    house
        .tamper(&format!("UPDATE log SET entry = '{json}' WHERE seq = 11"))
        .await;
    let Err(VerifyError::Broken(findings)) = house.verify().await else {
        panic!("a bot approved")
    };
    let told = |f: &Finding| f.seq == Some(Seq(11)) && f.words.contains("(bot_cannot_approve)");
    assert!(findings.iter().any(told), "{findings:?}");
}

//! Workflows go live through two authors, and what is frozen thaws through two people.

use model::{
    Code,
    deed::Freezable,
    view::{
        drafts::{Govern, PublishProposal, SaveDraft},
        workflows::WorkflowSource,
    },
};

use super::house::{House, code, once};

fn file(title: &str) -> String {
    include_str!("clock.toml").replace("Errand", title)
}

fn save(source: String) -> SaveDraft {
    SaveDraft {
        workflow: None,
        source,
        base: None,
    }
}

#[tokio::test]
async fn with_two_authors_a_draft_is_published_by_one_who_did_not_edit_it() {
    let house = House::open().await;
    let ben = house.person("ben", &["author"]).await;
    let cleo = house.person("cleo", &["author"]).await;
    assert!(
        house.ana.overview().await.unwrap().governed,
        "since there are two"
    );
    let direct = WorkflowSource {
        source: file("Errand"),
    };
    assert_eq!(code(ben.publish(direct, &once()).await), Code::NeedsReview);

    let draft = ben
        .new_draft(save(file("Errand")), &once())
        .await
        .unwrap()
        .body;
    let id = draft.id.to_string();
    assert!(draft.seq.is_some(), "that Ben edits it is an entry");
    let again = ben
        .save_draft(&id, save(file("Errand")), &once())
        .await
        .unwrap();
    assert_eq!(again.body.seq, None, "once");
    house
        .ana
        .save_draft(&id, save(file("Errands")), &once())
        .await
        .unwrap();
    ben.propose(&id, &once()).await.unwrap();
    let proposal = cleo.drafts().await.unwrap().drafts[0]
        .proposal
        .clone()
        .unwrap();
    assert_eq!(proposal.editors.len(), 2);
    let shown = |digest| PublishProposal { digest };
    for editor in [&ben, &house.ana] {
        let own = editor
            .publish_proposal(&id, shown(proposal.digest), &once())
            .await;
        assert_eq!(code(own), Code::OwnDraft);
    }
    let other = model::Digest::of(b"another file");
    let blind = cleo.publish_proposal(&id, shown(other), &once()).await;
    assert_eq!(code(blind), Code::NotFound);
    let live = cleo
        .publish_proposal(&id, shown(proposal.digest), &once())
        .await
        .unwrap();
    assert_eq!(
        live.body.name.as_str(),
        "Errands",
        "what was proposed, not what was first"
    );
    assert!(cleo.drafts().await.unwrap().drafts.is_empty());
}

#[tokio::test]
async fn whoever_became_an_author_after_the_proposal_does_not_publish_it() {
    let house = House::open().await;
    let ben = house.person("ben", &["author"]).await;
    let max = house.person("max", &[]).await;
    let draft = ben
        .new_draft(save(file("Errand")), &once())
        .await
        .unwrap()
        .body;
    let id = draft.id.to_string();
    ben.propose(&id, &once()).await.unwrap();
    let change = model::view::access::RoleChange {
        role: "author".parse().unwrap(),
        holder: model::Holder::Person(max.person()),
    };
    house.ana.grant(change, &once()).await.unwrap();
    let digest = max.drafts().await.unwrap().drafts[0]
        .proposal
        .clone()
        .unwrap()
        .digest;
    let late = max
        .publish_proposal(&id, PublishProposal { digest }, &once())
        .await;
    assert_eq!(code(late), Code::RoleTooLate);
    house
        .ana
        .publish_proposal(&id, PublishProposal { digest }, &once())
        .await
        .unwrap();
}

#[tokio::test]
async fn an_owner_says_whether_a_second_author_is_needed() {
    let house = House::open().await;
    let ben = house.person("ben", &["author"]).await;
    let off = Govern { review: false };
    assert_eq!(
        code(ben.govern(off.clone(), &once()).await),
        Code::NotPermitted
    );
    house.ana.govern(off, &once()).await.unwrap();
    let direct = WorkflowSource {
        source: file("Errand"),
    };
    ben.publish(direct, &once()).await.unwrap();
}

#[tokio::test]
async fn a_draft_is_seen_by_authors_alone_and_survives_a_restart() {
    let house = House::open().await;
    let ben = house.person("ben", &[]).await;
    let draft = house
        .ana
        .new_draft(save("format = 1 # half".to_owned()), &once())
        .await
        .unwrap();
    let id = draft.body.id.to_string();
    assert!(ben.drafts().await.unwrap().drafts.is_empty());
    assert_eq!(code(ben.draft(&id).await), Code::NotFound);
    assert_eq!(
        code(ben.save_draft(&id, save(String::new()), &once()).await),
        Code::NotPermitted
    );
    let view = house.ana.draft(&id).await.unwrap();
    assert_eq!(view.source.as_deref(), Some("format = 1 # half"));
    assert!(!view.errors.is_empty(), "it is told what is wrong with it");
    let (_dir, host, workspace) = house.reopened().await;
    let form = model::view::session::SignIn {
        handle: "ana".to_owned(),
        password: super::house::PASSWORD.to_owned(),
    };
    let (session, _) = host.sign_in(form).await.unwrap();
    let person = host.person(Some(session.as_str())).await.unwrap();
    let ana = person.member(workspace).await.unwrap();
    assert_eq!(
        ana.draft(&id).await.unwrap().source.as_deref(),
        Some("format = 1 # half")
    );
}

#[tokio::test]
async fn a_freeze_can_ask_for_a_second_person_to_thaw() {
    let house = House::open().await;
    let fay = house.person("fay", &["freezer"]).await;
    let max = house.person("max", &[]).await;
    let all = Freezable::Workspace;
    let reason = || Some("A bot runs wild".to_owned());
    let refused = max.freeze(all.clone(), (reason(), true), &once()).await;
    assert_eq!(code(refused), Code::NotPermitted);
    fay.freeze(all.clone(), (reason(), true), &once())
        .await
        .unwrap();
    assert!(fay.overview().await.unwrap().may_freeze);
    let banner = &max.overview().await.unwrap().banners[0];
    assert_eq!(
        banner.text,
        "This workspace is frozen: nothing moves until it is thawed. Frozen by FAY: A bot runs wild. Somebody other than FAY must thaw it."
    );
    assert_eq!(
        code(fay.thaw(all.clone(), &once()).await),
        Code::SecondPerson
    );
    house.ana.thaw(all, &once()).await.unwrap();
    assert!(max.overview().await.unwrap().banners.is_empty());
}

#[tokio::test]
async fn a_draft_saved_in_another_window_is_not_overwritten() {
    let house = House::open().await;
    let ben = house.person("ben", &["author"]).await;
    let first = ben.new_draft(save(file("Errand")), &once()).await.unwrap();
    let (id, base) = (first.body.id.to_string(), first.body.text);
    let opened = house.ana.draft(&id).await.unwrap();
    assert_eq!(opened.text, Some(base));
    let on = |title: &str, base| SaveDraft {
        base: Some(base),
        ..save(file(title))
    };
    let second = ben
        .save_draft(&id, on("Bens", base), &once())
        .await
        .unwrap();
    let late = house.ana.save_draft(&id, on("Anas", base), &once()).await;
    assert_eq!(code(late), Code::Stale);
    assert_eq!(
        house.ana.draft(&id).await.unwrap().source,
        Some(file("Bens"))
    );
    let same = house.ana.save_draft(&id, on("Bens", base), &once()).await;
    assert_eq!(same.unwrap().body.text, second.body.text, "the same text");
    let after = on("Anas", second.body.text);
    house.ana.save_draft(&id, after, &once()).await.unwrap();

    // Both at once: one is saved, the other is told.
    let base = house.ana.draft(&id).await.unwrap().text.unwrap();
    let metas = (once(), once());
    let (one, two) = tokio::join!(
        ben.save_draft(&id, on("One", base), &metas.0),
        house.ana.save_draft(&id, on("Two", base), &metas.1)
    );
    assert!(one.is_ok() != two.is_ok());
}

//! First run, invitations, signing in and out.

use host::{Console, Host, HostOptions};
use model::{
    Code, WorkspaceId,
    view::{
        access::NewInvitation,
        session::{Session, SignIn},
    },
};

use crate::house::{House, PASSWORD, code, once, options, redeem, setup};

pub fn form(handle: &str) -> SignIn {
    SignIn {
        handle: handle.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

#[tokio::test]
async fn first_run_makes_the_first_person_and_their_workspace_once() {
    let dir = tempfile::tempdir().unwrap();
    let host = Host::open(options(&dir)).await.unwrap();
    assert!(matches!(
        host.session(None).await.unwrap(),
        Session::Empty { code_needed: false }
    ));
    let mut short = setup();
    short.password = "too short".to_owned();
    assert_eq!(code(host.setup(short).await), Code::Malformed);
    let (session, here) = host.setup(setup()).await.unwrap();
    assert_eq!(
        (here.name.as_str(), here.workspaces[0].name.as_str()),
        ("Ana Sørensen", "Payments")
    );
    assert!(matches!(
        host.session(Some(session.as_str())).await.unwrap(),
        Session::SignedIn(_)
    ));
    assert!(matches!(
        host.session(Some("guess")).await.unwrap(),
        Session::SignedOut { demo: false, .. }
    ));
    assert_eq!(code(host.setup(setup()).await), Code::AlreadyExists);
}

#[tokio::test]
async fn over_http_an_empty_folder_asks_for_the_code_in_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let served = HostOptions {
        console: Console::Served,
        ..options(&dir)
    };
    let host = Host::open(served).await.unwrap();
    let printed = host.setup_code().unwrap();
    assert_eq!(code(host.setup(setup()).await), Code::Unauthenticated);
    let mut right = setup();
    right.code = Some(printed.to_lowercase());
    host.setup(right).await.unwrap();
    assert_eq!(host.setup_code(), None);
}

#[tokio::test]
async fn wrong_names_and_passwords_look_the_same_and_slow_down() {
    let house = House::open().await;
    let wrong = |handle: &str| SignIn {
        handle: handle.to_owned(),
        password: "wrong horse battery".to_owned(),
    };
    let known = house.host.sign_in(wrong("ana")).await.unwrap_err();
    let unknown = house.host.sign_in(wrong("nobody")).await.unwrap_err();
    assert_eq!(known.problem.detail, unknown.problem.detail);
    for _ in 0..3 {
        assert_eq!(
            code(house.host.sign_in(wrong("ana")).await),
            Code::Unauthenticated
        );
    }
    let slowed = house.host.sign_in(form("ana")).await.unwrap_err();
    assert_eq!(
        (slowed.problem.code, slowed.retry_after),
        (Code::TooManyRequests, Some(1))
    );
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    house.host.sign_in(form("ana")).await.unwrap();
}

#[tokio::test]
async fn every_sign_in_and_failed_one_is_an_entry_of_the_host() {
    let house = House::open().await;
    house.host.sign_in(form("Ana ")).await.unwrap();
    house
        .host
        .sign_in(SignIn {
            handle: "mallory".to_owned(),
            password: PASSWORD.to_owned(),
        })
        .await
        .unwrap_err();
    house.host.shutdown().await;
    let log = store::HostReads::open(house.dir.path()).await.unwrap();
    let entries = log.entries_after(None, 100).await.unwrap();
    let told: Vec<String> = entries
        .iter()
        .map(|s| {
            format!(
                "{:?} {:?} {:?}",
                s.entry.action,
                s.entry.by.id.kind(),
                s.entry.outcome
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "FoundHost Clock Done",
            "AddPerson Person Done",
            "AddWorkspace Person Done",
            "SignIn Person Done",
            "SignIn Person Done",
            "SignIn Stranger Refused"
        ]
    );
    let named = entries[5].entry.named.unwrap();
    assert_eq!(log.texts(&[named]).await.unwrap()[&named], "mallory");
}

#[tokio::test]
async fn a_code_is_redeemed_once_and_gives_its_roles() {
    let house = House::open().await;
    let roles = ["release-manager".parse().unwrap()].into();
    let invited = house
        .ana
        .invite(NewInvitation { roles }, &once())
        .await
        .unwrap()
        .body;
    assert_eq!(
        code(house.host.redeem(redeem("AAAAA-AAAAA", "ben")).await),
        Code::NotFound
    );
    assert_eq!(
        code(house.host.redeem(redeem(&invited.code, "ana")).await),
        Code::AlreadyExists,
        "the handle is taken"
    );
    let (session, _) = house
        .host
        .redeem(redeem(&invited.code, "ben"))
        .await
        .unwrap();
    let ben = house.host.person(Some(session.as_str())).await.unwrap();
    let member = ben.member(house.workspace).await.unwrap();
    assert_eq!(
        member.overview().await.unwrap().roles[0].as_str(),
        "release-manager"
    );
    assert_eq!(
        code(house.host.redeem(redeem(&invited.code, "cleo")).await),
        Code::NotValid
    );
    assert_eq!(
        code(ben.member(WorkspaceId::new(uuid::Uuid::nil())).await),
        Code::NotFound
    );
    ben.sign_out().await.unwrap();
    assert_eq!(
        code(house.host.person(Some(session.as_str())).await),
        Code::Unauthenticated
    );
}

#[tokio::test]
async fn an_idle_session_is_over_and_looking_for_news_does_not_keep_it() {
    let dir = tempfile::tempdir().unwrap();
    let brief = HostOptions {
        idle: std::time::Duration::from_millis(400),
        ..options(&dir)
    };
    let host = Host::open(brief).await.unwrap();
    let (session, _) = host.setup(setup()).await.unwrap();
    for _ in 0..3 {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        drop(host.watcher(Some(session.as_str())).await);
    }
    assert_eq!(
        code(host.person(Some(session.as_str())).await),
        Code::Unauthenticated
    );
}

//! A data folder: kept over a restart, held by one process, put in order after a crash, simulated only when empty.

use host::{Host, HostError};
use model::{Code, Timestamp, WorkspaceId, view::session::Session};

use crate::{
    house::{House, code, id, in_review, once, options, pending, setup, take, ticket},
    signin::form,
};

#[tokio::test]
async fn a_restart_keeps_everything_but_sessions() {
    let house = House::open().await;
    house.person("ben", &["release-manager"]).await;
    let (_, header) = house.bot("deploy-bot", &house.ana).await;
    let bot = house.calling(&header).await;
    let key = in_review(&bot).await;
    let request = pending(&bot.take(&key, take("Deploy"), &once()).await.unwrap().body);
    let session = house.host.sign_in(form("ben")).await.unwrap().0;
    drop(bot);
    let (_dir, host, workspace) = house.reopened().await;
    assert_eq!(
        code(host.person(Some(session.as_str())).await),
        Code::Unauthenticated
    );
    let (session, here) = host.sign_in(form("ben")).await.unwrap();
    assert_eq!(here.workspaces[0].name, "Payments");
    let ben = host
        .person(Some(session.as_str()))
        .await
        .unwrap()
        .member(workspace)
        .await
        .unwrap();
    assert_eq!(ben.inbox().await.unwrap().for_me[0].id.to_string(), request);
    let bot = host.bot(Some(&header)).await.unwrap();
    assert_eq!(
        bot.request(&request, std::time::Duration::ZERO)
            .await
            .unwrap()
            .state,
        "pending"
    );
}

#[tokio::test]
async fn a_second_process_is_told_who_has_the_folder() {
    let house = House::open().await;
    let second = Host::open(options(&house.dir)).await.err().unwrap();
    assert!(
        second
            .to_string()
            .contains(&format!("process {}", std::process::id())),
        "{second}"
    );
}

#[tokio::test]
async fn a_workspace_half_made_is_cleared_away() {
    let house = House::open().await;
    let folder = house.dir.path().join("workspaces");
    std::fs::create_dir(folder.join("01900000-0000-7000-8000-000000000000.new")).unwrap();
    let (_dir, host, workspace) = house.reopened().await;
    let left: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(left, [workspace.to_string().as_str()]);
    host.shutdown().await;
}

#[tokio::test]
async fn a_workspace_that_a_crash_left_unnamed_is_named() {
    let house = House::open().await;
    let (ana, folder) = (id(&house.ana), house.dir.path().join("workspaces"));
    let second = WorkspaceId::new(uuid::Uuid::from_u128(7));
    let clock: store::Clock = std::sync::Arc::new(host::wall);
    let read = |_: &str| Err("no workflow is published here".to_owned());
    let key = ledger::SecretKey::from_seed(&[1; 32]);
    let log = store::Workspace::create(&folder.join(second.to_string()), &key, clock, read)
        .await
        .unwrap();
    let found = model::Asked::new(
        model::Actor::person(ana, model::SessionId::new(uuid::Uuid::from_u128(8))),
        model::Command::FoundWorkspace {
            workspace: second,
            name: model::Digest::of(b"erased"),
            simulated: false,
            key: log.own_key().unwrap(),
        },
    );
    log.submit(found).await.unwrap();
    log.close().await;
    let (_dir, host, _) = house.reopened().await;
    let here = host.sign_in(form("ana")).await.unwrap().1;
    assert!(here.workspaces.iter().any(|w| w.id == second), "{here:?}");
    host.shutdown().await;
}

#[tokio::test]
async fn only_an_empty_folder_takes_a_simulated_clock_and_it_says_demo_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let start: Timestamp = "2026-01-05T08:00:00Z".parse().unwrap();
    let (host, clock) = Host::open_simulated(options(&dir), start).await.unwrap();
    let (session, here) = host.setup(setup()).await.unwrap();
    let ana = host
        .person(Some(session.as_str()))
        .await
        .unwrap()
        .member(here.workspaces[0].id)
        .await
        .unwrap();
    let later: Timestamp = "2026-01-06T08:00:00Z".parse().unwrap();
    clock.set(later);
    assert_eq!(ana.overview().await.unwrap().last_at, Some(start));
    ana.confirm_clock(&once()).await.unwrap();
    assert_eq!(ana.overview().await.unwrap().last_at, Some(later));
    drop(ana);
    host.shutdown().await;
    drop(host);
    let again = Host::open_simulated(options(&dir), start)
        .await
        .err()
        .unwrap();
    assert!(matches!(again, HostError::NotEmpty(_)), "{again}");
    let host = Host::open(options(&dir)).await.unwrap();
    assert!(host.is_demo());
    assert!(matches!(
        host.session(None).await.unwrap(),
        Session::SignedOut { demo: true, .. }
    ));
}

#[tokio::test]
async fn a_log_that_was_put_back_is_only_read_and_every_window_says_so() {
    let (dir, host, workspace) = House::open().await.reopened().await;
    let log = dir.path().join(format!("workspaces/{workspace}/log.db"));
    let yesterday = std::fs::read(&log).unwrap();
    let ana = member(&host, workspace).await;
    ana.create_ticket(ticket("Gone tomorrow"), &once())
        .await
        .unwrap();
    drop(ana);
    host.shutdown().await;
    drop(host);
    std::fs::write(&log, yesterday).unwrap();

    let host = Host::open(options(&dir)).await.unwrap();
    let ana = member(&host, workspace).await;
    let banners = ana.overview().await.unwrap().banners;
    assert_eq!(banners[0].kind, "integrity");
    assert!(banners[0].text.contains("put back"), "{}", banners[0].text);
    let refused = ana.create_ticket(ticket("Today"), &once()).await;
    assert_eq!(code(refused.map(|_| ())), Code::LogUnwritable);
    drop(ana);
    host.shutdown().await;
}

async fn member(host: &Host, workspace: WorkspaceId) -> host::Member {
    let (session, _) = host.sign_in(form("ana")).await.unwrap();
    let person = host.person(Some(session.as_str())).await.unwrap();
    person.member(workspace).await.unwrap()
}

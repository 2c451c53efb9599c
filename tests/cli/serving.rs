//! `serve`: a busy port and folder, and its end.

use std::net::TcpListener;

use openweave_tests::{
    House,
    program::{Served, run},
};

#[test]
fn a_busy_port_names_its_holder() {
    let held = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = held.local_addr().expect("its address").port();
    for doors in [["--port", "--console-port"], ["--console-port", "--port"]] {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().to_str().expect("a path");
        let [busy, free] = doors;
        let served = run(&["serve", "--data", data, busy, &port.to_string(), free, "0"]);
        assert_eq!((served.code, served.out.as_str()), (2, ""), "{busy}");
        for part in [
            format!("Port {port} is held by "),
            format!("(process {})", std::process::id()),
            busy.to_owned(),
        ] {
            assert!(served.err.contains(&part), "{busy}: {}", served.err);
        }
    }
}

#[tokio::test]
async fn a_folder_has_one_console() {
    let data = House::open().await.close().await;
    let first = Served::on(data.path());
    let path = data.path().to_str().expect("a path");
    let second = run(&[
        "serve",
        "--data",
        path,
        "--port",
        "0",
        "--console-port",
        "0",
    ]);
    assert_eq!(second.code, 2);
    let told = format!("is in use by another OpenWeave (process {})", first.pid());
    assert!(second.err.contains(&told), "{}", second.err);
}

#[tokio::test]
async fn sigterm_ends_it_cleanly() {
    let house = House::open().await;
    let bot = house.bot("deploy-bot", house.olga()).await;
    house.person("ada", &["approver"]).await;
    let data = house.close().await;
    let served = Served::on(data.path());
    let bot = bot.at(served.bots);
    let (_, request) = bot.request("Deploy").await;
    // A call that waits is answered now, not cut off.
    let waiting =
        tokio::spawn(async move { bot.get(&format!("/v1/requests/{request}?wait=60")).await });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let ended = tokio::task::spawn_blocking(move || served.terminate());
    assert_eq!(ended.await.expect("it ends").code(), Some(0));
    assert_eq!(
        waiting.await.expect("an answer").ok(200)["state"],
        "pending"
    );
    let workspaces = std::fs::read_dir(data.path().join("workspaces")).expect("workspaces");
    for workspace in workspaces {
        let folder = workspace.expect("a folder").path();
        assert!(
            !folder.join("log.db-wal").exists(),
            "all of it is in the file"
        );
    }
    openweave_tests::house::verify(data.path()).await;
}

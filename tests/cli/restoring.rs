//! Backups, and going on from an older state: an entry by an owner, that names what is lost, for good.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use openweave_tests::{
    Bot, House,
    house::PASSWORD,
    program::{Ended, Served, run, run_in, run_typing},
};
use serde_json::Value;
use tempfile::TempDir;

struct Kept {
    data: TempDir,
    bot: Bot,
}

impl Kept {
    /// A folder in which Olga owns a workspace, Ada approves and a bot works.
    async fn house() -> Self {
        let house = House::open().await;
        let bot = house.bot("deploy-bot", house.olga()).await;
        house.person("ada", &["approver"]).await;
        let data = house.close().await;
        Self { data, bot }
    }

    fn path(&self) -> &Path {
        self.data.path()
    }

    /// A day on which the bot opens a ticket.
    async fn works(&self) -> String {
        let served = Served::on(self.path());
        let ticket = self.bot.at(served.bots).ticket().await;
        assert!(served.terminate().success());
        ticket
    }

    fn workspace(&self) -> PathBuf {
        let mut inside = fs::read_dir(self.path().join("workspaces")).expect("workspaces");
        inside.next().expect("one").expect("a folder").path()
    }

    fn entries(&self) -> Vec<Value> {
        let ended = openweave(&["log"], self.path(), "");
        let lines = ended.lines();
        let read = |line: &&str| serde_json::from_str(line).expect("an entry");
        lines.iter().map(read).collect()
    }

    fn verify(&self) -> Ended {
        openweave(&["verify"], self.path(), "")
    }
}

fn openweave(command: &[&str], data: &Path, typed: &str) -> Ended {
    let mut arguments = command.to_vec();
    arguments.extend(["--data", data.to_str().expect("a path")]);
    run_typing(&arguments, typed)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    let copied = Command::new("cp")
        .arg("-a")
        .arg(from.join("."))
        .arg(to)
        .status();
    assert!(copied.expect("cp runs").success());
}

fn accept(data: &Path, who: &str, password: &str) -> Ended {
    let reason = ["--as", who, "--reason", "the disk died"];
    let command = [&["restore", "--accept-rollback"][..], &reason].concat();
    openweave(&command, data, password)
}

#[tokio::test]
async fn a_folder_that_was_put_back_goes_on_by_an_owner_and_by_nobody_else() {
    let kept = Kept::house().await;
    let nothing = accept(kept.path(), "olga", PASSWORD);
    assert_eq!(nothing.code, 2);
    assert!(
        nothing.err.contains("nothing was put back"),
        "{}",
        nothing.err
    );
    let yesterday = tempfile::tempdir().expect("a folder");
    copy(&kept.workspace(), yesterday.path());
    let size = kept.entries().len();
    kept.works().await;
    let lost = kept.entries().len();
    fs::copy(
        yesterday.path().join("log.db"),
        kept.workspace().join("log.db"),
    )
    .expect("a copy");

    for (who, password, why) in [
        ("olga", "wrong horse battery", "Name or password is wrong"),
        ("nobody", PASSWORD, "Name or password is wrong"),
        ("ada", PASSWORD, "is no owner"),
    ] {
        let refused = accept(kept.path(), who, password);
        assert_eq!(refused.code, 2, "{who}");
        assert!(refused.err.contains(why), "{}", refused.err);
    }
    let served = Served::on(kept.path());
    let in_use = accept(kept.path(), "olga", PASSWORD);
    assert!(in_use.err.contains("is in use by"), "{}", in_use.err);
    assert!(served.terminate().success());
    assert_eq!(kept.entries().len(), size, "nothing was written meanwhile");

    let done = accept(kept.path(), "olga", PASSWORD);
    assert_eq!(done.code, 0, "{}", done.err);
    let said = format!("goes on from {size} entries of {lost}");
    assert!(done.out.contains(&said), "{}", done.out);
    let epoch = kept.entries().pop().expect("an entry");
    assert_eq!(epoch["action"], "epoch");
    assert_eq!(
        (&epoch["data"]["size"], &epoch["data"]["lost_size"]),
        (&size.into(), &lost.into())
    );
    let verified = kept.verify();
    assert_eq!(verified.code, 0, "{}", verified.out);
    let older =
        format!("It went on from an older state at entry {size}: from {size} entries of {lost}.");
    assert!(verified.out.contains(&older), "{}", verified.out);
    kept.works().await;
    assert_eq!(kept.verify().code, 0);
}

#[tokio::test]
async fn what_was_kept_elsewhere_says_for_good_that_entries_were_given_up() {
    let kept = Kept::house().await;
    let (yesterday, anchor) = (
        tempfile::tempdir().expect("one"),
        tempfile::tempdir().expect("two"),
    );
    copy(&kept.workspace(), yesterday.path());
    let size = kept.entries().len();
    let anchor = anchor.path().to_str().expect("a path");
    let mut command = Command::new(openweave_tests::program::openweave());
    command
        .arg("serve")
        .arg("--data")
        .arg(kept.path())
        .args(["--anchor", anchor]);
    let served = Served::by(command.args(Served::ARGUMENTS));
    kept.bot.at(served.bots).ticket().await;
    assert!(served.terminate().success());
    fs::copy(
        yesterday.path().join("log.db"),
        kept.workspace().join("log.db"),
    )
    .expect("a copy");
    assert_eq!(accept(kept.path(), "olga", PASSWORD).code, 0);
    let verified = openweave(&["verify", "--against", anchor], kept.path(), "");
    assert_eq!(verified.code, 1);
    let said = format!("entry {size}: a checkpoint kept elsewhere");
    assert!(verified.out.contains(&said), "{}", verified.out);
    assert!(verified.out.contains("given up here"), "{}", verified.out);
}

#[tokio::test]
async fn a_host_that_was_put_back_goes_on_too_by_whoever_founded_a_workspace() {
    let kept = Kept::house().await;
    let yesterday = tempfile::tempdir().expect("a folder");
    fs::copy(
        kept.path().join("host.db"),
        yesterday.path().join("host.db"),
    )
    .expect("a copy");
    let rotate = ["rotate", "--as", "olga", "--host"];
    assert_eq!(openweave(&rotate, kept.path(), PASSWORD).code, 0);
    fs::copy(
        yesterday.path().join("host.db"),
        kept.path().join("host.db"),
    )
    .expect("a copy");
    assert_eq!(kept.verify().code, 1);
    assert_eq!(accept(kept.path(), "ada", PASSWORD).code, 2);
    let done = accept(kept.path(), "olga", PASSWORD);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with("Host: goes on from"), "{}", done.out);
    assert_eq!(kept.verify().code, 0, "{}", kept.verify().out);
    kept.works().await;
}

#[tokio::test]
async fn a_backup_is_taken_beside_a_console_at_work_holds_no_key_and_is_checked() {
    let kept = Kept::house().await;
    let served = Served::on(kept.path());
    let ticket = kept.bot.at(served.bots).ticket().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("monday.backup");
    let name = file.to_str().expect("a path");
    let written = openweave(&["backup", name], kept.path(), "");
    assert_eq!(written.code, 0, "{}", written.err);
    assert!(written.out.contains("2 logs"), "{}", written.out);
    assert!(written.out.contains("all of it holds"), "{}", written.out);
    let again = openweave(&["backup", name], kept.path(), "");
    assert_eq!(again.code, 2);
    assert!(again.err.contains("is there already"), "{}", again.err);
    kept.bot
        .at(served.bots)
        .get(&format!("/v1/tickets/{ticket}"))
        .await
        .ok(200);
    let listed = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(listed, 1, "nothing lies about beside it");

    let bytes = fs::read(&file).expect("a file");
    let mut keys: Vec<PathBuf> = vec![kept.path().join("keys/log")];
    let folder = fs::read_dir(kept.workspace().join("keys")).expect("keys");
    keys.extend(folder.map(|key| key.expect("a key").path()));
    assert!(keys.len() >= 3, "the logs' and people's: {keys:?}");
    for key in keys {
        let key = fs::read(&key).expect("a key");
        assert!(!bytes.windows(key.len()).any(|window| window == key));
    }
    assert_eq!(openweave(&["verify"], &file, "").code, 0);

    for word in ["found_host", "enrol_key", "create_ticket"] {
        let mut bad = bytes.clone();
        let there = |at: &usize| bytes[*at..].starts_with(word.as_bytes());
        for at in (0..bytes.len()).filter(there) {
            bad[at] ^= 1;
        }
        let bad_file = file.with_extension("bad");
        fs::write(&bad_file, bad).expect("a file");
        let verified = openweave(&["verify"], &bad_file, "");
        assert_eq!(verified.code, 1, "{word}: {}", verified.out);
    }
}

#[tokio::test]
async fn a_backup_stands_in_the_folders_place_with_new_keys_and_says_what_is_lost() {
    let kept = Kept::house().await;
    let ticket = kept.works().await;
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("monday.backup");
    let name = file.to_str().expect("a path");
    assert_eq!(openweave(&["backup", name], kept.path(), "").code, 0);
    let size = kept.entries().len();
    kept.works().await;
    let lost = kept.entries().len();
    let data = place.path().join("data");
    copy(kept.path(), &data);

    let reason = ["--as", "olga", "--reason", "the disk died"];
    let restore = [&["restore", name][..], &reason].concat();
    let wrong = openweave(&restore, &data, "wrong horse battery");
    assert_eq!(wrong.code, 2);
    let done = openweave(&restore, &data, PASSWORD);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.out
            .contains(&format!("goes on from {size} entries of {lost}")),
        "{}",
        done.out
    );
    let before = done
        .out
        .lines()
        .find(|line| line.starts_with("The folder that stood here"));
    assert!(before.is_some(), "{}", done.out);
    let around = fs::read_dir(place.path()).expect("a folder").count();
    assert_eq!(
        around, 3,
        "the backup, the folder, and the one that stood there"
    );

    let verified = openweave(&["verify"], &data, "");
    assert_eq!(verified.code, 0, "{}", verified.out);
    let served = Served::on(&data);
    kept.bot
        .at(served.bots)
        .get(&format!("/v1/tickets/{ticket}"))
        .await
        .ok(200);
    kept.bot.at(served.bots).ticket().await;
    // Olga signs in, and enrols a key anew: the old ones are in no backup.
    let rotate = ["rotate", "--as", "olga"];
    let rotated = openweave(&rotate, &data, PASSWORD);
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    assert!(served.terminate().success());
    let entries = openweave(&["log"], &data, "");
    let enrolled = entries
        .lines()
        .iter()
        .filter(|line| line.contains("\"enrol_key\""))
        .count();
    assert_eq!(enrolled, 3, "Olga, Ada, and Olga again");
    assert_eq!(openweave(&["verify"], &data, "").code, 0);
}

#[tokio::test]
async fn a_backup_comes_back_on_a_machine_where_there_is_nothing_else() {
    let kept = Kept::house().await;
    let place = tempfile::tempdir().expect("a folder");
    let data = place.path().join("new");
    fs::write(place.path().join("monday.unfinished"), "mine").expect("a file");
    // By names without a folder before them, as one types them.
    let from = kept.path().to_str().expect("a path");
    let written = run_in(
        place.path(),
        &["backup", "monday.backup", "--data", from],
        "",
    );
    assert_eq!(written.code, 0, "{}", written.err);
    let mine = fs::read_to_string(place.path().join("monday.unfinished"));
    assert_eq!(mine.expect("a file"), "mine");
    let restore = ["restore", "monday.backup", "--data", "new", "--as", "olga"];
    let restore = [&restore[..], &["--reason", "a new machine"]].concat();
    let done = run_in(place.path(), &restore, PASSWORD);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.contains("nobody can tell"), "{}", done.out);
    assert!(
        !done.out.contains("The folder that stood here"),
        "{}",
        done.out
    );
    assert_eq!(openweave(&["verify"], &data, "").code, 0);
    drop(Served::on(&data));
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_is_moved() {
    let place = tempfile::tempdir().expect("a folder");
    let (file, data) = (place.path().join("no.backup"), place.path().join("data"));
    fs::create_dir(place.path().join("workspaces")).expect("a folder");
    fs::write(place.path().join("workspaces/evil"), "x").expect("a file");
    let archive = |names: &[&str]| {
        let mut tar = Command::new("tar");
        tar.arg("-C")
            .arg(place.path())
            .arg("-cPf")
            .arg(&file)
            .args(["-T", "/dev/null"])
            .args(names);
        assert!(tar.status().expect("tar runs").success());
    };
    let name = file.to_str().expect("a path");
    let restore = ["restore", name, "--as", "olga", "--reason", "x"];
    fs::write(&file, "no archive at all").expect("a file");
    assert_eq!(openweave(&restore, &data, PASSWORD).code, 2);
    let outside = place.path().join("workspaces/evil");
    let outside = outside.to_str().expect("a path");
    for names in [&["workspaces/evil"][..], &[outside], &[]] {
        fs::create_dir_all(&data).expect("a folder");
        fs::write(data.join("precious"), "x").expect("a file");
        archive(names);
        let refused = openweave(&restore, &data, PASSWORD);
        assert_eq!(refused.code, 2, "{names:?}");
        assert!(
            refused.err.contains("is no backup"),
            "{names:?}: {}",
            refused.err
        );
        assert!(data.join("precious").exists());
        assert_eq!(run(&["verify", "--data", name]).code, 2);
    }
}

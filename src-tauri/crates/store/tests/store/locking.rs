//! One process has the data folder.

use std::process::{Command, Stdio};

use openweave_store::{DataLock, StoreError};

/// Set in the process that is to take a lock and keep it until its input ends.
const HOLD: &str = "OPENWEAVE_TEST_HOLD";

#[test]
fn a_second_process_is_refused_and_told_who_has_it() {
    if let Ok(dir) = std::env::var(HOLD) {
        let _held = DataLock::take(dir.as_ref()).unwrap();
        println!("held");
        std::io::read_to_string(std::io::stdin()).unwrap();
        return;
    }
    let dir = tempfile::TempDir::new().unwrap();
    let data = dir.path().join("data");
    let mut other = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "locking::a_second_process_is_refused_and_told_who_has_it",
            "--nocapture",
        ])
        .env(HOLD, &data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = std::io::BufReader::new(other.stdout.take().unwrap());
    let mut line = String::new();
    while !line.ends_with("held\n") {
        assert_ne!(
            std::io::BufRead::read_line(&mut said, &mut line).unwrap(),
            0,
            "{line}"
        );
    }
    let refused = DataLock::take(&data).expect_err("two processes hold one folder");
    let StoreError::InUse { pid, .. } = &refused else {
        panic!("{refused}")
    };
    assert_eq!(*pid, Some(other.id()));
    assert!(
        refused
            .to_string()
            .contains(&format!("process {}", other.id()))
    );
    other.kill().unwrap();
    other.wait().unwrap();
    DataLock::take(&data).expect("a dead process holds nothing");
}

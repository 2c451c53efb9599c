//! The README is true: its commands run in their order, as a reader types them, and what it names is there.

mod commands;
mod expected;
mod session;

use std::path::Path;

use openweave_tests::{
    Person,
    program::{Served, openweave},
    skip,
};
use serde_json::Value;
use tokio::process::Command;

use crate::metadata::root;
use commands::{Command as Typed, Way};
use session::Ran;

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The person whom the README asks to approve.
async fn ana_approves(served: &Served, demo: &Value, title: &str) {
    let people = demo["people"].as_array().expect("people");
    let ana = people.iter().find(|person| person["handle"] == "ana");
    let password = ana.expect("Ana")["password"].as_str().expect("a password");
    let ana = Person::signs_in(served.console, "ana", password).await;
    for _ in 0..600 {
        let inbox = ana.get("/requests").await.ok(200);
        let waiting = inbox["for_me"].as_array().expect("requests");
        if let Some(card) = waiting.iter().find(|card| card["title"] == title) {
            let request = card["id"].as_str().expect("an id");
            ana.approve(request).await.ok(200);
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("`{title}` never waited for Ana");
}

/// The demo that `make run` makes, in the place where the README looks for it.
async fn make_demo(data: &Path) -> Value {
    let made = Command::new(openweave())
        .args(["demo", "--json", "--data"])
        .arg(data)
        .output()
        .await
        .expect("the program runs");
    assert!(made.status.success(), "{made:?}");
    serde_json::from_slice(&made.stdout).expect("demo.json")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_of_the_readme_runs_but_those_that_cannot_here() {
    if std::process::Command::new("curl")
        .arg("--version")
        .output()
        .is_err()
    {
        return skip(
            "every_command_of_the_readme_runs_but_those_that_cannot_here",
            "curl is not installed",
        );
    }
    let typed = commands::read(&readme());
    expected::every_exception_is_used(&typed);
    let home = tempfile::tempdir().expect("a home");
    let data = home.path().join("data");
    let demo = make_demo(&data.join("openweave-demo")).await;
    let served = Served::on(&data.join("openweave-demo"));

    let script = session::script(&typed, served.bots.port());
    let (ran, ()) = tokio::join!(
        session::run(&script, home.path(), &data),
        ana_approves(&served, &demo, "Disk alert on db-3"),
    );
    for (command, said) in typed.iter().filter(|c| c.is_run()).zip(&ran) {
        expected::check(command, said);
    }
    let svg = std::fs::read_to_string(home.path().join("access-request.svg"));
    assert!(svg.expect("the drawing").starts_with("<svg"));
    tell(&typed, &ran);
}

/// Which were run and which were not, for whoever reads the output.
fn tell(typed: &[Typed], ran: &[Ran]) {
    assert_eq!(typed.iter().filter(|c| c.is_run()).count(), ran.len());
    for command in typed {
        match command.way {
            Way::NotHere(because) => println!("not run: {}: {because}", command.line),
            _ => println!("run: {}", command.line),
        }
    }
}

#[test]
fn what_the_readme_names_is_there() {
    let readme = readme();
    let (_, layout) = readme
        .split_once("## How the repository is laid out")
        .expect("the layout");
    let block = layout.split("```").nth(1).expect("its block");
    let named: Vec<&str> = block
        .lines()
        .skip(1)
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(named.len() > 10, "{named:?}");
    let links = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    for name in named
        .into_iter()
        .chain(links.filter(|link| !link.starts_with("https://")))
    {
        assert!(root().join(name).exists(), "README.md names {name}");
    }
}

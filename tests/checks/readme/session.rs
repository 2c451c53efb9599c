//! One shell in which the README's commands run, as in a reader's terminal: what one sets, the next one finds.

use std::{fmt::Write, net::TcpListener, path::Path, process::Stdio};

use openweave_tests::program::openweave;

use super::commands::{Command, Way};
use crate::metadata::root;

/// Seconds for all of it.
const PATIENCE: &str = "150";

/// A command that has run.
pub struct Ran {
    /// What it said.
    pub said: String,
}

/// The shell script that types the commands. The README's ports become `bots`, where the demo is served, and two that are free.
pub fn script(commands: &[Command], bots: u16) -> String {
    let ports = [("7610", bots), ("7620", free_port()), ("7621", free_port())];
    let mut script = String::from("started=\ntrap '[ -z \"$started\" ] || kill $started' EXIT\n");
    for (number, command) in commands.iter().filter(|c| c.is_run()).enumerate() {
        let line = with_ports(&command.line, &ports);
        writeln!(script, "printf '\\n== %s\\n' {number}").expect("a text");
        match command.way {
            Way::UntilStopped => until_stopped(&mut script, &line, number),
            _ => writeln!(script, "{line}").expect("a text"),
        }
    }
    script
}

/// Goes on when the command has said its first line.
fn until_stopped(script: &mut String, line: &str, number: usize) {
    let command = line.split(" #").next().unwrap_or(line);
    let ports = match command.contains("--port") {
        true => "",
        false => " --port 0 --console-port 0",
    };
    let file = format!("\"$HOME/said-{number}\"");
    write!(
        script,
        "{command}{ports} > {file} &\nstarted=\"$started $!\"\nuntil [ -s {file} ]; do kill -0 $!; sleep 0.1; done\ncat {file}\n"
    )
    .expect("a text");
}

/// A line with this machine's ports in the place of the README's.
fn with_ports(line: &str, ports: &[(&str, u16)]) -> String {
    let mark = |number: usize| format!("\u{1}{number}\u{1}");
    let known = ports.iter().enumerate();
    let marked = known.fold(line.to_owned(), |line, (number, (port, _))| {
        line.replace(port, &mark(number))
    });
    let given = ports.iter().enumerate();
    given.fold(marked, |line, (number, (_, port))| {
        line.replace(&mark(number), &port.to_string())
    })
}

/// A port that nobody has.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Runs the script in a home of its own; what each command said.
pub async fn run(script: &str, home: &Path, data: &Path) -> Vec<Ran> {
    let programs = openweave().parent().expect("a folder").to_owned();
    let path = std::env::var("PATH").unwrap_or_default();
    // `timeout` ends the shell and all that it started.
    let ran = tokio::process::Command::new("timeout")
        .args([PATIENCE, "sh", "-eu", "-c", script])
        .current_dir(root())
        .env("HOME", home)
        .env("XDG_DATA_HOME", data)
        .env("PATH", format!("{}:{path}", programs.display()))
        .stdin(Stdio::null())
        .output()
        .await
        .expect("a shell");
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        ran.status.success(),
        "the README's commands stopped ({}) after:\n{said}\n{}",
        ran.status,
        String::from_utf8_lossy(&ran.stderr)
    );
    let commands = said.split("\n== ").skip(1);
    commands
        .map(|said| Ran {
            said: said
                .split_once('\n')
                .map_or("", |(_, said)| said)
                .trim()
                .to_owned(),
        })
        .collect()
}

//! What each command of the README says when it works.

use super::{
    commands::{Command, NOT_HERE},
    session::Ran,
};

/// A part of a command, and a part of what it says. A command that is not here says nothing.
const SAYS: &[(&str, &str)] = &[
    ("bot $door/v1/me", r#""handle":"oncall-bot""#),
    (
        "bot $door/v1/tickets/$ticket/moves --data",
        r#""code":"no_such_transition""#,
    ),
    ("bot $door/v1/tickets/$ticket/moves", r#""status":"gated""#),
    ("?wait=30", r#""state":"moved""#),
    ("/v1/openapi.json", r#""openapi": "3.1"#),
    ("openweave check", "Access request holds"),
    ("openweave export", "stateDiagram-v2"),
    (
        "openweave log --data \"$data\" --after",
        r#"{"v":1,"seq":501,"#,
    ),
    (
        "openweave log --data \"$data\" --ticket",
        r#""action":"create_ticket""#,
    ),
    ("openweave backup", "read back, and all of it holds"),
    ("openweave verify", "Workspace Northgate: holds."),
    ("openweave demo --live", "-bot: "),
    ("openweave demo", "The demo of Northgate is in "),
    ("openweave serve --data", "bots call http://127.0.0.1:"),
    ("openweave serve", ", setup code "),
];

/// Compares.
pub fn check(command: &Command, ran: &Ran) {
    let line = &command.line;
    match SAYS.iter().find(|(part, _)| said_by(line, part)) {
        Some((_, says)) => assert!(ran.said.contains(says), "{line}\nsaid: {}", ran.said),
        None => assert_eq!(ran.said, "", "{line}"),
    }
}

/// Whether the command itself has that part: what is kept in a variable or a file is not said.
fn said_by(line: &str, part: &str) -> bool {
    let kept = line.contains("=$(") || line.contains(" > ");
    !kept && line.contains(part)
}

/// No exception outlives the command that needed it.
pub fn every_exception_is_used(commands: &[Command]) {
    for (start, _) in NOT_HERE {
        let used = commands
            .iter()
            .any(|command| command.line.starts_with(start));
        assert!(used, "the README has no `{start}` any more");
    }
    for (part, _) in SAYS {
        let used = commands.iter().any(|command| said_by(&command.line, part));
        assert!(used, "the README has no `{part}` any more");
    }
}

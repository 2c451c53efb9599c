//! The commands in the README's `sh` blocks, a line each, and how the test takes each of them.

/// A command as a reader types it.
pub struct Command {
    /// The line.
    pub line: String,
    /// How the test takes it.
    pub way: Way,
}

/// How the test takes a command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It runs to its end.
    ToItsEnd,
    /// It runs until stopped, while the others go on.
    UntilStopped,
    /// It cannot run here, and why.
    NotHere(&'static str),
}

/// What a line begins with when it cannot run in a test.
pub const NOT_HERE: &[(&str, &str)] = &[
    ("make run", "it opens the window, which tests/window drives"),
    ("make test", "this is a part of it"),
    ("sudo ", "it needs an administrator, as the README says"),
    (
        "openweave-console",
        "it opens the window, which tests/window drives",
    ),
];

/// What a line begins with when it runs until stopped.
const UNTIL_STOPPED: &[&str] = &["openweave serve", "openweave demo --live"];

impl Command {
    /// Whether it runs here.
    pub const fn is_run(&self) -> bool {
        !matches!(self.way, Way::NotHere(_))
    }
}

/// All commands, in their order.
pub fn read(markdown: &str) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut fence = None;
    for line in markdown.lines() {
        match (line.strip_prefix("```"), fence) {
            (Some(language), None) => {
                assert!(
                    ["sh", "text"].contains(&language),
                    "a block of the README is `sh` or `text`, not `{language}`"
                );
                fence = Some(language);
            }
            (Some(_), Some(_)) => fence = None,
            (None, Some("sh")) => commands.push(command(line)),
            (None, _) => {}
        }
    }
    commands
}

fn command(line: &str) -> Command {
    assert!(
        !line.ends_with('\\'),
        "a command of the README is a line: {line}"
    );
    let not_here = NOT_HERE.iter().find(|(start, _)| line.starts_with(start));
    let way = match not_here {
        Some((_, because)) => Way::NotHere(because),
        None if UNTIL_STOPPED.iter().any(|start| line.starts_with(start)) => Way::UntilStopped,
        None => Way::ToItsEnd,
    };
    Command {
        line: line.to_owned(),
        way,
    }
}

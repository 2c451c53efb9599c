//! What the demo says of itself: who can be signed in as, which tokens its bots have. Kept in its folder as `demo.json`.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use model::{WorkspaceId, view::session::DemoPerson};
use serde::{Deserialize, Serialize};

/// Where it is kept, below the data folder. The sign-in screen reads the people from it.
pub const FILE: &str = "demo.json";

/// All that a script or a person needs to use the demo.
#[derive(Debug, Serialize, Deserialize)]
pub struct Printed {
    pub workspace: PrintedWorkspace,
    pub people: Vec<DemoPerson>,
    pub bots: Vec<PrintedBot>,
    pub projects: Vec<PrintedProject>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct PrintedWorkspace {
    pub id: WorkspaceId,
    pub name: String,
}

/// A bot with the token that is worth something.
#[derive(Debug, Serialize, Deserialize)]
pub struct PrintedBot {
    pub handle: String,
    pub keeper: String,
    pub token: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct PrintedProject {
    pub key: String,
    pub name: String,
    pub workflow: String,
}

impl Printed {
    /// Writes it where the sign-in screen and `demo --live` look. It holds passwords: nobody else may read it.
    pub fn keep(&self, data: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(data.join(FILE))?;
        file.write_all(self.json().as_bytes())?;
        file.sync_all()
    }

    /// For scripts.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts are always JSON")
    }

    /// For people.
    pub fn sentences(&self, data: &Path) -> String {
        let mut said = format!(
            "The demo of {} is in {}.\n",
            self.workspace.name,
            data.display()
        );
        for person in &self.people {
            said += &format!(
                "  {:<8} {:<17} {:<31} {}\n",
                person.handle, person.name, person.hint, person.password
            );
        }
        said += &format!(
            "Start it: openweave serve --data {0}; its bots: openweave demo --live --data {0}",
            data.display()
        );
        said
    }
}

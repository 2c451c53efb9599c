//! What the shell is told on its command line.

use std::path::PathBuf;

use clap::Parser;

/// OpenWeave Console: people decide here what their bots may do.
#[derive(Debug, Parser)]
#[command(name = "openweave-console", version)]
pub struct Args {
    /// The data folder; made when it is absent
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,

    /// A folder on another disk or share, to keep checkpoints in; may be given several times
    #[arg(long, value_name = "DIR")]
    pub anchor: Vec<PathBuf>,

    /// The bots' door on loopback; 0 takes a free port and prints it
    #[arg(long, value_name = "PORT", default_value_t = 7610)]
    pub port: u16,
}

impl Args {
    /// Reads the command line; a wrong one is explained and ends the program.
    pub fn read() -> Self {
        Self::parse()
    }

    /// The folder that was asked for, else `openweave` among this user's data.
    pub fn data(&self) -> Option<PathBuf> {
        self.data.clone().or_else(|| host::data_home("openweave"))
    }
}

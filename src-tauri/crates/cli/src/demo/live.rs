//! `openweave demo --live`: the demo's bots, played over the real bots' door at a human pace, so that requests arrive while
//! somebody looks. Now and then one of them tries what it may not.

mod door;
mod playing;

use std::{fs, io::Write, path::Path, process::ExitCode, thread, time::Duration};

use door::Door;
use playing::agents;
use rand::{Rng, seq::IndexedRandom};

use super::printed::{FILE, Printed};
use crate::{args, failure::Failure};

/// How long is waited for a console that is only starting.
const STARTING: Duration = Duration::from_secs(120);
/// How often it is looked whether it is there.
const LOOKS: Duration = Duration::from_millis(500);
/// A console that has not answered for so long is gone, and we with it.
const GONE: Duration = Duration::from_secs(20);

/// Plays until the console stops.
pub fn live(args: &args::Demo) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave-demo")?;
    let printed = read(&data.join(FILE))?;
    let door = Door::at(args.port);
    waited_for(&door)?;
    let mut agents = agents(&printed);
    let mut out = std::io::stdout().lock();
    let mut silent = Duration::ZERO;
    let mut first = true;
    while silent < GONE {
        // The first to act is the one at whose gate somebody is most likely to sit.
        let acted = match agents.as_mut_slice() {
            [] => break,
            [agent, ..] if first => agent.works(&door),
            agents => {
                let n = rand::rng().random_range(0..agents.len());
                agents[n].acts(&door)
            }
        };
        match acted {
            Ok(said) => {
                (first, silent) = (false, Duration::ZERO);
                writeln!(out, "{said}").map_err(Failure::Output)?;
            }
            Err(door::Lost) => silent += LOOKS,
        }
        thread::sleep(if silent.is_zero() { pause(args) } else { LOOKS });
    }
    Ok(ExitCode::SUCCESS)
}

/// Not like clockwork: from half the pace to one and a half.
fn pause(args: &args::Demo) -> Duration {
    Duration::from_secs_f64(args.pace * rand::rng().random_range(0.5..1.5))
}

fn waited_for(door: &Door) -> Result<(), Failure> {
    let mut left = STARTING;
    while !door.answers() {
        if left.is_zero() {
            return Err(Failure::NoConsole {
                address: door.address().to_owned(),
                why: format!("nothing answered for {} s", STARTING.as_secs()),
            });
        }
        thread::sleep(LOOKS);
        left = left.saturating_sub(LOOKS);
    }
    Ok(())
}

fn read(file: &Path) -> Result<Printed, Failure> {
    let unreadable = |why| Failure::File {
        file: file.to_owned(),
        why,
    };
    let bytes = fs::read(file).map_err(unreadable)?;
    serde_json::from_slice(&bytes).map_err(|error| unreadable(error.into()))
}

/// One of these, by luck.
fn one_of<T>(these: &[T]) -> Option<&T> {
    these.choose(&mut rand::rng())
}

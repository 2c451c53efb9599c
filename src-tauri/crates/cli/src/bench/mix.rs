//! What people and bots really write, as the demo has it: how heavy an entry is, and what its signatures cost to check.

use std::path::Path;

use host::bench;

use super::{fresh, plan::Plan, told::Told};
use crate::{demo, failure::Failure};

/// The names of what is measured here.
pub const DISK: &str = "disk";
const SIGNATURES: &str = "verify_signatures";

/// Makes a demo and looks at its log.
pub async fn measure(plan: &Plan, folder: &Path, told: &mut Told) -> Result<(), Failure> {
    if !told.wants(DISK) && !told.wants(SIGNATURES) {
        return Ok(());
    }
    told.begins(DISK, 1);
    let data = fresh(folder, "demo")?;
    let made = demo::in_folder(&data.path().join("demo"), plan.demo_tickets).await?;
    let log = data.path().join("demo/workspaces").join(made.to_string());
    if told.wants(DISK) {
        told.weight(bench::weight(&log).await?)?;
    }
    if told.wants(SIGNATURES) {
        told.begins(SIGNATURES, 1);
        told.figures(bench::signing(&log, plan.rounds).await?)?;
    }
    Ok(())
}

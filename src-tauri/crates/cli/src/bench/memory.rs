//! How much memory `openweave verify` takes, as a process of its own: what the system says was the most (Linux, `VmHWM`).

use std::{path::Path, process::Stdio, time::Duration};

use host::bench::BenchError;
use tokio::process::Command;

/// What it is called.
pub const NAME: &str = "verify_memory";

/// How often the system is asked. What comes in the last of these is missed.
const EVERY: Duration = Duration::from_millis(5);

/// The most bytes that `openweave verify` had in memory at once; nothing where the system does not tell.
pub async fn of_verify(data: &Path) -> Result<Option<u64>, BenchError> {
    let mut verify = Command::new(std::env::current_exe()?)
        .args(["verify", "--json", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let status = verify.id().map(|id| format!("/proc/{id}/status"));
    let mut peak = None;
    let ended = loop {
        tokio::select! {
            ended = verify.wait() => break ended?,
            () = tokio::time::sleep(EVERY) => {
                let now = status.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
                peak = now.as_deref().and_then(high_water).max(peak);
            }
        }
    };
    if ended.success() {
        Ok(peak)
    } else {
        Err(BenchError::odd("`openweave verify`", ended))
    }
}

/// The line `VmHWM:     8724 kB` of `/proc/<id>/status`, in bytes.
fn high_water(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_read_in_bytes() {
        let status = "VmPeak:\t    9000 kB\nVmHWM:\t    8724 kB\nVmRSS:\t    100 kB\n";
        assert_eq!(high_water(status), Some(8_724 * 1_024));
        assert_eq!(high_water("VmRSS:\t 1 kB\n"), None);
    }
}

//! A test that this machine cannot run is a skip with its reason, never a pass.

use std::io::Write;

/// Tells the summing driver that `test` could not run and why; a test calls it and returns.
///
/// Without the driver (`OPENWEAVE_SKIPS` unset) the reason goes to the error stream.
pub fn skip(test: &str, because: &str) {
    let line = format!(
        "{}\n",
        serde_json::json!({ "test": test, "because": because })
    );
    match std::env::var_os("OPENWEAVE_SKIPS") {
        None => eprint!("skipped: {line}"),
        Some(path) => {
            let file = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(path);
            file.and_then(|mut file| file.write_all(line.as_bytes()))
                .expect("the driver's list of skips");
        }
    }
}

//! `openweave verify`: whether every log in a folder is what it says it is. Reads beside a running console.

use std::{io::Write, process::ExitCode};

use host::beside::{self, Checked, Found};
use serde_json::{Value, json};

use crate::{
    args,
    failure::{COULD_NOT, FOUND_BAD, Failure},
};

/// Checks all logs before it says how it went. Exit code 0 only when every one was read whole and holds.
pub async fn run(args: &args::Verify) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let checked = beside::verify(&data).await?;
    let any = |bad: fn(&Found) -> bool| checked.iter().any(|c| bad(&c.found));
    let code = if any(|found| matches!(found, Found::Broken { .. })) {
        FOUND_BAD
    } else if any(|found| matches!(found, Found::Unreadable(_))) {
        COULD_NOT
    } else {
        0
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        let logs: Vec<Value> = checked.iter().map(as_json).collect();
        writeln!(out, "{}", json!({ "holds": code == 0, "logs": logs }))
    } else {
        checked
            .iter()
            .try_for_each(|c| writeln!(out, "{}", sentence(c)))
    }
    .map_err(Failure::Output)?;
    Ok(ExitCode::from(code))
}

fn sentence(checked: &Checked) -> String {
    let log = match (&checked.name, checked.which) {
        (Some(name), _) => format!("Workspace {name}"),
        (None, beside::Which::Host) => "Host".to_owned(),
        (None, beside::Which::Workspace(id)) => format!("Workspace {id}"),
    };
    match &checked.found {
        Found::Holds {
            entries,
            root,
            texts,
            rows,
        } => format!(
            "{log}: holds. {entries} entries, {texts} texts and {rows} rows are as the log says; its root is {root}."
        ),
        Found::Broken { words, .. } => format!("{log}: BROKEN. {words}"),
        Found::Unreadable(words) => format!("{log}: not checked. {words}"),
    }
}

fn as_json(checked: &Checked) -> Value {
    let mut log = json!({ "log": checked.which.to_string(), "name": checked.name });
    let found = match &checked.found {
        Found::Holds {
            entries,
            root,
            texts,
            rows,
        } => {
            json!({ "found": "holds", "entries": entries, "root": root, "texts": texts, "rows": rows })
        }
        Found::Broken { first_bad, words } => {
            json!({ "found": "broken", "first_bad": first_bad, "words": words })
        }
        Found::Unreadable(words) => json!({ "found": "unreadable", "words": words }),
    };
    if let (Value::Object(log), Value::Object(found)) = (&mut log, found) {
        log.extend(found);
    }
    log
}

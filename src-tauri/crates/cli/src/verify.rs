//! `openweave verify`: whether every log in a folder is what it says it is. Reads beside a running console.

use std::{io::Write, process::ExitCode};

use host::{
    backup,
    beside::{self, Against, Checked, EnrolledKey, Found, Kept, Older},
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    args,
    bar::Bar,
    failure::{COULD_NOT, FOUND_BAD, Failure},
    pinned::Pinned,
};

/// Checks all logs before it says how it went. Exit code 0 only when every one was read whole and holds.
pub async fn run(args: &args::Verify) -> Result<ExitCode, Failure> {
    let given = args::at(args.data.as_ref(), "openweave")?;
    // Held for as long as it is looked at: a backup is unpacked into a folder that goes with it.
    let unpacked = given.is_file().then(|| backup::open(&given)).transpose()?;
    let data = unpacked.as_ref().map_or(given.as_path(), TempDir::path);
    let mut kept = Vec::with_capacity(args.against.len());
    for path in &args.against {
        kept.push(Pinned::at(path).await?);
    }
    let checkpoints: Vec<String> = kept.iter().flat_map(Pinned::notes).cloned().collect();
    let bar = Bar::shown(!args.json);
    let checked = beside::verify(
        data,
        &Against {
            checkpoints: &checkpoints,
            progress: Some(&|done, all| bar.at(done, all)),
        },
    )
    .await;
    bar.ends();
    let mut checked = checked?;
    if let Some(foreign) = kept.iter().find(|kept| !kept.is_of(&checked)) {
        return Err(Failure::Foreign(foreign.path().to_owned()));
    }
    for pinned in &kept {
        pinned.hold(&mut checked);
    }
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
            signatures,
            decided_again,
            by_older_engine,
            kept,
            keys,
            epochs,
            ..
        } => {
            let held = format!(
                "{log}: holds. {entries} entries, {texts} texts, {signatures} signatures and {rows} rows are as the log says; its root is {root}."
            );
            let again = decided(*entries, *decided_again, *by_older_engine);
            let kept = reach(*kept, keys);
            let all = [held, again].into_iter().chain(kept);
            let all: Vec<String> = all.chain(epochs.iter().map(older)).collect();
            all.join(" ")
        }
        Found::Broken { words, .. } => format!("{log}: BROKEN. {words}"),
        Found::Unreadable(words) => format!("{log}: not checked. {words}"),
    }
}

/// What came of deciding again: the others are refusals, of which a text would have to be read, and what an older engine decided.
fn decided(entries: u64, again: u64, older: u64) -> String {
    let others = entries - again - older;
    let older = match older {
        0 => String::new(),
        n => format!(" {n} were decided by an older release's rules, and not again."),
    };
    format!(
        "Decided again, {again} entries came out as they stand; of {others} refusals only what they were about was looked at.{older}"
    )
}

/// How far the checkpoints kept elsewhere reach, and which approvers' keys are younger.
fn reach(kept: Kept, keys: &[EnrolledKey]) -> Option<String> {
    if kept.count == 0 {
        return None;
    }
    let younger = keys.iter().filter(|key| key.seq.0 >= kept.up_to).count();
    let held = format!(
        "Held against {} kept elsewhere, up to {} entries, with the signing keys of that time",
        counted(kept.count, "checkpoint"),
        kept.up_to
    );
    Some(match younger {
        0 => format!("{held}; none was enrolled since."),
        n => format!("{held}; {} enrolled since.", counted(n as u64, "key was")),
    })
}

fn older(older: &Older) -> String {
    let Older {
        seq,
        size,
        lost_size,
    } = older;
    format!("It went on from an older state at entry {seq}: from {size} entries of {lost_size}.")
}

fn counted(n: u64, what: &str) -> String {
    match (n, what) {
        (1, what) => format!("1 {what}"),
        (n, "key was") => format!("{n} keys were"),
        (n, what) => format!("{n} {what}s"),
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
            signatures,
            decided_again,
            by_older_engine,
            checkpoint,
            kept,
            keys,
            epochs,
        } => json!({
            "found": "holds", "entries": entries, "root": root, "texts": texts, "rows": rows,
            "signatures": signatures, "decided_again": decided_again, "by_older_engine": by_older_engine,
            "checkpoint": checkpoint,
            "kept_elsewhere": { "count": kept.count, "up_to": kept.up_to },
            "keys": keys.iter().map(|k| json!({ "person": k.person, "key": k.key, "seq": k.seq })).collect::<Vec<_>>(),
            "epochs": epochs.iter().map(|e| json!({ "seq": e.seq, "size": e.size, "lost_size": e.lost_size })).collect::<Vec<_>>(),
        }),
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

//! `openweave verify`: whether every log in a folder is what it says it is. Reads beside a running console.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};

use host::beside::{self, Against, Checked, Found};
use serde_json::{Value, json};

use crate::{
    args,
    bar::Bar,
    failure::{COULD_NOT, FOUND_BAD, Failure},
};

/// Checks all logs before it says how it went. Exit code 0 only when every one was read whole and holds.
pub async fn run(args: &args::Verify) -> Result<ExitCode, Failure> {
    let data = args.data.folder("openweave")?;
    let kept: Vec<Kept> = args
        .against
        .iter()
        .map(|path| Kept::at(path))
        .collect::<Result<_, _>>()?;
    let checkpoints: Vec<String> = kept.iter().flat_map(|kept| kept.notes.clone()).collect();
    let bar = Bar::shown(!args.json);
    let checked = beside::verify(
        &data,
        &Against {
            checkpoints: &checkpoints,
            progress: Some(&|done, all| bar.at(done, all)),
        },
    )
    .await;
    bar.ends();
    let checked = checked?;
    if let Some(foreign) = kept.into_iter().find(|kept| !kept.is_of(&checked)) {
        return Err(Failure::Foreign(foreign.path));
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

/// What somebody kept elsewhere: a checkpoint, or a folder of them. Whether they are any good, the check says.
struct Kept {
    path: PathBuf,
    notes: Vec<String>,
}

impl Kept {
    fn at(path: &Path) -> Result<Self, Failure> {
        let unreadable = |why| Failure::File {
            file: path.to_owned(),
            why,
        };
        let read = |file: &Path| fs::read_to_string(file).map_err(unreadable);
        let notes = if path.is_dir() {
            let mut notes = Vec::new();
            for inside in fs::read_dir(path).map_err(unreadable)? {
                let file = inside.map_err(unreadable)?.path();
                if file.extension().is_some_and(|e| e == "checkpoint") {
                    notes.push(read(&file)?);
                }
            }
            notes
        } else {
            vec![read(path)?]
        };
        Ok(Self {
            path: path.to_owned(),
            notes,
        })
    }

    /// Whether anything of it is of one of these logs; if not, it was held against nothing.
    fn is_of(&self, checked: &[Checked]) -> bool {
        self.notes.iter().any(|note| {
            let origin = note.lines().next().unwrap_or_default();
            checked.iter().any(|c| c.origin.as_deref() == Some(origin))
        })
    }
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
            ..
        } => format!(
            "{log}: holds. {entries} entries, {texts} texts, {signatures} signatures and {rows} rows are as the log says; its root is {root}."
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
            signatures,
            checkpoint,
        } => json!({
            "found": "holds", "entries": entries, "root": root, "texts": texts, "rows": rows,
            "signatures": signatures, "checkpoint": checkpoint,
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

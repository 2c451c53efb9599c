//! What a workspace's log tells, with everything left out that is random or of the clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use model::{Digest, Signature};
use serde_json::{Map, Value};
use store::WorkspaceReads;

/// What is told: entry by entry, with texts in the place of their digests and ids by the order in which they come up.
pub struct Story {
    /// The entries.
    pub entries: Vec<Value>,
    /// The ids themselves.
    pub ids: BTreeSet<String>,
}

impl Story {
    /// Reads the story of the one workspace in a data folder.
    pub async fn of(data: &Path) -> Self {
        let mut inside = std::fs::read_dir(data.join("workspaces")).expect("workspaces");
        let folder = inside
            .next()
            .expect("a workspace")
            .expect("a folder")
            .path();
        let reads = WorkspaceReads::open(&folder).await.expect("the log");
        let stored = reads.entries_after(None, 100_000).await.expect("entries");
        let mut teller = Teller::default();
        let mut entries = Vec::new();
        for stored in stored {
            let entry: Value = serde_json::from_str(&stored.json).expect("JSON");
            let mut digests = Vec::new();
            named(&entry, &mut digests);
            teller
                .texts
                .extend(reads.texts(&digests).await.expect("texts"));
            entries.push(teller.tell(entry));
        }
        reads.close().await;
        Self {
            entries,
            ids: teller.ids.into_keys().collect(),
        }
    }
}

/// Every digest in a value.
fn named(value: &Value, digests: &mut Vec<Digest>) {
    match value {
        Value::String(text) => digests.extend(text.parse::<Digest>().ok()),
        Value::Array(values) => values.iter().for_each(|value| named(value, digests)),
        Value::Object(fields) => fields.values().for_each(|value| named(value, digests)),
        _ => {}
    }
}

#[derive(Default)]
struct Teller {
    ids: BTreeMap<String, usize>,
    texts: BTreeMap<Digest, String>,
}

impl Teller {
    fn tell(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.word(&text)),
            Value::Array(values) => values.into_iter().map(|value| self.tell(value)).collect(),
            Value::Object(fields) => {
                let told = fields
                    .into_iter()
                    .map(|(name, value)| (self.word(&name), self.tell(value)));
                Value::Object(told.collect::<Map<_, _>>())
            }
            other => other,
        }
    }

    fn word(&mut self, text: &str) -> String {
        let (before, id) = text.split_once(':').unwrap_or(("", text));
        if id.parse::<model::TicketId>().is_ok() {
            let next = self.ids.len();
            let number = *self.ids.entry(id.to_owned()).or_insert(next);
            return format!("{before} id {number}");
        }
        if text.parse::<model::Timestamp>().is_ok() {
            return "a time".to_owned();
        }
        if text.parse::<Signature>().is_ok() {
            return "a signature".to_owned();
        }
        let Ok(digest) = text.parse::<Digest>() else {
            return text.to_owned();
        };
        match self.texts.get(&digest).cloned() {
            // What a refused call named may be an id.
            Some(said) => self.word(&said),
            None => "a digest".to_owned(),
        }
    }
}

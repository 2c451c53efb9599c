//! The people of the demo, offered on its sign-in screen: from `demo.json` in its folder.

use std::path::Path;

use model::view::session::DemoPerson;
use serde::Deserialize;

#[derive(Deserialize)]
struct File {
    people: Vec<DemoPerson>,
}

/// The demo's people; none when the file is gone or is not ours.
pub(crate) async fn people(data: &Path) -> Vec<DemoPerson> {
    let path = data.join("demo.json");
    let read = tokio::fs::read(&path).await.map_err(|e| e.to_string());
    let file =
        read.and_then(|bytes| serde_json::from_slice::<File>(&bytes).map_err(|e| e.to_string()));
    match file {
        Ok(file) => file.people,
        Err(error) => {
            tracing::warn!(%error, "the demo's people cannot be read");
            Vec::new()
        }
    }
}

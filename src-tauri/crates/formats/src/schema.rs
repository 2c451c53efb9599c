//! The JSON Schema of a workflow file, for editors that complete and check while one types.

use serde_json::Value;

use crate::file::WorkflowFile;

/// The schema (draft 2020-12). `workflows/workflow.schema.json` is a copy; a test keeps it current.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(WorkflowFile);
    schema.insert("title".into(), "OpenWeave workflow".into());
    schema.to_value()
}

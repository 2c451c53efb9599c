//! Workflow files: text in, types or all errors out.

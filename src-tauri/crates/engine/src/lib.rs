//! The state machine: decide and apply.

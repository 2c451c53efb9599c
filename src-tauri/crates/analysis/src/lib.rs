//! What can be known of a workflow without running it.

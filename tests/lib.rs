//! Drivers for tests that use the system from outside.

mod skip;

pub use skip::skip;

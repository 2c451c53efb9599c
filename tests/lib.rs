//! Drivers for tests that use the system from outside.

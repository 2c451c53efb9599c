//! The `openweave` program.
fn main() {}

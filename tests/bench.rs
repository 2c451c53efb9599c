//! How many moves a second: in process and over HTTP, beside a bare loop that writes the same rows in the same batches in the same run.

mod client;
mod connection;
mod figures;
mod moves;

pub use client::Way;
pub use figures::{Figures, HEADINGS};
pub use moves::measure;

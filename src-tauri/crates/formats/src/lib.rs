//! Workflow files: text in, types or all errors out. A file is read whole or not at all.
//! Also what a ticket's field takes, and the workflows that come with the product.
//! Never here: files on disk, clock, network. Every text is hostile until it has become a type.

mod bindings;
mod check;
mod excerpt;
mod file;
mod gallery;
mod mistake;
mod problem;
mod reach;
mod read;
mod rules;
mod schema;
mod suggest;
mod tree;
pub mod value;
mod walk;

pub use bindings::Bindings;
pub use gallery::{GalleryItem, gallery};
pub use mistake::{FILE_BYTES_MAX, STATES_MAX, TRANSITIONS_MAX};
pub use problem::{Problem, render};
pub use read::{Read, read, read_bytes};
pub use schema::schema;

//! Workflow files: text in, types or all errors out. A file is read whole or not at all.
//! Changes to a file as the canvas makes them, to its text. A workflow in the words of other tools, and theirs in ours.
//! Also what a ticket's field takes, and the workflows that come with the product.
//! Never here: files on disk, clock, network. Every text is hostile until it has become a type.

mod bindings;
mod check;
mod edit;
mod excerpt;
mod export;
mod file;
mod gallery;
mod import;
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
pub use edit::{EditError, edit};
pub use export::{Target, export};
pub use gallery::{GalleryItem, gallery};
pub use import::{ImportError, Imported, Left, Origin, import};
pub use mistake::{FILE_BYTES_MAX, STATES_MAX, TRANSITIONS_MAX};
pub use problem::{Problem, render};
pub use read::{Read, Sketch, read, read_bytes, sketch};
pub use schema::schema;

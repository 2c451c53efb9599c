//! What must hold of the repository itself: where code comes from, under which licences, who may know whom, what stands at the root,
//! and whether what is written about it is true.

mod arrows;
mod docs;
mod licences;
mod metadata;
mod npm;
mod readme;
mod root;

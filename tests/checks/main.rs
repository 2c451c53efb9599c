//! What must hold of the repository itself: where code comes from, under which licences, who may know whom, what stands at the root.

mod arrows;
mod licences;
mod metadata;
mod npm;
mod root;

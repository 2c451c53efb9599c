//! The Merkle log: entries, tree, proofs.

//! What doors answer with.

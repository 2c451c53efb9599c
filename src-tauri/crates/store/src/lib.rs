//! A data folder on disk: one writer, projections.

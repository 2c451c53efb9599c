//! Layered layout and SVG of a workflow.

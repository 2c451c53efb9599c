//! The `openweave` program as scripts use it: arguments in; lines, files and exit codes out.

mod anchors;
mod changing;
mod demo;
mod files;
mod logs;
mod restoring;
mod serving;

//! Reads tauri.conf.json and the capabilities into the shell at build time.

fn main() {
    tauri_build::build();
}

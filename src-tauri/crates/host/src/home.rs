//! Where data lies unless somebody says otherwise: among this user's own (XDG Base Directory Specification, `XDG_DATA_HOME`).

use std::path::PathBuf;

/// `$XDG_DATA_HOME/<name>`, or `~/.local/share/<name>`. Nothing for a user without a home.
pub fn data_home(name: &str) -> Option<PathBuf> {
    let given = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .filter(|home| home.is_absolute());
    given
        .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
        .map(|home| home.join(name))
}

//! Variables that would let another program drive the window or look into it are shed at start: the shell starts itself again
//! without them. Only the tests' build (feature `automation`) keeps them.

use std::ffi::{OsStr, OsString};

/// Starts the program again without such variables, when there are any; comes back only when there is nothing to shed or when
/// the start failed, with the sentence that says so.
pub fn shed() -> Option<String> {
    let unwanted: Vec<OsString> = std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| drives_the_window(name))
        .collect();
    if cfg!(feature = "automation") || unwanted.is_empty() {
        return None;
    }
    Some(start_again_without(&unwanted))
}

fn drives_the_window(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let switches = [
        "TAURI_AUTOMATION",
        "TAURI_WEBVIEW_AUTOMATION",
        "WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS",
        "GTK_MODULES",
        "GTK3_MODULES",
    ];
    let families = [
        "WEBKIT_INSPECTOR",
        "WEBKIT_INJECTED",
        "WEBKIT_EXEC_PATH",
        "WEBKIT_WEBDRIVER",
        "WEBVIEW2_",
    ];
    switches.contains(&name.as_ref()) || families.iter().any(|family| name.starts_with(family))
}

#[cfg(unix)]
fn start_again_without(unwanted: &[OsString]) -> String {
    use std::os::unix::process::CommandExt;
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return unshed(&error),
    };
    let mut again = std::process::Command::new(program);
    again.args(std::env::args_os().skip(1));
    for name in unwanted {
        again.env_remove(name);
    }
    unshed(&again.exec())
}

#[cfg(not(unix))]
fn start_again_without(unwanted: &[OsString]) -> String {
    unshed(&std::io::Error::other(format!(
        "{unwanted:?} must be unset by hand on this system"
    )))
}

fn unshed(error: &std::io::Error) -> String {
    format!(
        "The environment lets other programs drive the window, and starting again without it failed ({error}). Unset those variables, then start again."
    )
}

#[cfg(test)]
mod tests {
    use super::drives_the_window;

    #[test]
    fn what_opens_the_window_to_others_is_shed_and_the_rest_stays() {
        for unwanted in [
            "TAURI_WEBVIEW_AUTOMATION",
            "TAURI_AUTOMATION",
            "WEBKIT_INSPECTOR_SERVER",
            "WEBKIT_INSPECTOR_HTTP_SERVER",
            "WEBKIT_INJECTED_BUNDLE_PATH",
        ] {
            assert!(drives_the_window(unwanted.as_ref()), "{unwanted}");
        }
        for wanted in [
            "WEBKIT_DISABLE_DMABUF_RENDERER",
            "DISPLAY",
            "HOME",
            "XDG_DATA_HOME",
        ] {
            assert!(!drives_the_window(wanted.as_ref()), "{wanted}");
        }
    }
}

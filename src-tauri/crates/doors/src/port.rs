//! Who holds a port that is busy: asked of Linux' own tables, so that the error can name them.

use std::{fmt, fs, net::SocketAddr, path::Path};

/// The state of a listening socket in `/proc/net/tcp`.
const LISTENS: &str = "0A";

/// A process that listens on a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Its name.
    pub name: String,
    /// Its number.
    pub pid: u32,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (process {})", self.name, self.pid)
    }
}

/// Who listens on the port of `address`. Nothing where this system does not tell, or does not tell us.
pub(crate) fn holder(address: SocketAddr) -> Option<Holder> {
    let inodes: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .flat_map(|table| {
            table
                .lines()
                .skip(1)
                .filter_map(|line| listening(line, address.port()))
                .collect::<Vec<_>>()
        })
        .collect();
    let sockets: Vec<String> = inodes
        .iter()
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes
        .filter_map(|process| Some((process.file_name().to_str()?.parse().ok()?, process.path())))
        .find(|(_, path)| has_open(path, &sockets))
        .map(|(pid, path)| Holder {
            name: name(&path),
            pid,
        })
}

/// The inode of the socket that a table's line is about, if it listens on `port`.
fn listening(line: &str, port: u16) -> Option<String> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let (_, local) = columns.get(1)?.rsplit_once(':')?;
    let here = u16::from_str_radix(local, 16) == Ok(port) && columns.get(3) == Some(&LISTENS);
    here.then(|| columns.get(9).map(ToString::to_string))?
}

fn has_open(process: &Path, sockets: &[String]) -> bool {
    let Ok(files) = fs::read_dir(process.join("fd")) else {
        return false;
    };
    files
        .flatten()
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| {
            sockets
                .iter()
                .any(|socket| target.as_os_str() == socket.as_str())
        })
}

fn name(process: &Path) -> String {
    fs::read_to_string(process.join("comm"))
        .map_or_else(|_| "a program".to_owned(), |name| name.trim().to_owned())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_held_names_its_holder() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let holder = holder(listener.local_addr().unwrap()).unwrap();
        assert_eq!(holder.pid, std::process::id());
        assert!(!holder.name.is_empty());
    }
}

//! A disk as it may be found after a power cut: what was synced is there, and of the rest whatever luck has kept.
//! Names are synced with the folder that they stand in, bytes with their file; neither brings the other along.

mod content;
mod keeper;
mod names;

use std::{collections::HashMap, fs, path::Path};

use crate::{
    journal::{Record, What},
    luck::Luck,
};
use content::{Content, Done};
use names::{Names, Naming};

/// A file or a folder, whatever its name: a place in [`Platter::things`].
type Thing = usize;

/// The disk, up to one moment.
pub struct Platter {
    things: Vec<Kind>,
    open: HashMap<(u32, i32), Thing>,
}

enum Kind {
    File(Content),
    Folder(Names),
}

const ROOT: Thing = 0;

impl Platter {
    /// A disk with nothing on it.
    pub fn empty() -> Self {
        Self {
            things: vec![Kind::Folder(Names::default())],
            open: HashMap::new(),
        }
    }

    /// What a record says was done.
    pub fn follow(&mut self, record: &Record) {
        let by = (record.process, record.fd);
        match &record.what {
            What::Started | What::Said(_) => {}
            What::Opened {
                path,
                made,
                emptied,
            } => {
                let thing = if *made {
                    self.make(path, Kind::File(Content::default()))
                } else {
                    self.at(path)
                };
                self.open.insert(by, thing);
                if *emptied {
                    self.content(by).change(Done::Cut(0));
                }
            }
            What::Closed => {
                self.open.remove(&by);
            }
            What::Written { at, bytes } => self.content(by).change(Done::Wrote(*at, bytes.clone())),
            What::Cut(bytes) => self.content(by).change(Done::Cut(*bytes)),
            What::Synced => match self.opened(by) {
                Kind::File(content) => content.sync(),
                Kind::Folder(names) => names.sync(),
            },
            What::NotSynced => match self.opened(by) {
                Kind::File(content) => content.give_up(),
                Kind::Folder(_) => {}
            },
            What::Renamed { from, to } => self.rename(from, to),
            What::Unlinked(path) => {
                let (folder, name) = split(path);
                let names = self.names(folder);
                // Not there: a socket, which `bind` has named and the journal knows nothing of. None outlives the power.
                if let Some(thing) = names.live.get(name).copied() {
                    names.name(Naming::Unlink(name.to_owned(), thing));
                }
            }
            What::MadeFolder(path) => {
                self.make(path, Kind::Folder(Names::default()));
            }
        }
    }

    /// Puts into the empty folder `into` what a power cut might have left now.
    pub fn left(&self, luck: &mut Luck, into: &Path) {
        self.put(ROOT, luck, into);
    }

    fn put(&self, folder: Thing, luck: &mut Luck, into: &Path) {
        let Kind::Folder(names) = &self.things[folder] else {
            panic!("a folder")
        };
        for (name, thing) in names.left(luck) {
            let path = into.join(name);
            match &self.things[thing] {
                Kind::File(content) => fs::write(path, content.left(luck)).expect("a file"),
                Kind::Folder(_) => {
                    fs::create_dir(&path).expect("a folder");
                    self.put(thing, luck, &path);
                }
            }
        }
    }

    fn rename(&mut self, from: &str, to: &str) {
        let ((folder, from), (other, to)) = (split(from), split(to));
        assert_eq!(folder, other, "nothing is moved between folders");
        let names = self.names(folder);
        let (thing, from, to) = (names.live[from], from.to_owned(), to.to_owned());
        names.name(Naming::Rename { from, to, thing });
    }

    fn make(&mut self, path: &str, kind: Kind) -> Thing {
        let thing = self.things.len();
        self.things.push(kind);
        let (folder, name) = split(path);
        self.names(folder)
            .name(Naming::Link(name.to_owned(), thing));
        thing
    }

    fn at(&self, path: &str) -> Thing {
        path.split('/')
            .filter(|name| !name.is_empty())
            .fold(ROOT, |folder, name| match &self.things[folder] {
                Kind::Folder(names) => *names
                    .live
                    .get(name)
                    .unwrap_or_else(|| panic!("{path} is not there")),
                Kind::File(_) => panic!("{path} goes through a file"),
            })
    }

    fn names(&mut self, folder: &str) -> &mut Names {
        let folder = self.at(folder);
        match &mut self.things[folder] {
            Kind::Folder(names) => names,
            Kind::File(_) => panic!("a folder"),
        }
    }

    fn content(&mut self, by: (u32, i32)) -> &mut Content {
        match self.opened(by) {
            Kind::File(content) => content,
            Kind::Folder(_) => panic!("nobody writes into a folder"),
        }
    }

    fn opened(&mut self, by: (u32, i32)) -> &mut Kind {
        &mut self.things[self.open[&by]]
    }
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

//! A workspace's files, taken out of their folder and put into one.

use std::{collections::BTreeMap, fs, path::Path};

/// Names, as they are below the folder, and bytes. What is made again at every start is not among them.
#[derive(Clone)]
pub struct Files(BTreeMap<String, Vec<u8>>);

const DERIVED: [&str; 2] = ["log.db-shm", "reserve"];

impl Files {
    /// Those that are in `dir` now.
    pub fn of(dir: &Path) -> Self {
        let mut files = BTreeMap::new();
        for folder in ["", "keys/"] {
            for file in dir.join(folder).read_dir().unwrap() {
                let file = file.unwrap();
                let name = format!("{folder}{}", file.file_name().into_string().unwrap());
                if file.path().is_file() && !DERIVED.contains(&name.as_str()) {
                    files.insert(name, fs::read(file.path()).unwrap());
                }
            }
        }
        Self(files)
    }

    /// The same, but for `names`, which are as they are in `other`: also absent, where they are.
    pub fn with(mut self, names: &[&str], other: &Self) -> Self {
        for name in names {
            match other.0.get(*name) {
                Some(bytes) => self.0.insert((*name).to_owned(), bytes.clone()),
                None => self.0.remove(*name),
            };
        }
        self
    }

    /// All of the folder: what else is there goes.
    pub fn put(&self, dir: &Path) {
        fs::remove_dir_all(dir).ok();
        fs::create_dir_all(dir.join("keys")).unwrap();
        for (name, bytes) in &self.0 {
            fs::write(dir.join(name), bytes).unwrap();
        }
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn bytes(&self, name: &str) -> &[u8] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn edit(&mut self, name: &str) -> &mut Vec<u8> {
        self.0.entry(name.to_owned()).or_default()
    }

    /// The files in which these words stand.
    pub fn holding(&self, words: &str) -> Vec<&str> {
        let stands = |bytes: &Vec<u8>| {
            bytes
                .windows(words.len())
                .any(|window| window == words.as_bytes())
        };
        let files = self.0.iter().filter(|(_, bytes)| stands(bytes));
        files.map(|(name, _)| name.as_str()).collect()
    }
}

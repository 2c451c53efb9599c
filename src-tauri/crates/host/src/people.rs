//! Everybody whom the host knows: handle, name and password record, in memory, as its log and texts say.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use model::PersonId;

/// A person.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) id: PersonId,
    pub(crate) handle: String,
    pub(crate) name: String,
    /// Argon2id in PHC form; absent when erased: nobody signs in with it.
    pub(crate) record: Option<String>,
}

/// All of them at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct People {
    by_id: BTreeMap<PersonId, Known>,
    by_handle: BTreeMap<String, PersonId>,
}

impl People {
    pub(crate) fn get(&self, id: PersonId) -> Option<&Known> {
        self.by_id.get(&id)
    }
    pub(crate) fn by_handle(&self, handle: &str) -> Option<&Known> {
        self.by_id.get(self.by_handle.get(handle)?)
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }
}

/// The people, replaced whole when one joins, so that readers hold no lock.
#[derive(Default)]
pub(crate) struct Directory(RwLock<Arc<People>>);

impl Directory {
    pub(crate) fn now(&self) -> Arc<People> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn add(&self, known: Known) {
        let mut people = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let people = Arc::make_mut(&mut people);
        people.by_handle.insert(known.handle.clone(), known.id);
        people.by_id.insert(known.id, known);
    }
}

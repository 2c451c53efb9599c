//! Who is who in a workspace: ids become the names that people read. Names of people come from the host, handles of bots from the workspace.

use std::{collections::BTreeMap, sync::Arc};

use engine::World;
use model::{ActorId, BotId, Holder, Kind, PersonId, RoleName, view::Who};

use crate::people::People;

/// The names of a workspace at one moment.
pub(crate) struct Names {
    pub(crate) people: Arc<People>,
    pub(crate) bots: BTreeMap<BotId, BotName>,
}

/// How a bot is called and who answers for it.
pub(crate) struct BotName {
    pub(crate) handle: String,
    pub(crate) keeper: PersonId,
}

impl Names {
    pub(crate) fn who(&self, actor: ActorId) -> Who {
        match actor {
            ActorId::Person(id) => self.person(id),
            ActorId::Bot(id) => self.bot(id),
            ActorId::Clock => nobody(Kind::Clock, "the clock"),
            ActorId::Stranger => nobody(Kind::Stranger, "somebody unknown"),
        }
    }

    pub(crate) fn holder(&self, holder: Holder) -> Who {
        self.who(holder.into())
    }

    pub(crate) fn person(&self, id: PersonId) -> Who {
        Who {
            kind: Kind::Person,
            id: Some(id.uuid()),
            name: self.person_name(id),
            keeper: None,
        }
    }

    pub(crate) fn bot(&self, id: BotId) -> Who {
        let keeper = self.bots.get(&id).map(|bot| self.person_name(bot.keeper));
        Who {
            kind: Kind::Bot,
            id: Some(id.uuid()),
            name: self.bot_handle(id),
            keeper,
        }
    }

    pub(crate) fn person_name(&self, id: PersonId) -> String {
        self.people
            .get(id)
            .map_or_else(|| "a person unknown here".to_owned(), |p| p.name.clone())
    }

    pub(crate) fn bot_handle(&self, id: BotId) -> String {
        self.bots
            .get(&id)
            .map_or_else(|| "a bot unknown here".to_owned(), |b| b.handle.clone())
    }

    /// Whom `handle` means in `world`: a member, or one of its bots.
    pub(crate) fn bound(&self, world: &World, handle: &str) -> Option<Holder> {
        let bot = self
            .bots
            .iter()
            .find(|(_, bot)| bot.handle == handle)
            .map(|(id, _)| Holder::Bot(*id));
        bot.or_else(|| self.member(world, handle).map(Holder::Person))
    }

    /// The member of `world` with that handle.
    pub(crate) fn member(&self, world: &World, handle: &str) -> Option<PersonId> {
        let person = self.people.by_handle(handle)?.id;
        world
            .access()
            .members
            .contains_key(&person)
            .then_some(person)
    }
}

fn nobody(kind: Kind, name: &str) -> Who {
    Who {
        kind,
        id: None,
        name: name.to_owned(),
        keeper: None,
    }
}

/// What somebody holds, as it is shown: the built-in roles first, since they weigh most.
pub(crate) fn roles(world: &World, holder: Holder) -> Vec<RoleName> {
    let mut roles: Vec<RoleName> = world.access().roles_of(holder).cloned().collect();
    roles.sort_by_key(|role| {
        WEIGHT
            .iter()
            .position(|w| *w == role.as_str())
            .unwrap_or(WEIGHT.len())
    });
    roles
}

const WEIGHT: [&str; 3] = [RoleName::OWNER, RoleName::AUTHOR, RoleName::AUDITOR];

/// `A, B and C`; `nobody` when there is none.
pub(crate) fn listed(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

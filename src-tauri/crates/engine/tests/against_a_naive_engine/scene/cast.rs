//! Who and what there is to be named in a history.

use std::sync::LazyLock;

use ledger::SecretKey;
use model::{
    Actor, BotId, Digest, FieldName, Handle, Part, PersonId, PublicKey, RoleName, SessionId,
    Timestamp,
};
use uuid::Uuid;

/// People: 0 founds the workspace, 1 to 5 join in the prologue, 5 as auditor; 6 and 7 may join later.
pub const PEOPLE: u8 = 8;
pub const FIRST_PEOPLE: u8 = 6;
/// The bots of the prologue, kept by 0 and 1.
pub const BOTS: u8 = 2;
/// What roles there are: 0 to 2 are built in, gates ask for 3 and 4, 5 stops things.
pub const ROLES: [&str; 6] = [
    "owner", "author", "auditor", "reviewer", "releaser", "freezer",
];

const PERSON: u64 = 1;
const BOT: u64 = 2;
const SESSION: u64 = 3;
/// The space of ids that are minted as the history goes on.
pub const MINTED: u64 = 4;
/// The space of ids that nothing ever has.
const NOTHING: u64 = 5;

pub fn id(space: u64, n: u64) -> Uuid {
    Uuid::from_u64_pair(space, n)
}
pub fn nothing() -> Uuid {
    id(NOTHING, 0)
}
pub fn person(n: u8) -> PersonId {
    PersonId::new(id(PERSON, n.into()))
}
pub fn bot(n: u8) -> BotId {
    BotId::new(id(BOT, n.into()))
}
pub fn in_session(person: PersonId) -> Actor {
    Actor::person(person, SessionId::new(id(SESSION, 0)))
}
pub fn role(n: u8) -> RoleName {
    ROLES[n as usize].parse().unwrap()
}
/// The digest of a text.
pub fn text(what: &str, n: u64) -> Digest {
    Digest::of_parts(what, [n.to_be_bytes().as_slice()])
}
/// Every key there is; the first is the log's in the beginning. More than a history enrols.
pub fn keys() -> &'static [(PublicKey, SecretKey)] {
    static KEYS: LazyLock<Vec<(PublicKey, SecretKey)>> = LazyLock::new(|| {
        (1..=60)
            .map(|n| SecretKey::from_seed(&[n; 32]))
            .map(|secret| (PublicKey::new(*secret.public().bytes()), secret))
            .collect()
    });
    &KEYS
}
/// What signs for `public`.
pub fn secret(public: PublicKey) -> &'static SecretKey {
    let found = keys().iter().find(|(key, _)| *key == public);
    &found.unwrap().1
}
pub fn start() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}
/// The one name in workflows that is bound to somebody when they are published.
pub fn handle() -> Handle {
    "pinned".parse().unwrap()
}
/// Parts of a ticket: 0 and 1 are in every ticket, 2 in every workflow, 3 in some, 4 in none.
pub fn part(n: u8) -> Part {
    let field = |name: &str| Part::Field(name.parse::<FieldName>().unwrap());
    match n {
        0 => Part::Title,
        1 => Part::Body,
        2 => field("report"),
        3 => field("ref"),
        _ => field("undeclared"),
    }
}

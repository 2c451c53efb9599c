//! Tickets as they were when the snapshot was made. Only those are in it on which a request waited; the entries since may be about any,
//! and the rows have them as they are after those. So what the entries did is undone, and then done again by `apply`.

use std::collections::{BTreeMap, BTreeSet};

use model::{Deed, Entry, Part, Ticket, TicketId, Version};
use sqlx::SqliteConnection;

use crate::{StoreError, Stored, load, realm::Realm, write::json};

/// The tickets that `tail` is about and that are not in `world`, as they were before it.
pub(super) async fn tickets<R: Realm>(
    db: &mut SqliteConnection,
    world: &R::World,
    tail: &[Stored],
) -> Result<Vec<Ticket>, String> {
    let mut since: BTreeMap<TicketId, Vec<&Entry>> = BTreeMap::new();
    for Stored { entry, .. } in tail {
        if let Some(id) = entry
            .about
            .ticket
            .filter(|id| R::ticket(world, *id).is_none())
        {
            since.entry(id).or_default().push(entry);
        }
    }
    // Those that were opened since have no entry before.
    since.retain(|_, entries| entries[0].previous.is_some());
    let now = now(db, since.keys()).await.map_err(|e| e.to_string())?;
    if now.len() != since.len() {
        return Err("a ticket that it knew of is gone".to_owned());
    }
    let mut before = Vec::with_capacity(now.len());
    let mut lost = BTreeMap::new();
    for ticket in now {
        let entries = &since[&ticket.id];
        let ticket = rewound(ticket, entries).ok_or(
            "a ticket changed less than the log says, or its version of a workflow is another",
        )?;
        let parts = overwritten(entries);
        if !parts.is_empty() {
            lost.insert(ticket.id, parts);
        }
        before.push(ticket);
    }
    restore(db, &mut before, lost)
        .await
        .map_err(|e| e.to_string())?;
    Ok(before)
}

/// What a ticket was before `since`, but for parts of its content that were overwritten.
fn rewound(mut ticket: Ticket, since: &[&Entry]) -> Option<Ticket> {
    for entry in since.iter().rev() {
        match &entry.deed {
            Some(Deed::EditTicket { .. }) => ticket.version = before(ticket.version)?,
            Some(Deed::Move { .. } | Deed::BreakGlass { .. }) => {
                ticket.version = before(ticket.version)?;
                ticket.state = entry.about.from.clone()?;
            }
            // Which version it followed before, its rows do not say: the log is read from its first entry.
            Some(Deed::MigrateTicket { .. }) => return None,
            Some(Deed::Comment { .. }) => ticket.comments = ticket.comments.checked_sub(1)?,
            _ => {}
        }
    }
    ticket.last = since.first()?.previous?;
    // Where a request had waited, the ticket would have been resident.
    ticket.request = None;
    Some(ticket)
}

fn before(version: Version) -> Option<Version> {
    version.0.checked_sub(1).map(Version)
}

/// The parts whose values from before are asked for: a request holds them to the digest of what was shown.
fn overwritten(since: &[&Entry]) -> BTreeSet<Part> {
    let asked = |entry: &&&Entry| matches!(entry.deed, Some(Deed::Request { .. }));
    if !since.iter().any(|entry| asked(&entry)) {
        return BTreeSet::new();
    }
    let changing = since.iter().filter(|entry| changes(entry));
    changing
        .flat_map(|entry| entry.about.changed.keys().cloned())
        .collect()
}

/// Whether what the entry names as changed was changed by it.
fn changes(entry: &Entry) -> bool {
    let deed = entry.deed.as_ref();
    deed.is_some_and(|deed| {
        matches!(
            deed,
            Deed::CreateTicket { .. }
                | Deed::EditTicket { .. }
                | Deed::Move { .. }
                | Deed::BreakGlass { .. }
                | Deed::MigrateTicket { .. }
        )
    })
}

/// The rows of these tickets.
async fn now(
    db: &mut SqliteConnection,
    ids: impl Iterator<Item = &TicketId>,
) -> Result<Vec<Ticket>, StoreError> {
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(
        "SELECT t.ticket FROM json_each(?) AS named CROSS JOIN p_ticket AS t ON t.id = named.value",
    )
    .bind(json(&ids.collect::<Vec<_>>()))
    .fetch_all(db)
    .await?;
    rows.iter()
        .map(|(packed,)| load::unpacked(packed))
        .collect()
}

/// Gives the tickets back what they had in their `lost` parts: what the last entry before said that changed them.
async fn restore(
    db: &mut SqliteConnection,
    tickets: &mut [Ticket],
    mut lost: BTreeMap<TicketId, BTreeSet<Part>>,
) -> Result<(), StoreError> {
    if lost.is_empty() {
        return Ok(());
    }
    let mut losers: BTreeMap<TicketId, &mut Ticket> = BTreeMap::new();
    for ticket in tickets {
        if let Some(parts) = lost.get(&ticket.id) {
            ticket.content.retain(|part, _| !parts.contains(part));
            losers.insert(ticket.id, ticket);
        }
    }
    let ends: Vec<u64> = losers.values().map(|ticket| ticket.last.0.0).collect();
    for Stored { entry, .. } in past(db, &ends).await? {
        let Some(id) = entry.about.ticket.filter(|_| changes(&entry)) else {
            continue;
        };
        let (Some(ticket), Some(parts)) = (losers.get_mut(&id), lost.get_mut(&id)) else {
            continue;
        };
        for (part, digest) in entry.about.changed {
            if parts.remove(&part)
                && let Some(digest) = digest
            {
                ticket.content.insert(part, digest);
            }
        }
    }
    Ok(())
}

/// The entries that lead up to these, and these, newest first: each names the one before it on its ticket.
async fn past(db: &mut SqliteConnection, ends: &[u64]) -> Result<Vec<Stored>, StoreError> {
    let rows = sqlx::query(
        "WITH RECURSIVE past (seq, entry) AS (\
            SELECT seq, entry FROM log WHERE seq IN (SELECT value FROM json_each(?)) \
            UNION ALL \
            SELECT log.seq, log.entry FROM past JOIN log ON log.seq = past.entry ->> '$.previous[0]'\
         ) SELECT seq, entry FROM past ORDER BY seq DESC",
    )
    .bind(json(&ends))
    .fetch_all(db)
    .await?;
    rows.iter().map(load::stored).collect()
}

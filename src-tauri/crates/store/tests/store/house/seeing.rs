//! Everything that a reader can see of a workspace.

use std::{collections::BTreeSet, fmt::Debug};

use model::{Deed, Seq};
use openweave_store::{EntryFilter, StoreError, TicketFilter, WorkspaceReads};

/// As one text, in which every difference shows.
pub async fn seen(reads: &WorkspaceReads) -> Result<String, StoreError> {
    let mut seen = String::new();
    let mut see = |what: &dyn Debug| {
        seen.push_str(&format!("{what:?}\n"));
    };
    let entries = reads.entries_after(None, 1_000).await?;
    let filter = EntryFilter {
        project: Some("PAY".parse().expect("a key")),
        ..EntryFilter::default()
    };
    see(&reads.entries(&filter, None, 1_000).await?);
    let late = EntryFilter {
        from: entries.get(entries.len() / 2).map(|entry| entry.entry.at),
        ..EntryFilter::default()
    };
    see(&reads.entries(&late, None, 1_000).await?);
    for ticket in reads.tickets(&TicketFilter::default()).await? {
        let id = ticket.ticket.id;
        see(&reads.ticket(&ticket.ticket.key).await?);
        see(&reads.ticket_by_id(id).await?);
        see(&reads.history(id).await?);
        see(&reads.comments(id).await?);
        see(&reads.requests_of(id).await?);
        see(&ticket);
    }
    for request in reads.open_requests().await? {
        see(&reads.request(request.id).await?);
    }
    see(&reads.closed_requests(None, 1_000).await?);
    let named: BTreeSet<_> = entries.iter().flat_map(|e| e.entry.texts()).collect();
    see(&reads.texts(&named.into_iter().collect::<Vec<_>>()).await?);
    for entry in &entries {
        see(&reads.entry(entry.entry.seq).await?);
        see(&reads.last_use(entry.entry.by.id).await?);
        see(&reads.inclusion(entry.entry.seq).await?);
        see(&reads.consistency(entry.entry.seq.0).await?);
        if let Some(Deed::PublishWorkflow { digest, .. }) = &entry.entry.deed {
            see(&reads.source(*digest).await?);
        }
    }
    see(&reads.root().await?);
    see(&reads.checkpoint().await?);
    see(&reads.entry(Seq(entries.len() as u64)).await?);
    see(&entries);
    Ok(seen)
}

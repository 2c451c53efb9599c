//! What happens to the house itself in those months: workflows published, a keeper changed, a token replaced, a bot frozen.

use model::{Span, Timestamp};

use super::cast::{Machine, Role};

/// A change of the house.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Somebody signs in, and out.
    Visit(Role),
    /// Somebody mistypes their password.
    Mistype(Role),
    /// A workflow's newer version.
    Publish(&'static str),
    /// A bot gets another keeper.
    HandOver(Machine, Role),
    /// A bot gets a new token from its keeper, and the one before becomes worthless.
    Renew(Machine),
    /// A bot tries what it may not, over and over.
    Storm(Machine),
    /// A bot is stopped.
    Freeze(Machine, &'static str),
}

/// All of them, with their times.
pub fn changes(start: Timestamp, now: Timestamp) -> Vec<(Timestamp, Change)> {
    let after = |days: i64, hours: i64| start.plus(Span::hours(days * 24 + hours));
    let ago = |minutes: i64| now.plus(Span::seconds(-minutes * 60));
    let mut changes = vec![
        (after(5, 2), Change::Publish("change-management")),
        (after(33, 1), Change::Renew(Machine::Deploy)),
        (
            after(40, 3),
            Change::HandOver(Machine::Oncall, Role::Mirela),
        ),
        (after(40, 4), Change::Renew(Machine::Oncall)),
        (after(77, 5), Change::Mistype(Role::Mirela)),
        (ago(176), Change::Storm(Machine::Data)),
        (
            ago(171),
            Change::Freeze(
                Machine::Data,
                "It tries to verify changes that it opened itself. Frozen until Jonas has looked.",
            ),
        ),
        (ago(95), Change::Visit(Role::Tomas)),
        (ago(9), Change::Visit(Role::Mirela)),
    ];
    // No log of people is silent for a month.
    changes.extend((1..18).map(|week| {
        (
            after(week * 7, 9),
            Change::Visit(Role::ALL[usize::try_from(week).unwrap_or(0) % 4]),
        )
    }));
    changes
}

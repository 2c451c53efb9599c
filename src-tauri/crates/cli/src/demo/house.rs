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

/// All of them, with their times. People see to the house before the day's first ticket: then no request waits whose bot
/// is about to lose its token. No workspace is silent for a month, however few tickets it has: its clock would be in doubt.
pub fn changes(first_day: Timestamp, now: Timestamp) -> Vec<(Timestamp, Change)> {
    let early = |day: i64, hour: i64| first_day.plus(Span::hours(day * 24 + hour));
    let ago = |minutes: i64| now.plus(Span::seconds(-minutes * 60));
    let mut changes = vec![
        (early(5, 6), Change::Publish("change-management")),
        (early(33, 5), Change::Renew(Machine::Deploy)),
        (
            early(40, 5),
            Change::HandOver(Machine::Oncall, Role::Mirela),
        ),
        (early(40, 6), Change::Renew(Machine::Oncall)),
        (early(61, 5), Change::Renew(Machine::Access)),
        (early(77, 5), Change::Mistype(Role::Mirela)),
        (early(82, 6), Change::Renew(Machine::Triage)),
        (early(103, 5), Change::Renew(Machine::Deploy)),
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
            early(week * 7, 9),
            Change::Visit(Role::ALL[usize::try_from(week).unwrap_or(0) % 4]),
        )
    }));
    changes
}

//! The lives of access requests (`ACC`): asked for, reviewed, granted behind the gate that the review chose, taken back.

use model::{Code, Span, Timestamp};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{
    cast::{Machine, Role},
    script::{Script, nth, take},
    timeline::Life,
};

/// How a request for access fares.
#[derive(Clone, Copy)]
pub enum Fate {
    Revoked,
    PrivilegedRevoked,
    Denied,
    SentBack,
    RanOut,
    Withdrawn,
    Requested,
    Reviewed,
    GrantWaits,
    PrivilegedWaits,
    Granted,
    GrantedPrivileged,
}

/// What is still under way when the demo begins.
pub const OPEN: &[Fate] = &[
    Fate::PrivilegedWaits,
    Fate::GrantWaits,
    Fate::Granted,
    Fate::Requested,
    Fate::Reviewed,
    Fate::GrantedPrivileged,
    Fate::Requested,
];

/// What the rest came to.
pub const DONE: &[Fate] = &[
    Fate::Revoked,
    Fate::Denied,
    Fate::PrivilegedRevoked,
    Fate::SentBack,
    Fate::Revoked,
    Fate::Withdrawn,
    Fate::RanOut,
];

const TITLES: &[&str] = &[
    "Read access to the build logs",
    "Write access to the runbook repository",
    "Admin of the feature flags, one week",
    "Read access to the support inbox",
    "Read access to the fraud dashboard",
    "Shell on the batch hosts",
    "Read access to last year's statements",
    "Write access to the BIN table",
    "Read access to the settlement ledger, 30 days",
    "Shell on db-3 for the storage migration",
    "Read access to the card-vault metrics",
    "Write access to the status page",
    "Read access to the audit bucket",
    "Admin of the on-call calendar",
];

const SYSTEMS: &[&str] = &[
    "ledger-db",
    "card-vault",
    "build-logs",
    "status-page",
    "batch-hosts",
    "fraud-dashboard",
];

/// The `n`th request, around that day.
pub fn life(rng: &mut ChaCha8Rng, n: usize, fate: Fate, day: Timestamp) -> Life {
    let date = |days: i64| {
        day.plus(Span::days(days))
            .to_string()
            .chars()
            .take(10)
            .collect()
    };
    let whom = ["ana", "jonas", "mirela"][rng.random_range(0..3)].to_owned();
    let fields = vec![
        ("for_whom", whom),
        (
            "system",
            SYSTEMS[rng.random_range(0..SYSTEMS.len())].to_owned(),
        ),
        (
            "purpose",
            "The storage migration of this quarter, and looking after it.".to_owned(),
        ),
        ("ends_on", date(30 + rng.random_range(0..30))),
    ];
    let mut s = Script::opens(
        rng,
        Machine::Access,
        (
            nth(TITLES, n),
            Some("Asked for in the portal; the text there is the purpose."),
        ),
        fields,
    );
    let since = tell(&mut s, fate);
    Life {
        steps: s.ends(),
        since,
    }
}

fn tell(s: &mut Script<'_>, fate: Fate) -> Option<Span> {
    match fate {
        Fate::Revoked => {
            granted(s);
            s.next_day()
                .comment(
                    Machine::Access,
                    "Not used since yesterday, and its purpose is done.",
                )
                .take(Machine::Access, "Revoke");
            None
        }
        Fate::PrivilegedRevoked => {
            granted_privileged(s);
            s.next_day().take(Machine::Access, "Revoke");
            None
        }
        Fate::Denied => {
            s.later()
                .refused(Machine::Access, Code::NoSuchTransition, take("Grant"))
                .comment(
                    Role::Mirela,
                    "The dashboard shows all you need. No access to the rows behind it.",
                )
                .take(Role::Mirela, "Deny");
            None
        }
        Fate::SentBack => {
            reviewed(s, "Review");
            s.later()
                .comment(Role::Jonas, "Reading is enough here, and two weeks are.")
                .take(Role::Jonas, "Send back");
            s.next_day();
            granted(s);
            s.next_day().take(Machine::Access, "Revoke");
            None
        }
        Fate::RanOut => {
            reviewed(s, "Review as privileged");
            privileged_asked(s);
            s.soon().approve(Role::Ana, None);
            s.pass_all(Span::days(2))
                .act(Role::Mirela, super::script::Act::RunOut);
            s.soon().take(Machine::Access, "Withdraw");
            None
        }
        Fate::Withdrawn => {
            s.later().take(Machine::Access, "Withdraw");
            None
        }
        Fate::Requested => Some(Span::hours(1)),
        Fate::Reviewed => {
            reviewed(s, "Review");
            Some(Span::hours(8))
        }
        Fate::GrantWaits => {
            reviewed(s, "Review");
            grant_asked(s);
            Some(Span::hours(3))
        }
        Fate::PrivilegedWaits => {
            reviewed(s, "Review as privileged");
            privileged_asked(s);
            Some(Span::hours(5))
        }
        Fate::Granted => {
            granted(s);
            Some(Span::days(3))
        }
        Fate::GrantedPrivileged => {
            granted_privileged(s);
            Some(Span::days(2))
        }
    }
}

fn reviewed(s: &mut Script<'_>, transition: &'static str) {
    let level = match transition {
        "Review" => s.one_of(&["read", "read", "write"]),
        _ => "admin".to_owned(),
    };
    s.later().edit(Role::Mirela, vec![("level", level)]);
    s.take(Role::Mirela, transition);
}

fn grant_asked(s: &mut Script<'_>) {
    s.soon().ask(
        Machine::Access,
        "Grant",
        Vec::new(),
        "Ends by itself on the day in the ticket.",
    );
}

fn granted(s: &mut Script<'_>) {
    reviewed(s, "Review");
    grant_asked(s);
    s.later().approve(Role::Mirela, None);
}

fn privileged_asked(s: &mut Script<'_>) {
    s.soon().ask(
        Machine::Access,
        "Grant privileged",
        Vec::new(),
        "Sessions are recorded. Ends by itself on the day in the ticket.",
    );
}

fn granted_privileged(s: &mut Script<'_>) {
    reviewed(s, "Review as privileged");
    privileged_asked(s);
    s.later().approve(Role::Ana, Some("Needed, and recorded."));
    s.later().approve(Role::Mirela, None);
}

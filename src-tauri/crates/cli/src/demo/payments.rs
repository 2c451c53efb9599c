//! The lives of changes to payments (`PAY`, change management): reviewed, accepted, deployed behind two approvals, looked at.

use model::{Code, Span};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{
    cast::{Hand, Machine, Role},
    script::{Act, Fields, Script, commit, nth, take},
    timeline::Life,
};

/// How a change fares.
#[derive(Clone, Copy)]
pub enum Fate {
    Verified,
    Reworked,
    RolledBack,
    Rejected,
    RanOut,
    Emergency,
    Cancelled,
    InDraft,
    InReview,
    AcceptWaits,
    Scheduled,
    DeployWaits,
    DeployHalfway,
    Deployed,
}

/// What is still under way when the demo begins.
pub const OPEN: &[Fate] = &[
    Fate::DeployHalfway,
    Fate::AcceptWaits,
    Fate::InDraft,
    Fate::Deployed,
    Fate::InReview,
    Fate::DeployWaits,
    Fate::Scheduled,
    Fate::InDraft,
    Fate::InReview,
    Fate::Deployed,
    Fate::InDraft,
];

/// What the rest came to, in the proportions of a year.
pub const DONE: &[Fate] = &[
    Fate::Verified,
    Fate::Verified,
    Fate::Reworked,
    Fate::Verified,
    Fate::Rejected,
    Fate::RolledBack,
    Fate::Verified,
    Fate::Emergency,
    Fate::RanOut,
    Fate::Cancelled,
];

/// The newest come last: what is under way takes its titles from the end.
const TITLES: &[&str] = &[
    "Raise the payout batch size to 500",
    "Move card tokens to the second vault",
    "Drop TLS 1.1 towards the acquirer",
    "Retry declined settlements after 4 hours",
    "Refund webhooks with a signature",
    "Partial captures for hotel bookings",
    "Read replicas for the statement API",
    "Second fraud score provider, shadow mode",
    "Round FX rates half to even",
    "Archive chargeback files older than 7 years",
    "Split the ledger writer per currency",
    "Swap the BIN table for the March edition",
    "Cap retries of the direct debit export",
    "Idempotency keys on the payout API",
    "Remove the v1 refund route",
    "Pin TLS 1.3 towards the acquirer",
    "Nightly reconciliation at 02:30",
    "Raise the refund limit to 2,500 EUR",
    "Split the payout worker per currency",
    "Add an IBAN check before payout",
    "Log retention to 400 days",
    "Retry policy for the settlement webhook",
    "New acquirer certificate for Iberia",
    "Strong customer authentication for top-ups",
    "Close the legacy payout queue",
    "Certificates of the payout hosts, by script",
    "Rotate card-vault encryption keys",
];

const BODIES: &[&str] = &[
    "Replaces what is there step by step; reads go on meanwhile. Measured on staging for two days.",
    "Asked for by the acquirer, who switches the old way off at the end of the quarter.",
    "Found while looking at last month's incident. Small, and easy to take back.",
    "The load test holds at twice the peak of December. Nothing changes for merchants.",
];

const NOTES: &[&str] = &[
    "Canary is clean for two hours, and the rollback was rehearsed.",
    "Tests are green on this commit; staging has run it since yesterday.",
    "Nothing else is scheduled in this window.",
    "Smoke tests passed. The dashboard is linked in the ticket.",
];

const YES: &[Option<&str>] = &[
    Some("Canary clean for 2 h, rollback rehearsed."),
    Some("Looked at the diff and at the dashboard."),
    None,
    Some("Fine in this window."),
    None,
];

/// The `n`th change.
pub fn life(rng: &mut ChaCha8Rng, n: usize, fate: Fate) -> Life {
    let by = if n.is_multiple_of(3) {
        Hand::from(Role::Jonas)
    } else {
        Machine::Deploy.into()
    };
    let mut fields = vec![
        (
            "pipeline",
            pick(rng, &["payments-prod", "ledger-prod", "vault-prod"]),
        ),
        ("commit", commit(rng)),
    ];
    fields.push(("risk", pick(rng, &["low", "low", "medium", "high"])));
    let body = BODIES[rng.random_range(0..BODIES.len())];
    let mut s = Script::opens(rng, by, (nth(TITLES, n), Some(body)), fields);
    let since = tell(&mut s, by, fate);
    Life {
        steps: s.ends(),
        since,
    }
}

/// What happens, and for what is under way how long ago the last of it was.
fn tell(s: &mut Script<'_>, by: Hand, fate: Fate) -> Option<Span> {
    match fate {
        Fate::Verified => {
            submitted(s, by);
            accepted(s);
            deployed(s);
            verified(s);
            None
        }
        Fate::Reworked => {
            submitted(s, by);
            s.later()
                .comment(
                    Role::Mirela,
                    "What happens to payouts that are half-way? The plan does not say.",
                )
                .take(Role::Mirela, "Send back");
            s.later().edit(
                by,
                vec![(
                    "rollback_plan",
                    "1. Stop the worker. 2. Drain the queue. 3. Deploy the commit before."
                        .to_owned(),
                )],
            );
            submitted(s, by);
            accepted(s);
            deployed(s);
            verified(s);
            None
        }
        Fate::RolledBack => {
            submitted(s, by);
            accepted(s);
            deployed(s);
            s.soon()
                .comment(
                    Machine::Oncall,
                    "Error rate of the payout API went from 0.02 % to 1.4 %.",
                )
                .take(Machine::Deploy, "Roll back");
            s.next_day().comment(
                Role::Jonas,
                "The timeout was in seconds, not in milliseconds. Fixed, with a test.",
            );
            deployed(s);
            verified(s);
            None
        }
        Fate::Rejected => {
            submitted(s, by);
            accepted(s);
            asks(s);
            s.soon().approve(Role::Ana, None);
            s.soon()
                .reject(Role::Mirela, "The rollback plan is of another service.");
            s.later().edit(Role::Jonas, vec![("rollback_plan", plan())]);
            s.next_day();
            deployed(s);
            verified(s);
            None
        }
        Fate::RanOut => {
            submitted(s, by);
            accepted(s);
            asks(s);
            s.soon().approve(Role::Mirela, None);
            s.pass_all(Span::hours(6)).act(Role::Ana, Act::RunOut);
            s.next_day().comment(
                Role::Ana,
                "I was on a plane. Asked again, in today's window.",
            );
            deployed(s);
            verified(s);
            None
        }
        Fate::Emergency => {
            submitted(s, by);
            s.soon().edit(Role::Ana, vec![("rollback_plan", plan())]);
            s.soon().ask(
                Role::Ana,
                "Emergency deploy",
                Vec::new(),
                "Card payments fail for one issuer since 20 minutes. This is the fix.",
            );
            s.soon()
                .approve(Role::Mirela, Some("I take it upon myself. Customers wait."));
            s.later();
            verified(s);
            None
        }
        Fate::Cancelled => {
            submitted(s, by);
            s.next_day()
                .comment(
                    Role::Jonas,
                    "The acquirer has moved the date. Not this quarter.",
                )
                .take(Role::Jonas, "Cancel");
            None
        }
        Fate::InDraft => Some(Span::hours(4)),
        Fate::InReview => {
            submitted(s, by);
            s.refused(Machine::Deploy, Code::NoSuchTransition, take("Deploy"));
            Some(Span::hours(2))
        }
        Fate::AcceptWaits => {
            submitted(s, by);
            s.soon();
            accept_asked(s, Role::Ana);
            Some(Span::hours(1))
        }
        Fate::Scheduled => {
            submitted(s, by);
            accepted(s);
            Some(Span::hours(3))
        }
        Fate::DeployWaits => {
            submitted(s, by);
            accepted(s);
            asks(s);
            Some(Span::seconds(38 * 60))
        }
        Fate::DeployHalfway => {
            submitted(s, by);
            accepted(s);
            s.soon()
                .comment(Role::Ana, "Who watches the vault while this runs?");
            s.soon().comment(Role::Jonas, "I do, until 22:00.");
            asks(s);
            s.soon().refused(
                Role::Jonas,
                Code::OwnBot,
                Act::Decide(model::Verdict::Approve, None),
            );
            s.soon().approve(
                Role::Mirela,
                Some("Canary clean for 2 h, rollback rehearsed."),
            );
            Some(Span::seconds(11 * 60))
        }
        Fate::Deployed => {
            submitted(s, by);
            accepted(s);
            deployed(s);
            Some(Span::hours(5))
        }
    }
}

fn submitted(s: &mut Script<'_>, by: Hand) {
    s.soon().take(by, "Submit");
    let run = s.rng().random_range(8_200..8_999);
    s.soon().edit(
        Machine::Deploy,
        vec![(
            "test_report",
            format!("https://ci.northgate.example/runs/{run}"),
        )],
    );
    s.take(Machine::Deploy, "Add evidence");
}

fn accepted(s: &mut Script<'_>) {
    s.later();
    accept_asked(s, Role::Jonas);
    s.soon()
        .approve(Role::Mirela, Some("Wanted. The window is free."));
}

fn accept_asked(s: &mut Script<'_>, by: Role) {
    let window = s.one_of(&[
        "Tue 20:00–21:00 UTC",
        "Wed 06:00–07:00 UTC",
        "Thu 20:00–21:00 UTC",
    ]);
    let arguments: Fields = vec![("window", window), ("rollback_plan", plan())];
    s.ask(
        by,
        "Accept",
        arguments,
        "Understood, and small enough for one window.",
    );
}

fn plan() -> String {
    "1. Stop the rollout. 2. Deploy the commit before. 3. Replay the outbox from the last checkpoint.".to_owned()
}

fn asks(s: &mut Script<'_>) {
    let note = s.one_of(NOTES);
    let commit = commit(s.rng());
    s.soon()
        .ask(Machine::Deploy, "Deploy", vec![("commit", commit)], note);
}

fn deployed(s: &mut Script<'_>) {
    asks(s);
    for approver in [Role::Ana, Role::Mirela] {
        let reason = YES[s.rng().random_range(0..YES.len())];
        s.soon().approve(approver, reason);
    }
}

fn verified(s: &mut Script<'_>) {
    s.soon()
        .refused(Machine::Data, Code::NotPermitted, take("Verify"));
    s.later().take(Role::Ana, "Verify");
}

fn pick(rng: &mut ChaCha8Rng, texts: &[&str]) -> String {
    texts[rng.random_range(0..texts.len())].to_owned()
}

//! The lives of incidents on the platform (`OPS`, incident response): raised and triaged by bots, led and closed by people.

use model::{Code, Span};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::{
    cast::{Machine, Role},
    script::{Script, nth, take},
    timeline::Life,
};

/// How an incident fares.
#[derive(Clone, Copy)]
pub enum Fate {
    Closed,
    ContainedAtOnce,
    Reopened,
    Noise,
    NotNoise,
    Dismissed,
    Reported,
    NoiseWaits,
    Triaged,
    ContainWaits,
    Contained,
    Recovered,
    CloseWaits,
}

/// What is still under way when the demo begins.
pub const OPEN: &[Fate] = &[
    Fate::NoiseWaits,
    Fate::ContainWaits,
    Fate::Reported,
    Fate::CloseWaits,
    Fate::Triaged,
    Fate::Contained,
    Fate::Recovered,
    Fate::Triaged,
    Fate::Reported,
];

/// What the rest came to.
pub const DONE: &[Fate] = &[
    Fate::Closed,
    Fate::Noise,
    Fate::Closed,
    Fate::Noise,
    Fate::ContainedAtOnce,
    Fate::NotNoise,
    Fate::Dismissed,
    Fate::Reopened,
];

const TITLES: &[&str] = &[
    "Queue depth of the mail relay",
    "Login latency above 2 s in one region",
    "Disk alerts on db-3",
    "Certificate of the status page ends in 3 days",
    "Statement export runs twice",
    "Metrics missing from two hosts",
    "Backups of the audit bucket are late",
    "Checkout answers 502 for a minute",
    "DNS time-outs from the batch hosts",
    "Duplicate of the disk alerts on db-3",
    "Memory of the search nodes grows",
    "Deploy runners hang at clone",
    "Unusual sign-ins to the admin console",
    "Card vault answers 503",
    "Clock of a batch host runs ahead",
    "Alerts from a host that was retired",
    "Webhook deliveries are 40 minutes late",
    "Replica lag on the settlement database",
    "Support tool shows another customer's name",
    "Rate limiter counts health checks",
];

const SERVICES: &[&str] = &[
    "checkout",
    "card-vault",
    "settlement",
    "identity",
    "search",
    "batch",
];

/// The `n`th incident.
pub fn life(rng: &mut ChaCha8Rng, n: usize, fate: Fate) -> Life {
    let evidence = format!(
        "https://metrics.northgate.example/d/{}",
        rng.random_range(100..999)
    );
    let body = "Raised by an alert; the panel is linked as evidence. Values are of the five minutes before.";
    let by = if n.is_multiple_of(2) {
        Machine::Oncall
    } else {
        Machine::Triage
    };
    let mut s = Script::opens(
        rng,
        by,
        (nth(TITLES, n), Some(body)),
        vec![("evidence", evidence)],
    );
    let since = tell(&mut s, fate);
    Life {
        steps: s.ends(),
        since,
    }
}

fn tell(s: &mut Script<'_>, fate: Fate) -> Option<Span> {
    match fate {
        Fate::Closed => {
            triaged(s);
            contained(s);
            recovered(s);
            closed(s);
            None
        }
        Fate::ContainedAtOnce => {
            s.soon().ask(
                Role::Mirela,
                "Contain at once",
                vec![(
                    "containment",
                    "Close the admin console to everything but the office network.".to_owned(),
                )],
                "Somebody is in. First out, then why.",
            );
            s.soon().approve(Role::Ana, Some("Yes. Now."));
            s.soon().edit(
                Role::Ana,
                vec![
                    ("severity", "sev1".to_owned()),
                    ("service", "identity".to_owned()),
                    ("lead", "ana".to_owned()),
                ],
            );
            recovered(s);
            closed(s);
            None
        }
        Fate::Reopened => {
            triaged(s);
            contained(s);
            s.later()
                .comment(
                    Machine::Oncall,
                    "It is back since 4 minutes, on the other half of the hosts.",
                )
                .take(Machine::Oncall, "Reopen");
            contained(s);
            recovered(s);
            closed(s);
            None
        }
        Fate::Noise => {
            noise(s);
            s.soon().approve(
                Role::Jonas,
                Some("Known: the alert is older than the host."),
            );
            None
        }
        Fate::NotNoise => {
            noise(s);
            s.soon()
                .reject(Role::Jonas, "Two of these hosts are in use. Look again.");
            triaged(s);
            contained(s);
            recovered(s);
            closed(s);
            None
        }
        Fate::Dismissed => {
            s.later()
                .comment(
                    Role::Jonas,
                    "A load test. It was announced, in the wrong channel.",
                )
                .take(Role::Jonas, "Dismiss");
            None
        }
        Fate::Reported => Some(Span::seconds(52 * 60)),
        Fate::NoiseWaits => {
            noise(s);
            Some(Span::hours(2))
        }
        Fate::Triaged => {
            triaged(s);
            s.soon()
                .refused(Machine::Triage, Code::NoSuchTransition, take("Close"));
            Some(Span::hours(6))
        }
        Fate::ContainWaits => {
            triaged(s);
            contain_asked(s);
            Some(Span::seconds(24 * 60))
        }
        Fate::Contained => {
            triaged(s);
            contained(s);
            Some(Span::hours(7))
        }
        Fate::Recovered => {
            triaged(s);
            contained(s);
            recovered(s);
            Some(Span::hours(20))
        }
        Fate::CloseWaits => {
            triaged(s);
            contained(s);
            recovered(s);
            close_asked(s);
            s.later().approve(
                Role::Mirela,
                Some("Read it. The two follow-ups have owners."),
            );
            Some(Span::hours(9))
        }
    }
}

fn triaged(s: &mut Script<'_>) {
    let severity = s.one_of(&["sev2", "sev3", "sev3", "sev4"]);
    let service = s.one_of(SERVICES);
    s.soon().edit(
        Machine::Triage,
        vec![("severity", severity), ("service", service)],
    );
    s.take(Machine::Triage, "Triage");
}

fn contain_asked(s: &mut Script<'_>) {
    let containment = s.one_of(&[
        "Take the second pool out of the load balancer.",
        "Scale the workers to 12 and pause the export.",
        "Revoke the leaked deploy key and all its sessions.",
        "Set the feature flag `late-webhooks` to off for everybody.",
    ]);
    s.soon().ask(
        Machine::Oncall,
        "Contain",
        vec![("containment", containment), ("lead", "jonas".to_owned())],
        "This runs as it stands here, once it is approved.",
    );
}

fn contained(s: &mut Script<'_>) {
    contain_asked(s);
    s.soon().approve(Role::Ana, None);
}

fn recovered(s: &mut Script<'_>) {
    s.later()
        .comment(
            Role::Jonas,
            "All panels are where they were before. Watched for half an hour.",
        )
        .take(Role::Jonas, "Recover");
}

fn close_asked(s: &mut Script<'_>) {
    let number = s.rng().random_range(40..400);
    s.next_day().edit(
        Role::Jonas,
        vec![
            ("root_cause", "A limit that nobody had changed since the service was a tenth as large, and no alert on it.".to_owned()),
            ("review", format!("https://wiki.northgate.example/reviews/{number}")),
        ],
    );
    s.soon()
        .refused(Machine::Triage, Code::NotPermitted, take("Close"));
    s.ask(
        Role::Jonas,
        "Close",
        Vec::new(),
        "The review is written, and its follow-ups are filed.",
    );
}

fn closed(s: &mut Script<'_>) {
    close_asked(s);
    s.later().approve(Role::Ana, None);
    s.later().approve(Role::Mirela, Some("Read it."));
}

fn noise(s: &mut Script<'_>) {
    s.soon().ask(
        Machine::Triage,
        "Dismiss as noise",
        Vec::new(),
        "The same alert as last week, from a host that no longer serves anybody.",
    );
}

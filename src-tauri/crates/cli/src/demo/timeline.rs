//! When everything happens: the lives of all tickets and the changes of the house, in one order that the seed alone decides.

use model::{ProjectKey, Span, Timestamp};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::{
    access,
    house::{self, Change},
    payments, platform,
    script::Step,
};

/// How far back the history goes, in days.
pub const DAYS: i64 = 126;
/// No ticket is opened in the first days: people, bots and workflows come first.
const FURNISHING_DAYS: i64 = 7;
/// Lives that are over have ended so many days before the demo begins.
const QUIET_DAYS: i64 = 7;
/// A life that is over began at one of these hours, so that it is lived by day (UTC).
const MORNING: std::ops::Range<i64> = 7 * 3_600..10 * 3_600;

/// A ticket's life as it was written.
pub struct Life {
    pub steps: Vec<Step>,
    /// For one that is still under way: how long ago its last step was.
    pub since: Option<Span>,
}

/// What happens at one moment.
pub enum Event {
    /// A step of the life with this number.
    Step(usize, Step),
    /// Something about the house itself.
    House(Change),
}

/// All that happens, in order, and the projects of the lives by their numbers.
pub struct Timeline {
    pub events: Vec<(Timestamp, Event)>,
    pub projects: Vec<ProjectKey>,
}

/// A project's share of a hundred tickets.
const SHARES: [(&str, u32); 3] = [("PAY", 43), ("OPS", 33), ("ACC", 24)];

/// The history that ends at `now`, with so many tickets.
pub fn timeline(seed: u64, tickets: u32, now: Timestamp) -> Timeline {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut timeline = Timeline {
        events: house::changes(first_day(now), now)
            .into_iter()
            .map(|(at, change)| (at, Event::House(change)))
            .collect(),
        projects: Vec::new(),
    };
    for (key, count) in SHARES.into_iter().zip(shared(tickets)) {
        let key: ProjectKey = key.0.parse().expect("a project's key");
        for n in 0..count {
            let done = usize::try_from(count - 1 - n).unwrap_or(usize::MAX);
            let n = usize::try_from(n).unwrap_or(usize::MAX);
            let (life, first) = life(&mut rng, &key, n, done, now);
            let number = timeline.projects.len();
            timeline.projects.push(key.clone());
            let steps = life.steps.into_iter();
            timeline
                .events
                .extend(steps.map(|step| (first.plus(step.after), Event::Step(number, step))));
        }
    }
    // Stable: what happens at the same moment stays in the order in which it was written.
    timeline.events.sort_by_key(|(at, _)| *at);
    timeline
}

/// When the first day of the history begins. What is told by the day does not depend on the hour at which the demo is made.
fn first_day(now: Timestamp) -> Timestamp {
    let seconds = now.micros().div_euclid(1_000_000).rem_euclid(86_400);
    now.plus(Span::seconds(-seconds)).plus(Span::days(-DAYS))
}

/// How many tickets each project gets: all of them together.
fn shared(tickets: u32) -> [u32; 3] {
    let share =
        |percent: u32| u32::try_from(u64::from(tickets) * u64::from(percent) / 100).unwrap_or(0);
    let (platform, access) = (share(SHARES[1].1), share(SHARES[2].1));
    [tickets - platform - access, platform, access]
}

/// The `n`th life of a project, `left` before its last one, and when it begins. The last ones are still under way.
fn life(
    rng: &mut ChaCha8Rng,
    project: &ProjectKey,
    n: usize,
    left: usize,
    now: Timestamp,
) -> (Life, Timestamp) {
    let day = Span::days(rng.random_range(FURNISHING_DAYS..DAYS - QUIET_DAYS));
    let morning = first_day(now)
        .plus(day)
        .plus(Span::seconds(rng.random_range(MORNING)));
    let life = match project.as_str() {
        "PAY" => payments::life(rng, n, fate(payments::OPEN, payments::DONE, n, left)),
        "OPS" => platform::life(rng, n, fate(platform::OPEN, platform::DONE, n, left)),
        _ => {
            let fate = fate(access::OPEN, access::DONE, n, left);
            let around = if left < access::OPEN.len() {
                now
            } else {
                morning
            };
            access::life(rng, n, fate, around)
        }
    };
    let first = match life.since {
        None => morning,
        Some(since) => {
            let last = life
                .steps
                .last()
                .map_or(Span::seconds(0), |step| step.after);
            now.plus(Span::seconds(-since.as_seconds() - last.as_seconds()))
        }
    };
    (life, first)
}

/// The last lives are still open, each in another way; those before are done.
fn fate<F: Copy>(open: &[F], done: &[F], n: usize, left: usize) -> F {
    open.get(left).copied().unwrap_or(done[n % done.len()])
}

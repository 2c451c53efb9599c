//! Many callers at once, until so many calls are made; then the same rows once more, plainly.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use model::{
    Seq,
    view::tickets::{MoveAnswer, TakeMove},
};
use store::bench::{Bare, Recorded};
use tokio::task::JoinSet;

use super::{BenchError, Figures, House, house::meta};
use crate::{Host, open::read_workflow};

/// Somebody who makes one call after the other.
pub trait Caller: Send + 'static {
    /// Makes the next call and says which entry came of it.
    fn call(&mut self) -> impl Future<Output = Result<Seq, BenchError>> + Send;
}

/// A bot inside the process, with a ticket of its own: what a door does once it has parsed the call.
pub struct InProcess {
    pub(super) host: Host,
    header: String,
    pub(super) ticket: String,
    there: bool,
}

impl InProcess {
    /// The house's bot so many times, each time with a fresh ticket.
    ///
    /// # Errors
    /// [`BenchError::Refused`].
    pub async fn crowd(house: &House, clients: usize) -> Result<Vec<Self>, BenchError> {
        let caller = |ticket| Self {
            host: house.host().clone(),
            header: house.header(),
            ticket,
            there: false,
        };
        let tickets = house.tickets(clients).await?;
        Ok(tickets.into_iter().map(caller).collect())
    }
}

impl Caller for InProcess {
    async fn call(&mut self) -> Result<Seq, BenchError> {
        let transition = if self.there { "Return" } else { "Go" };
        let wanted = TakeMove {
            transition: transition.parse().expect("a transition's name"),
            expected_version: None,
            arguments: Default::default(),
            note: None,
        };
        let bot = self.host.bot(Some(&self.header)).await?;
        let answer = bot.take(&self.ticket, wanted, &meta()).await?;
        self.there = !self.there;
        match answer.body {
            MoveAnswer::Moved { seq, .. } => Ok(seq),
            pending => Err(BenchError::odd(transition, pending)),
        }
    }
}

/// What callers have done: each call's entry, and how long its answer took.
pub(super) struct Worked<C> {
    pub callers: Vec<C>,
    pub calls: Vec<(Seq, Duration)>,
    pub took: Duration,
}

impl<C> Worked<C> {
    /// The waits, shortest first.
    pub fn waits(&self) -> Vec<Duration> {
        let mut waits: Vec<Duration> = self.calls.iter().map(|(_, wait)| *wait).collect();
        waits.sort_unstable();
        waits
    }
}

/// Lets `callers` call until `calls` calls are made in all.
pub(super) async fn work<C: Caller>(
    callers: Vec<C>,
    calls: usize,
) -> Result<Worked<C>, BenchError> {
    let left = Arc::new(AtomicUsize::new(calls));
    let mut working = JoinSet::new();
    let begun = Instant::now();
    for caller in callers {
        working.spawn(calls_of(caller, Arc::clone(&left)));
    }
    let (mut callers, mut made) = (Vec::new(), Vec::with_capacity(calls));
    while let Some(ended) = working.join_next().await {
        let (caller, some) = ended.map_err(|error| BenchError::odd("A caller", error))??;
        callers.push(caller);
        made.extend(some);
    }
    Ok(Worked {
        callers,
        calls: made,
        took: begun.elapsed(),
    })
}

type Calls = Vec<(Seq, Duration)>;

async fn calls_of<C: Caller>(
    mut caller: C,
    left: Arc<AtomicUsize>,
) -> Result<(C, Calls), BenchError> {
    let mut made = Vec::new();
    let one_less = |left: usize| left.checked_sub(1);
    while left
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
        .is_ok()
    {
        let asked = Instant::now();
        let seq = caller.call().await?;
        made.push((seq, asked.elapsed()));
    }
    Ok((caller, made))
}

/// Measures `callers` who make `calls` calls in all, each an entry, and a loop that writes the same rows in the same batches.
///
/// # Errors
/// [`BenchError`]: a call was not answered as it should be, or the log does not hold afterwards.
pub async fn crowd<C: Caller>(
    name: &'static str,
    house: &House,
    callers: Vec<C>,
    calls: usize,
) -> Result<Figures, BenchError> {
    let clients = callers.len();
    let worked = work(callers, calls).await?;
    let (took, waits) = (worked.took, worked.waits());
    let first = worked.calls.iter().map(|(seq, _)| *seq).min();
    let first = first.ok_or_else(|| BenchError::odd(name, "no call"))?;
    let recorded = Recorded::of(&house.log(), read_workflow, first).await?;
    if recorded.entries() != calls {
        let came = format!("{} entries of {calls} calls", recorded.entries());
        return Err(BenchError::odd(name, came));
    }
    let bare = written_again(house, &recorded).await?;
    house.holds().await?;
    Ok(Figures {
        name,
        clients,
        entries: house.entries().await?,
        done: calls as u64,
        took,
        bare_done: calls as u64,
        bare,
        waits,
    })
}

/// How long the same rows take in a fresh file beside the house.
async fn written_again(house: &House, recorded: &Recorded) -> Result<Duration, BenchError> {
    let beside = house.log().with_extension("bare");
    let mut bare = Bare::create(&beside, recorded).await?;
    let begun = Instant::now();
    bare.write(recorded).await?;
    let took = begun.elapsed();
    bare.close().await?;
    std::fs::remove_dir_all(&beside)?;
    Ok(took)
}

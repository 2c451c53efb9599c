//! A log that grows: the same tickets move on and on, and everything is measured again as it gets longer.

use std::path::Path;

use super::{
    BenchError, Figures, House,
    crowd::{InProcess, work},
};

/// Told how many entries there are, of how many.
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// How many entries are written between two words about it.
const STEP: u64 = 20_000;

/// A house whose log grows.
pub struct Growing {
    pub(super) house: House,
    callers: Vec<InProcess>,
    /// The ticket that most happened to.
    pub(super) longest: String,
}

impl Growing {
    /// A house in `data` with so many tickets, and one more that has been moved `history` times.
    ///
    /// # Errors
    /// [`BenchError`].
    pub async fn begin(data: &Path, tickets: usize, history: usize) -> Result<Self, BenchError> {
        let house = House::build(data).await?;
        let first = InProcess::crowd(&house, 1).await?;
        let longest = first.iter().map(|caller| caller.ticket.clone()).collect();
        let mut callers = work(first, history).await?.callers;
        callers.extend(InProcess::crowd(&house, tickets).await?);
        Ok(Self {
            house,
            callers,
            longest,
        })
    }

    /// The house.
    pub const fn house(&self) -> &House {
        &self.house
    }

    /// Lets the log grow to so many entries, all tickets at once.
    ///
    /// # Errors
    /// [`BenchError`].
    pub async fn grow(&mut self, to: u64, progress: Progress<'_>) -> Result<(), BenchError> {
        loop {
            let there = self.house.entries().await?;
            progress(there, to);
            let Some(missing) = to.checked_sub(there).filter(|missing| *missing > 0) else {
                return Ok(());
            };
            let calls = usize::try_from(missing.min(STEP)).unwrap_or(usize::MAX);
            self.callers = work(std::mem::take(&mut self.callers), calls)
                .await?
                .callers;
        }
    }

    /// How fast `clients` append to it as long as it is. `shortest` is what came of that when it was shortest, if it was.
    ///
    /// # Errors
    /// [`BenchError`].
    pub async fn append(
        &mut self,
        clients: usize,
        calls: usize,
        shortest: Option<&Figures>,
    ) -> Result<Figures, BenchError> {
        let at_work = self
            .callers
            .split_off(self.callers.len().saturating_sub(clients));
        let clients = at_work.len();
        let worked = work(at_work, calls).await?;
        let (waits, took) = (worked.waits(), worked.took);
        self.callers.extend(worked.callers);
        let done = calls as u64;
        let (bare_done, bare) =
            shortest.map_or((done, took), |figures| (figures.done, figures.took));
        Ok(Figures {
            name: "append",
            clients,
            entries: self.house.entries().await?,
            done,
            took,
            bare_done,
            bare,
            waits,
        })
    }

    /// Closes the house, lets `look` look at its folder, and opens it again.
    pub(super) async fn closed<T>(
        &mut self,
        look: impl AsyncFnOnce(&Path) -> Result<T, BenchError>,
    ) -> Result<T, BenchError> {
        self.house.shut().await;
        let seen = look(&self.house.log()).await;
        self.house.reopen().await?;
        for caller in &mut self.callers {
            caller.host = self.house.host().clone();
        }
        seen
    }
}

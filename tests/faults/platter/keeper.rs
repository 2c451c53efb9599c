//! How a disk had gone about what waited to be written when the power was cut.

use crate::luck::Luck;

/// What became of one change.
pub enum Fate {
    /// It is there.
    Kept,
    /// Some of its sectors are.
    Torn,
    /// It is not.
    Lost,
}

/// How a disk had gone about what waited: each its own way.
pub enum Keeper {
    /// All is there.
    All,
    /// Nothing is.
    None,
    /// In order up to this one, which is torn.
    UpTo(usize),
    /// Each by itself; so many in a hundred are kept, and half of the others torn.
    Some(u64),
}

impl Keeper {
    /// One of them.
    pub fn of(luck: &mut Luck, waiting: usize) -> Self {
        match luck.below(6) {
            0 => Self::All,
            1 => Self::None,
            2 => Self::UpTo(luck.place(waiting + 1)),
            _ => Self::Some([10, 50, 90][luck.place(3)]),
        }
    }

    /// What becomes of the `n`-th change.
    pub fn fate(&self, luck: &mut Luck, n: usize) -> Fate {
        match self {
            Self::All => Fate::Kept,
            Self::None => Fate::Lost,
            Self::UpTo(last) if n < *last => Fate::Kept,
            Self::UpTo(last) if n == *last => Fate::Torn,
            Self::UpTo(_) => Fate::Lost,
            Self::Some(kept) if luck.strikes(*kept) => Fate::Kept,
            Self::Some(_) if luck.strikes(50) => Fate::Torn,
            Self::Some(_) => Fate::Lost,
        }
    }
}

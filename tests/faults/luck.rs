//! Luck that can be had again: the same number brings the same run (SplitMix64).

/// Where it comes from.
#[derive(Clone, Debug)]
pub struct Luck(u64);

impl Luck {
    /// The luck of this number.
    pub const fn of(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// A place below `end`.
    pub fn place(&mut self, end: usize) -> usize {
        usize::try_from(self.below(end as u64)).expect("below a place is a place")
    }

    /// Whether one of `in_hundred` of a hundred things happens.
    pub const fn strikes(&mut self, in_hundred: u64) -> bool {
        self.below(100) < in_hundred
    }
}

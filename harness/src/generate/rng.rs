//! Deterministic chance.

/// SplitMix64 (Steele, Lea and Flood 2014): a few integer operations a draw, and any two seeds are far apart.
///
/// Each case has random numbers of its own, seeded by the run's seed and the case's name, so that no case depends on another.
#[derive(Debug, Clone)]
pub struct Rng {
    state: u64,
}

impl Rng {
    /// Random numbers for one purpose, told by name and number.
    #[must_use]
    pub fn new(seed: u64, purpose: &str, number: u64) -> Self {
        let named = purpose.bytes().fold(seed ^ 0x9e37_79b9_7f4a_7c15, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut rng = Self { state: named ^ number.wrapping_mul(0xd134_2543_de82_ef95) };
        rng.roll();
        rng
    }

    /// The next 64 random bits.
    pub fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.roll()) * limit as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// One of `choices`.
    pub fn pick<'c, T>(&mut self, choices: &'c [T]) -> Option<&'c T> {
        choices.get(self.below(choices.len()))
    }

    /// True `times` in `of` throws.
    pub fn chance(&mut self, times: usize, of: usize) -> bool {
        self.below(of) < times
    }
}

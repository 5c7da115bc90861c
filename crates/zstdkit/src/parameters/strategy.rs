//! Match-finding strategies.

use crate::{error::Error, parameters::CompressParameter};

/// How matches are searched for, from the fastest to the strongest.
///
/// The order is what libzstd guarantees; later versions may add to it. A level chooses a
/// strategy by itself; [`CompressOptions::strategy`](crate::CompressOptions::strategy) overrules it.
///
/// ```
/// use zstdkit::Strategy;
/// assert!(Strategy::Fast < Strategy::BtUltra2);
/// assert_eq!(Strategy::try_from(7), Ok(Strategy::BtOpt));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[repr(i32)]
pub enum Strategy {
    /// One hash table, one probe.
    Fast = 1,
    /// Two hash tables: long matches and short ones.
    DFast,
    /// The first good match of a chain.
    Greedy,
    /// Looks one position further before it takes a match.
    Lazy,
    /// Looks two positions further.
    Lazy2,
    /// As `Lazy2`, over a binary tree.
    BtLazy2,
    /// Chooses the cheapest path of matches.
    BtOpt,
    /// As `BtOpt`, with finer prices.
    BtUltra,
    /// As `BtUltra`, with a first pass to learn the prices.
    BtUltra2,
}

impl Strategy {
    /// Every strategy, from the fastest to the strongest.
    pub const ALL: [Self; 9] = [
        Self::Fast,
        Self::DFast,
        Self::Greedy,
        Self::Lazy,
        Self::Lazy2,
        Self::BtLazy2,
        Self::BtOpt,
        Self::BtUltra,
        Self::BtUltra2,
    ];
}

impl From<Strategy> for i32 {
    fn from(strategy: Strategy) -> Self {
        strategy as Self
    }
}

impl TryFrom<i32> for Strategy {
    type Error = Error;

    fn try_from(value: i32) -> Result<Self, Error> {
        Self::ALL.into_iter().find(|strategy| i32::from(*strategy) == value).ok_or_else(|| {
            let (lower, upper) = CompressParameter::Strategy.bounds().into_inner();
            Error::ParameterOutOfBounds { parameter: "strategy", lower, upper, value }
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn covers_libzstds_bounds() {
        let numbers: Vec<i32> = Strategy::ALL.into_iter().map(i32::from).collect();
        let bounds = CompressParameter::Strategy.bounds();
        assert_eq!(numbers, bounds.collect::<Vec<_>>());
        assert!(Strategy::try_from(0).is_err());
        assert!(Strategy::try_from(10).is_err());
    }
}

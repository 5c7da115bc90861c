//! The three training algorithms and their parameters.

use std::ops::RangeInclusive;

use crate::error::{Error, Result};

/// The longest segment that may be asked for.
const MAX_SEGMENT: u32 = 65_535;
/// Segment lengths that a search tries, from the least to the greatest.
const SEARCHED_SEGMENTS: RangeInclusive<u32> = 50..=2000;
/// The most steps of a search: one for every segment length.
const MAX_STEPS: u32 = 1950;
const DEFAULT_STEPS: u32 = 40;

/// Parameters of fastCover: quick, limited in memory, nearly as good as [`Cover`].
///
/// It counts substrings of `d` bytes by their hash. What isn't set is searched for (`k`, `d`) or
/// has libzstd's default. With both `k` and `d` set there is nothing to search, and every sample
/// is trained on; a search holds some back to compare by.
///
/// ```
/// use zstdkit_dict::{FastCover, TrainOptions};
///
/// let thorough = TrainOptions::new().fast_cover(FastCover::new()).threads(0);
/// let fixed = TrainOptions::new().fast_cover(FastCover::new().k(200).d(8).accel(5));
/// # let samples: Vec<String> = (0..200).map(|i| format!("{{\"id\":{i},\"kind\":\"event\"}}")).collect();
/// assert!(fixed.size(1024).train(&samples)?.content().len() <= 1024);
/// # drop(thorough);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FastCover {
    k: Option<u32>,
    d: Option<u32>,
    steps: u32,
    f: u32,
    accel: u32,
    split_point: f64,
    shrink: Option<u32>,
}

impl FastCover {
    /// A search over 41 segment lengths and both values of `d`, with the defaults of the others.
    pub const fn new() -> Self {
        Self {
            k: None,
            d: None,
            steps: DEFAULT_STEPS,
            f: 20,
            accel: 1,
            split_point: 0.75,
            shrink: None,
        }
    }

    /// The length of a segment in bytes: `d` to 65535, and no more than the dictionary's size;
    /// 16 to 2048 is reasonable.
    pub const fn k(self, k: u32) -> Self {
        Self { k: Some(k), ..self }
    }

    /// The length of the substrings that are counted: 6 or 8 bytes.
    pub const fn d(self, d: u32) -> Self {
        Self { d: Some(d), ..self }
    }

    /// Into how many steps the search divides the segment lengths from 50 to 2000: 1 to 1950,
    /// by default 40.
    pub const fn steps(self, steps: u32) -> Self {
        Self { steps, ..self }
    }

    /// The binary logarithm of the table's size: 1 to 31, by default 20. The table takes 4 << `f`
    /// bytes, and each thread at most 6 << `f` more. As long as there are less than 64 MiB of
    /// samples, 4 bytes for each of theirs are taken too, for speed.
    pub const fn f(self, f: u32) -> Self {
        Self { f, ..self }
    }

    /// How much accuracy to give up for speed: 1 (none, the default) to 10.
    pub const fn accel(self, accel: u32) -> Self {
        Self { accel, ..self }
    }

    /// The share of the samples, counted from the first, that a search trains on; it compares by
    /// the others. More than 0, at most 1, by default 0.75; at 1 it does both with all of them.
    pub const fn split_point(self, split_point: f64) -> Self {
        Self { split_point, ..self }
    }

    /// Takes the smallest dictionary that compresses at most `percent` percent worse than the one
    /// of full size: 0 to 100. By default dictionaries are as large as asked for.
    pub const fn shrink(self, percent: u32) -> Self {
        Self { shrink: Some(percent), ..self }
    }
}

impl Default for FastCover {
    fn default() -> Self {
        Self::new()
    }
}

/// Parameters of COVER: counts substrings exactly, slower and with more memory than
/// [`FastCover`].
///
/// It takes 8 to 30 bytes of memory for each byte of the samples, and 8 more per thread. What
/// isn't set is searched for (`k`, `d`) or has libzstd's default. With both `k` and `d` set there
/// is nothing to search, and every sample is trained on.
///
/// ```
/// use zstdkit_dict::{Cover, TrainOptions};
///
/// # let samples: Vec<String> = (0..200).map(|i| format!("{{\"id\":{i},\"kind\":\"event\"}}")).collect();
/// let dictionary = TrainOptions::new().size(1024).cover(Cover::new().k(200).d(8)).train(&samples)?;
/// assert_ne!(dictionary.id(), 0);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cover {
    k: Option<u32>,
    d: Option<u32>,
    steps: u32,
    split_point: f64,
    shrink: Option<u32>,
}

impl Cover {
    /// A search over 41 segment lengths, with `d` 6 and 8.
    pub const fn new() -> Self {
        Self { k: None, d: None, steps: DEFAULT_STEPS, split_point: 1.0, shrink: None }
    }

    /// The length of a segment in bytes: `d` to 65535, and no more than the dictionary's size;
    /// 16 to 2048 is reasonable.
    pub const fn k(self, k: u32) -> Self {
        Self { k: Some(k), ..self }
    }

    /// The length of the substrings that are counted, in bytes: 1 to `k`; 6 to 16 is reasonable.
    pub const fn d(self, d: u32) -> Self {
        Self { d: Some(d), ..self }
    }

    /// Into how many steps the search divides the segment lengths from 50 to 2000: 1 to 1950,
    /// by default 40.
    pub const fn steps(self, steps: u32) -> Self {
        Self { steps, ..self }
    }

    /// The share of the samples, counted from the first, that a search trains on; it compares by
    /// the others. More than 0, at most 1, which is the default: it does both with all of them.
    pub const fn split_point(self, split_point: f64) -> Self {
        Self { split_point, ..self }
    }

    /// Takes the smallest dictionary that compresses at most `percent` percent worse than the one
    /// of full size: 0 to 100. By default dictionaries are as large as asked for.
    pub const fn shrink(self, percent: u32) -> Self {
        Self { shrink: Some(percent), ..self }
    }
}

impl Default for Cover {
    fn default() -> Self {
        Self::new()
    }
}

/// Parameters of the algorithm of zstd's first versions, kept for dictionaries like theirs.
///
/// It sorts all suffixes of the samples: slow, about 10 bytes of memory for each of theirs, and
/// 2000 MiB of samples at most. It never searches, and uses one thread. It can't be interrupted, so that
/// samples which it would take far too long for are refused
/// ([`Error::RepeatedAtLength`](crate::Error::RepeatedAtLength)): 256 KiB or more that repeat themselves at
/// length, for a repetition costs the square of its length. Equal samples are such, and a stretch of
/// 256 KiB that comes twice; records with the same beginnings aren't.
///
/// ```
/// use zstdkit_dict::{Legacy, TrainOptions};
///
/// # let samples: Vec<String> = (0..500).map(|i| format!("{{\"id\":{i},\"kind\":\"event {}\"}}", i * i)).collect();
/// let dictionary = TrainOptions::new().size(1024).legacy(Legacy::new()).train(&samples)?;
/// assert_ne!(dictionary.id(), 0);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Legacy {
    selectivity: u32,
}

impl Legacy {
    /// The default selectivity.
    pub const fn new() -> Self {
        Self { selectivity: 9 }
    }

    /// How readily repetitions are taken: 1 to 30, by default 9; more takes more of them.
    pub const fn selectivity(self, selectivity: u32) -> Self {
        Self { selectivity }
    }

    pub(crate) fn checked(self) -> Result<u32> {
        in_bounds("selectivity", self.selectivity, 1..=30)?;
        Ok(self.selectivity)
    }
}

impl Default for Legacy {
    fn default() -> Self {
        Self::new()
    }
}

/// The algorithm in use, and its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Algorithm {
    FastCover(FastCover),
    Cover(Cover),
    Legacy(Legacy),
}

/// What [`FastCover`] and [`Cover`] have in common, checked against a dictionary's size.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) algorithm: &'static str,
    /// Every dmer length, ascending.
    pub(crate) dmers: Vec<usize>,
    /// Every segment length, ascending.
    pub(crate) segments: Vec<usize>,
    /// Whether there is more than one candidate that could be chosen.
    pub(crate) search: bool,
    pub(crate) split_point: f64,
    pub(crate) shrink: Option<u32>,
    /// How many percent of the training samples the entropy tables are built from.
    pub(crate) finalize_percent: usize,
}

/// What fastCover alone needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) log: u32,
    /// Dmers left out after each counted one.
    pub(crate) skip: usize,
}

impl FastCover {
    pub(crate) fn plan(self, dict_size: usize) -> Result<(Plan, Table)> {
        in_bounds("f", self.f, 1..=31)?;
        in_bounds("accel", self.accel, 1..=10)?;
        if let Some(d) = self.d
            && d != 6
            && d != 8
        {
            return Err(out_of_bounds("d (6 or 8 with fastCover)", d, 6..=8));
        }
        let shared = Shared {
            algorithm: "fastCover",
            k: self.k,
            d: self.d,
            steps: self.steps,
            split_point: self.split_point,
            shrink: self.shrink,
        };
        let skip = self.accel as usize - 1;
        // By acceleration: libzstd's shares of the samples.
        let percents = [100, 50, 34, 25, 20, 17, 14, 13, 11, 10];
        let plan = Plan { finalize_percent: percents[skip], ..shared.plan(dict_size)? };
        Ok((plan, Table { log: self.f, skip }))
    }
}

impl Cover {
    pub(crate) fn plan(self, dict_size: usize) -> Result<Plan> {
        let Self { k, d, steps, split_point, shrink } = self;
        Shared { algorithm: "cover", k, d, steps, split_point, shrink }.plan(dict_size)
    }
}

struct Shared {
    algorithm: &'static str,
    k: Option<u32>,
    d: Option<u32>,
    steps: u32,
    split_point: f64,
    shrink: Option<u32>,
}

impl Shared {
    fn plan(self, dict_size: usize) -> Result<Plan> {
        in_bounds("steps", self.steps, 1..=MAX_STEPS)?;
        if let Some(percent) = self.shrink {
            in_bounds("shrink", percent, 0..=100)?;
        }
        if !(self.split_point > 0.0 && self.split_point <= 1.0) {
            return Err(Error::FractionOutOfBounds {
                parameter: "split_point",
                whole: true,
                value: self.split_point,
            });
        }
        let longest = MAX_SEGMENT.min(u32::try_from(dict_size).unwrap_or(u32::MAX));
        if let Some(d) = self.d {
            // Of the two, a segment that is too short for its dmers is what's wrong.
            let most = if self.k.is_some() { longest } else { *SEARCHED_SEGMENTS.start() };
            in_bounds("d", d, 1..=most)?;
        }
        if let Some(k) = self.k {
            let least = self.d.unwrap_or(8);
            let name = if k < least { "k (no shorter than d)" } else { "k" };
            in_bounds(name, k, least..=longest)?;
        }
        let segments = match self.k {
            Some(k) => vec![k as usize],
            None => {
                let (least, most) = SEARCHED_SEGMENTS.into_inner();
                let step = ((most - least) / self.steps).max(1);
                // Segments longer than the dictionary are no candidates.
                let tried = (least..=most).step_by(step as usize).filter(|&k| k <= longest);
                tried.map(|k| k as usize).collect()
            }
        };
        Ok(Plan {
            algorithm: self.algorithm,
            dmers: self.d.map_or_else(|| vec![6, 8], |d| vec![d as usize]),
            segments,
            search: self.k.is_none() || self.d.is_none(),
            split_point: self.split_point,
            shrink: self.shrink,
            finalize_percent: 100,
        })
    }
}

fn in_bounds(parameter: &'static str, value: u32, bounds: RangeInclusive<u32>) -> Result<()> {
    if bounds.contains(&value) { Ok(()) } else { Err(out_of_bounds(parameter, value, bounds)) }
}

fn out_of_bounds(parameter: &'static str, value: u32, bounds: RangeInclusive<u32>) -> Error {
    Error::ParameterOutOfBounds {
        parameter,
        least: (*bounds.start()).into(),
        most: (*bounds.end()).into(),
        value: value.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_training_tries_five_segment_lengths() {
        let (plan, _) = FastCover::new().d(8).steps(4).plan(102_400).unwrap();
        assert_eq!(plan.segments, [50, 537, 1024, 1511, 1998]);
        assert_eq!(plan.dmers, [8]);
    }

    #[test]
    fn segments_longer_than_the_dictionary_are_no_candidates() {
        let plan = Cover::new().plan(256).unwrap();
        assert_eq!(plan.segments, [50, 98, 146, 194, 242]);
    }

    #[test]
    fn bounds_are_named() {
        let error = |options: FastCover| options.plan(1000).unwrap_err().to_string();
        assert_eq!(error(FastCover::new().f(0)), "f must be in 1..=31, but was 0");
        assert_eq!(error(FastCover::new().accel(11)), "accel must be in 1..=10, but was 11");
        assert_eq!(error(FastCover::new().k(1001)), "k must be in 8..=1000, but was 1001");
        for k in [0, 7] {
            let expected = format!("k (no shorter than d) must be in 8..=1000, but was {k}");
            assert_eq!(error(FastCover::new().k(k).d(8)), expected);
            assert_eq!(Cover::new().k(k).d(8).plan(1000).unwrap_err().to_string(), expected);
        }
        assert!(error(FastCover::new().k(0).d(9)).contains("d (6 or 8 with fastCover)"));
        assert_eq!(error(FastCover::new().steps(0)), "steps must be in 1..=1950, but was 0");
        assert_eq!(error(FastCover::new().shrink(101)), "shrink must be in 0..=100, but was 101");
        assert!(error(FastCover::new().d(7)).contains("6 or 8"));
        assert!(error(FastCover::new().split_point(f64::NAN)).contains("NaN"));
        assert!(error(FastCover::new().split_point(0.0)).contains("at most 1, but was 0"));
        let error = Cover::new().d(51).plan(1000).unwrap_err().to_string();
        assert_eq!(error, "d must be in 1..=50, but was 51");
        let error = Cover::new().k(200).d(1001).plan(1000).unwrap_err().to_string();
        assert_eq!(error, "d must be in 1..=1000, but was 1001");
        assert!(Legacy::new().selectivity(31).checked().is_err());
    }
}

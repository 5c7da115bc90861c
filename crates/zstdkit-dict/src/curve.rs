//! Which size a dictionary should have, and whether to train one at all.

use zstdkit::{CompressOptions, Dictionary};

use crate::error::{Error, Result, reserve};
use crate::evaluate::{Evaluation, compressed_size, evaluate_samples};
use crate::options::{DEFAULT_DICT_SIZE, MIN_DICT_SIZE, TrainOptions};
use crate::samples::Samples;

/// Every so many samples, one is held back.
const HELD_BACK: usize = 4;
/// The sizes that are tried, as long as there are samples enough for them.
const SIZES: [usize; 6] = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 128 << 10, 512 << 10];
/// Samples should hold this many times as many bytes as the dictionary.
const SAMPLES_PER_DICTIONARY: usize = 10;
/// A smaller dictionary is better as long as it compresses this little worse, in percent.
const TOLERANCE: u64 = 1;

/// What dictionaries of several sizes do: from [`best_size`] and [`TrainOptions::size_curve`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SizeCurve {
    /// One point for each size, ascending.
    pub points: Vec<SizePoint>,
    /// The index of the smallest size that compresses at most 1 percent worse than the best one.
    pub best: usize,
    /// What the samples held back compress to without a dictionary, in bytes.
    pub without: u64,
    /// Bytes in the samples held back.
    pub held_back_size: u64,
}

impl SizeCurve {
    /// The point at [`best`](Self::best).
    pub fn best(&self) -> &SizePoint {
        &self.points[self.best]
    }
}

/// What a dictionary of one size does.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SizePoint {
    /// The size asked for, in bytes.
    pub size: usize,
    /// The dictionary; it may be smaller than asked for.
    pub dictionary: Dictionary,
    /// What the samples held back compress to with it, in bytes, its own length not included.
    pub compressed_size: u64,
}

/// Trains dictionaries of several sizes with the default options, and compares them on samples
/// held back: [`TrainOptions::best_size`].
///
/// ```
/// let records = (0..3000).map(|i| format!(r#"{{"user":{i},"event":"login","ok":true}}"#));
/// let curve = zstdkit_dict::best_size(records)?;
/// for point in &curve.points {
///     println!("{:6} bytes: {} of {}", point.size, point.compressed_size, curve.without);
/// }
/// assert!(curve.best().compressed_size < curve.without);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
///
/// # Errors
///
/// See [`TrainOptions::best_size`].
pub fn best_size<I>(samples: I) -> Result<SizeCurve>
where
    I: IntoIterator<Item: AsRef<[u8]>>,
{
    TrainOptions::new().best_size(samples)
}

impl TrainOptions {
    /// Trains dictionaries of several sizes from 1 KiB to 512 KiB, up to a tenth of what the
    /// samples hold, and compares them on every fourth sample, which is held back.
    ///
    /// The options' own size plays no part. A progress callback sees each training anew.
    ///
    /// # Errors
    ///
    /// As [`train`](Self::train), with the numbers of all samples, those held back included;
    /// [`Error::SamplesTooShort`] too where one part has no bytes. Sizes that cannot be trained are
    /// left out as long as one can.
    pub fn best_size<I>(&self, samples: I) -> Result<SizeCurve>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        let (samples, held_back) = Samples::collect_split(samples, HELD_BACK)?;
        let count = samples.len() + held_back.len();
        if samples.total_size() + held_back.total_size() == 0 {
            return Err(Error::NoSamples { count });
        }
        let parts =
            [(&samples, "in the samples to train on"), (&held_back, "in the samples held back")];
        for (part, what) in parts {
            if part.total_size() == 0 && !part.is_empty() {
                let (algorithm, found, needed) = ("best_size", 0, 1);
                return Err(Error::SamplesTooShort { algorithm, what, found, needed });
            }
        }
        if held_back.is_empty() {
            let training = self.clone().size(SIZES[0]).train_samples(&samples);
            let too_few =
                Error::TooFewSamples { algorithm: "best_size", found: count, needed: HELD_BACK };
            return Err(training.err().map_or(too_few, |error| of_all(error, count)));
        }
        let largest = (samples.total_size() / SAMPLES_PER_DICTIONARY).max(SIZES[0]);
        let sizes = SIZES.into_iter().filter(|&size| size <= largest);
        self.size_curve(sizes, &samples, &held_back).map_err(|error| of_all(error, count))
    }

    /// Trains dictionaries of these sizes on `samples`, and compares what `held_back` compresses to
    /// with them.
    ///
    /// The options' own size plays no part. A progress callback sees each training anew.
    ///
    /// ```
    /// use zstdkit_dict::{Samples, TrainOptions};
    ///
    /// let records = (0..3000).map(|i| format!(r#"{{"user":{i},"event":"login","ok":true}}"#));
    /// let (samples, held_back) = Samples::collect_split(records, 4)?;
    /// let curve = TrainOptions::new().level(19).size_curve([512, 2048], &samples, &held_back)?;
    /// assert_eq!(curve.points.len(), 2);
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoSamples`] when nothing is held back; as [`train`](Self::train), but sizes that
    /// cannot be trained are left out as long as one can.
    pub fn size_curve(
        &self,
        sizes: impl IntoIterator<Item = usize>,
        samples: &Samples<'_>,
        held_back: &Samples<'_>,
    ) -> Result<SizeCurve> {
        if held_back.total_size() == 0 {
            return Err(Error::NoSamples { count: held_back.len() });
        }
        let mut sizes: Vec<usize> = sizes.into_iter().collect();
        sizes.sort_unstable();
        sizes.dedup();
        let options = CompressOptions::new().level(self.chosen_level());
        let without = compressed_size(&options, held_back)?;
        let mut points = Vec::new();
        reserve(&mut points, sizes.len(), "the curve")?;
        let mut failure = None;
        for size in sizes {
            match self.clone().size(size).train_samples(samples) {
                Ok(training) => {
                    let dictionary = training.dictionary;
                    let options = options.clone().dictionary(&dictionary);
                    let compressed_size = compressed_size(&options, held_back)?;
                    points.push(SizePoint { size, dictionary, compressed_size });
                }
                Err(error @ Error::Cancelled { .. }) => return Err(error),
                // To leave the size out would be another curve.
                Err(error) if error.is_out_of_memory() => return Err(error),
                Err(error) => _ = failure.get_or_insert(error),
            }
        }
        let least = points.iter().map(|point: &SizePoint| point.compressed_size).min();
        let Some(least) = least else {
            return Err(failure.unwrap_or(Error::NoSamples { count: samples.len() }));
        };
        let tolerated = least + least * TOLERANCE / 100;
        let best = points.iter().position(|point| point.compressed_size <= tolerated).unwrap_or(0);
        let held_back_size = held_back.total_size() as u64;
        Ok(SizeCurve { points, best, without, held_back_size })
    }
}

/// The failure of training on a part, told in numbers of all the samples that the caller passed.
fn of_all(error: Error, count: usize) -> Error {
    match error {
        Error::TooFewSamples { algorithm, needed, .. } => {
            // Of so many, no fewer than that are left to train on.
            let held_back = needed.saturating_sub(1) / (HELD_BACK - 1);
            let needed = needed.saturating_add(held_back);
            Error::TooFewSamples { algorithm, found: count, needed }
        }
        other => other,
    }
}

/// The size that suits these samples: a tenth of what they hold, from [`MIN_DICT_SIZE`] to
/// [`DEFAULT_DICT_SIZE`].
///
/// ```
/// let samples = zstdkit_dict::Samples::from_chunks(&[7; 50_000], 100)?;
/// assert_eq!(zstdkit_dict::suggested_size(&samples), 5000);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
pub fn suggested_size(samples: &Samples<'_>) -> usize {
    (samples.total_size() / SAMPLES_PER_DICTIONARY).clamp(MIN_DICT_SIZE, DEFAULT_DICT_SIZE)
}

/// Whether training pays for some samples: from [`advise`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Advice {
    /// What to do.
    pub verdict: Verdict,
    /// The size to train to, in bytes: [`suggested_size`] of all samples.
    pub dict_size: usize,
    /// What a dictionary trained on three quarters of the samples did for the others; `None` when
    /// there were too few to train one.
    pub evaluation: Option<Evaluation>,
}

/// What [`advise`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// A dictionary saves 5 percent or more of the compressed bytes.
    Train,
    /// A dictionary saves too little to be worth handing around: the samples have too little in
    /// common, or are so long that each is its own dictionary.
    NotWorthIt,
    /// There are too few or too short samples to tell.
    TooFewSamples,
}

/// Finds out whether a dictionary is worth training, by training one and judging it at `level`
/// (0 for the default) on samples held back.
///
/// ```
/// use zstdkit_dict::{Verdict, advise};
///
/// let alike = (0..2000).map(|i| format!(r#"{{"user":{i},"event":"login","ok":true}}"#));
/// assert_eq!(advise(alike, 3)?.verdict, Verdict::Train);
/// assert_eq!(advise(["one", "two"], 3)?.verdict, Verdict::TooFewSamples);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::NoSamples`], and what else [`TrainOptions::train`] may fail with except for want of
/// samples.
pub fn advise<I>(samples: I, level: i32) -> Result<Advice>
where
    I: IntoIterator<Item: AsRef<[u8]>>,
{
    let (samples, held_back) = Samples::collect_split(samples, HELD_BACK)?;
    let total = samples.total_size() + held_back.total_size();
    if total == 0 {
        return Err(Error::NoSamples { count: samples.len() + held_back.len() });
    }
    let dict_size = (total / SAMPLES_PER_DICTIONARY).clamp(MIN_DICT_SIZE, DEFAULT_DICT_SIZE);
    let options = TrainOptions::new().level(level).size(suggested_size(&samples));
    let dictionary = match options.train_samples(&samples) {
        Ok(training) if held_back.total_size() > 0 => training.dictionary,
        Ok(_)
        | Err(
            Error::NoSamples { .. } | Error::TooFewSamples { .. } | Error::SamplesTooShort { .. },
        ) => {
            let verdict = Verdict::TooFewSamples;
            return Ok(Advice { verdict, dict_size, evaluation: None });
        }
        Err(error) => return Err(error),
    };
    let evaluation = evaluate_samples(&dictionary, &held_back, level)?;
    let verdict = if evaluation.saving() >= 0.05 { Verdict::Train } else { Verdict::NotWorthIt };
    Ok(Advice { verdict, dict_size, evaluation: Some(evaluation) })
}

//! Judging a dictionary: what it saves, and what it costs, on samples that it wasn't trained on.

use std::time::Duration;

use zstdkit::{CompressContext, CompressOptions, DecompressContext, DecompressOptions, Dictionary};

use crate::clock::Clock;
use crate::error::{Error, Result, reserve};
use crate::samples::Samples;

/// Each figure of time is the best of so many rounds.
const ROUNDS: usize = 3;

/// What samples compress to, and how fast, with a dictionary and without: from [`evaluate`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// How many samples there were.
    pub samples: usize,
    /// Bytes in all samples.
    pub size: u64,
    /// The dictionary's own length, in bytes.
    pub dictionary_size: usize,
    /// The samples compressed one by one without a dictionary.
    pub without: Measure,
    /// The samples compressed one by one with the dictionary.
    pub with: Measure,
}

/// One way to compress all samples, measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Measure {
    /// Bytes of all frames. A dictionary's own length is not included.
    pub compressed_size: u64,
    /// The time that compressing all samples took, on one thread: 0 on `wasm32-unknown-unknown`, which
    /// has no clock.
    pub compress_time: Duration,
    /// The time that decompressing all frames took, on one thread; likewise.
    pub decompress_time: Duration,
}

impl Evaluation {
    /// The share of the bytes without a dictionary that the dictionary saves: 0.25 for a quarter;
    /// negative when it makes the frames longer.
    pub fn saving(&self) -> f64 {
        if self.without.compressed_size == 0 {
            return 0.0;
        }
        1.0 - self.with.compressed_size as f64 / self.without.compressed_size as f64
    }

    /// The least number of samples with which the dictionary has saved its own length, or more;
    /// `None` when it never does.
    pub fn pays_after(&self) -> Option<u64> {
        let saved = self.without.compressed_size.checked_sub(self.with.compressed_size)?;
        // All of these are sums of lengths in memory: the product fits in 128 bits.
        let samples = self.dictionary_size as u128 * self.samples as u128;
        let count = (saved > 0).then(|| samples.div_ceil(saved.into()))?;
        Some(u64::try_from(count).unwrap_or(u64::MAX))
    }

    /// How many times as long the samples are as their frames, with the dictionary.
    pub fn ratio_with(&self) -> f64 {
        self.size as f64 / self.with.compressed_size as f64
    }

    /// How many times as long the samples are as their frames, without a dictionary.
    pub fn ratio_without(&self) -> f64 {
        self.size as f64 / self.without.compressed_size as f64
    }
}

/// Compresses each sample at `level` (0 for the default) with the dictionary and without.
///
/// The samples should be ones that the dictionary wasn't trained on: a dictionary always does well
/// on what it has seen. [`Samples::collect_split`] holds some back. Every frame is decompressed
/// again, and timed too.
///
/// ```
/// use zstdkit_dict::{Samples, evaluate, train};
///
/// let records = (0..2000).map(|i| format!(r#"{{"user":{i},"event":"login","ok":true}}"#));
/// let (samples, held_back) = Samples::collect_split(records, 4)?;
/// let evaluation = evaluate(&train(&samples, 4096)?, &held_back, 3)?;
/// assert!(evaluation.saving() > 0.25);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::NoSamples`] without any or with empty ones only, [`Error::OutOfMemory`],
/// [`Error::Zstd`] for a level out of bounds.
pub fn evaluate<I>(dictionary: &Dictionary, samples: I, level: i32) -> Result<Evaluation>
where
    I: IntoIterator<Item: AsRef<[u8]>>,
{
    evaluate_samples(dictionary, &Samples::collect(samples)?, level)
}

/// Like [`evaluate`], with samples that lie end to end and aren't copied.
///
/// # Errors
///
/// See [`evaluate`].
pub fn evaluate_samples(
    dictionary: &Dictionary,
    samples: &Samples<'_>,
    level: i32,
) -> Result<Evaluation> {
    if samples.total_size() == 0 {
        return Err(Error::NoSamples { count: samples.len() });
    }
    let compress = CompressOptions::new().level(level);
    let decompress = DecompressOptions::new();
    let mut without = Subject::new(&compress, &decompress)?;
    let mut with =
        Subject::new(&compress.dictionary(dictionary), &decompress.dictionary(dictionary))?;
    // In turn, so that what else the machine does meets both alike.
    for _ in 0..ROUNDS {
        without.round(samples)?;
        with.round(samples)?;
    }
    Ok(Evaluation {
        samples: samples.len(),
        size: samples.total_size() as u64,
        dictionary_size: dictionary.content().len(),
        without: without.measure,
        with: with.measure,
    })
}

/// Bytes of the frames of all samples, compressed one by one.
pub(crate) fn compressed_size(options: &CompressOptions, samples: &Samples<'_>) -> Result<u64> {
    let mut context = CompressContext::new(options)?;
    let mut frame = Vec::new();
    let mut total = 0;
    for sample in samples {
        frame.clear();
        total += context.compress_into(sample, &mut frame)? as u64;
    }
    Ok(total)
}

/// One way to compress under measurement.
struct Subject {
    compress: CompressContext,
    decompress: DecompressContext,
    frames: Vec<u8>,
    ends: Vec<usize>,
    data: Vec<u8>,
    measure: Measure,
}

impl Subject {
    fn new(compress: &CompressOptions, decompress: &DecompressOptions) -> Result<Self> {
        Ok(Self {
            compress: CompressContext::new(compress)?,
            decompress: DecompressContext::new(decompress)?,
            frames: Vec::new(),
            ends: Vec::new(),
            data: Vec::new(),
            measure: Measure {
                compressed_size: 0,
                compress_time: Duration::MAX,
                decompress_time: Duration::MAX,
            },
        })
    }

    fn round(&mut self, samples: &Samples<'_>) -> Result<()> {
        self.frames.clear();
        self.ends.clear();
        reserve(&mut self.ends, samples.len(), "where the compressed samples end")?;
        self.data.clear();
        let start = Clock::start();
        for sample in samples {
            self.compress.compress_into(sample, &mut self.frames)?;
            self.ends.push(self.frames.len());
        }
        let compress_time = start.elapsed();
        let start = Clock::start();
        let mut begin = 0;
        for &end in &self.ends {
            self.decompress.decompress_into(&self.frames[begin..end], &mut self.data)?;
            begin = end;
        }
        let decompress_time = start.elapsed();
        self.measure = Measure {
            compressed_size: self.frames.len() as u64,
            compress_time: compress_time.min(self.measure.compress_time),
            decompress_time: decompress_time.min(self.measure.decompress_time),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_pays_with_the_sample_that_makes_up_for_it() {
        let measure = |compressed_size| Measure {
            compressed_size,
            compress_time: Duration::ZERO,
            decompress_time: Duration::ZERO,
        };
        let pays_after = |dictionary_size, without, with| {
            let (without, with) = (measure(without), measure(with));
            Evaluation { samples: 10, size: 1000, dictionary_size, without, with }.pays_after()
        };
        // A byte saved by each sample: a hundred of them save a hundred.
        assert_eq!(pays_after(100, 20, 10), Some(100));
        assert_eq!(pays_after(101, 22, 2), Some(51));
        assert_eq!(pays_after(1, 22, 2), Some(1));
        assert_eq!(pays_after(100, 20, 20), None);
        assert_eq!(pays_after(100, 20, 21), None);
        // What no number of 64 bits tells is the largest of them; of 32 bits, ten times fits.
        let most = (usize::MAX as u64).saturating_mul(10);
        assert_eq!(pays_after(usize::MAX, 1, 0), Some(most));
    }
}

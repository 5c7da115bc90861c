//! How to train: the entry to all three algorithms.

mod finalize;
mod train;

pub use finalize::finalize;
pub use train::train;

use std::ops::ControlFlow;
use std::sync::Arc;

use crate::algorithm::{Algorithm, Cover, FastCover, Legacy};
use crate::error::{Error, Result};
use crate::progress::{Callback, Progress};
use crate::samples::Samples;
use crate::zdict::{self, Finish};

/// The size that suits most data: 100 KiB.
pub const DEFAULT_DICT_SIZE: usize = 100 * 1024;

/// The least size that a dictionary can be trained to: libzstd's `ZDICT_DICTSIZE_MIN`.
pub const MIN_DICT_SIZE: usize = 256;

/// The greatest size that a dictionary can be trained to: 1 GiB.
pub const MAX_DICT_SIZE: usize = 1 << 30;

/// How to train a dictionary.
///
/// Without further ado it does what libzstd's `ZDICT_trainFromBuffer` does: a fastCover search
/// over five segment lengths with `d` = 8. The same samples and options give the same bytes,
/// whatever the number of threads.
///
/// ```
/// use zstdkit_dict::{FastCover, TrainOptions};
///
/// # let samples: Vec<String> = (0..300).map(|i| format!("{{\"id\":{i},\"kind\":\"event\"}}")).collect();
/// let dictionary = TrainOptions::new()
///     .size(16 * 1024)
///     .level(19)
///     .threads(2)
///     .fast_cover(FastCover::new().steps(8))
///     .dictionary_id(40_000)
///     .train(&samples)?;
/// assert_eq!(dictionary.id(), 40_000);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct TrainOptions {
    size: usize,
    level: i32,
    dictionary_id: u32,
    threads: usize,
    algorithm: Algorithm,
    callback: Option<Callback>,
}

impl TrainOptions {
    /// The defaults: [`DEFAULT_DICT_SIZE`], the default level, one thread.
    pub const fn new() -> Self {
        Self {
            size: DEFAULT_DICT_SIZE,
            level: 0,
            dictionary_id: 0,
            threads: 1,
            algorithm: Algorithm::FastCover(FastCover::new().d(8).steps(4)),
            callback: None,
        }
    }

    /// The most bytes that the dictionary may have: [`MIN_DICT_SIZE`] to [`MAX_DICT_SIZE`].
    pub fn size(mut self, size: usize) -> Self {
        self.size = size;
        self
    }

    /// The compression level that the dictionary will be used with, 0 for the default level.
    ///
    /// The entropy tables are made for it, and a search compares at it.
    pub fn level(mut self, level: i32) -> Self {
        self.level = level;
        self
    }

    /// The dictionary's id; 0, the default, derives one from the content.
    ///
    /// Ids up to 32767, and from 2^31 up, are reserved for public registration.
    pub fn dictionary_id(mut self, id: u32) -> Self {
        self.dictionary_id = id;
        self
    }

    /// How many threads a search may use; 0 for as many as there are processors. By default 1.
    ///
    /// The dictionary is the same whatever the number.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Trains with fastCover.
    ///
    /// Covers `ZDICT_trainFromBuffer_fastCover` and `ZDICT_optimizeTrainFromBuffer_fastCover`.
    #[doc(alias = "ZDICT_optimizeTrainFromBuffer_fastCover")]
    #[doc(alias = "ZDICT_trainFromBuffer_fastCover")]
    pub fn fast_cover(mut self, parameters: FastCover) -> Self {
        self.algorithm = Algorithm::FastCover(parameters);
        self
    }

    /// Trains with COVER.
    ///
    /// Covers `ZDICT_trainFromBuffer_cover` and `ZDICT_optimizeTrainFromBuffer_cover`.
    #[doc(alias = "ZDICT_optimizeTrainFromBuffer_cover")]
    #[doc(alias = "ZDICT_trainFromBuffer_cover")]
    pub fn cover(mut self, parameters: Cover) -> Self {
        self.algorithm = Algorithm::Cover(parameters);
        self
    }

    /// Trains with the algorithm of zstd's first versions.
    ///
    /// Samples that repeat each other at length are refused with [`Error::RepeatedAtLength`], for it would
    /// compare them with each other for minutes, and can't be interrupted: see [`Legacy`].
    ///
    /// Wraps `ZDICT_trainFromBuffer_legacy`.
    #[doc(alias = "ZDICT_trainFromBuffer_legacy")]
    pub fn legacy(mut self, parameters: Legacy) -> Self {
        self.algorithm = Algorithm::Legacy(parameters);
        self
    }

    /// Calls `report` while candidates are tried: after each of them, and in between whenever a
    /// few hundred KiB of samples have been worked through, from the thread that did the work.
    /// [`ControlFlow::Break`] stops the training with [`Error::Cancelled`].
    ///
    /// Two things run to their end first, without a report: the building of a candidate's entropy
    /// tables, for which libzstd compresses the samples to train on once, and the [`Legacy`]
    /// algorithm.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use zstdkit_dict::{Error, TrainOptions};
    ///
    /// # let samples: Vec<String> = (0..300).map(|i| format!("{{\"id\":{i},\"kind\":\"event\"}}")).collect();
    /// let outcome = TrainOptions::new()
    ///     .progress(|progress| {
    ///         eprintln!("{} of {}", progress.done, progress.total);
    ///         if progress.done == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    ///     })
    ///     .train(&samples);
    /// assert!(matches!(outcome, Err(Error::Cancelled { done: 2, total: 5, .. })));
    /// ```
    pub fn progress<F>(mut self, report: F) -> Self
    where
        F: Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static,
    {
        self.callback = Some(Callback(Arc::new(report)));
        self
    }

    /// The level that was set.
    pub(crate) fn chosen_level(&self) -> i32 {
        self.level
    }

    /// Checks what doesn't depend on the samples.
    fn check(&self) -> Result<Finish> {
        let out_of_bounds = |parameter, least, most, value| {
            Err(Error::ParameterOutOfBounds { parameter, least, most, value })
        };
        if !(MIN_DICT_SIZE..=MAX_DICT_SIZE).contains(&self.size) {
            return out_of_bounds(
                "the dictionary's size",
                MIN_DICT_SIZE as i64,
                MAX_DICT_SIZE as i64,
                i64::try_from(self.size).unwrap_or(i64::MAX),
            );
        }
        let levels = zdict::levels();
        if !levels.contains(&self.level) {
            let (least, most) = levels.into_inner();
            return out_of_bounds("level", least.into(), most.into(), self.level.into());
        }
        Ok(Finish { level: self.level, dictionary_id: self.dictionary_id })
    }
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// Checks that there is something in the samples, and no more than an algorithm takes.
fn check_samples(samples: &Samples<'_>, algorithm: &'static str, most: u64) -> Result<()> {
    let found = samples.total_size() as u64;
    if found == 0 {
        return Err(Error::NoSamples { count: samples.len() });
    }
    if found > most {
        return Err(Error::SamplesTooLarge { algorithm, found, most });
    }
    Ok(())
}

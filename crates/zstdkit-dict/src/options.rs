//! How to train: the entry to all three algorithms.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread::available_parallelism;

use zstdkit::Dictionary;

use crate::algorithm::{Algorithm, Cover, FastCover, Legacy};
use crate::cover::{Exact, Fast};
use crate::error::{Error, Result};
use crate::progress::{Callback, Progress};
use crate::repeats;
use crate::report::Training;
use crate::samples::Samples;
use crate::search::Search;
use crate::zdict::{self, Finish};

/// The size that suits most data: 100 KiB.
pub const DEFAULT_DICT_SIZE: usize = 100 * 1024;

/// The least size that a dictionary can be trained to: libzstd's `ZDICT_DICTSIZE_MIN`.
pub const MIN_DICT_SIZE: usize = 256;

/// The greatest size that a dictionary can be trained to: 1 GiB.
pub const MAX_DICT_SIZE: usize = 1 << 30;

/// Trains a dictionary of at most `dict_size` bytes.
///
/// [`DEFAULT_DICT_SIZE`] suits most data. A few thousand samples are a good number, and a hundred
/// times the dictionary's size a good amount in all. The result is what
/// `TrainOptions::new().size(dict_size).train(samples)` gives: the very bytes that libzstd's
/// `ZDICT_trainFromBuffer` makes of the same samples.
///
/// ```
/// use zstdkit::{CompressOptions, DecompressOptions};
///
/// let records: Vec<String> =
///     (0..1000).map(|i| format!(r#"{{"user":{i},"event":"login","ok":true}}"#)).collect();
/// let dictionary = zstdkit_dict::train(&records, 4096)?;
///
/// let compressed = CompressOptions::new().dictionary(&dictionary).compress(records[7].as_bytes())?;
/// assert!(compressed.len() < zstdkit::compress(records[7].as_bytes(), 0)?.len());
/// let data = DecompressOptions::new().dictionary(&dictionary).decompress(&compressed)?;
/// assert_eq!(data, records[7].as_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// See [`TrainOptions::train`].
#[doc(alias = "ZDICT_trainFromBuffer")]
#[doc(alias = "from_samples")]
#[doc(alias = "train_from_buffer")]
pub fn train<I>(samples: I, dict_size: usize) -> Result<Dictionary>
where
    I: IntoIterator<Item: AsRef<[u8]>>,
{
    TrainOptions::new().size(dict_size).train(samples)
}

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

    /// Trains a dictionary from an iterator of samples, each of which is copied once.
    ///
    /// # Errors
    ///
    /// [`Error::NoSamples`] without any or with empty ones only; [`Error::TooFewSamples`] and
    /// [`Error::SamplesTooShort`] when there is too little to learn from,
    /// [`Error::SamplesTooLarge`] and [`Error::TooManySamples`] when there is too much;
    /// [`Error::ParameterOutOfBounds`] and [`Error::FractionOutOfBounds`] name the parameter;
    /// [`Error::NothingRepeated`], [`Error::RepeatedAtLength`] and [`Error::LegacyMarkInSamples`] from the legacy algorithm;
    /// [`Error::Cancelled`] when the progress callback said so; [`Error::OutOfMemory`];
    /// [`Error::Zstd`] when libzstd cannot make entropy tables of the samples.
    pub fn train<I>(&self, samples: I) -> Result<Dictionary>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        // Before samples are read, which may take long.
        self.check()?;
        Ok(self.train_samples(&Samples::collect(samples)?)?.dictionary)
    }

    /// Trains a dictionary from samples that lie end to end, without copying them, and reports
    /// what was tried.
    ///
    /// ```
    /// use zstdkit_dict::{Samples, TrainOptions};
    ///
    /// let log: String = (0..2000).map(|i| format!("worker {}: job {i} done\n", i % 7)).collect();
    /// let samples = Samples::from_records(log.as_bytes(), b'\n')?;
    /// let training = TrainOptions::new().size(2048).train_samples(&samples)?;
    /// assert_eq!(training.candidates.len(), 5);
    /// println!("{:?}", training.chosen());
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`train`](Self::train).
    pub fn train_samples(&self, samples: &Samples<'_>) -> Result<Training> {
        let finish = self.check()?;
        let search = |plan| Search {
            plan,
            samples,
            dict_size: self.size,
            finish,
            threads: match self.threads {
                0 => available_parallelism().map_or(1, usize::from),
                threads => threads,
            },
            callback: self.callback.as_ref(),
        };
        let found = match self.algorithm {
            Algorithm::FastCover(parameters) => {
                let (plan, table) = parameters.plan(self.size)?;
                check_samples(samples, plan.algorithm, zdict::MAX_SAMPLES_SIZE)?;
                search(plan).run(|samples, dmer, task| Fast::count(samples, dmer, table, task))?
            }
            Algorithm::Cover(parameters) => {
                let plan = parameters.plan(self.size)?;
                check_samples(samples, plan.algorithm, zdict::MAX_SAMPLES_SIZE)?;
                search(plan).run(Exact::count)?
            }
            Algorithm::Legacy(parameters) => {
                let dictionary = self.train_legacy(parameters, samples, finish)?;
                return Ok(Training {
                    dictionary: Dictionary::new(dictionary)?,
                    candidates: Vec::new(),
                    chosen: None,
                    shrunk_from: None,
                });
            }
        };
        Ok(Training {
            dictionary: Dictionary::new(found.dictionary)?,
            candidates: found.candidates,
            chosen: Some(found.chosen),
            shrunk_from: found.shrunk_from,
        })
    }

    fn train_legacy(
        &self,
        parameters: Legacy,
        samples: &Samples<'_>,
        finish: Finish,
    ) -> Result<Vec<u8>> {
        let selectivity = parameters.checked()?;
        let most = zdict::MAX_LEGACY_SAMPLES_SIZE.min(zdict::MAX_SAMPLES_SIZE);
        check_samples(samples, "legacy", most)?;
        if let Some(offset) = zdict::legacy_mark(samples.data()) {
            return Err(Error::LegacyMarkInSamples { offset });
        }
        if let Some(compared) = repeats::too_many(samples.data())? {
            return Err(Error::RepeatedAtLength { bytes: samples.total_size() as u64, compared });
        }
        zdict::train_legacy(samples, self.size, selectivity, finish)?.ok_or(
            Error::NothingRepeated { samples: samples.len(), bytes: samples.total_size() as u64 },
        )
    }

    /// Puts header and entropy tables before content of your own.
    ///
    /// The tables are made from the samples, for the level and the id of these options. The most
    /// valuable content belongs at the end; where it doesn't fit in [`size`](Self::size), its
    /// start is cut off. Content of no bytes gives a dictionary of entropy tables alone, which
    /// helps short data without common strings.
    ///
    /// Wraps `ZDICT_finalizeDictionary`.
    ///
    /// ```
    /// use zstdkit_dict::TrainOptions;
    ///
    /// let samples: Vec<String> = (0..100).map(|i| format!("GET /item/{i} HTTP/1.1\r\n")).collect();
    /// let dictionary = TrainOptions::new().finalize(b"GET /item/ HTTP/1.1\r\n", &samples)?;
    /// assert!(dictionary.content().ends_with(b"GET /item/ HTTP/1.1\r\n"));
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoSamples`], [`Error::SamplesTooLarge`], [`Error::TooManySamples`],
    /// [`Error::ParameterOutOfBounds`], [`Error::OutOfMemory`]; [`Error::Zstd`] when libzstd
    /// cannot make entropy tables of the samples.
    #[doc(alias = "ZDICT_finalizeDictionary")]
    pub fn finalize<I>(&self, content: impl AsRef<[u8]>, samples: I) -> Result<Dictionary>
    where
        I: IntoIterator<Item: AsRef<[u8]>>,
    {
        self.check()?;
        self.finalize_samples(content, &Samples::collect(samples)?)
    }

    /// Like [`finalize`](Self::finalize), with samples that lie end to end and aren't copied.
    ///
    /// # Errors
    ///
    /// See [`finalize`](Self::finalize).
    pub fn finalize_samples(
        &self,
        content: impl AsRef<[u8]>,
        samples: &Samples<'_>,
    ) -> Result<Dictionary> {
        let finish = self.check()?;
        check_samples(samples, "finalize", zdict::MAX_SAMPLES_SIZE)?;
        let content = content.as_ref();
        let content = &content[content.len().saturating_sub(self.size)..];
        // With room for all of it: libzstd would keep the start, of the least value, and cut off
        // the end.
        let capacity = content.len().max(MIN_DICT_SIZE) + zdict::MAX_HEADER_SIZE;
        let mut dictionary = Vec::new();
        zdict::finalize(content, samples, capacity, finish, &mut dictionary)?;
        if dictionary.len() > self.size {
            let header = zdict::header_size(&dictionary)?;
            let excess = dictionary.len() - self.size;
            dictionary.drain(header..header + excess);
        }
        Ok(Dictionary::new(dictionary)?)
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

/// Puts header and entropy tables before content of your own: [`TrainOptions::finalize`] for a
/// dictionary of at most `dict_size` bytes that will be used at `level` (0 for the default).
///
/// ```
/// let samples: Vec<String> = (0..100).map(|i| format!("GET /item/{i} HTTP/1.1\r\n")).collect();
/// let content = b"POST /item/ HTTP/1.1\r\nGET /item/ HTTP/1.1\r\n";
/// let dictionary = zstdkit_dict::finalize(content, &samples, 1024, 0)?;
/// assert!(dictionary.content().len() <= 1024);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
///
/// # Errors
///
/// See [`TrainOptions::finalize`].
#[doc(alias = "ZDICT_addEntropyTablesFromBuffer")]
pub fn finalize<I>(
    content: impl AsRef<[u8]>,
    samples: I,
    dict_size: usize,
    level: i32,
) -> Result<Dictionary>
where
    I: IntoIterator<Item: AsRef<[u8]>>,
{
    TrainOptions::new().size(dict_size).level(level).finalize(content, samples)
}

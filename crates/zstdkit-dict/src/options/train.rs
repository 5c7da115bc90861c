//! Training, by the algorithm that was chosen.

use std::thread::available_parallelism;

use zstdkit::Dictionary;

use super::{TrainOptions, check_samples};
use crate::algorithm::{Algorithm, Legacy};
use crate::cover::{Exact, Fast};
use crate::error::{Error, Result};
use crate::repeats;
use crate::report::Training;
use crate::samples::Samples;
use crate::search::Search;
use crate::zdict::{self, Finish};

/// Trains a dictionary of at most `dict_size` bytes.
///
/// [`DEFAULT_DICT_SIZE`](crate::DEFAULT_DICT_SIZE) suits most data. A few thousand samples are a good number,
/// and a hundred times the dictionary's size a good amount in all. The result is what
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

impl TrainOptions {
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
}

//! A dictionary around content of one's own.

use zstdkit::Dictionary;

use super::{MIN_DICT_SIZE, TrainOptions, check_samples};
use crate::error::Result;
use crate::samples::Samples;
use crate::zdict;

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

impl TrainOptions {
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
    /// [`NoSamples`](crate::Error::NoSamples), [`SamplesTooLarge`](crate::Error::SamplesTooLarge),
    /// [`TooManySamples`](crate::Error::TooManySamples),
    /// [`ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds),
    /// [`OutOfMemory`](crate::Error::OutOfMemory); [`Zstd`](crate::Error::Zstd) when libzstd cannot make entropy
    /// tables of the samples.
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
}

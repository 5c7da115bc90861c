//! Options of decompression.

use super::window::allowed_window;
use crate::{
    dictionary::{Dictionary, DictionaryMode, DictionarySet, OwnedBytes},
    error::{Error, Result},
    parameters::{DecompressParameter, Values},
};

/// The window limit's logarithm where none is set: 128 MiB.
const DEFAULT_WINDOW_LOG_MAX: i32 = 27;

/// What a decompression is asked to do: limits, a dictionary.
///
/// Cheap to clone, and validated when used.
///
/// ```
/// use zstdkit::{DecompressOptions, Error};
///
/// let frame = zstdkit::compress(&[0; 5000], 3)?;
/// let bounded = DecompressOptions::new().max_output(4096);
/// assert_eq!(bounded.decompress(&frame), Err(Error::OutputLimit { limit: 4096 }));
/// # Ok::<(), zstdkit::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DecompressOptions {
    parameters: Values<{ DecompressParameter::COUNT }>,
    window_limit: Option<u64>,
    max_output: Option<usize>,
    #[cfg(feature = "std")]
    workers: u32,
    dictionaries: Dictionaries,
    /// Whether a prefix goes before every frame, and not before the first alone.
    keeps_prefix: bool,
    /// The length of the prefix that a context has been lent, in bytes.
    lent_prefix: usize,
}

/// Which dictionary frames may use.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum Dictionaries {
    #[default]
    None,
    One(Dictionary, DictionaryMode),
    /// The one that the frame names.
    Set(DictionarySet),
}

impl DecompressOptions {
    /// Windows up to 128 MiB, output without a limit, no dictionary.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The largest window that a frame may ask for: 2^10 to 2^31 bytes, to 2^30 where
    /// pointers have 32 bits; 2^27 by default.
    ///
    /// It holds for every way of decompression, those included that take no window's memory.
    #[doc(alias = "WINDOWLOG_LIMIT_DEFAULT")]
    #[must_use]
    pub fn window_log_max(self, log: u32) -> Self {
        self.set(DecompressParameter::WindowLogMax, i32::try_from(log).unwrap_or(i32::MAX))
    }

    /// The largest window that a frame may ask for, in bytes, in place of
    /// [`window_log_max`](Self::window_log_max); from 1 KiB to 2 GiB.
    ///
    /// Covers `ZSTD_DCtx_setMaxWindowSize`.
    #[doc(alias = "ZSTD_DCtx_setMaxWindowSize")]
    #[must_use]
    pub fn window_limit(mut self, bytes: u64) -> Self {
        self.window_limit = Some(bytes);
        self
    }

    /// Refuses frames that the web wouldn't take: a window over 8 MiB, the limit of RFC 9659 for
    /// `Content-Encoding: zstd`.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions, Error};
    ///
    /// let frame = CompressOptions::new().window_log(24).content_size(false).compress(&[7; 1 << 24])?;
    /// let refused = DecompressOptions::new().web().decompress(&frame);
    /// assert_eq!(refused, Err(Error::WindowTooLarge { window_size: 16 << 20, limit: 8 << 20 }));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn web(self) -> Self {
        self.window_limit(8 << 20)
    }

    /// The most output, in bytes: of one call of a context or a one-call function, or of the whole
    /// life of a push stream.
    #[must_use]
    pub fn max_output(mut self, limit: usize) -> Self {
        self.max_output = Some(limit);
        self
    }

    /// Any parameter, by its enum. 0 asks for libzstd's own choice.
    ///
    /// Covers `ZSTD_DCtx_setParameter`.
    #[doc(alias = "ZSTD_DCtx_setParameter")]
    #[doc(alias = "set_parameter")]
    #[must_use]
    pub fn set(mut self, parameter: DecompressParameter, value: i32) -> Self {
        if parameter == DecompressParameter::WindowLogMax {
            self.window_limit = None;
        }
        self.parameters.set(parameter as usize, value);
        self
    }

    /// What a parameter was set to; `None` where it wasn't.
    pub fn get(&self, parameter: DecompressParameter) -> Option<i32> {
        self.parameters.get(parameter as usize)
    }

    /// Uses a dictionary, digested once for all who use it.
    ///
    /// Covers `ZSTD_DCtx_refDDict`.
    #[doc(alias = "ZSTD_DCtx_refDDict")]
    #[doc(alias = "ZSTD_decompress_usingDDict")]
    #[doc(alias = "ZSTD_decompress_usingDict")]
    #[doc(alias = "ZSTD_initDStream_usingDDict")]
    #[doc(alias = "ZSTD_initDStream_usingDict")]
    #[doc(alias = "init_using_ddict")]
    #[doc(alias = "init_using_dict")]
    #[doc(alias = "load_dictionary")]
    #[doc(alias = "ref_ddict")]
    #[doc(alias = "set_dictionary")]
    #[doc(alias = "set_prepared_dictionary")]
    #[doc(alias = "try_with_dictionary")]
    #[doc(alias = "try_with_prepared_dictionary")]
    #[doc(alias = "with_dictionary")]
    #[doc(alias = "with_prepared_dictionary")]
    #[must_use]
    pub fn dictionary(self, dictionary: &Dictionary) -> Self {
        self.dictionary_as(dictionary, DictionaryMode::Digested)
    }

    /// Uses a dictionary in the given way.
    ///
    /// Nothing of the dictionary is copied in any way: C reads it where it is.
    ///
    /// Covers `ZSTD_DCtx_loadDictionary`, `ZSTD_DCtx_loadDictionary_byReference`, `ZSTD_DCtx_refDDict` and
    /// `ZSTD_DCtx_refPrefix`.
    #[doc(alias = "ZSTD_DCtx_loadDictionary")]
    #[doc(alias = "ZSTD_DCtx_loadDictionary_byReference")]
    #[doc(alias = "ZSTD_DCtx_refDDict")]
    #[doc(alias = "ZSTD_DCtx_refPrefix")]
    #[must_use]
    pub fn dictionary_as(mut self, dictionary: &Dictionary, mode: DictionaryMode) -> Self {
        self.dictionaries = Dictionaries::One(dictionary.clone(), mode);
        self
    }

    /// Reads patches to `old`, as [`CompressOptions::patch_from`](crate::CompressOptions::patch_from)
    /// and `zstd --patch-from` make them.
    ///
    /// It's `old` as a [`Prefix`](DictionaryMode::Prefix), with all that goes for one. Besides, unless
    /// a limit is set, windows of up to two to four times `old` are allowed, 128 MiB at least and
    /// 2 GiB at most: all that `patch_from` asks for. A copy of `old` is kept; where there is no memory for one, whoever uses
    /// the options answers with [`Error::OutOfMemory`](crate::Error::OutOfMemory).
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions};
    ///
    /// let (old, new) = (b"version 1 of a long text", b"version 2 of a long text");
    /// let patch = CompressOptions::new().patch_from(old).compress(new)?;
    /// assert_eq!(DecompressOptions::new().patch_from(old).decompress(&patch)?, new);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    #[doc(alias = "ref_prefix")]
    #[doc(alias = "try_with_ref_prefix")]
    #[doc(alias = "with_ref_prefix")]
    #[must_use]
    pub fn patch_from(mut self, old: impl AsRef<[u8]>) -> Self {
        self.dictionaries = match Dictionary::prefix(old.as_ref()) {
            Some(prefix) => Dictionaries::One(prefix, DictionaryMode::Prefix),
            None => Dictionaries::None,
        };
        self
    }

    /// As [`patch_from`](Self::patch_from), but takes `old` over, without a copy.
    #[must_use]
    pub fn patch_from_owned(mut self, old: impl Into<OwnedBytes>) -> Self {
        self.dictionaries = match Dictionary::owned_prefix(old.into()) {
            Some(prefix) => Dictionaries::One(prefix, DictionaryMode::Prefix),
            None => Dictionaries::None,
        };
        self
    }

    /// Uses, for each frame, the dictionary that it names.
    ///
    /// Covers `ZSTD_d_refMultipleDDicts`.
    #[doc(alias = "RefMultipleDDicts")]
    #[doc(alias = "ZSTD_d_refMultipleDDicts")]
    #[must_use]
    pub fn dictionaries(mut self, set: &DictionarySet) -> Self {
        self.dictionaries = Dictionaries::Set(set.clone());
        self
    }

    /// How many threads decompress input of several frames, the caller's among them: 0 and 1 (the
    /// default) are the caller's alone.
    ///
    /// It holds for one-call functions and contexts, where the input has two frames or more and at
    /// least 1 MiB of content. Frames are decompressed straight to their place in the output. No more
    /// threads are started than there is work for, half a MiB of content each, nor more than 256.
    #[cfg(feature = "std")]
    #[must_use]
    pub fn workers(mut self, workers: u32) -> Self {
        self.workers = workers;
        self
    }

    /// Reads frames without a magic number, as
    /// [`CompressOptions::magicless`](crate::CompressOptions::magicless) makes them.
    #[doc(alias = "FrameFormat")]
    #[doc(alias = "Magicless")]
    #[doc(alias = "One")]
    #[doc(alias = "ZSTD_DCtx_setFormat")]
    #[doc(alias = "include_magicbytes")]
    #[cfg(feature = "experimental")]
    #[must_use]
    pub fn magicless(self, on: bool) -> Self {
        self.set(DecompressParameter::Format, on.into())
    }

    /// Doesn't compare checksums with the content, to save the time, or what can be saved of damaged
    /// data.
    #[cfg(feature = "experimental")]
    #[must_use]
    pub fn ignore_checksum(self, on: bool) -> Self {
        self.set(DecompressParameter::ForceIgnoreChecksum, on.into())
    }

    /// Checks all values against their bounds, as whoever uses them does.
    ///
    /// ```
    /// use zstdkit::DecompressOptions;
    ///
    /// assert!(DecompressOptions::new().window_log_max(27).check().is_ok());
    /// assert!(DecompressOptions::new().window_limit(1).check().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`] or [`Error::WindowLimitOutOfBounds`], for the first that is.
    pub fn check(&self) -> Result<()> {
        for (parameter, value) in self.parameters() {
            parameter.check(value)?;
        }
        match self.window_limit {
            Some(bytes) if !(1 << 10..=1 << 31).contains(&bytes) => {
                Err(Error::WindowLimitOutOfBounds { bytes })
            }
            _ => Ok(()),
        }
    }

    /// What was set, in the parameters' order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (DecompressParameter, i32)> + '_ {
        self.parameters.iter().map(|(index, value)| (DecompressParameter::ALL[index], value))
    }

    /// The largest window allowed, in bytes.
    pub(crate) fn max_window(&self) -> u64 {
        self.window_limit.unwrap_or_else(|| match self.get(DecompressParameter::WindowLogMax) {
            Some(0) => 1 << DEFAULT_WINDOW_LOG_MAX,
            Some(log) => 1 << log.clamp(0, 63),
            None => {
                let prefix =
                    self.prefix().map_or(self.lent_prefix, |prefix| prefix.content().len());
                allowed_window(prefix)
            }
        })
    }

    /// The limit in bytes, where it was given so.
    #[cfg(feature = "serde")]
    pub(crate) fn window_limit_in_bytes(&self) -> Option<u64> {
        self.window_limit
    }

    pub(crate) fn output_limit(&self) -> Option<usize> {
        self.max_output
    }

    #[cfg(all(feature = "serde", feature = "std"))]
    pub(crate) fn workers_as_set(&self) -> u32 {
        self.workers
    }

    #[cfg(feature = "std")]
    pub(crate) fn threads(&self) -> usize {
        self.workers.max(1) as usize
    }

    /// These options, for a frame that comes after a prefix of so many bytes which C has been lent.
    pub(crate) fn for_prefix_of(&self, len: usize) -> Self {
        Self { dictionaries: Dictionaries::None, lent_prefix: len, ..self.clone() }
    }

    /// Has a prefix go before every frame.
    #[cfg(any(feature = "dcz", feature = "serde"))]
    pub(crate) fn keep_prefix(mut self) -> Self {
        self.keeps_prefix = true;
        self
    }

    pub(crate) fn keeps_prefix(&self) -> bool {
        self.keeps_prefix
    }

    /// The largest window allowed, in bytes, where a limit was set.
    #[cfg(feature = "dcz")]
    pub(crate) fn set_max_window(&self) -> Option<u64> {
        let is_set = self.window_limit.is_some()
            || self.get(DecompressParameter::WindowLogMax).is_some_and(|log| log != 0);
        is_set.then(|| self.max_window())
    }

    /// Whether both are equal down to the very same dictionary, not only one of the same content:
    /// comparing that would take longer than small inputs do.
    #[inline]
    pub(crate) fn are_same_as(&self, other: &Self) -> bool {
        let dictionaries = match (&self.dictionaries, &other.dictionaries) {
            (Dictionaries::None, Dictionaries::None) => true,
            (Dictionaries::One(one, mode), Dictionaries::One(other, others)) => {
                mode == others && one.is_same_as(other)
            }
            (Dictionaries::Set(one), Dictionaries::Set(other)) => one.is_same_as(other),
            _ => false,
        };
        #[cfg(feature = "std")]
        let dictionaries = dictionaries && self.workers == other.workers;
        dictionaries
            && self.parameters == other.parameters
            && self.window_limit == other.window_limit
            && self.max_output == other.max_output
            && self.keeps_prefix == other.keeps_prefix
    }

    /// The memory, in bytes, that a context keeps alive by keeping these options after a one-call
    /// function; `None` where it may not: a prefix is for one call, and a set may be of any size.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) fn lends(&self) -> Option<usize> {
        match &self.dictionaries {
            Dictionaries::None => Some(0),
            Dictionaries::One(_, DictionaryMode::Prefix) | Dictionaries::Set(_) => None,
            Dictionaries::One(dictionary, _) => Some(dictionary.memory_size()),
        }
    }

    pub(crate) fn dictionary_choice(&self) -> &Dictionaries {
        &self.dictionaries
    }

    /// What each frame, or the first one, comes after.
    pub(crate) fn prefix(&self) -> Option<&Dictionary> {
        match &self.dictionaries {
            Dictionaries::One(prefix, DictionaryMode::Prefix) => Some(prefix),
            _ => None,
        }
    }

    /// How `zstdkit-frame` reads the frames that these options decompress: as usual, or without the
    /// magic number if that is left out; blocks that can't be decoded are errors.
    ///
    /// ```
    /// use zstdkit::DecompressOptions;
    ///
    /// let frame = zstdkit::compress(b"known size", 3)?;
    /// let info = DecompressOptions::new().frame_options().frame_info(&frame)?;
    /// assert_eq!(info.content_size(), Some(10));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn frame_options(&self) -> zstdkit_frame::Options {
        let options = zstdkit_frame::Options::new().check_block_content(true);
        if self.wants_magic() { options } else { options.format(zstdkit_frame::Format::Magicless) }
    }

    /// Whether frames begin with a magic number.
    pub(crate) fn wants_magic(&self) -> bool {
        #[cfg(feature = "experimental")]
        return self.get(DecompressParameter::Format) != Some(1);
        #[cfg(not(feature = "experimental"))]
        true
    }
}

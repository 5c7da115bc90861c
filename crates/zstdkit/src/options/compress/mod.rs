//! Options of compression.

mod asked;

#[cfg(feature = "experimental")]
use alloc::sync::Arc;

#[cfg(feature = "experimental")]
use crate::ffi::Pool;
use crate::{
    dictionary::{Dictionary, DictionaryMode, OwnedBytes},
    parameters::{CompressParameter, Strategy, Values},
};

/// What a compression is asked to do: a level, parameters, a dictionary.
///
/// Cheap to clone, and validated when used: an error then names the parameter, its bounds and the
/// value given.
///
/// ```
/// use zstdkit::{CompressOptions, CompressParameter};
///
/// let options = CompressOptions::new().level(19).checksum(true).set(CompressParameter::WindowLog, 24);
/// let frame = options.compress(b"as small as can be")?;
/// assert_eq!(zstdkit::decompress(&frame)?, b"as small as can be");
///
/// let error = CompressOptions::new().level(23).compress(b"").unwrap_err();
/// assert_eq!(error.to_string(), "parameter compressionLevel is 23, but must lie in -131072..=22");
/// # Ok::<(), zstdkit::Error>(())
/// ```
#[doc(alias = "ZSTD_CCtxParams_getParameter")]
#[doc(alias = "ZSTD_CCtxParams_init")]
#[doc(alias = "ZSTD_CCtxParams_init_advanced")]
#[doc(alias = "ZSTD_CCtxParams_registerSequenceProducer")]
#[doc(alias = "ZSTD_CCtxParams_reset")]
#[doc(alias = "ZSTD_CCtxParams_setParameter")]
#[doc(alias = "ZSTD_CCtx_setParametersUsingCCtxParams")]
#[doc(alias = "ZSTD_createCCtxParams")]
#[doc(alias = "ZSTD_freeCCtxParams")]
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CompressOptions {
    parameters: Values<{ CompressParameter::COUNT }>,
    dictionary: Option<(Dictionary, DictionaryMode)>,
    /// The largest window's logarithm that the level, or a prefix, may choose.
    window_log_limit: Option<u32>,
    #[cfg(feature = "experimental")]
    pool: Option<Arc<Pool>>,
}

/// The largest window's logarithm on the web: 8 MiB (RFC 9659).
const WEB_WINDOW_LOG: u32 = 23;

impl CompressOptions {
    /// The default level, no checksum, no dictionary, the caller's thread.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The level, from -131072 (fastest) to 22 (smallest); 0 is the default, 3.
    #[doc(alias = "set_compression_level")]
    #[must_use]
    pub fn level(self, level: i32) -> Self {
        self.set(CompressParameter::CompressionLevel, level)
    }

    /// Whether frames end with a 32-bit checksum of their content; they don't by default.
    #[doc(alias = "include_checksum")]
    #[must_use]
    pub fn checksum(self, on: bool) -> Self {
        self.set(CompressParameter::ChecksumFlag, on.into())
    }

    /// Whether frames say their content's size where it's known; they do by default.
    #[doc(alias = "include_contentsize")]
    #[must_use]
    pub fn content_size(self, on: bool) -> Self {
        self.set(CompressParameter::ContentSizeFlag, on.into())
    }

    /// Whether frames name their dictionary's id; they do by default.
    #[doc(alias = "include_dictid")]
    #[must_use]
    pub fn dictionary_id(self, on: bool) -> Self {
        self.set(CompressParameter::DictIdFlag, on.into())
    }

    /// How many threads work beside the caller's, 0 (the default) to 256.
    #[doc(alias = "multithread")]
    #[must_use]
    pub fn workers(self, workers: u32) -> Self {
        self.set(CompressParameter::NbWorkers, i32::try_from(workers).unwrap_or(i32::MAX))
    }

    /// The window's size, 2^10 to 2^31 bytes; 0 leaves it to the level.
    #[must_use]
    pub fn window_log(self, log: u32) -> Self {
        self.set(CompressParameter::WindowLog, i32::try_from(log).unwrap_or(i32::MAX))
    }

    /// Makes frames for the web: none has a window over 8 MiB, whatever the level and whatever else is
    /// asked for, as RFC 9659 has it for `Content-Encoding: zstd`.
    ///
    /// It makes no difference up to level 19, unless matches are searched for over long distances. A
    /// window that is set by itself has to be within the limit.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, CompressParameter, EndDirective};
    ///
    /// let options = CompressOptions::new().level(22).web();
    /// let start = options.compressor()?.compress(b"page", EndDirective::Flush)?;
    /// assert_eq!(zstdkit_frame::frame_info(&start).unwrap().window_size(), 8 << 20);
    ///
    /// let error = options.window_log(24).check().unwrap_err();
    /// assert_eq!(error.to_string(), "parameter windowLog is 24, but must lie in 10..=23");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    #[must_use]
    pub fn web(self) -> Self {
        self.limit_window_log(Some(WEB_WINDOW_LOG))
    }

    /// Whether matches are searched for over long distances; libzstd chooses by default.
    #[must_use]
    pub fn long_distance_matching(self, on: bool) -> Self {
        let (on_value, off_value) = (1, 2);
        let value = if on { on_value } else { off_value };
        self.set(CompressParameter::EnableLongDistanceMatching, value)
    }

    /// The match finder, in place of the level's.
    #[must_use]
    pub fn strategy(self, strategy: Strategy) -> Self {
        self.set(CompressParameter::Strategy, strategy.into())
    }

    /// Leaves the magic number out: 4 bytes less, for a receiver that knows what comes.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions};
    ///
    /// let frame = CompressOptions::new().magicless(true).compress(b"known")?;
    /// assert_eq!(DecompressOptions::new().magicless(true).decompress(&frame)?, b"known");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    #[doc(alias = "FrameFormat")]
    #[doc(alias = "Magicless")]
    #[doc(alias = "One")]
    #[doc(alias = "include_magicbytes")]
    #[cfg(feature = "experimental")]
    #[must_use]
    pub fn magicless(self, on: bool) -> Self {
        self.set(CompressParameter::Format, on.into())
    }

    /// Any parameter, by its enum. 0 asks for libzstd's own choice.
    ///
    /// Covers `ZSTD_CCtx_setParameter`.
    #[doc(alias = "ZSTD_CCtx_setFParams")]
    #[doc(alias = "ZSTD_CCtx_setParameter")]
    #[doc(alias = "ZSTD_CCtx_setParams")]
    #[doc(alias = "ZSTD_initCStream")]
    #[doc(alias = "set_parameter")]
    #[must_use]
    pub fn set(mut self, parameter: CompressParameter, value: i32) -> Self {
        self.parameters.set(parameter as usize, value);
        self
    }

    /// What a parameter was set to; `None` where it wasn't.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, CompressParameter};
    /// let options = CompressOptions::new().level(9);
    /// assert_eq!(options.get(CompressParameter::CompressionLevel), Some(9));
    /// assert_eq!(options.get(CompressParameter::WindowLog), None);
    /// ```
    pub fn get(&self, parameter: CompressParameter) -> Option<i32> {
        self.parameters.get(parameter as usize)
    }

    /// Uses a dictionary, digested once for the level.
    ///
    /// A dictionary helps where data begins, and fades as data grows: beyond the window's length
    /// nothing of it is in reach. For a new version of large data there is
    /// [`patch_from`](Self::patch_from).
    ///
    /// Covers `ZSTD_CCtx_refCDict`.
    #[doc(alias = "ZSTD_CCtx_refCDict")]
    #[doc(alias = "ZSTD_compressBegin_usingCDict")]
    #[doc(alias = "ZSTD_compressBegin_usingCDict_advanced")]
    #[doc(alias = "ZSTD_compressBegin_usingDict")]
    #[doc(alias = "ZSTD_compress_usingCDict")]
    #[doc(alias = "ZSTD_compress_usingCDict_advanced")]
    #[doc(alias = "ZSTD_compress_usingDict")]
    #[doc(alias = "ZSTD_initCStream_usingCDict")]
    #[doc(alias = "ZSTD_initCStream_usingCDict_advanced")]
    #[doc(alias = "ZSTD_initCStream_usingDict")]
    #[doc(alias = "init_using_cdict")]
    #[doc(alias = "init_using_dict")]
    #[doc(alias = "load_dictionary")]
    #[doc(alias = "ref_cdict")]
    #[doc(alias = "set_dictionary")]
    #[doc(alias = "set_prepared_dictionary")]
    #[doc(alias = "with_dictionary")]
    #[doc(alias = "with_prepared_dictionary")]
    #[must_use]
    pub fn dictionary(self, dictionary: &Dictionary) -> Self {
        self.dictionary_as(dictionary, DictionaryMode::Digested)
    }

    /// Uses a dictionary in the given way.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions, Dictionary, DictionaryMode};
    ///
    /// let (old, new) = (b"version 1 of a long text", b"version 2 of a long text");
    /// let old = Dictionary::raw(old)?;
    /// let patch = CompressOptions::new().dictionary_as(&old, DictionaryMode::Prefix).compress(new)?;
    /// let back = DecompressOptions::new().dictionary_as(&old, DictionaryMode::Prefix);
    /// assert_eq!(back.decompress(&patch)?, new);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// Nothing of the dictionary is copied in any way: C reads it where it is.
    ///
    /// Covers `ZSTD_CCtx_loadDictionary`, `ZSTD_CCtx_loadDictionary_byReference`, `ZSTD_CCtx_refCDict` and
    /// `ZSTD_CCtx_refPrefix`.
    #[doc(alias = "ZSTD_CCtx_loadDictionary")]
    #[doc(alias = "ZSTD_CCtx_loadDictionary_byReference")]
    #[doc(alias = "ZSTD_CCtx_refCDict")]
    #[doc(alias = "ZSTD_CCtx_refPrefix")]
    #[must_use]
    pub fn dictionary_as(mut self, dictionary: &Dictionary, mode: DictionaryMode) -> Self {
        self.dictionary = Some((dictionary.clone(), mode));
        self
    }

    /// Makes patches: frames that hold what is new against `old`, which the receiver has too.
    ///
    /// It's `old` as a [`Prefix`](DictionaryMode::Prefix), with all that goes for one: a push stream
    /// has it for its first frame. It counts as far as the window and the match finder reach, so both
    /// are chosen from the sizes of old and new, where they aren't set: a window larger than either,
    /// and long-distance matching where the level's own match finder would forget. What isn't known
    /// of the new data's size, by a single call or a pledge, is taken from `old`. The window is no
    /// larger than [`DecompressOptions::patch_from`](crate::DecompressOptions::patch_from) allows, which
    /// reads the patches; so does `zstd -d --patch-from`. A copy of `old` is kept.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions};
    ///
    /// let old: Vec<u8> = (0..500_000_u64).map(|i| (i * i / 1000 % 251) as u8).collect();
    /// let mut new = old.clone();
    /// new[250_000] ^= 1;
    /// let patch = CompressOptions::new().patch_from(&old).compress(&new)?;
    /// assert!(patch.len() < 200);
    /// assert!(DecompressOptions::new().patch_from(&old).decompress(&patch)? == new);
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Whoever uses the options answers with
    /// [`Error::PrefixTooLarge`](crate::Error::PrefixTooLarge) where `old` has more than 2 GiB (1 GiB on
    /// 32-bit targets), unless the window is set; with [`Error::OutOfMemory`](crate::Error::OutOfMemory)
    /// where there was no memory for a copy of it.
    #[doc(alias = "ref_prefix")]
    #[doc(alias = "with_ref_prefix")]
    #[must_use]
    pub fn patch_from(mut self, old: impl AsRef<[u8]>) -> Self {
        let prefix = Dictionary::prefix(old.as_ref());
        self.dictionary = prefix.map(|prefix| (prefix, DictionaryMode::Prefix));
        self
    }

    /// As [`patch_from`](Self::patch_from), but takes `old` over, without a copy.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, DecompressOptions};
    ///
    /// static OLD: &[u8] = b"version 1 of a long text";
    /// let patch = CompressOptions::new().patch_from_owned(OLD).compress(b"version 2 of a long text")?;
    /// let back = DecompressOptions::new().patch_from_owned(OLD).decompress(&patch)?;
    /// assert_eq!(back, b"version 2 of a long text");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    #[must_use]
    pub fn patch_from_owned(mut self, old: impl Into<OwnedBytes>) -> Self {
        let prefix = Dictionary::owned_prefix(old.into());
        self.dictionary = prefix.map(|prefix| (prefix, DictionaryMode::Prefix));
        self
    }

    /// The dictionary, and the way it's put to use; `None` where there is none.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, Dictionary, DictionaryMode};
    ///
    /// let dictionary = Dictionary::raw(b"in common")?;
    /// let options = CompressOptions::new().dictionary(&dictionary);
    /// assert_eq!(options.get_dictionary(), Some((&dictionary, DictionaryMode::Digested)));
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    pub fn get_dictionary(&self) -> Option<(&Dictionary, DictionaryMode)> {
        self.dictionary.as_ref().map(|(dictionary, mode)| (dictionary, *mode))
    }
}

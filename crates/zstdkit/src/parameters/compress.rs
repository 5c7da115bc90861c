//! The parameters of compression.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use zstdkit_sys::{ZSTD_cParam_getBounds, ZSTD_cParameter as Key};

use crate::{Error, Result};

/// Declares the enum, and for each member its C name and number.
macro_rules! compress_parameters {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $key:ident;)*) => {
        /// A parameter of compression, by libzstd's name.
        ///
        /// The values are whole numbers within [`bounds`](Self::bounds). 0 asks for libzstd's own
        /// choice (from the level, the input's size and the dictionary's) wherever 0 has no
        /// meaning of its own.
        ///
        /// ```
        /// use zstdkit::{CompressOptions, CompressParameter};
        ///
        /// assert_eq!(CompressParameter::HashLog.bounds(), 6..=30);
        /// let frame = CompressOptions::new().set(CompressParameter::MinMatch, 5).compress(b"data")?;
        /// # assert_eq!(zstdkit::decompress(&frame)?, b"data");
        /// # Ok::<(), zstdkit::Error>(())
        /// ```
        ///
        /// Wraps `ZSTD_cParameter`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum CompressParameter {
            $($(#[$doc])* #[doc = concat!("\n\nWraps `", stringify!($key), "`.")] $variant,)*
        }

        impl CompressParameter {
            /// Every parameter, in libzstd's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name that zstd's manual gives it, such as `windowLog`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            pub(crate) const fn key(self) -> Key {
                match self {
                    $(Self::$variant => Key::$key,)*
                }
            }
        }
    };
}

compress_parameters! {
    /// The level, which chooses all that isn't set by itself: the higher, the smaller and slower.
    /// 0 is the default level, 3; negative levels are faster than 1.
    CompressionLevel = "compressionLevel", ZSTD_c_compressionLevel;
    /// The farthest back that a match may lie: 2^windowLog bytes. A decoder needs that much memory;
    /// over 27 it must be told to allow it.
    WindowLog = "windowLog", ZSTD_c_windowLog;
    /// The size of the first probe table: 2^hashLog entries of 4 bytes.
    HashLog = "hashLog", ZSTD_c_hashLog;
    /// The size of the multi-probe table: 2^chainLog entries of 4 bytes. Unused by
    /// [`Strategy::Fast`](crate::Strategy::Fast).
    ChainLog = "chainLog", ZSTD_c_chainLog;
    /// The number of search attempts: 2^searchLog. Unused by the two fastest strategies.
    SearchLog = "searchLog", ZSTD_c_searchLog;
    /// The least length of a match that is searched for, in bytes.
    MinMatch = "minMatch", ZSTD_c_minMatch;
    /// For the optimal strategies the match length, in bytes, that ends a search; for
    /// [`Strategy::Fast`](crate::Strategy::Fast) the step between positions tried.
    TargetLength = "targetLength", ZSTD_c_targetLength;
    /// The match finder: a [`Strategy`](crate::Strategy) as a number.
    Strategy = "strategy", ZSTD_c_strategy;
    /// The size, in bytes, that compressed blocks should come close to, for a receiver that starts
    /// to work on the first of them; 0 sets no target.
    TargetCBlockSize = "targetCBlockSize", ZSTD_c_targetCBlockSize;
    /// Long-distance matching: 0 lets libzstd choose, 1 switches it on, 2 off. It raises the window
    /// to 2^27 unless one is set.
    EnableLongDistanceMatching = "enableLongDistanceMatching", ZSTD_c_enableLongDistanceMatching;
    /// The size of the long-distance matcher's table: 2^ldmHashLog entries.
    LdmHashLog = "ldmHashLog", ZSTD_c_ldmHashLog;
    /// The least length of a long-distance match, in bytes.
    LdmMinMatch = "ldmMinMatch", ZSTD_c_ldmMinMatch;
    /// The size of a bucket in the long-distance matcher's table: 2^ldmBucketSizeLog entries.
    LdmBucketSizeLog = "ldmBucketSizeLog", ZSTD_c_ldmBucketSizeLog;
    /// How rarely positions enter the long-distance matcher's table: every 2^ldmHashRateLog bytes.
    LdmHashRateLog = "ldmHashRateLog", ZSTD_c_ldmHashRateLog;
    /// 1 (the default) writes the content's size into the frame's header whenever it's known.
    ContentSizeFlag = "contentSizeFlag", ZSTD_c_contentSizeFlag;
    /// 1 writes a 32-bit checksum of the content at the frame's end; 0 (the default) doesn't.
    ChecksumFlag = "checksumFlag", ZSTD_c_checksumFlag;
    /// 1 (the default) writes the dictionary's id into the frame's header, where there is one.
    DictIdFlag = "dictIDFlag", ZSTD_c_dictIDFlag;
    /// The number of worker threads: 0 compresses in the caller's. Needs the feature `multithread`.
    NbWorkers = "nbWorkers", ZSTD_c_nbWorkers;
    /// The size of a worker's job, in bytes, with one worker or more; libzstd raises anything
    /// between 1 and 512 KiB to that least size.
    JobSize = "jobSize", ZSTD_c_jobSize;
    /// How much of the job before a worker looks back into: 0 lets libzstd choose, 1 is nothing,
    /// 9 a full window, each step between a half of the next.
    OverlapLog = "overlapLog", ZSTD_c_overlapLog;
}

impl CompressParameter {
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// The least and the greatest value, both allowed, as libzstd says them.
    ///
    /// [`NbWorkers`](Self::NbWorkers) and [`JobSize`](Self::JobSize) are `0..=0` in a build
    /// without threads. 0 is accepted outside of the bounds too: it asks for libzstd's own choice.
    ///
    /// Wraps `ZSTD_cParam_getBounds`.
    pub fn bounds(self) -> RangeInclusive<i32> {
        // SAFETY: takes a number and returns a plain struct; any number is allowed.
        super::bounds_of(unsafe { ZSTD_cParam_getBounds(self.key()) })
    }

    /// The number that libzstd knows it by.
    ///
    /// ```
    /// use zstdkit::CompressParameter;
    /// assert_eq!(CompressParameter::try_from(101), Ok(CompressParameter::WindowLog));
    /// assert_eq!(CompressParameter::WindowLog.as_raw(), 101);
    /// ```
    pub const fn as_raw(self) -> i32 {
        self.key().0 as i32
    }

    /// Checks `value` against the bounds.
    pub(crate) fn check(self, value: i32) -> Result<()> {
        super::check_bounds(self.name(), self.bounds(), value)
    }
}

impl TryFrom<i32> for CompressParameter {
    type Error = Error;

    fn try_from(key: i32) -> Result<Self> {
        let known = Self::ALL.iter().find(|parameter| parameter.as_raw() == key);
        known.copied().ok_or(Error::UnknownParameter { key })
    }
}

impl FromStr for CompressParameter {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|parameter| parameter.name() == name);
        known.copied().ok_or_else(|| Error::UnknownParameterName { name: name.to_owned() })
    }
}

impl fmt::Display for CompressParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

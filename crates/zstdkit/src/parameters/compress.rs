//! The parameters of compression.

use alloc::borrow::ToOwned;
use core::{fmt, ops::RangeInclusive, str::FromStr};

use zstdkit_sys::{ZSTD_cParam_getBounds, ZSTD_cParameter as Key};

use crate::error::{Error, Result};

parameters! {
    /// A parameter of compression, by libzstd's name.
    ///
    /// The values are whole numbers within [`bounds`](Self::bounds). 0 asks for libzstd's own
    /// choice (from the level, the input's size and the dictionary's) wherever 0 has no meaning of
    /// its own.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, CompressParameter};
    ///
    /// assert_eq!(CompressParameter::HashLog.bounds(), 6..=30);
    /// assert_eq!("windowLog".parse(), Ok(CompressParameter::WindowLog));
    /// let frame = CompressOptions::new().set(CompressParameter::MinMatch, 5).compress(b"data")?;
    /// # assert_eq!(zstdkit::decompress(&frame)?, b"data");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// Wraps `ZSTD_cParameter` and `ZSTD_cParam_getBounds`.
    #[doc(alias = "Auto")]
    #[doc(alias = "BLOCKSPLITTER_LEVEL_MAX")]
    #[doc(alias = "CHAINLOG_MAX_32")]
    #[doc(alias = "CHAINLOG_MAX_64")]
    #[doc(alias = "CHAINLOG_MIN")]
    #[doc(alias = "CParameter")]
    #[doc(alias = "Disable")]
    #[doc(alias = "Enable")]
    #[doc(alias = "HASHLOG_MIN")]
    #[doc(alias = "LDM_BUCKETSIZELOG_MAX")]
    #[doc(alias = "LDM_BUCKETSIZELOG_MIN")]
    #[doc(alias = "LDM_HASHLOG_MIN")]
    #[doc(alias = "LDM_HASHRATELOG_MIN")]
    #[doc(alias = "LDM_MINMATCH_MAX")]
    #[doc(alias = "LDM_MINMATCH_MIN")]
    #[doc(alias = "MINMATCH_MAX")]
    #[doc(alias = "MINMATCH_MIN")]
    #[doc(alias = "OVERLAPLOG_MAX")]
    #[doc(alias = "OVERLAPLOG_MIN")]
    #[doc(alias = "ParamSwitch")]
    #[doc(alias = "SEARCHLOG_MIN")]
    #[doc(alias = "SRCSIZEHINT_MIN")]
    #[doc(alias = "TARGETCBLOCKSIZE_MAX")]
    #[doc(alias = "TARGETCBLOCKSIZE_MIN")]
    #[doc(alias = "TARGETLENGTH_MAX")]
    #[doc(alias = "TARGETLENGTH_MIN")]
    #[doc(alias = "WINDOWLOG_MAX_32")]
    #[doc(alias = "WINDOWLOG_MAX_64")]
    #[doc(alias = "WINDOWLOG_MIN")]
    #[doc(alias = "ZSTD_cParam_getBounds")]
    #[doc(alias = "ZSTD_cParameter")]
    pub enum CompressParameter, bounds by ZSTD_cParam_getBounds;

    /// The level, which chooses all that isn't set by itself: the higher, the smaller and slower.
    /// 0 is the default level, 3; negative levels are faster than 1.
    ///
    /// Wraps `ZSTD_c_compressionLevel`.
    #[doc(alias = "ZSTD_c_compressionLevel")]
    CompressionLevel = "compressionLevel", ZSTD_c_compressionLevel;
    /// The farthest back that a match may lie: 2^windowLog bytes. A decoder needs that much memory;
    /// over 27 it must be told to allow it.
    ///
    /// Wraps `ZSTD_c_windowLog`.
    #[doc(alias = "ZSTD_c_windowLog")]
    WindowLog = "windowLog", ZSTD_c_windowLog;
    /// The size of the first probe table: 2^hashLog entries of 4 bytes.
    ///
    /// Wraps `ZSTD_c_hashLog`.
    #[doc(alias = "ZSTD_c_hashLog")]
    HashLog = "hashLog", ZSTD_c_hashLog;
    /// The size of the multi-probe table: 2^chainLog entries of 4 bytes. Unused by
    /// [`Strategy::Fast`](crate::Strategy::Fast).
    ///
    /// Wraps `ZSTD_c_chainLog`.
    #[doc(alias = "ZSTD_c_chainLog")]
    ChainLog = "chainLog", ZSTD_c_chainLog;
    /// The number of search attempts: 2^searchLog. Unused by the two fastest strategies.
    ///
    /// Wraps `ZSTD_c_searchLog`.
    #[doc(alias = "ZSTD_c_searchLog")]
    SearchLog = "searchLog", ZSTD_c_searchLog;
    /// The least length of a match that is searched for, in bytes.
    ///
    /// Wraps `ZSTD_c_minMatch`.
    #[doc(alias = "ZSTD_c_minMatch")]
    MinMatch = "minMatch", ZSTD_c_minMatch;
    /// For the optimal strategies the match length, in bytes, that ends a search; for
    /// [`Strategy::Fast`](crate::Strategy::Fast) the step between positions tried.
    ///
    /// Wraps `ZSTD_c_targetLength`.
    #[doc(alias = "ZSTD_c_targetLength")]
    TargetLength = "targetLength", ZSTD_c_targetLength;
    /// The match finder: a [`Strategy`](crate::Strategy) as a number.
    ///
    /// Wraps `ZSTD_c_strategy`.
    #[doc(alias = "ZSTD_c_strategy")]
    Strategy = "strategy", ZSTD_c_strategy;
    /// The size, in bytes, that compressed blocks should come close to, for a receiver that starts
    /// to work on the first of them; 0 sets no target.
    ///
    /// Wraps `ZSTD_c_targetCBlockSize`.
    #[doc(alias = "ZSTD_c_targetCBlockSize")]
    #[doc(alias = "set_target_cblock_size")]
    TargetCBlockSize = "targetCBlockSize", ZSTD_c_targetCBlockSize;
    /// Long-distance matching: 0 lets libzstd choose, 1 switches it on, 2 off. It raises the window
    /// to 2^27 unless one is set.
    ///
    /// Wraps `ZSTD_c_enableLongDistanceMatching`.
    #[doc(alias = "ZSTD_c_enableLongDistanceMatching")]
    EnableLongDistanceMatching = "enableLongDistanceMatching", ZSTD_c_enableLongDistanceMatching;
    /// The size of the long-distance matcher's table: 2^ldmHashLog entries.
    ///
    /// Wraps `ZSTD_c_ldmHashLog`.
    #[doc(alias = "ZSTD_c_ldmHashLog")]
    LdmHashLog = "ldmHashLog", ZSTD_c_ldmHashLog;
    /// The least length of a long-distance match, in bytes.
    ///
    /// Wraps `ZSTD_c_ldmMinMatch`.
    #[doc(alias = "ZSTD_c_ldmMinMatch")]
    LdmMinMatch = "ldmMinMatch", ZSTD_c_ldmMinMatch;
    /// The size of a bucket in the long-distance matcher's table: 2^ldmBucketSizeLog entries.
    ///
    /// Wraps `ZSTD_c_ldmBucketSizeLog`.
    #[doc(alias = "ZSTD_c_ldmBucketSizeLog")]
    LdmBucketSizeLog = "ldmBucketSizeLog", ZSTD_c_ldmBucketSizeLog;
    /// How rarely positions enter the long-distance matcher's table: every 2^ldmHashRateLog bytes.
    ///
    /// Set it together with [`LdmHashLog`](Self::LdmHashLog) where it's over 10, the least window's:
    /// for inputs whose window is smaller, libzstd's own choice of the table's size is 8 GiB.
    ///
    /// Wraps `ZSTD_c_ldmHashRateLog`.
    #[doc(alias = "ZSTD_c_ldmHashRateLog")]
    LdmHashRateLog = "ldmHashRateLog", ZSTD_c_ldmHashRateLog;
    /// 1 (the default) writes the content's size into the frame's header whenever it's known.
    ///
    /// Wraps `ZSTD_c_contentSizeFlag`.
    #[doc(alias = "ZSTD_c_contentSizeFlag")]
    ContentSizeFlag = "contentSizeFlag", ZSTD_c_contentSizeFlag;
    /// 1 writes a 32-bit checksum of the content at the frame's end; 0 (the default) doesn't.
    ///
    /// Wraps `ZSTD_c_checksumFlag`.
    #[doc(alias = "ZSTD_c_checksumFlag")]
    ChecksumFlag = "checksumFlag", ZSTD_c_checksumFlag;
    /// 1 (the default) writes the dictionary's id into the frame's header, where there is one.
    ///
    /// Wraps `ZSTD_c_dictIDFlag`.
    #[doc(alias = "ZSTD_c_dictIDFlag")]
    DictIdFlag = "dictIDFlag", ZSTD_c_dictIDFlag;
    /// The number of worker threads: 0 compresses in the caller's. Needs the feature `multithread`.
    ///
    /// Wraps `ZSTD_c_nbWorkers`.
    #[doc(alias = "ZSTD_c_nbWorkers")]
    NbWorkers = "nbWorkers", ZSTD_c_nbWorkers;
    /// The size of a worker's job, in bytes, with one worker or more; libzstd raises anything
    /// between 1 and 512 KiB to that least size.
    ///
    /// Wraps `ZSTD_c_jobSize`.
    #[doc(alias = "ZSTD_c_jobSize")]
    JobSize = "jobSize", ZSTD_c_jobSize;
    /// How much of the job before a worker looks back into: 0 lets libzstd choose, 1 is nothing,
    /// 9 a full window, each step between a half of the next.
    ///
    /// Wraps `ZSTD_c_overlapLog`.
    #[doc(alias = "OverlapSizeLog")]
    #[doc(alias = "ZSTD_c_overlapLog")]
    OverlapLog = "overlapLog", ZSTD_c_overlapLog;
    /// 1 cuts jobs where the content says so, so that a local change of the data leaves most of the
    /// output as it was; needs one worker or more.
    ///
    /// Wraps `ZSTD_c_rsyncable`.
    #[doc(alias = "RSyncable")]
    #[doc(alias = "ZSTD_c_rsyncable")]
    #[cfg(feature = "experimental")]
    Rsyncable = "rsyncable", ZSTD_c_rsyncable;
    /// 1 leaves out the magic number, as
    /// [`CompressOptions::magicless`](crate::CompressOptions::magicless) does.
    ///
    /// Wraps `ZSTD_c_format`.
    #[doc(alias = "ZSTD_c_format")]
    #[cfg(feature = "experimental")]
    Format = "format", ZSTD_c_format;
    /// 1 keeps references within the window even at its very end, where a decoder could do with
    /// less memory otherwise.
    ///
    /// Wraps `ZSTD_c_forceMaxWindow`.
    #[doc(alias = "ZSTD_c_forceMaxWindow")]
    #[cfg(feature = "experimental")]
    ForceMaxWindow = "forceMaxWindow", ZSTD_c_forceMaxWindow;
    /// How a digested dictionary is put to use: 0 lets libzstd choose, 1 attaches it, 2 copies its
    /// tables, 3 loads its content anew.
    ///
    /// Wraps `ZSTD_c_forceAttachDict`.
    #[doc(alias = "DefaultAttach")]
    #[doc(alias = "DictAttachPref")]
    #[doc(alias = "ForceAttach")]
    #[doc(alias = "ForceCopy")]
    #[doc(alias = "ForceLoad")]
    #[doc(alias = "ZSTD_c_forceAttachDict")]
    #[cfg(feature = "experimental")]
    ForceAttachDict = "forceAttachDict", ZSTD_c_forceAttachDict;
    /// How literals are stored: 0 lets libzstd choose, 1 is always Huffman coding, 2 never.
    ///
    /// Wraps `ZSTD_c_literalCompressionMode`.
    #[doc(alias = "ZSTD_c_literalCompressionMode")]
    #[cfg(feature = "experimental")]
    LiteralCompressionMode = "literalCompressionMode", ZSTD_c_literalCompressionMode;
    /// The input's likely size, in bytes, where it isn't known: parameters are chosen for it. A wrong
    /// hint costs compression, never correctness.
    ///
    /// Wraps `ZSTD_c_srcSizeHint`.
    #[doc(alias = "ZSTD_c_srcSizeHint")]
    #[cfg(feature = "experimental")]
    SrcSizeHint = "srcSizeHint", ZSTD_c_srcSizeHint;
    /// 1 digests dictionaries into tables made for searching them, at greedy to lazy2.
    ///
    /// Wraps `ZSTD_c_enableDedicatedDictSearch`.
    #[doc(alias = "ZSTD_c_enableDedicatedDictSearch")]
    #[cfg(feature = "experimental")]
    EnableDedicatedDictSearch = "enableDedicatedDictSearch", ZSTD_c_enableDedicatedDictSearch;
    /// Whether blocks are split a second time, after their sequences are known: 0 lets libzstd
    /// choose, 1 is yes, 2 no.
    ///
    /// Wraps `ZSTD_c_splitAfterSequences`.
    #[doc(alias = "UseBlockSplitter")]
    #[doc(alias = "ZSTD_c_splitAfterSequences")]
    #[cfg(feature = "experimental")]
    SplitAfterSequences = "splitAfterSequences", ZSTD_c_splitAfterSequences;
    /// How hard blocks are split before they are compressed: 0 lets libzstd choose, 1 not at all, 2
    /// fast, up to 6, slow.
    ///
    /// Wraps `ZSTD_c_blockSplitterLevel`.
    #[doc(alias = "ZSTD_c_blockSplitterLevel")]
    #[cfg(feature = "experimental")]
    BlockSplitterLevel = "blockSplitterLevel", ZSTD_c_blockSplitterLevel;
    /// Whether greedy to lazy2 search by rows of the hash table: 0 lets libzstd choose, 1 is yes, 2
    /// no.
    ///
    /// Wraps `ZSTD_c_useRowMatchFinder`.
    #[doc(alias = "ZSTD_c_useRowMatchFinder")]
    #[cfg(feature = "experimental")]
    UseRowMatchFinder = "useRowMatchFinder", ZSTD_c_useRowMatchFinder;
    /// 1 makes output with a prefix independent of where the prefix lies in memory.
    ///
    /// Wraps `ZSTD_c_deterministicRefPrefix`.
    #[doc(alias = "ZSTD_c_deterministicRefPrefix")]
    #[cfg(feature = "experimental")]
    DeterministicRefPrefix = "deterministicRefPrefix", ZSTD_c_deterministicRefPrefix;
    /// Whether an attached dictionary's tables are prefetched: 0 lets libzstd choose, 1 is yes, 2 no.
    ///
    /// Wraps `ZSTD_c_prefetchCDictTables`.
    #[doc(alias = "ZSTD_c_prefetchCDictTables")]
    #[cfg(feature = "experimental")]
    PrefetchCDictTables = "prefetchCDictTables", ZSTD_c_prefetchCDictTables;
    /// 1 falls back to libzstd's own search where a sequence producer fails.
    ///
    /// Wraps `ZSTD_c_enableSeqProducerFallback`.
    #[doc(alias = "ZSTD_c_enableSeqProducerFallback")]
    #[cfg(feature = "experimental")]
    EnableSeqProducerFallback = "enableSeqProducerFallback", ZSTD_c_enableSeqProducerFallback;
    /// The most bytes of content in a block: 1 KiB to 128 KiB; 0 is 128 KiB.
    ///
    /// Wraps `ZSTD_c_maxBlockSize`.
    #[doc(alias = "ZSTD_c_maxBlockSize")]
    #[cfg(feature = "experimental")]
    MaxBlockSize = "maxBlockSize", ZSTD_c_maxBlockSize;
    /// Whether sequences from outside are searched for repeated offsets: 0 lets libzstd choose, 1 is
    /// yes, 2 no.
    ///
    /// Wraps `ZSTD_c_searchForExternalRepcodes`. Covers `ZSTD_c_repcodeResolution`, its newer name.
    #[doc(alias = "ZSTD_c_repcodeResolution")]
    #[doc(alias = "ZSTD_c_searchForExternalRepcodes")]
    #[cfg(feature = "experimental")]
    SearchForExternalRepcodes = "searchForExternalRepcodes", ZSTD_c_searchForExternalRepcodes;
}

impl CompressParameter {
    /// What the match finder is told: libzstd lets these be changed inside of a frame.
    pub(crate) const OF_SEARCH: &[Self] = &[
        Self::CompressionLevel,
        Self::HashLog,
        Self::ChainLog,
        Self::SearchLog,
        Self::MinMatch,
        Self::TargetLength,
        Self::Strategy,
    ];
}

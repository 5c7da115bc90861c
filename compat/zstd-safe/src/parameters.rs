//! What can be set.

use crate::zstd_sys::{
    ZSTD_ResetDirective, ZSTD_cParameter, ZSTD_dParameter, ZSTD_strategy as Strategy,
};

/// A compression level; 0 stands for the default.
pub type CompressionLevel = i32;

/// What a reset drops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResetDirective {
    /// The frame at hand.
    SessionOnly,
    /// Parameters and dictionary; there may be no frame at hand.
    Parameters,
    /// All of them.
    SessionAndParameters,
}

impl From<ResetDirective> for zstdkit_sys::ZSTD_ResetDirective {
    fn from(directive: ResetDirective) -> Self {
        match directive {
            ResetDirective::SessionOnly => ZSTD_ResetDirective::ZSTD_reset_session_only,
            ResetDirective::Parameters => ZSTD_ResetDirective::ZSTD_reset_parameters,
            ResetDirective::SessionAndParameters => {
                ZSTD_ResetDirective::ZSTD_reset_session_and_parameters
            }
        }
        .into()
    }
}

/// How frames begin.
#[cfg(feature = "experimental")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum FrameFormat {
    /// With four bytes that say so.
    One = crate::zstd_sys::ZSTD_format_e::ZSTD_f_zstd1 as u32,
    /// Without them.
    Magicless = crate::zstd_sys::ZSTD_format_e::ZSTD_f_zstd1_magicless as u32,
}

/// How a digest is used.
#[cfg(feature = "experimental")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum DictAttachPref {
    /// As C thinks best.
    DefaultAttach = crate::zstd_sys::ZSTD_dictAttachPref_e::ZSTD_dictDefaultAttach as u32,
    /// In place.
    ForceAttach = crate::zstd_sys::ZSTD_dictAttachPref_e::ZSTD_dictForceAttach as u32,
    /// As a copy of its tables.
    ForceCopy = crate::zstd_sys::ZSTD_dictAttachPref_e::ZSTD_dictForceCopy as u32,
    /// Digested anew.
    ForceLoad = crate::zstd_sys::ZSTD_dictAttachPref_e::ZSTD_dictForceLoad as u32,
}

/// What C may be left to choose.
#[cfg(feature = "experimental")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum ParamSwitch {
    /// C chooses.
    Auto = crate::zstd_sys::ZSTD_ParamSwitch_e::ZSTD_ps_auto as u32,
    /// On.
    Enable = crate::zstd_sys::ZSTD_ParamSwitch_e::ZSTD_ps_enable as u32,
    /// Off.
    Disable = crate::zstd_sys::ZSTD_ParamSwitch_e::ZSTD_ps_disable as u32,
}

/// Declares an enum of parameters, and what each is to C.
macro_rules! parameters {
    (
        $(#[$about:meta])* $name:ident for $c:ident;
        $($(#[$feature:meta])* $member:ident($type:ty) = $key:ident,)*
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$feature])* #[doc = concat!("`", stringify!($key), "`.")] $member($type),)*
        }

        impl $name {
            /// The parameter and its value for C, which has the bits of a number that is too large for its own.
            pub(crate) fn for_c(self) -> ($c, i32) {
                match self {
                    $($(#[$feature])* Self::$member(value) => ($c::$key, value as i32),)*
                }
            }
        }
    };
}

parameters! {
    /// A parameter for compression, with its value.
    CParameter for ZSTD_cParameter;
    CompressionLevel(CompressionLevel) = ZSTD_c_compressionLevel,
    WindowLog(u32) = ZSTD_c_windowLog,
    HashLog(u32) = ZSTD_c_hashLog,
    ChainLog(u32) = ZSTD_c_chainLog,
    SearchLog(u32) = ZSTD_c_searchLog,
    MinMatch(u32) = ZSTD_c_minMatch,
    TargetLength(u32) = ZSTD_c_targetLength,
    Strategy(Strategy) = ZSTD_c_strategy,
    TargetCBlockSize(u32) = ZSTD_c_targetCBlockSize,
    EnableLongDistanceMatching(bool) = ZSTD_c_enableLongDistanceMatching,
    LdmHashLog(u32) = ZSTD_c_ldmHashLog,
    LdmMinMatch(u32) = ZSTD_c_ldmMinMatch,
    LdmBucketSizeLog(u32) = ZSTD_c_ldmBucketSizeLog,
    LdmHashRateLog(u32) = ZSTD_c_ldmHashRateLog,
    ContentSizeFlag(bool) = ZSTD_c_contentSizeFlag,
    ChecksumFlag(bool) = ZSTD_c_checksumFlag,
    DictIdFlag(bool) = ZSTD_c_dictIDFlag,
    NbWorkers(u32) = ZSTD_c_nbWorkers,
    JobSize(u32) = ZSTD_c_jobSize,
    OverlapSizeLog(u32) = ZSTD_c_overlapLog,
    #[cfg(feature = "experimental")] RSyncable(bool) = ZSTD_c_experimentalParam1,
    #[cfg(feature = "experimental")] Format(FrameFormat) = ZSTD_c_experimentalParam2,
    #[cfg(feature = "experimental")] ForceMaxWindow(bool) = ZSTD_c_experimentalParam3,
    #[cfg(feature = "experimental")] ForceAttachDict(DictAttachPref) = ZSTD_c_experimentalParam4,
    #[cfg(feature = "experimental")] LiteralCompressionMode(ParamSwitch) = ZSTD_c_experimentalParam5,
    #[cfg(feature = "experimental")] SrcSizeHint(u32) = ZSTD_c_experimentalParam7,
    #[cfg(feature = "experimental")] EnableDedicatedDictSearch(bool) = ZSTD_c_experimentalParam8,
    #[cfg(feature = "experimental")] StableInBuffer(bool) = ZSTD_c_experimentalParam9,
    #[cfg(feature = "experimental")] StableOutBuffer(bool) = ZSTD_c_experimentalParam10,
    #[cfg(feature = "experimental")] BlockDelimiters(bool) = ZSTD_c_experimentalParam11,
    #[cfg(feature = "experimental")] ValidateSequences(bool) = ZSTD_c_experimentalParam12,
    #[cfg(feature = "experimental")] UseBlockSplitter(ParamSwitch) = ZSTD_c_experimentalParam13,
    #[cfg(feature = "experimental")] UseRowMatchFinder(ParamSwitch) = ZSTD_c_experimentalParam14,
    #[cfg(feature = "experimental")] DeterministicRefPrefix(bool) = ZSTD_c_experimentalParam15,
    #[cfg(feature = "experimental")] PrefetchCDictTables(ParamSwitch) = ZSTD_c_experimentalParam16,
    #[cfg(feature = "experimental")] EnableSeqProducerFallback(bool) = ZSTD_c_experimentalParam17,
    #[cfg(feature = "experimental")] MaxBlockSize(u32) = ZSTD_c_experimentalParam18,
    #[cfg(feature = "experimental")] SearchForExternalRepcodes(ParamSwitch) = ZSTD_c_experimentalParam19,
}

parameters! {
    /// A parameter for decompression, with its value.
    DParameter for ZSTD_dParameter;
    WindowLogMax(u32) = ZSTD_d_windowLogMax,
    #[cfg(feature = "experimental")] Format(FrameFormat) = ZSTD_d_experimentalParam1,
    #[cfg(feature = "experimental")] StableOutBuffer(bool) = ZSTD_d_experimentalParam2,
    #[cfg(feature = "experimental")] ForceIgnoreChecksum(bool) = ZSTD_d_experimentalParam3,
    #[cfg(feature = "experimental")] RefMultipleDDicts(bool) = ZSTD_d_experimentalParam4,
}

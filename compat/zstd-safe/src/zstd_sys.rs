//! The raw bindings under the names that `zstd-sys` gives them.
//!
//! They are `zstdkit-sys`'. What is an enum of C's stands here as an enum of Rust's, with the functions of
//! libzstd's stable interface that take or give one, so that a program's
//! `use zstd_sys::ZSTD_EndDirective::ZSTD_e_end` finds what it did.

#![expect(non_camel_case_types, reason = "libzstd's names")]

use core::ffi::{c_char, c_int};

pub use zstdkit_sys::*;

/// Declares enums with the numbers that C gives their members.
macro_rules! enums {
    ($($name:ident { $($member:ident),* $(,)? })*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`, from Rust to C.")]
            #[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
            #[repr(u32)]
            pub enum $name {
                $(
                    #[doc = concat!("`", stringify!($member), "`.")]
                    $member = zstdkit_sys::$name::$member.0,
                )*
            }

            impl From<$name> for zstdkit_sys::$name {
                fn from(value: $name) -> Self {
                    Self(value as u32)
                }
            }

            impl $name {
                /// The member that has the number, if one has.
                pub fn from_number(number: u32) -> Option<Self> {
                    [$(Self::$member),*].into_iter().find(|member| *member as u32 == number)
                }
            }
        )*
    };
}

enums! {
    ZSTD_EndDirective { ZSTD_e_continue, ZSTD_e_flush, ZSTD_e_end }
    ZSTD_ErrorCode { ZSTD_error_no_error, ZSTD_error_GENERIC, ZSTD_error_prefix_unknown, ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported, ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_corruption_detected, ZSTD_error_checksum_wrong, ZSTD_error_literals_headerWrong, ZSTD_error_dictionary_corrupted, ZSTD_error_dictionary_wrong, ZSTD_error_dictionaryCreation_failed, ZSTD_error_parameter_unsupported, ZSTD_error_parameter_combination_unsupported, ZSTD_error_parameter_outOfBound, ZSTD_error_tableLog_tooLarge, ZSTD_error_maxSymbolValue_tooLarge, ZSTD_error_maxSymbolValue_tooSmall, ZSTD_error_cannotProduce_uncompressedBlock, ZSTD_error_stabilityCondition_notRespected, ZSTD_error_stage_wrong, ZSTD_error_init_missing, ZSTD_error_memory_allocation, ZSTD_error_workSpace_tooSmall, ZSTD_error_dstSize_tooSmall, ZSTD_error_srcSize_wrong, ZSTD_error_dstBuffer_null, ZSTD_error_noForwardProgress_destFull, ZSTD_error_noForwardProgress_inputEmpty, ZSTD_error_frameIndex_tooLarge, ZSTD_error_seekableIO, ZSTD_error_dstBuffer_wrong, ZSTD_error_srcBuffer_wrong, ZSTD_error_sequenceProducer_failed, ZSTD_error_externalSequences_invalid, ZSTD_error_maxCode }
    ZSTD_ResetDirective { ZSTD_reset_session_only, ZSTD_reset_parameters, ZSTD_reset_session_and_parameters }
    ZSTD_cParameter { ZSTD_c_compressionLevel, ZSTD_c_windowLog, ZSTD_c_hashLog, ZSTD_c_chainLog, ZSTD_c_searchLog, ZSTD_c_minMatch, ZSTD_c_targetLength, ZSTD_c_strategy, ZSTD_c_targetCBlockSize, ZSTD_c_enableLongDistanceMatching, ZSTD_c_ldmHashLog, ZSTD_c_ldmMinMatch, ZSTD_c_ldmBucketSizeLog, ZSTD_c_ldmHashRateLog, ZSTD_c_contentSizeFlag, ZSTD_c_checksumFlag, ZSTD_c_dictIDFlag, ZSTD_c_nbWorkers, ZSTD_c_jobSize, ZSTD_c_overlapLog, ZSTD_c_experimentalParam1, ZSTD_c_experimentalParam2, ZSTD_c_experimentalParam3, ZSTD_c_experimentalParam4, ZSTD_c_experimentalParam5, ZSTD_c_experimentalParam7, ZSTD_c_experimentalParam8, ZSTD_c_experimentalParam9, ZSTD_c_experimentalParam10, ZSTD_c_experimentalParam11, ZSTD_c_experimentalParam12, ZSTD_c_experimentalParam13, ZSTD_c_experimentalParam14, ZSTD_c_experimentalParam15, ZSTD_c_experimentalParam16, ZSTD_c_experimentalParam17, ZSTD_c_experimentalParam18, ZSTD_c_experimentalParam19, ZSTD_c_experimentalParam20 }
    ZSTD_dParameter { ZSTD_d_windowLogMax, ZSTD_d_experimentalParam1, ZSTD_d_experimentalParam2, ZSTD_d_experimentalParam3, ZSTD_d_experimentalParam4, ZSTD_d_experimentalParam5, ZSTD_d_experimentalParam6 }
    ZSTD_strategy { ZSTD_fast, ZSTD_dfast, ZSTD_greedy, ZSTD_lazy, ZSTD_lazy2, ZSTD_btlazy2, ZSTD_btopt, ZSTD_btultra, ZSTD_btultra2 }
}

#[cfg(feature = "experimental")]
enums! {
    ZSTD_FrameType_e { ZSTD_frame, ZSTD_skippableFrame }
    ZSTD_ParamSwitch_e { ZSTD_ps_auto, ZSTD_ps_enable, ZSTD_ps_disable }
    ZSTD_SequenceFormat_e { ZSTD_sf_noBlockDelimiters, ZSTD_sf_explicitBlockDelimiters }
    ZSTD_dictAttachPref_e { ZSTD_dictDefaultAttach, ZSTD_dictForceAttach, ZSTD_dictForceCopy, ZSTD_dictForceLoad }
    ZSTD_dictContentType_e { ZSTD_dct_auto, ZSTD_dct_rawContent, ZSTD_dct_fullDict }
    ZSTD_dictLoadMethod_e { ZSTD_dlm_byCopy, ZSTD_dlm_byRef }
    ZSTD_forceIgnoreChecksum_e { ZSTD_d_validateChecksum, ZSTD_d_ignoreChecksum }
    ZSTD_format_e { ZSTD_f_zstd1, ZSTD_f_zstd1_magicless }
    ZSTD_literalCompressionMode_e { ZSTD_lcm_auto, ZSTD_lcm_huffman, ZSTD_lcm_uncompressed }
    ZSTD_nextInputType_e { ZSTDnit_frameHeader, ZSTDnit_blockHeader, ZSTDnit_block, ZSTDnit_lastBlock, ZSTDnit_checksum, ZSTDnit_skippableFrame }
    ZSTD_refMultipleDDicts_e { ZSTD_rmd_refSingleDDict, ZSTD_rmd_refMultipleDDicts }
}

/// `ZSTD_getErrorCode`; a number that this libzstd has no name for is `ZSTD_error_GENERIC`.
///
/// # Safety
///
/// None to keep: any number may be asked about.
#[expect(non_snake_case, reason = "libzstd's name")]
pub unsafe fn ZSTD_getErrorCode(result: usize) -> ZSTD_ErrorCode {
    // SAFETY: any number may be asked about.
    let code = unsafe { zstdkit_sys::ZSTD_getErrorCode(result) }.0;
    ZSTD_ErrorCode::from_number(code).unwrap_or(ZSTD_ErrorCode::ZSTD_error_GENERIC)
}

/// Declares functions of C that take one of the enums.
macro_rules! functions {
    ($($name:ident($($argument:ident: $type:ty),*; $value:ident: $enum:ty $(; $last:ident: $last_type:ty)?) -> $result:ty;)*) => {
        $(
            #[doc = concat!("`", stringify!($name), "`.")]
            ///
            /// # Safety
            ///
            /// What libzstd's header asks for.
            #[expect(non_snake_case, reason = "libzstd's name")]
            pub unsafe fn $name($($argument: $type,)* $value: $enum $(, $last: $last_type)?) -> $result {
                // SAFETY: as the caller promises.
                unsafe { zstdkit_sys::$name($($argument,)* $value.into() $(, $last)?) }
            }
        )*
    };
}

functions! {
    ZSTD_getErrorString(; code: ZSTD_ErrorCode) -> *const c_char;
    ZSTD_cParam_getBounds(; parameter: ZSTD_cParameter) -> ZSTD_bounds;
    ZSTD_dParam_getBounds(; parameter: ZSTD_dParameter) -> ZSTD_bounds;
    ZSTD_CCtx_setParameter(cctx: *mut ZSTD_CCtx; parameter: ZSTD_cParameter; value: c_int) -> usize;
    ZSTD_DCtx_setParameter(dctx: *mut ZSTD_DCtx; parameter: ZSTD_dParameter; value: c_int) -> usize;
    ZSTD_CCtx_reset(cctx: *mut ZSTD_CCtx; directive: ZSTD_ResetDirective) -> usize;
    ZSTD_DCtx_reset(dctx: *mut ZSTD_DCtx; directive: ZSTD_ResetDirective) -> usize;
    ZSTD_compressStream2(
        cctx: *mut ZSTD_CCtx, output: *mut ZSTD_outBuffer, input: *mut ZSTD_inBuffer;
        directive: ZSTD_EndDirective
    ) -> usize;
}

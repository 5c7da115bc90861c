//! What libzstd advises: parameters for a level, memory for parameters.

use core::ptr::NonNull;

use zstdkit_sys as sys;

use super::check;
use crate::{
    error::{Error, ErrorCode, Result},
    parameters::{CompressParameter, CompressionParameters, Strategy},
};

/// The one owner of a `ZSTD_CCtx_params`.
pub(crate) struct CctxParams(NonNull<sys::ZSTD_CCtx_params>);

impl CctxParams {
    /// Checks the parameters and sets them.
    pub(crate) fn new(parameters: impl Iterator<Item = (CompressParameter, i32)>) -> Result<Self> {
        // SAFETY: takes nothing, answers NULL on failure.
        let raw = unsafe { sys::ZSTD_createCCtxParams() };
        let mut params = Self(NonNull::new(raw).ok_or(Error::OutOfMemory)?);
        for (parameter, value) in parameters {
            parameter.check(value)?;
            params.set(parameter, value)?;
        }
        Ok(params)
    }

    /// Sets a parameter to a value within its bounds.
    pub(crate) fn set(
        &mut self,
        parameter: CompressParameter,
        value: i32,
    ) -> Result<(), ErrorCode> {
        // SAFETY: the pointer is a live CCtx_params; any number is allowed.
        check(unsafe { sys::ZSTD_CCtxParams_setParameter(self.0.as_ptr(), parameter.key(), value) })
            .map(drop)
    }

    /// What a context takes. Every parameter is settled: what C would choose itself in a context, it
    /// doesn't choose here, and divides by what isn't set.
    pub(crate) fn estimate_context(&self) -> Result<usize, ErrorCode> {
        // SAFETY: the pointer is a live CCtx_params, read only; with long-distance matching, its least
        // match isn't 0, as the callers see to.
        check(unsafe { sys::ZSTD_estimateCCtxSize_usingCCtxParams(self.0.as_ptr()) })
    }

    /// What a stream takes; with the same in mind.
    pub(crate) fn estimate_stream(&self) -> Result<usize, ErrorCode> {
        // SAFETY: as for `estimate_context`.
        check(unsafe { sys::ZSTD_estimateCStreamSize_usingCCtxParams(self.0.as_ptr()) })
    }
}

impl Drop for CctxParams {
    fn drop(&mut self) {
        // SAFETY: the one owner frees it once.
        unsafe { sys::ZSTD_freeCCtxParams(self.0.as_ptr()) };
    }
}

pub(crate) fn estimate_decompress_context() -> usize {
    // SAFETY: a pure function.
    unsafe { sys::ZSTD_estimateDCtxSize() }
}

pub(crate) fn estimate_decompressor(window: usize) -> Result<usize, ErrorCode> {
    // SAFETY: a pure function of the number.
    check(unsafe { sys::ZSTD_estimateDStreamSize(window) })
}

pub(crate) fn estimate_compress_digest(len: usize, level: i32) -> Result<usize, ErrorCode> {
    // SAFETY: a pure function of the numbers.
    check(unsafe { sys::ZSTD_estimateCDictSize(len, level) })
}

pub(crate) fn estimate_decompress_digest(len: usize) -> usize {
    // SAFETY: a pure function of the numbers.
    unsafe { sys::ZSTD_estimateDDictSize(len, sys::ZSTD_dictLoadMethod_e::ZSTD_dlm_byCopy) }
}

pub(crate) fn recommended_parameters(
    level: i32,
    size: Option<u64>,
    dictionary_size: usize,
) -> Result<CompressionParameters> {
    // SAFETY: a pure function of the numbers; 0 stands for an unknown size.
    from_raw(unsafe { sys::ZSTD_getCParams(level, size.unwrap_or(0), dictionary_size) })
}

pub(crate) fn adjusted_parameters(
    parameters: &CompressionParameters,
    size: Option<u64>,
    dictionary_size: usize,
) -> Result<CompressionParameters> {
    let raw = sys::ZSTD_compressionParameters {
        windowLog: parameters.window_log,
        chainLog: parameters.chain_log,
        hashLog: parameters.hash_log,
        searchLog: parameters.search_log,
        minMatch: parameters.min_match,
        targetLength: parameters.target_length,
        strategy: sys::ZSTD_strategy(i32::from(parameters.strategy) as u32),
    };
    let size = size.unwrap_or(sys::ZSTD_CONTENTSIZE_UNKNOWN);
    // SAFETY: a pure function of the numbers, which the caller has checked against their bounds.
    from_raw(unsafe { sys::ZSTD_adjustCParams(raw, size, dictionary_size) })
}

fn from_raw(raw: sys::ZSTD_compressionParameters) -> Result<CompressionParameters> {
    Ok(CompressionParameters {
        window_log: raw.windowLog,
        chain_log: raw.chainLog,
        hash_log: raw.hashLog,
        search_log: raw.searchLog,
        min_match: raw.minMatch,
        target_length: raw.targetLength,
        strategy: Strategy::try_from(raw.strategy.0 as i32)?,
    })
}

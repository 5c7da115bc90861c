//! How much memory an object will take, before it's made.

use crate::{
    dictionary::DictionaryMode,
    error::{Error, ErrorCode, Result},
    ffi,
    options::{CompressOptions, DecompressOptions},
    parameters::{CompressParameter as P, CompressionParameters, Strategy},
};

/// The most memory that a [`CompressContext`](crate::CompressContext) with these options will take,
/// in bytes, whatever data it's given; left out are its dictionary, worker threads, and sequences from
/// outside. With a prefix it takes more, as the window grows with the data.
///
/// ```
/// use zstdkit::{CompressOptions, estimate_compress_context};
///
/// let fast = estimate_compress_context(&CompressOptions::new().level(1))?;
/// let small = estimate_compress_context(&CompressOptions::new().level(19))?;
/// assert!(fast < small);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// A parameter out of bounds, or worker threads, of whose memory libzstd gives no estimate;
/// [`Error::OutOfMemory`](crate::Error::OutOfMemory) for more than this machine can address.
///
/// Wraps `ZSTD_estimateCCtxSize_usingCCtxParams`.
#[doc(alias = "ZSTD_estimateCCtxSize")]
#[doc(alias = "ZSTD_estimateCCtxSize_usingCCtxParams")]
#[doc(alias = "ZSTD_estimateCCtxSize_usingCParams")]
pub fn estimate_compress_context(options: &CompressOptions) -> Result<usize> {
    most(options, ffi::CctxParams::estimate_context)
}

/// The most memory that a [`Compressor`](crate::Compressor) with these options will take, in bytes;
/// its dictionary and worker threads left out.
///
/// # Errors
///
/// A parameter out of bounds, or worker threads, of whose memory libzstd gives no estimate;
/// [`Error::OutOfMemory`](crate::Error::OutOfMemory) for more than this machine can address.
///
/// Wraps `ZSTD_estimateCStreamSize_usingCCtxParams`.
#[doc(alias = "ZSTD_estimateCStreamSize")]
#[doc(alias = "ZSTD_estimateCStreamSize_usingCCtxParams")]
#[doc(alias = "ZSTD_estimateCStreamSize_usingCParams")]
pub fn estimate_compressor(options: &CompressOptions) -> Result<usize> {
    most(options, ffi::CctxParams::estimate_stream)
}

/// The memory that a [`DecompressContext`](crate::DecompressContext) takes for frames that say their
/// size, in bytes.
///
/// Wraps `ZSTD_estimateDCtxSize`.
#[doc(alias = "ZSTD_estimateDCtxSize")]
pub fn estimate_decompress_context() -> usize {
    ffi::estimate_decompress_context()
}

/// The most memory that a [`Decompressor`](crate::Decompressor) with these options will take, in
/// bytes; kept input left out.
///
/// What one frame needs is told by `zstdkit_frame::FrameInfo::decoder_memory`.
///
/// ```
/// use zstdkit::{DecompressOptions, estimate_decompressor};
///
/// let modest = DecompressOptions::new().window_log_max(20);
/// assert!((1 << 20..2 << 20).contains(&estimate_decompressor(&modest)?));
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::OutOfMemory`](crate::Error::OutOfMemory) for more than this machine can address.
///
/// Wraps `ZSTD_estimateDStreamSize`.
#[doc(alias = "ZSTD_decodingBufferSize_min")]
#[doc(alias = "ZSTD_estimateDStreamSize")]
pub fn estimate_decompressor(options: &DecompressOptions) -> Result<usize> {
    let window = usize::try_from(options.max_window()).map_err(|_| Error::OutOfMemory)?;
    // C adds buffers to it, and doesn't see where the sum is too much.
    if window > isize::MAX as usize - BUFFERS {
        return Err(Error::OutOfMemory);
    }
    Ok(ffi::estimate_decompressor(window)?)
}

/// The memory that a dictionary of `len` bytes takes together with its digested form for `level`, in bytes.
///
/// The content is there once, whatever it's digested for: each further level takes `len` less.
///
/// # Errors
///
/// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds) for the level.
///
/// Wraps `ZSTD_estimateCDictSize`.
#[doc(alias = "ZSTD_estimateCDictSize")]
#[doc(alias = "ZSTD_estimateCDictSize_advanced")]
pub fn estimate_compress_digest(len: usize, level: i32) -> Result<usize> {
    P::CompressionLevel.check(level)?;
    // No dictionary can be as large; C would run over the largest number.
    if len > isize::MAX as usize - BUFFERS {
        return Err(Error::OutOfMemory);
    }
    Ok(ffi::estimate_compress_digest(len, level)?)
}

/// The memory that a dictionary of `len` bytes takes together with its digested form for decompression, in
/// bytes.
///
/// The content is there once, whatever it's digested for: beside another form, this one takes `len` less.
///
/// Wraps `ZSTD_estimateDDictSize`.
#[doc(alias = "ZSTD_estimateDDictSize")]
pub fn estimate_decompress_digest(len: usize) -> usize {
    // C would run over the largest number.
    ffi::estimate_decompress_digest(0).saturating_add(len)
}

/// More than all of a context's buffers and tables that don't grow with a window or a dictionary, in
/// bytes, and less than any machine's memory.
const BUFFERS: usize = 1 << 24;

/// The sizes of inputs up to which a level stands for the same parameters, in bytes; then for all.
const TIERS: [Option<u64>; 4] = [Some(16 << 10), Some(128 << 10), Some(256 << 10), None];

/// The least window that a frame can have: 2^10 bytes.
const LEAST_WINDOW_LOG: i32 = 10;

/// The most that C estimates for any input.
///
/// C's estimate is for one input of a size that isn't known, and takes for settled what a context
/// settles for itself: so each kind of input is estimated, with everything settled.
fn most(
    options: &CompressOptions,
    estimate: fn(&ffi::CctxParams) -> Result<usize, ErrorCode>,
) -> Result<usize> {
    options.check()?;
    let mut parameters = ffi::CctxParams::new(options.parameters())?;
    let mut most = 0;
    each_shape(options, |shape| {
        for (parameter, value) in shape {
            parameters.set(parameter, value)?;
        }
        most = most.max(estimate(&parameters)?);
        Ok(())
    })?;
    Ok(most)
}

/// All that a context's memory depends on, settled for one kind of input.
type Shape = [(P, i32); 12];

/// What a context makes of the options, for every kind of input.
fn each_shape(options: &CompressOptions, mut see: impl FnMut(Shape) -> Result<()>) -> Result<()> {
    let value = |parameter| options.get(parameter).unwrap_or(0);
    let level = value(P::CompressionLevel);
    let dictionary = options.dictionary_and_mode();
    for tier in TIERS {
        let mut settled = CompressionParameters::recommended(level, tier, 0)?;
        if value(P::EnableLongDistanceMatching) == 1 {
            settled.window_log = LDM_WINDOW_LOG;
        }
        let settled = overridden(settled, options)?;
        // With a dictionary, its size chooses the tier, and the input's may be any.
        let limit = tier.filter(|_| dictionary.is_none());
        with_rows(options, settled, limit, &settled, dictionary.is_some())
            .try_for_each(&mut see)?;
        // A digest brings its own parameters, but for the window's.
        if let Some((dictionary, DictionaryMode::Digested)) = dictionary {
            let size = dictionary.content().len();
            let mut digest = CompressionParameters::recommended(level, None, size)?;
            digest.window_log = settled.window_log;
            with_rows(options, digest, None, &settled, true).try_for_each(&mut see)?;
        }
    }
    Ok(())
}

/// The window that long-distance matching has where none is set.
const LDM_WINDOW_LOG: u32 = 27;

/// The parameters, but for those that the options set.
fn overridden(
    level: CompressionParameters,
    options: &CompressOptions,
) -> Result<CompressionParameters> {
    let or = |parameter, of_level: u32| match options.get(parameter) {
        None | Some(0) => of_level,
        Some(value) => value.unsigned_abs(),
    };
    Ok(CompressionParameters {
        window_log: or(P::WindowLog, level.window_log),
        chain_log: or(P::ChainLog, level.chain_log),
        hash_log: or(P::HashLog, level.hash_log),
        search_log: or(P::SearchLog, level.search_log),
        min_match: or(P::MinMatch, level.min_match),
        target_length: level.target_length,
        strategy: Strategy::try_from(or(P::Strategy, i32::from(level.strategy) as u32) as i32)?,
    })
}

/// The shapes for inputs up to `limit`, of which there are two where a digest chooses whether rows are
/// searched.
fn with_rows(
    options: &CompressOptions,
    parameters: CompressionParameters,
    limit: Option<u64>,
    chosen_by: &CompressionParameters,
    either: bool,
) -> impl Iterator<Item = Shape> {
    let shape = shape(options, parameters, limit, chosen_by);
    let own = options.get(P::UseRowMatchFinder).unwrap_or(0);
    let rows: &[i32] = if either { &[1, 2] } else { &[0] };
    rows.iter().map(move |rows| {
        let mut shape = shape;
        shape[0] = (P::UseRowMatchFinder, if either { *rows } else { own });
        shape
    })
}

fn shape(
    options: &CompressOptions,
    parameters: CompressionParameters,
    limit: Option<u64>,
    chosen_by: &CompressionParameters,
) -> Shape {
    let value = |parameter| options.get(parameter).unwrap_or(0);
    let within = |log: u32| limit.map_or(log, |limit| log.min(limit.ilog2())) as i32;
    let window_log = within(parameters.window_log);
    let strategy = parameters.strategy;
    let long = match value(P::EnableLongDistanceMatching) {
        // For the largest windows C chooses it by itself, before a digest has its say.
        0 if chosen_by.strategy >= Strategy::BtOpt
            && within(chosen_by.window_log) >= LDM_WINDOW_LOG as i32 =>
        {
            1
        }
        0 => 2,
        own => own,
    };
    let or = |parameter, own: i32| match value(parameter) {
        0 => own,
        value => value,
    };
    let rate = or(P::LdmHashRateLog, 7 - i32::from(strategy) / 3);
    let (least, most) = P::LdmHashLog.bounds().into_inner();
    // C runs below 0 for inputs whose window is smaller than the rate, and takes the largest table.
    let ldm_hash_log =
        if rate > LEAST_WINDOW_LOG { most } else { (window_log - rate).clamp(least.max(6), most) };
    let ldm_min_match = if strategy >= Strategy::BtUltra { 32 } else { 64 };
    [
        (P::UseRowMatchFinder, 0),
        (P::SrcSizeHint, limit.map_or(0, |limit| limit as i32)),
        (P::WindowLog, window_log.max(LEAST_WINDOW_LOG)),
        (P::ChainLog, parameters.chain_log as i32),
        (P::HashLog, parameters.hash_log as i32),
        (P::SearchLog, parameters.search_log as i32),
        (P::MinMatch, parameters.min_match as i32),
        (P::Strategy, strategy.into()),
        (P::EnableLongDistanceMatching, long),
        (P::LdmHashLog, or(P::LdmHashLog, ldm_hash_log)),
        (P::LdmMinMatch, or(P::LdmMinMatch, ldm_min_match)),
        // Smaller buckets take more memory: no libzstd chooses smaller ones.
        (P::LdmBucketSizeLog, or(P::LdmBucketSizeLog, 3)),
    ]
}

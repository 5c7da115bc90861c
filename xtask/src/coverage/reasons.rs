//! Why something of libzstd's interface has no item in the safe crates.

/// Names, or their beginnings where a `*` ends them, and the reason. The first that fits counts.
const REASONS: &[(&str, &str)] = &[
    ("ZSTD_initCStream", "covered by `ZSTD_CCtx_reset` and `ZSTD_CCtx_setParameter`"),
    ("ZSTD_compressStream", "covered by `ZSTD_compressStream2`"),
    ("ZSTD_flushStream", "covered by `ZSTD_compressStream2`"),
    ("ZSTD_endStream", "covered by `ZSTD_compressStream2`"),
    ("ZSTD_initDStream", "covered by `ZSTD_DCtx_reset`"),
    ("ZSTD_createCStream", "another name of `ZSTD_createCCtx`"),
    ("ZSTD_freeCStream", "another name of `ZSTD_freeCCtx`"),
    ("ZSTD_sizeof_CStream", "another name of `ZSTD_sizeof_CCtx`"),
    ("ZSTD_createDStream", "another name of `ZSTD_createDCtx`"),
    ("ZSTD_freeDStream", "another name of `ZSTD_freeDCtx`"),
    ("ZSTD_sizeof_DStream", "another name of `ZSTD_sizeof_DCtx`"),
    ("ZSTD_compress", "makes a context for each call: covered by `ZSTD_compress2`"),
    ("ZSTD_decompress", "makes a context for each call: covered by `ZSTD_decompressDCtx`"),
    ("ZSTD_compressCCtx", "takes no parameters: covered by `ZSTD_compress2`"),
    (
        "ZSTD_compress_usingDict",
        "digests the dictionary in each call: covered by `ZSTD_CCtx_refCDict`",
    ),
    ("ZSTD_compress_usingCDict", "takes no parameters: covered by `ZSTD_CCtx_refCDict`"),
    (
        "ZSTD_decompress_usingDict",
        "digests the dictionary in each call: covered by `ZSTD_DCtx_refDDict`",
    ),
    ("ZSTD_decompress_usingDDict", "covered by `ZSTD_DCtx_refDDict`"),
    ("ZSTD_versionNumber", "covered by `ZSTD_versionString`"),
    ("ZSTD_isError", "every result is checked; an error is a value of `zstdkit::Error`"),
    ("ZSTD_getErrorCode", "every result is checked; an error is a value of `zstdkit::Error`"),
    ("ZSTD_getErrorName", "covered by `ZSTD_getErrorString`"),
    ("ZDICT_isError", "every result is checked; an error is a value of the crate's `Error`"),
    ("ZDICT_getErrorName", "the same words as `ZSTD_getErrorString`"),
    (
        "ZSTD_getDictID_from*",
        "read from the bytes by the frame crate or kept by `zstdkit::Dictionary`",
    ),
    ("ZDICT_getDictID", "read from the bytes: `zstdkit::Dictionary::id`"),
    ("ZSTD_getFrameContentSize", "read from the bytes: `zstdkit_frame::frame_info`"),
    ("ZSTD_findFrameCompressedSize", "read from the bytes: `zstdkit_frame::frame_size`"),
    ("ZSTD_getFrameHeader_advanced", "read from the bytes: `zstdkit_frame::Options`"),
    ("ZSTD_getFrameHeader", "read from the bytes: `zstdkit_frame::frame_info`"),
    ("ZSTD_frameHeaderSize", "read from the bytes: `zstdkit_frame::frame_info`"),
    ("ZSTD_isFrame", "read from the bytes: `zstdkit_frame::frame_info`"),
    ("ZSTD_isSkippableFrame", "read from the bytes: `zstdkit_frame::frame_info`"),
    ("ZSTD_readSkippableFrame", "read from the bytes: `zstdkit_frame::frames`"),
    ("ZSTD_findDecompressedSize", "read from the bytes: `zstdkit_frame::decompressed_size`"),
    ("ZSTD_decompressBound", "read from the bytes: `zstdkit_frame::decompressed_bound`"),
    ("ZSTD_decodingBufferSize_min", "needed by the buffer-less interface only"),
    ("ZSTD_sizeof_*", "the sizes of digests and contexts are libzstd's own affair"),
    (
        "ZSTD_*Ctx_refPrefix_advanced",
        "a prefix is raw content: covered by the function without this ending",
    ),
    (
        "ZSTD_*Ctx_loadDictionary_advanced",
        "what a dictionary is, its content says: `zstdkit::Dictionary::new` and `raw`",
    ),
    (
        "ZSTD_create*Dict_advanced*",
        "digests are shared by all contexts, and so have their memory from libzstd's allocator",
    ),
    (
        "ZSTD_estimateCDictSize_advanced",
        "a digest is made for a level: `zstdkit::estimate_compress_digest`",
    ),
    (
        "ZSTD_estimateCCtxSize",
        "for a level alone: covered by `ZSTD_estimateCCtxSize_usingCCtxParams`",
    ),
    (
        "ZSTD_estimateCCtxSize_usingCParams",
        "for some of the parameters: covered by `ZSTD_estimateCCtxSize_usingCCtxParams`",
    ),
    (
        "ZSTD_estimateCStreamSize",
        "for a level alone: covered by `ZSTD_estimateCStreamSize_usingCCtxParams`",
    ),
    (
        "ZSTD_estimateCStreamSize_usingCParams",
        "for some of the parameters: covered by `ZSTD_estimateCStreamSize_usingCCtxParams`",
    ),
    (
        "ZSTD_estimateDStreamSize_fromFrame",
        "read from the bytes: `zstdkit_frame::FrameInfo::decoder_memory`",
    ),
    ("ZSTD_getParams", "covered by `ZSTD_getCParams`; the frame's flags are parameters"),
    ("ZSTD_initStaticCStream", "another name of `ZSTD_initStaticCCtx`"),
    ("ZSTD_initStaticDStream", "another name of `ZSTD_initStaticDCtx`"),
    (
        "ZSTD_initStatic*Dict",
        "digests are shared by all contexts: no caller's memory would outlive them",
    ),
    ("ZSTD_createCDict", "digested dictionaries are shared: `zstdkit::Dictionary`"),
    ("ZSTD_createDDict", "digested dictionaries are shared: `zstdkit::Dictionary`"),
    ("ZSTD_*CtxParams*", "options are values of Rust: `zstdkit::CompressOptions`"),
    (
        "ZSTD_*_simpleArgs",
        "for languages without structs: covered by the function without this ending",
    ),
    ("ZSTD_decompressBegin*", "the buffer-less interface: covered by `ZSTD_decompressStream`"),
    ("ZSTD_decompressContinue", "the buffer-less interface: covered by `ZSTD_decompressStream`"),
    (
        "ZSTD_nextSrcSizeToDecompress",
        "the buffer-less interface: covered by `ZSTD_decompressStream`",
    ),
    ("ZSTD_nextInputType", "the buffer-less interface: covered by `ZSTD_decompressStream`"),
    ("ZSTD_CCtx_set*Params", "covered by `ZSTD_CCtx_setParameter`"),
    ("ZSTD_DCtx_setMaxWindowSize", "covered by `ZSTD_d_windowLogMax`"),
    ("ZDICT_trainFromBuffer", "covered by `ZDICT_optimizeTrainFromBuffer_fastCover`"),
];

/// The reason for a name, if there is one.
pub(crate) fn of(name: &str) -> Option<&'static str> {
    REASONS.iter().find(|(pattern, _)| fits(pattern, name)).map(|(_, reason)| *reason)
}

/// Whether a name is of a pattern, where each `*` stands for any text.
fn fits(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for piece in pieces {
        if let Some(piece) = last.replace(piece) {
            let Some(at) = str::find(rest, piece) else { return false };
            rest = &rest[at + str::len(piece)..];
        }
    }
    last.map_or(rest.is_empty(), |piece| rest.ends_with(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        assert!(fits("ZSTD_x", "ZSTD_x") && !fits("ZSTD_x", "ZSTD_xy"));
        assert!(fits("ZSTD_x*", "ZSTD_xy") && fits("ZSTD_x*", "ZSTD_x"));
        assert!(fits("ZSTD_*Params*", "ZSTD_CCtxParams_init") && !fits("ZSTD_*Params*", "ZSTD_x"));
        assert!(fits("ZSTD_*_end", "ZSTD_a_end") && !fits("ZSTD_*_end", "ZSTD_a_end2"));
    }

    #[test]
    fn the_first_reason_that_fits_counts() {
        assert_eq!(of("ZSTD_compressStream"), Some("covered by `ZSTD_compressStream2`"));
        assert_eq!(of("ZSTD_unheard_of"), None);
    }
}

//! Worker threads are there exactly with the feature, and in a system's library as that was built.

use zstdkit_sys as raw;

#[test]
fn workers_are_bounded_by_the_feature() {
    // SAFETY: takes any number.
    let bounds = unsafe { raw::ZSTD_cParam_getBounds(raw::ZSTD_cParameter::ZSTD_c_nbWorkers) };
    assert_eq!(bounds.error, 0);
    assert_eq!(bounds.lowerBound, 0);
    if cfg!(feature = "multithread") {
        assert!(bounds.upperBound >= 64, "{}", bounds.upperBound);
    } else if !cfg!(feature = "system") {
        assert_eq!(bounds.upperBound, 0);
    }
}

#[cfg(feature = "multithread")]
#[test]
fn workers_work() {
    let input: Vec<u8> = (0..1_000_000u32).flat_map(|n| (n / 3).to_le_bytes()).collect();
    // SAFETY: the context is made, used and freed here; buffers outlive the calls.
    unsafe {
        let context = raw::ZSTD_createCCtx();
        let workers = raw::ZSTD_cParameter::ZSTD_c_nbWorkers;
        assert_eq!(raw::ZSTD_isError(raw::ZSTD_CCtx_setParameter(context, workers, 2)), 0);
        let mut frame = vec![0u8; raw::ZSTD_compressBound(input.len())];
        let size = raw::ZSTD_compress2(
            context,
            frame.as_mut_ptr().cast(),
            frame.len(),
            input.as_ptr().cast(),
            input.len(),
        );
        assert_eq!(raw::ZSTD_isError(size), 0);
        assert_eq!(raw::ZSTD_freeCCtx(context), 0);

        let mut output = vec![0u8; input.len()];
        let back = raw::ZSTD_decompress(
            output.as_mut_ptr().cast(),
            output.len(),
            frame.as_ptr().cast(),
            size,
        );
        assert_eq!(back, input.len());
        assert!(output == input);
    }
}

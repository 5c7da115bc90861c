use std::mem::MaybeUninit;

use zstdkit::{
    CompressOptions, CompressParameter as P, DecompressOptions, Dictionary, DictionaryMode,
    EndDirective, Error, StaticCompressContext, estimate_compress_context,
    estimate_compress_digest, estimate_compressor, estimate_decompress_digest,
    estimate_decompressor,
};

use crate::data::{noise, orders, text};

/// Estimates over this many bytes are made, and not tried out.
const TRIED: usize = 48 << 20;

/// How many estimates there are for one that is tried out, unless all are.
const SPARSE: usize = 61;

/// Lowest, 1 where it's in bounds, default, highest.
fn values(parameter: P) -> Vec<Option<i32>> {
    let bounds = parameter.bounds();
    let one = bounds.contains(&1).then_some(Some(1));
    let mut values = vec![None, Some(*bounds.start()), Some(*bounds.end())];
    values.extend(one);
    values
}

fn with(options: CompressOptions, parameter: P, value: Option<i32>) -> CompressOptions {
    match value {
        Some(value) => options.set(parameter, value),
        None => options,
    }
}

/// Compresses data of every tier of sizes, in the memory that was estimated and no more.
fn try_out(options: &CompressOptions, enough: usize, data: &[u8]) {
    let mut memory = Box::<[u8]>::new_uninit_slice(enough + 7);
    let memory: &mut [MaybeUninit<u8>] = &mut memory;
    let mut context = StaticCompressContext::new(memory, options).unwrap();
    let mut frame = Vec::new();
    for len in [0, 100, 2000, 16 << 10, 17_000, 128 << 10, 200_000, 256 << 10, 300_000] {
        frame.clear();
        context
            .compress_into(&data[..len], &mut frame)
            .unwrap_or_else(|error| panic!("{options:?}, {len} bytes: {error}"));
    }
}

/// What a stream took for data whose size it wasn't told.
fn stream(options: &CompressOptions, data: &[u8]) -> usize {
    let mut compressor = options.compressor().unwrap();
    let mut frame = Vec::new();
    compressor.compress_into(data, EndDirective::Continue, &mut frame).unwrap();
    compressor.compress_into(b"", EndDirective::End, &mut frame).unwrap();
    compressor.memory_size()
}

#[test]
fn estimates_over_all_pairs_of_parameters_are_enough() {
    let all = std::env::var_os("ZSTDKIT_ESTIMATES").is_some();
    let data = text(300_000);
    let mut count = 0;
    for (index, &first) in P::ALL.iter().enumerate() {
        for &second in &P::ALL[index + 1..] {
            for a in values(first) {
                for b in values(second) {
                    let options = with(CompressOptions::new(), first, a);
                    let options = with(options, second, b);
                    let estimates =
                        (estimate_compress_context(&options), estimate_compressor(&options));
                    let (Ok(context), Ok(compressor)) = estimates else {
                        let workers = options.get(P::NbWorkers).is_some_and(|workers| workers > 0);
                        // More than pointers of 32 bits address.
                        let too_large = matches!(options.check(), Err(Error::OutOfMemory));
                        assert!(workers || too_large, "{options:?}: {estimates:?}");
                        continue;
                    };
                    assert!(context > 0 && compressor > context, "{options:?}");
                    count += 1;
                    let tried = compressor < TRIED && (all || count % SPARSE == 0);
                    // Attempts without end take time and nothing else.
                    if tried && options.get(P::SearchLog).is_none_or(|log| log < 10) {
                        try_out(&options, context, &data);
                        let taken = stream(&options, &data);
                        assert!(taken <= compressor, "{options:?}: {taken} of {compressor}");
                    }
                }
            }
        }
    }
    assert!(count > 5000);
}

#[test]
fn estimates_hold_for_long_distances_and_for_hints_and_rows() {
    let data = text(300_000);
    let new = || CompressOptions::new().level(8);
    for options in [
        // Divided by zero.
        new().long_distance_matching(true).set(P::WindowLog, 18),
        new().long_distance_matching(true).set(P::WindowLog, 18).level(17),
        // Was as if all inputs were so small.
        new().set(P::SrcSizeHint, 17),
        // A stream's estimate was made for another match finder.
        new().set(P::ChainLog, 6).set(P::HashLog, 22),
        new().set(P::Strategy, 9).set(P::MinMatch, 3).set(P::SrcSizeHint, 1),
        new().level(-5).set(P::TargetLength, 1),
    ] {
        try_out(&options, estimate_compress_context(&options).unwrap(), &data);
        assert!(stream(&options, &data) <= estimate_compressor(&options).unwrap(), "{options:?}");
    }
    // Long-distance matching that C chooses by itself counts, too.
    let large = CompressOptions::new().level(19).set(P::WindowLog, 27);
    let without = large.clone().set(P::EnableLongDistanceMatching, 2);
    let estimate = |options| estimate_compress_context(options).unwrap();
    assert!(estimate(&large) > estimate(&without) + (1 << 20));
    // A rate over a small input's window takes C's largest table.
    let rate = CompressOptions::new().long_distance_matching(true).set(P::LdmHashRateLog, 12);
    if cfg!(target_pointer_width = "64") {
        assert!(estimate(&rate) > 8 << 30);
    } else {
        assert_eq!(estimate_compress_context(&rate), Err(Error::OutOfMemory));
    }
}

#[test]
fn estimates_hold_with_dictionaries_of_every_kind() {
    let data = text(300_000);
    let large = Dictionary::raw(noise(100_000)).unwrap();
    for dictionary in [orders(), large] {
        for level in [-5, 1, 3, 5, 7, 10, 13] {
            for mode in [DictionaryMode::Digested, DictionaryMode::Content] {
                for (parameter, value) in [(P::WindowLog, 10), (P::WindowLog, 0), (P::MinMatch, 3)]
                {
                    let options =
                        CompressOptions::new().level(level).dictionary_as(&dictionary, mode);
                    let options = options.set(parameter, value);
                    let enough = estimate_compress_context(&options).unwrap();
                    if mode != DictionaryMode::Content {
                        try_out(&options, enough, &data);
                    }
                    if mode != DictionaryMode::Content {
                        let taken = stream(&options, &data);
                        assert!(taken <= estimate_compressor(&options).unwrap(), "{options:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn estimates_never_run_over() {
    for len in [usize::MAX, usize::MAX - 100, isize::MAX as usize] {
        for level in [i32::from(i16::MIN), 1, 22] {
            assert_eq!(estimate_compress_digest(len, level), Err(Error::OutOfMemory));
        }
        assert!(estimate_decompress_digest(len) >= len);
        let options = DecompressOptions::new().window_limit(len as u64);
        assert_eq!(estimate_decompressor(&options), Err(Error::OutOfMemory));
    }
    let levels = P::CompressionLevel.bounds();
    for level in [*levels.start(), -1, 0, 1, 5, 12, *levels.end()] {
        for len in [8, 1000, 20_000, 200_000] {
            let dictionary = Dictionary::raw(noise(len)).unwrap();
            let options = CompressOptions::new().level(level).dictionary(&dictionary);
            let frame = options.compress(b"x").unwrap();
            let taken = dictionary.memory_size();
            let estimate = estimate_compress_digest(len, level).unwrap();
            assert!(taken <= estimate, "{len}, {level}: {taken} of {estimate}");

            let reader = Dictionary::raw(noise(len)).unwrap();
            DecompressOptions::new().dictionary(&reader).decompress(&frame).unwrap();
            let (taken, estimate) = (reader.memory_size(), estimate_decompress_digest(len));
            assert_eq!(taken, estimate, "{len}");
        }
    }
}

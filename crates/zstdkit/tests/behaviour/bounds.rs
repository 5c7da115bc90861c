//! The bounds of the parameters: those of libzstd 1.5.7 on 64-bit machines.

use zstdkit::{
    CompressOptions, CompressParameter, DecompressOptions, DecompressParameter, Error, Strategy,
};

#[test]
#[cfg(target_pointer_width = "64")]
fn bounds_are_those_of_libzstd_1_5_7() {
    use CompressParameter as P;
    let expected = [
        (P::CompressionLevel, -131_072..=22),
        (P::WindowLog, 10..=31),
        (P::HashLog, 6..=30),
        (P::ChainLog, 6..=30),
        (P::SearchLog, 1..=30),
        (P::MinMatch, 3..=7),
        (P::TargetLength, 0..=131_072),
        (P::Strategy, 1..=9),
        (P::TargetCBlockSize, 1340..=131_072),
        (P::EnableLongDistanceMatching, 0..=2),
        (P::LdmHashLog, 6..=30),
        (P::LdmMinMatch, 4..=4096),
        (P::LdmBucketSizeLog, 1..=8),
        (P::LdmHashRateLog, 0..=25),
        (P::ContentSizeFlag, 0..=1),
        (P::ChecksumFlag, 0..=1),
        (P::DictIdFlag, 0..=1),
        (P::NbWorkers, if cfg!(feature = "multithread") { 0..=256 } else { 0..=0 }),
        (P::JobSize, if cfg!(feature = "multithread") { 0..=1 << 30 } else { 0..=0 }),
        (P::OverlapLog, if cfg!(feature = "multithread") { 0..=9 } else { 0..=0 }),
    ];
    if !cfg!(feature = "experimental") {
        assert_eq!(expected.len(), P::ALL.len());
    }
    for (parameter, bounds) in expected {
        assert_eq!(parameter.bounds(), bounds, "{parameter}");
    }
    assert_eq!(DecompressParameter::WindowLogMax.bounds(), 10..=31);
}

/// A machine of 32 bits has no window of 2 GiB.
fn largest_window_log() -> i32 {
    if usize::BITS == 32 { 30 } else { 31 }
}

#[test]
fn both_ends_of_the_bounds_are_taken() {
    // Only objects are made here: with the largest tables, a frame would take gigabytes.
    for parameter in CompressParameter::ALL {
        let (lower, upper) = parameter.bounds().into_inner();
        for value in [lower, upper] {
            if *parameter == CompressParameter::NbWorkers && value > 8 {
                continue;
            }
            let options = CompressOptions::new().set(*parameter, value);
            assert_eq!(options.get(*parameter), Some(value));
            // A table that pointers of 32 bits don't address.
            if usize::BITS == 32 && *parameter == CompressParameter::HashLog && value == upper {
                assert!(matches!(options.context(), Err(Error::OutOfMemory)));
                assert!(matches!(options.compress(b"small"), Err(Error::OutOfMemory)));
                continue;
            }
            options.context().unwrap();
            options.compressor().unwrap();
        }
    }
    for value in [10, largest_window_log()] {
        let options = DecompressOptions::new().set(DecompressParameter::WindowLogMax, value);
        options.context().unwrap();
        options.decompressor().unwrap();
    }
}

#[test]
fn window_log_max_out_of_bounds_is_an_error_that_names_it() {
    for value in [9, 32, -1, i32::MAX, i32::MIN] {
        let options = DecompressOptions::new().set(DecompressParameter::WindowLogMax, value);
        let upper = largest_window_log();
        let expected =
            Error::ParameterOutOfBounds { parameter: "windowLogMax", lower: 10, upper, value };
        assert_eq!(options.decompress(b"").unwrap_err(), expected);
        assert_eq!(options.decompressor().unwrap_err(), expected);
        assert_eq!(options.frame_decompressor().unwrap_err(), expected);
        assert_eq!(options.context().unwrap_err(), expected);
    }
    let too_large = DecompressOptions::new().window_log_max(u32::MAX).decompress(b"");
    assert!(matches!(too_large, Err(Error::ParameterOutOfBounds { .. })), "{too_large:?}");
}

#[test]
fn zero_asks_for_libzstds_own_choice() {
    let data = crate::data::text(20_000);
    let expected = zstdkit::compress(&data, 3).unwrap();
    for parameter in CompressParameter::ALL {
        let own_meaning = [
            CompressParameter::ContentSizeFlag,
            CompressParameter::DictIdFlag,
            CompressParameter::ChecksumFlag,
        ];
        if !own_meaning.contains(parameter) {
            let frame = CompressOptions::new().set(*parameter, 0).compress(&data).unwrap();
            assert_eq!(frame, expected, "{parameter}");
        }
    }
    let frame = [crate::data::sizeless_header(28), crate::data::run_block(0, 1, true)].concat();
    let defaults = DecompressOptions::new().set(DecompressParameter::WindowLogMax, 0);
    let error = Error::WindowTooLarge { window_size: 1 << 28, limit: 1 << 27 };
    assert_eq!(defaults.decompress(&frame), Err(error));
}

#[test]
fn names_and_keys_lead_back_to_the_parameter() {
    for parameter in CompressParameter::ALL {
        assert_eq!(parameter.name().parse(), Ok(*parameter));
        assert_eq!(CompressParameter::try_from(parameter.as_raw()), Ok(*parameter));
    }
    for parameter in DecompressParameter::ALL {
        assert_eq!(parameter.name().parse(), Ok(*parameter));
        assert_eq!(DecompressParameter::try_from(parameter.as_raw()), Ok(*parameter));
    }
    let name = "windowlog".to_owned();
    assert_eq!(name.parse::<CompressParameter>(), Err(Error::UnknownParameterName { name }));
}

#[test]
fn every_strategy_compresses() {
    let data = crate::data::text(30_000);
    for strategy in Strategy::ALL {
        let frame = CompressOptions::new().strategy(strategy).compress(&data).unwrap();
        assert!(zstdkit::decompress(&frame).unwrap() == data, "{strategy:?}");
    }
}

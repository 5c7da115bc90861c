//! Every level and every parameter at both its ends leads back, in every way of compression.

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, Dictionary, DictionaryMode,
    EndDirective, Strategy,
};
use zstdkit_tests::{noise, record, text};

const MODES: [DictionaryMode; 3] =
    [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];

fn levels() -> impl Iterator<Item = i32> {
    [-131_072, -10_000, -1000, -100, -50, -10, -7, -6, -5, -4, -3, -2, -1].into_iter().chain(0..=22)
}

/// Text, noise and a run, each longer than some windows.
fn sample() -> Vec<u8> {
    [text(35_000, 1), noise(10_000, 2), vec![7; 40_000], record(3)].concat()
}

fn pushed(options: &CompressOptions, data: &[u8], pledge: bool) -> Vec<u8> {
    let mut compressor = Compressor::new(options).unwrap();
    compressor.set_pledged_size(pledge.then_some(data.len() as u64)).unwrap();
    let mut frame = Vec::new();
    for part in data.chunks(17_000) {
        frame.extend(compressor.compress(part, EndDirective::Continue).unwrap());
    }
    frame.extend(compressor.finish().unwrap());
    frame
}

/// Compresses in one call and as a stream, pledged or not, and decompresses it all.
///
/// Where the size is known, C makes tables no larger than the data needs. Where it isn't, it takes
/// what the parameters say, up to hundreds of megabytes: a small window, which bounds them, stands
/// in where none was chosen.
fn leads_back(compress: &CompressOptions, decompress: &DecompressOptions, data: &[u8]) {
    let mut small = compress.clone();
    if small.get(CompressParameter::WindowLog).is_none() {
        small = small.window_log(15);
    }
    for frame in [compress.compress(data).unwrap(), pushed(compress, data, true)] {
        assert!(decompress.decompress(&frame).unwrap() == data, "{compress:?}");
    }
    comes_back(&pushed(&small, data, false), decompress, data, compress);
}

/// Decompresses in one call and as a stream.
fn comes_back(frame: &[u8], options: &DecompressOptions, data: &[u8], made_by: &CompressOptions) {
    assert!(options.decompress(frame).unwrap() == data, "{made_by:?}");
    let mut push = options.decompressor().unwrap();
    let mut back = Vec::new();
    for part in frame.chunks(9000) {
        push.decompress_into(part, None, &mut back).unwrap();
    }
    assert!(back == data && push.at_frame_edge(), "{made_by:?}, pushed");
}

#[test]
fn every_level_leads_back() {
    let data = sample();
    for level in levels() {
        let options = CompressOptions::new().level(level);
        for data in [&data[..], b"", b"a"] {
            leads_back(&options, &DecompressOptions::new(), data);
        }
    }
}

#[test]
fn levels_with_their_own_windows_lead_back_without_a_pledge() {
    let data = sample();
    for level in [-131_072, -1, 1, 3, 5, 8, 13, 22] {
        let options = CompressOptions::new().level(level);
        comes_back(&pushed(&options, &data, false), &DecompressOptions::new(), &data, &options);
    }
}

#[test]
fn every_level_leads_back_with_a_dictionary_in_every_way() {
    let dictionary = Dictionary::raw([record(1), record(2), text(20_000, 4)].concat()).unwrap();
    let data = [record(3), text(30_000, 4)].concat();
    for level in levels() {
        for mode in MODES {
            let compress = CompressOptions::new().level(level).dictionary_as(&dictionary, mode);
            let decompress = DecompressOptions::new().dictionary_as(&dictionary, mode);
            leads_back(&compress, &decompress, &data);
        }
    }
}

/// A parameter's ends, the upper one lowered to what takes little memory whatever the data's size.
fn ends(parameter: CompressParameter) -> [i32; 2] {
    use CompressParameter as P;
    let (lower, upper) = parameter.bounds().into_inner();
    let most = match parameter {
        // 2^31 bytes of window, 2^30 entries of four bytes in tables, where the size isn't known.
        P::WindowLog | P::HashLog | P::ChainLog => 19,
        // 2^30 entries of eight bytes.
        P::LdmHashLog => 16,
        // As many threads, and as many buffers of a job's size.
        P::NbWorkers => 4,
        P::JobSize => 1 << 21,
        _ => upper,
    };
    [lower, upper.min(most)]
}

#[test]
fn every_parameter_at_both_ends_leads_back() {
    use CompressParameter as P;
    let data = sample();
    // The level has tests of its own, and frames without a magic number another reader.
    let others = |parameter: &&P| !matches!(parameter.name(), "compressionLevel" | "format");
    for &parameter in P::ALL.iter().filter(others) {
        for level in [-1, 4, 16] {
            let mut base = CompressOptions::new().level(level);
            if parameter.name().starts_with("ldm") {
                base = base.long_distance_matching(true).window_log(17);
            }
            if parameter == P::LdmHashRateLog {
                // Left to itself, libzstd 1.5.7 makes a table of 2^30 entries for a rate that is
                // larger than the window.
                base = base.set(P::LdmHashLog, 10);
            }
            if matches!(parameter, P::JobSize | P::OverlapLog) {
                base = base.workers(2);
            }
            for value in ends(parameter) {
                let options = base.clone().set(parameter, value);
                leads_back(&options, &DecompressOptions::new(), &data);
            }
        }
    }
}

#[test]
fn the_largest_tables_and_windows_lead_back_where_the_size_is_known() {
    use CompressParameter as P;
    let data = sample();
    let decompress = DecompressOptions::new().window_log_max(31);
    for parameter in [P::WindowLog, P::HashLog, P::ChainLog] {
        for level in [1, 4, 16] {
            let options =
                CompressOptions::new().level(level).set(parameter, *parameter.bounds().end());
            comes_back(&options.compress(&data).unwrap(), &decompress, &data, &options);
            comes_back(&pushed(&options, &data, true), &decompress, &data, &options);
        }
    }
}

#[test]
fn every_strategy_leads_back_with_its_parameters_at_their_ends() {
    use CompressParameter as P;
    let data = &sample()[..40_000];
    let parameters =
        [P::WindowLog, P::HashLog, P::ChainLog, P::SearchLog, P::MinMatch, P::TargetLength];
    for strategy in Strategy::ALL {
        for parameter in parameters {
            for value in ends(parameter) {
                let options = CompressOptions::new().strategy(strategy).set(parameter, value);
                leads_back(&options, &DecompressOptions::new(), data);
            }
        }
    }
}

#[test]
fn workers_lead_back_over_several_jobs() {
    let data = [text(1_500_000, 6), noise(400_000, 7)].concat();
    for (overlap, checksum) in [(1, true), (9, false)] {
        let options = CompressOptions::new()
            .level(2)
            .workers(3)
            .checksum(checksum)
            .set(CompressParameter::JobSize, 1 << 19)
            .set(CompressParameter::OverlapLog, overlap);
        leads_back(&options, &DecompressOptions::new(), &data);
    }
}

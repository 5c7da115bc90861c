//! Other options for the same object, between frames.

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, Decompressor, Dictionary,
    DictionaryMode, EndDirective, Error, Reset, Strategy,
    step::{Decoder, Encoder},
};

use crate::data::{TRAINED_ID, text, trained};

/// Options of many kinds.
fn many() -> Vec<CompressOptions> {
    let options = CompressOptions::new();
    let raw = Dictionary::raw(text(3000)).unwrap();
    vec![
        options.clone(),
        options.clone().level(19).checksum(true),
        options.clone().dictionary(&trained()),
        options.clone().level(-5).dictionary_as(&raw, DictionaryMode::Content),
        options.clone().dictionary_as(&raw, DictionaryMode::Prefix),
        options.clone().strategy(Strategy::BtLazy2).window_log(17),
        options.content_size(false),
    ]
}

#[test]
fn a_configured_compressor_is_as_good_as_a_new_one() {
    let data = text(20_000);
    let mut used = Compressor::new(&CompressOptions::new()).unwrap();
    let all = many();
    for options in all.iter().chain(all.iter().rev()) {
        used.configure(options).unwrap();
        assert_eq!(used.options(), options);
        let mut new = Compressor::new(options).unwrap();
        // A prefix is for the first frame after it was given.
        for _ in 0..2 {
            let expected = new.compress(&data, EndDirective::End).unwrap();
            assert_eq!(used.compress(&data, EndDirective::End).unwrap(), expected, "{options:?}");
        }
    }
}

#[test]
fn the_memory_stays_when_options_change() {
    let data = text(300_000);
    let mut compressor = Compressor::new(&CompressOptions::new().level(9)).unwrap();
    compressor.compress(&data, EndDirective::End).unwrap();
    let size = compressor.memory_size();
    for level in [1, 9, 5, 9] {
        compressor.configure(&CompressOptions::new().level(level)).unwrap();
        compressor.compress(&data, EndDirective::End).unwrap();
        assert_eq!(compressor.memory_size(), size);
    }
}

#[test]
fn options_out_of_bounds_change_nothing() {
    let good = CompressOptions::new().checksum(true);
    let mut compressor = Compressor::new(&good).unwrap();
    compressor.configure(&CompressOptions::new().level(23)).unwrap_err();
    compressor.set_level(-200_000).unwrap_err();
    assert_eq!(compressor.options(), &good);
    let frame = compressor.compress(b"data", EndDirective::End).unwrap();
    assert_eq!(frame, good.compress(b"data").unwrap());

    let good = DecompressOptions::new().max_output(3);
    let mut decompressor = Decompressor::new(&good).unwrap();
    decompressor.configure(&DecompressOptions::new().window_log_max(50)).unwrap_err();
    assert_eq!(decompressor.options(), &good);
    assert_eq!(decompressor.decompress(&frame, None), Err(Error::OutputLimit { limit: 3 }));
}

#[test]
fn inside_of_a_frame_options_stay_and_the_frame_goes_on() {
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    let mut frame = compressor.compress(b"begun ", EndDirective::Flush).unwrap();
    let refused = Err(Error::OptionsInsideFrame);
    assert_eq!(compressor.configure(&CompressOptions::new().checksum(true)), refused);
    assert_eq!(compressor.set_level(1), refused);
    frame.extend(compressor.compress(b"and ended", EndDirective::End).unwrap());
    assert_eq!(zstdkit::decompress(&frame).unwrap(), b"begun and ended");

    let mut decompressor = Decompressor::new(&DecompressOptions::new()).unwrap();
    let mut content = Vec::new();
    for piece in frame.chunks(4) {
        content.extend(decompressor.decompress(piece, None).unwrap());
        let outcome = decompressor.configure(&DecompressOptions::new().max_output(100));
        assert_eq!(outcome.is_ok(), decompressor.at_frame_edge());
    }
    assert_eq!(content, b"begun and ended");
}

#[test]
fn a_pledge_and_kept_input_outlive_other_options() {
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    compressor.set_pledged_size(Some(4)).unwrap();
    compressor.configure(&CompressOptions::new().checksum(true)).unwrap();
    let refused = compressor.compress(b"five!", EndDirective::End);
    assert_eq!(refused, Err(Error::PledgedSize { pledged: 4, given: 5 }));

    let with = CompressOptions::new().dictionary(&trained());
    let frames = [zstdkit::compress(b"one", 3).unwrap(), with.compress(b"two").unwrap()].concat();
    let mut decompressor = Decompressor::new(&DecompressOptions::new()).unwrap();
    assert_eq!(decompressor.decompress(&frames, Some(3)).unwrap(), b"one");
    assert!(decompressor.at_frame_edge());
    decompressor.configure(&DecompressOptions::new().dictionary(&trained())).unwrap();
    assert_eq!(decompressor.decompress(b"", None).unwrap(), b"two");
}

#[test]
fn a_decoder_takes_a_dictionary_and_gives_it_up() {
    let frame = CompressOptions::new().dictionary(&trained()).compress(b"record").unwrap();
    let mut decoder = Decoder::new(&DecompressOptions::new()).unwrap();
    let mut room = [0; 100];
    for _ in 0..2 {
        decoder.configure(&DecompressOptions::new().dictionary(&trained())).unwrap();
        assert_eq!(decoder.step(&frame, &mut room).unwrap().produced, 6);
        decoder.configure(&DecompressOptions::new()).unwrap();
        let wanted = Err(Error::DictionaryMismatch { wanted: TRAINED_ID, had: 0 });
        assert_eq!(decoder.step(&frame, &mut room), wanted);
    }
}

#[test]
fn a_frame_decompressor_takes_options_for_its_next_frame() {
    let frame = zstdkit::compress(b"frame", 3).unwrap();
    let mut decompressor = DecompressOptions::new().frame_decompressor().unwrap();
    assert!(decompressor.at_frame_edge());
    decompressor.decompress(&frame[..6], None).unwrap();
    let options = DecompressOptions::new().max_output(4);
    assert!(!decompressor.at_frame_edge());
    assert_eq!(decompressor.configure(&options), Err(Error::OptionsInsideFrame));
    decompressor.decompress(&frame[6..], None).unwrap();
    decompressor.reset(Reset::SESSION).unwrap();
    decompressor.configure(&options).unwrap();
    assert_eq!(decompressor.decompress(&frame, None), Err(Error::OutputLimit { limit: 4 }));
}

#[test]
fn a_level_set_is_the_next_frames_with_its_digest_and_a_prefix_stays_used_up() {
    let data = text(20_000);
    for options in many() {
        let mut used = Encoder::new(&options).unwrap();
        let mut new = Encoder::new(&options.clone().level(12)).unwrap();
        let mut frames = [Vec::with_capacity(30_000), Vec::with_capacity(30_000)];
        used.set_level(12).unwrap();
        for _ in 0..2 {
            used.step(&data, &mut frames[0], EndDirective::End).unwrap();
            new.step(&data, &mut frames[1], EndDirective::End).unwrap();
            assert!(frames[0] == frames[1], "{options:?}");
            used.set_level(12).unwrap();
        }
        assert_eq!(used.options().get(CompressParameter::CompressionLevel), Some(12));
    }
}

#[cfg(feature = "multithread")]
#[test]
fn with_workers_the_level_changes_inside_of_a_frame() {
    let data = text(8_000_000);
    let options = CompressOptions::new().level(1).workers(1).dictionary(&trained());
    let options = options.set(CompressParameter::JobSize, 1 << 19);
    let sizes = [None, Some(19)].map(|level| {
        let mut compressor = Compressor::new(&options).unwrap();
        let (first, second) = data.split_at(4_000_000);
        let mut frame = compressor.compress(first, EndDirective::Flush).unwrap();
        if let Some(level) = level {
            compressor.set_level(level).unwrap();
            let other = compressor.options().clone().checksum(true);
            assert_eq!(compressor.configure(&other), Err(Error::OptionsInsideFrame));
        }
        frame.extend(compressor.compress(second, EndDirective::End).unwrap());
        let back = DecompressOptions::new().dictionary(&trained()).decompress(&frame).unwrap();
        assert!(back == data);
        // The next frame has the level whole, and the dictionary digested for it.
        let next = compressor.compress(b"a record", EndDirective::End).unwrap();
        let whole = options.clone().level(level.unwrap_or(1));
        assert_eq!(next, whole.compress(b"a record").unwrap());
        frame.len()
    });
    assert!(sizes[1] < sizes[0], "{sizes:?}");
}

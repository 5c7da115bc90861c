//! Frames for the web, whose windows are limited; content that is taken over.

use std::sync::Arc;

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, Dictionary, DictionaryMode,
    EndDirective, Error, LEVELS,
};

use crate::data::{TRAINED, text, trained};

fn window(compressor: &mut Compressor) -> u64 {
    let mut start = compressor.compress(b"x", EndDirective::Flush).unwrap();
    let size = zstdkit_frame::frame_info(&start).unwrap().window_size();
    start.extend(compressor.finish().unwrap());
    size
}

#[test]
fn no_level_has_a_larger_window_on_the_web_and_none_another_one_below() {
    for level in [*LEVELS.start(), -1, 0].into_iter().chain(1..=22) {
        let options = CompressOptions::new().level(level);
        let own = window(&mut options.compressor().unwrap());
        for options in [options.clone().web(), CompressOptions::new().web().level(level)] {
            let limited = window(&mut options.compressor().unwrap());
            assert_eq!(limited, own.min(8 << 20), "{level}");
            let long = options.clone().long_distance_matching(true);
            assert_eq!(window(&mut long.compressor().unwrap()), 8 << 20);
            let with = options.dictionary(&trained());
            assert_eq!(window(&mut with.compressor().unwrap()), own.min(8 << 20), "{level}");
        }
    }
}

#[test]
fn a_patch_a_level_set_and_other_options_keep_to_the_limit() {
    let options = CompressOptions::new().web().patch_from(vec![7; 20 << 20]);
    let mut compressor = options.compressor().unwrap();
    assert_eq!(window(&mut compressor), 8 << 20);
    for level in [22, 3, 21] {
        compressor.set_level(level).unwrap();
        assert!(window(&mut compressor) <= 8 << 20, "{level}");
    }
    compressor.configure(&CompressOptions::new().level(22)).unwrap();
    assert_eq!(window(&mut compressor), 128 << 20);
    compressor.configure(&CompressOptions::new().level(22).web()).unwrap();
    assert_eq!(window(&mut compressor), 8 << 20);
    let mut context = CompressOptions::new().level(22).web().context().unwrap();
    let mut frame = Vec::new();
    context.compress_into(&vec![1; 9 << 20], &mut frame).unwrap();
    assert_eq!(zstdkit_frame::frame_info(&frame).unwrap().window_size(), 8 << 20);
    assert!(DecompressOptions::new().web().decompress(&frame).is_ok());
    let zero = CompressOptions::new().level(22).web().window_log(0);
    assert_eq!(window(&mut zero.compressor().unwrap()), 8 << 20);
}

#[test]
fn a_larger_window_is_refused_on_the_web() {
    let options = CompressOptions::new().web().set(CompressParameter::WindowLog, 24);
    let refused = options.compress(b"").unwrap_err();
    let parameter = "windowLog";
    assert_eq!(refused, Error::ParameterOutOfBounds { parameter, lower: 10, upper: 23, value: 24 });
    assert!(CompressOptions::new().web().window_log(23).compress(b"").is_ok());
    assert_ne!(CompressOptions::new().web(), CompressOptions::new());
}

#[test]
fn content_is_taken_over_where_it_is() {
    let data = text(3000);
    let boxed: Box<[u8]> = text(4000).into();
    let shared: Arc<[u8]> = text(4000).into();
    let vec = text(4000);
    let place = (boxed.as_ptr(), shared.as_ptr(), vec.as_ptr());
    let taken = [
        Dictionary::raw_from_owned(boxed).unwrap(),
        Dictionary::raw_from_owned(shared.clone()).unwrap(),
        Dictionary::raw_from_owned(vec).unwrap(),
    ];
    let places: Vec<_> = taken.iter().map(|taken| taken.content().as_ptr()).collect();
    assert_eq!(places, [place.0, place.1, place.2]);
    let trained = Dictionary::from_owned(TRAINED).unwrap();
    assert!(std::ptr::eq(trained.content(), TRAINED));
    assert_eq!(Dictionary::raw_from_owned(vec![1; 7]), Dictionary::raw([1; 7]));
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        for dictionary in &taken {
            let frame = CompressOptions::new().dictionary_as(dictionary, mode).compress(&data);
            let back = DecompressOptions::new().dictionary_as(&taken[0], mode);
            assert_eq!(back.decompress(&frame.unwrap()).unwrap(), data);
        }
    }
    let patch = CompressOptions::new().patch_from_owned(shared.clone()).compress(&data).unwrap();
    assert_eq!(patch, CompressOptions::new().patch_from(&*shared).compress(&data).unwrap());
    assert_eq!(Arc::strong_count(&shared), 2);
    let back = DecompressOptions::new().patch_from_owned(shared).decompress(&patch).unwrap();
    assert_eq!(back, data);
}

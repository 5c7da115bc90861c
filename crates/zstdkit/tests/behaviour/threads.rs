//! Objects that move between threads, and functions called in many of them.

use zstdkit::{CompressOptions, DecompressOptions, EndDirective, decompress};

use crate::data::text;

#[test]
fn a_compressor_goes_on_in_another_thread() {
    for workers in if cfg!(feature = "multithread") { 0..3 } else { 0..1 } {
        let options = CompressOptions::new().workers(workers);
        let mut compressor = options.compressor().unwrap();
        let mut stream = compressor.compress(&text(700_000), EndDirective::Continue).unwrap();
        let rest = std::thread::spawn(move || {
            let mut rest = compressor.compress(b"and more", EndDirective::Flush).unwrap();
            rest.extend(compressor.finish().unwrap());
            rest
        });
        stream.extend(rest.join().unwrap());
        let expected = [&text(700_000)[..], b"and more"].concat();
        assert!(decompress(&stream).unwrap() == expected);
    }
}

#[test]
fn decompressors_and_contexts_go_on_in_another_thread() {
    let frame = zstdkit::compress(&text(300_000), 3).unwrap();
    let mut push = DecompressOptions::new().decompressor().unwrap();
    let mut context = DecompressOptions::new().context().unwrap();
    let mut got = push.decompress(&frame[..1000], None).unwrap();
    context.decompress_into(&frame, &mut Vec::new()).unwrap();
    let thread = std::thread::spawn(move || {
        got.extend(push.decompress(&frame[1000..], None).unwrap());
        let mut whole = Vec::new();
        context.decompress_into(&frame, &mut whole).unwrap();
        (got, whole)
    });
    let (got, whole) = thread.join().unwrap();
    assert!(got == text(300_000) && whole == got);
}

#[test]
fn one_call_functions_work_in_many_threads_at_once() {
    std::thread::scope(|scope| {
        for thread in 0..8 {
            scope.spawn(move || {
                for round in 0..20 {
                    let data = text(1000 * thread + round);
                    let frame = zstdkit::compress(&data, round as i32 % 6).unwrap();
                    assert!(decompress(&frame).unwrap() == data);
                }
            });
        }
    });
}

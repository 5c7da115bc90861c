use std::mem::MaybeUninit;

use zstdkit::{
    CompressOptions, DecompressOptions, DictionaryMode, Error, StaticCompressContext,
    StaticDecompressContext, compress, estimate_compress_context, estimate_decompress_context,
    estimate_decompressor,
};

use crate::data::{orders, text};

fn memory(len: usize) -> Vec<MaybeUninit<u8>> {
    vec![MaybeUninit::new(0xA5); len]
}

#[test]
fn the_estimate_is_enough_at_every_alignment_and_level() {
    let data = text(600_000);
    for (level, offset) in [(-5, 0), (1, 1), (3, 3), (6, 7), (12, 5)] {
        let options = CompressOptions::new().level(level).checksum(true);
        let enough = estimate_compress_context(&options).unwrap() + 7;
        let mut memory = memory(enough + offset);
        let mut context = StaticCompressContext::new(&mut memory[offset..], &options).unwrap();
        for data in [&data[..], b"", &data[..1000]] {
            let mut frame = Vec::new();
            context.compress_into(data, &mut frame).unwrap();
            assert_eq!(frame, options.compress(data).unwrap());
        }
    }
}

#[test]
fn too_little_memory_is_told_with_what_is_enough() {
    let options = CompressOptions::new().level(5);
    let enough = estimate_compress_context(&options).unwrap() + 7;
    for given in [0, 1, 7, 8, 100, 5000] {
        let mut memory = memory(given);
        let outcome = StaticCompressContext::new(&mut memory, &options).map(drop);
        assert_eq!(outcome, Err(Error::MemoryTooSmall { given, enough }));
    }
    // Enough for a little data, not for much; told without an end to the context.
    let given = 400_000;
    let mut memory = memory(given);
    let mut context = StaticCompressContext::new(&mut memory, &options).unwrap();
    let mut output = b"before".to_vec();
    let outcome = context.compress_into(&text(1_000_000), &mut output);
    assert_eq!(outcome, Err(Error::MemoryTooSmall { given, enough }));
    assert_eq!(output, b"before");
    let size = context.compress_into(b"little data", &mut output).unwrap();
    assert_eq!(zstdkit::decompress(&output[output.len() - size..]).unwrap(), b"little data");
}

#[test]
fn a_context_decompresses_in_the_least_memory() {
    let data = text(600_000);
    let frame = compress(&data, 3).unwrap();
    for offset in 0..8 {
        let mut memory = memory(estimate_decompress_context() + 7 + offset);
        let options = DecompressOptions::new().workers(4);
        let mut context = StaticDecompressContext::new(&mut memory[offset..], &options).unwrap();
        let mut slice = vec![0; data.len()];
        assert_eq!(context.decompress_into(&frame, &mut slice[..]), Ok(data.len()));
        assert_eq!(slice, data);
        let mut vec = Vec::new();
        context.decompress_frame_into(&frame, &mut vec).unwrap();
        assert_eq!(vec, data);
    }
    let given = 1000;
    let enough = estimate_decompress_context() + 7;
    let mut memory = memory(given);
    let outcome = StaticDecompressContext::new(&mut memory, &DecompressOptions::new()).map(drop);
    assert_eq!(outcome, Err(Error::MemoryTooSmall { given, enough }));
}

#[test]
fn frames_of_unknown_size_take_a_windows_memory_for_growing_output() {
    // So much in so few bytes that output is made in steps.
    let data = vec![0; 50_000_000];
    let frame = CompressOptions::new().content_size(false).compress(&data).unwrap();
    let options = DecompressOptions::new().window_log_max(22);
    let enough = estimate_decompressor(&options).unwrap() + 7;
    let given = estimate_decompress_context() + 7;
    let mut small = memory(given);
    let mut context = StaticDecompressContext::new(&mut small, &options).unwrap();
    let outcome = context.decompress_into(&frame, &mut Vec::new());
    assert_eq!(outcome, Err(Error::MemoryTooSmall { given, enough }));
    let mut large = memory(enough);
    let mut context = StaticDecompressContext::new(&mut large, &options).unwrap();
    let mut output = Vec::new();
    assert_eq!(context.decompress_into(&frame, &mut output), Ok(data.len()));
    assert!(output == data);
}

#[test]
fn dictionaries_are_used_digested() {
    let dictionary = orders();
    let record = br#"{"name":"order12","street":"total11","city":"shipped500"}"#;
    let options = CompressOptions::new().dictionary(&dictionary);
    let mut room = memory(estimate_compress_context(&options).unwrap() + 7);
    let mut context = StaticCompressContext::new(&mut room, &options).unwrap();
    let mut frame = Vec::new();
    context.compress_into(record, &mut frame).unwrap();
    assert_eq!(frame, options.compress(record).unwrap());
    let prefixed = options.dictionary_as(&dictionary, DictionaryMode::Prefix);
    let mut context = StaticCompressContext::new(&mut room, &prefixed).unwrap();
    for _ in 0..2 {
        let mut patch = Vec::new();
        context.compress_into(record, &mut patch).unwrap();
        assert_eq!(patch, prefixed.compress(record).unwrap());
    }

    let mut room = memory(estimate_decompress_context() + 7);
    let options = DecompressOptions::new().dictionary(&dictionary);
    let mut context = StaticDecompressContext::new(&mut room, &options).unwrap();
    let mut back = Vec::new();
    context.decompress_into(&frame, &mut back).unwrap();
    assert_eq!(back, record);
    for mode in [DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = DecompressOptions::new().dictionary_as(&dictionary, mode);
        let outcome = StaticDecompressContext::new(&mut room, &options).map(drop);
        assert!(matches!(outcome, Err(Error::ParameterConflict { .. })));
    }
    let options = CompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Content);
    let outcome = StaticCompressContext::new(&mut room, &options).map(drop);
    assert!(matches!(outcome, Err(Error::ParameterConflict { .. })));
}

#[test]
fn memory_is_free_again_when_the_context_is_gone_or_forgotten() {
    let options = CompressOptions::new().level(1);
    let mut memory = memory(estimate_compress_context(&options).unwrap() + 7);
    std::mem::forget(StaticCompressContext::new(&mut memory, &options).unwrap());
    memory.fill(MaybeUninit::new(1));
    drop(StaticCompressContext::new(&mut memory, &options).unwrap());
    drop(memory);
}

//! Decompression with several threads.

use zstdkit::{CompressOptions, DecompressOptions, Error};

fn text(len: usize, seed: u8) -> Vec<u8> {
    (0..len as u64).map(|i| (b'a' + (i * i / 7 % 23) as u8) ^ seed).collect()
}

/// Frames of many sizes, some of which don't say theirs, skippable ones between them.
fn stream() -> (Vec<u8>, Vec<u8>) {
    let (mut content, mut stream) = (Vec::new(), Vec::new());
    for (i, len) in [700_000, 0, 10, 300, 400_000, 90_000, 5, 1_000_000].into_iter().enumerate() {
        let data = text(len, i as u8);
        let options = CompressOptions::new().checksum(true).content_size(i % 3 != 0);
        stream.extend(options.compress(&data).unwrap());
        stream.extend(b"\x50\x2A\x4D\x18\x03\0\0\0abc");
        content.extend(data);
    }
    (content, stream)
}

#[test]
fn several_threads_give_what_one_gives() {
    let (content, stream) = stream();
    for workers in [0, 1, 2, 3, 8] {
        let options = DecompressOptions::new().workers(workers);
        assert_eq!(options.decompress(&stream).unwrap(), content, "{workers} workers");
        let mut context = options.context().unwrap();
        let mut slice = vec![0; content.len() + 1];
        assert_eq!(context.decompress_into(&stream, &mut slice[..]), Ok(content.len()));
        assert_eq!(slice[..content.len()], content);
        let mut vec = b"before".to_vec();
        context.decompress_into(&stream, &mut vec).unwrap();
        assert_eq!(vec[6..], content);
    }
}

#[test]
fn limits_hold_for_several_threads() {
    let (content, stream) = stream();
    let options = DecompressOptions::new().workers(2);
    assert!(options.clone().max_output(content.len()).decompress(&stream).is_ok());
    let limit = content.len() - 1;
    let error = options.max_output(limit).decompress(&stream).unwrap_err();
    assert_eq!(error, Error::OutputLimit { limit });
}

#[test]
fn errors_are_those_of_one_thread() {
    let (_, stream) = stream();
    let reason = |data: &[u8], workers| {
        DecompressOptions::new().workers(workers).decompress(data).unwrap_err()
    };
    let mut corrupt = stream.clone();
    let len = corrupt.len();
    corrupt[len / 2] ^= 0x55;
    corrupt[len - 20] ^= 0x55;
    for data in [&corrupt[..], &stream[..stream.len() - 12], &[&stream[..], b"tail"].concat()] {
        assert_eq!(reason(data, 3), reason(data, 1));
    }
    let mut short = vec![0; 1000];
    let mut context = DecompressOptions::new().workers(2).context().unwrap();
    assert!(matches!(
        context.decompress_into(&stream, &mut short[..]),
        Err(Error::OutputTooSmall { .. })
    ));
}

#[test]
fn many_waves_give_what_one_thread_gives() {
    // Zeros that two threads wouldn't take at once, frames that hardly say anything of their size
    // ahead, and tiny ones: 40 MiB of content in all.
    let mut content = Vec::new();
    let mut stream = Vec::new();
    for i in 0..40_u8 {
        let data = vec![i; 1 << 20];
        let sizeless = CompressOptions::new().content_size(i % 2 == 0);
        stream.extend(sizeless.compress(&data).unwrap());
        content.extend(data);
        stream.extend([0x28, 0xB5, 0x2F, 0xFD, 0, 2 << 3, 9, 0, 0, b'x'].repeat(1000));
        content.extend([b'x'; 1000]);
        let mut flushed = CompressOptions::new().compressor().unwrap();
        for _ in 0..20 {
            stream.extend(flushed.compress(b"line", zstdkit::EndDirective::Flush).unwrap());
            content.extend(b"line");
        }
        stream.extend(flushed.finish().unwrap());
    }
    for workers in [1, 2, 5] {
        let options = DecompressOptions::new().workers(workers).max_output(content.len());
        assert!(options.decompress(&stream).unwrap() == content, "{workers} workers");
        let mut slice = vec![0; content.len()];
        options.context().unwrap().decompress_into(&stream, &mut slice[..]).unwrap();
        assert!(slice == content, "{workers} workers");
    }
}

#[test]
fn damage_in_a_later_wave_is_told_as_one_thread_tells_it() {
    let frame = CompressOptions::new().checksum(true).compress(&[7; 1 << 20]).unwrap();
    let mut stream = frame.repeat(30);
    let len = stream.len();
    stream[len - 1] ^= 1;
    let outcomes = [1, 2].map(|workers| {
        let mut output = b"before".to_vec();
        let mut context = DecompressOptions::new().workers(workers).context().unwrap();
        let outcome = context.decompress_into(&stream, &mut output);
        assert_eq!(output, b"before");
        outcome
    });
    assert!(outcomes[0].is_err());
    assert_eq!(outcomes[0], outcomes[1]);
}

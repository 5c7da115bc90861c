//! Decompression with several threads.

use zstdkit::{CompressOptions, DecompressOptions, Error};

fn text(len: usize, seed: u8) -> Vec<u8> {
    (0..len).map(|i| (b'a' + (i * i / 7 % 23) as u8) ^ seed).collect()
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

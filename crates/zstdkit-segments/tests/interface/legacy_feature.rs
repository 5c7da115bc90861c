//! Feature `legacy`: items that zstd 0.5 to 0.7 wrote.

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchDecompressor, Error};

/// A frame of zstd 0.5, 0.6 or 0.7 with a window of 128 KiB, which holds `content` as it is.
fn old_frame(version: u8, content: &[u8]) -> Vec<u8> {
    let header: &[u8] = match version {
        5 => &[17 - 11],
        6 => &[17 - 12],
        _ => &[0, (17 - 10) << 3],
    };
    let (stored, end) = (1_u32 << 22, 3_u32 << 22);
    let mut frame = [&[0x20 | version, 0xB5, 0x2F, 0xFD], header].concat();
    frame.extend_from_slice(&(stored | content.len() as u32).to_be_bytes()[1..]);
    frame.extend_from_slice(content);
    frame.extend_from_slice(&end.to_be_bytes()[1..]);
    frame
}

/// Items of every version, today's too, with what they hold.
fn items() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let contents: Vec<Vec<u8>> = (0..200).map(|i| vec![i as u8; i * 37 % 3000 + 1]).collect();
    let frames = contents.iter().enumerate().map(|(i, content)| match 5 + i % 4 {
        8 => CompressOptions::new().compress(content).unwrap(),
        version => old_frame(version as u8, content),
    });
    (frames.collect(), contents)
}

#[test]
fn batches_read_old_items_among_others() {
    let (frames, contents) = items();
    let sizes: Vec<u64> = contents.iter().map(|content| content.len() as u64).collect();
    for threads in [1, 3] {
        let mut batch = BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(threads);
        let back = batch.decompress(&frames).unwrap();
        assert!(back.iter().zip(&contents).all(|(got, want)| got == **want));
        let back = batch.sizes(&sizes).decompress(&frames).unwrap();
        assert!(back.iter().zip(&contents).all(|(got, want)| got == **want));
        let each = batch.decompress_each(&frames).unwrap();
        assert!(each.iter().zip(&contents).all(|(got, want)| got.unwrap() == **want));
    }
}

#[test]
fn a_bad_old_item_has_the_error_of_one_call() {
    let mut batch = BatchDecompressor::new(&DecompressOptions::new()).unwrap();
    for version in [5, 6, 7] {
        let good = old_frame(version, b"old");
        let small = old_frame(version, &[7; 1000]);
        let bad = [&good[..good.len() - 1], &good[..3], &[0x24, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0]];
        for bad in bad {
            let source = zstdkit::decompress(bad).unwrap_err();
            let items = [&good[..], &small, bad];
            let expected = Error::Item { index: 2, source };
            assert_eq!(batch.decompress(&items).unwrap_err(), expected);
        }
        let trailing = [&good[..], b"more"].concat();
        assert!(batch.decompress(&[&good[..], &trailing]).is_err());
        let given = batch.sizes(&[2]).decompress(&[&good[..]]);
        assert_eq!(given.unwrap_err(), Error::WrongSize { index: 0, given: 2, found: 3 });
    }
}

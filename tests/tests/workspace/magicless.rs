//! Frames without the magic number, in batches: what a batch makes of an item is what a call makes of it.

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor};

/// Each item alone, by one call; what is refused is `None`.
fn singly(options: &DecompressOptions, items: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
    items.iter().map(|item| options.decompress(item).ok()).collect()
}

fn in_a_batch(options: &DecompressOptions, items: &[Vec<u8>]) -> Vec<Option<Vec<u8>>> {
    let each = BatchDecompressor::new(options).unwrap().decompress_each(items).unwrap();
    each.iter().map(|item| item.ok().map(|item| item.to_vec())).collect()
}

#[test]
fn batches_without_the_magic_number_come_back() {
    let records: Vec<String> = (0..3000).map(|number| format!("record {number}")).collect();
    let compress = CompressOptions::new().magicless(true);
    let frames = BatchCompressor::new(&compress).unwrap().compress(&records).unwrap();
    assert!(
        frames
            .iter()
            .zip(&records)
            .all(|(frame, record)| { frame == compress.compress(record.as_bytes()).unwrap() })
    );
    let decompress = DecompressOptions::new().magicless(true);
    let back = BatchDecompressor::new(&decompress).unwrap().decompress(&frames).unwrap();
    assert!(back.iter().zip(&records).all(|(back, record)| back == record.as_bytes()));
    let info = decompress.frame_options().frame_info(&frames[0]).unwrap();
    assert_eq!(info.content_size(), Some(records[0].len() as u64));
}

/// Without the magic number, nothing can be told from a frame: not even what looks like a skippable one.
#[test]
fn what_looks_like_a_skippable_frame_was_skipped_in_batches_alone() {
    let frame = CompressOptions::new().magicless(true).compress(b"alone").unwrap();
    let skippable = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0];
    // A frame that begins with the same bytes: its descriptor, its window, and 6477 as its content's size,
    // less 256; then the last block, one byte repeated as often.
    let contrived = vec![0x50, 0x2A, 0x4D, 0x18, 0x6B, 0xCA, 0, b'x'];
    let after_skippable = [&skippable[..], &frame].concat();
    let items = vec![frame, after_skippable, contrived, skippable.to_vec()];
    let options = DecompressOptions::new().magicless(true);
    let expected = singly(&options, &items);
    assert_eq!(expected[0].as_deref(), Some(&b"alone"[..]));
    assert_eq!(expected[1], None);
    assert_eq!(expected[2].as_deref(), Some(&[b'x'; 6477][..]));
    assert_eq!(in_a_batch(&options, &items), expected);
}

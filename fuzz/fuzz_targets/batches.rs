//! Batches of any items with any sizes, on several threads, beside the items one by one.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_fuzz::{Choices, split};
use zstdkit_segments::{BatchCompressor, BatchDecompressor};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let threads = 1 + choices.below(3) as usize;
    let items: Vec<&[u8]> = choices.cuts().pieces(data).take(200).collect();

    let options = CompressOptions::new().level(choices.below(4) as i32 - 1);
    let mut compressor = BatchCompressor::new(&options).expect("sound options").threads(threads);
    let batch = compressor.compress(&items).expect("any items can be compressed");
    for (frame, item) in batch.iter().zip(&items) {
        assert_eq!(Ok(&frame[..]), options.compress(item).as_deref());
    }

    // Some of the frames are damaged, or are no frames at all.
    let mut frames: Vec<Vec<u8>> = batch.iter().map(|frame| frame.to_vec()).collect();
    let count = frames.len() as u64;
    for _ in 0..choices.below(4) {
        let (at, bits) = (choices.below(count) as usize, choices.below(256));
        match frames[at].get_mut(bits as usize / 8) {
            Some(byte) => *byte ^= 1 << (bits % 8),
            None => frames[at] = items[at].to_vec(),
        }
    }
    decompress(&frames, &items, threads, &mut choices);
});

fn decompress(frames: &[Vec<u8>], items: &[&[u8]], threads: usize, choices: &mut Choices) {
    let options = DecompressOptions::new().max_output(choices.pick(&[1 << 20, 1 << 20, 50]));
    let alone: Vec<_> = frames.iter().map(|frame| first(&options, frame)).collect();
    let mut batch = BatchDecompressor::new(&options).expect("sound options").threads(threads);
    let each = batch.decompress_each(frames).expect("there are items");
    for (index, alone) in alone.iter().enumerate() {
        let shared = each.get(index).expect("a result for each item");
        match (alone, shared) {
            (Some(content), Ok(item)) => assert_eq!(&item[..], content),
            (None, Err(error)) => assert_eq!(error.item_index(), Some(index)),
            (alone, shared) => panic!("item {index}: {alone:?} alone, {shared:?} in a batch"),
        }
    }
    match batch.decompress(frames) {
        Ok(_) => assert!(alone.iter().all(Option::is_some)),
        Err(error) => {
            assert_eq!(error.item_index(), alone.iter().position(Option::is_none));
        }
    }

    // Sizes that are right, wrong, or of another number of items.
    let mut sizes: Vec<u64> = items.iter().map(|item| item.len() as u64).collect();
    match choices.below(4) {
        0 => {}
        1 => sizes.truncate(choices.below(8) as usize),
        2 => sizes.push(0),
        _ => {
            let at = choices.below(sizes.len() as u64) as usize;
            sizes[at] = choices.pick(&[0, 1, 1 << 40, u64::MAX]);
        }
    }
    match batch.sizes(&sizes).decompress(frames) {
        Ok(made) => {
            assert_eq!(made.len(), sizes.len());
            for ((item, size), alone) in made.iter().zip(&sizes).zip(&alone) {
                assert_eq!(item.len() as u64, *size);
                assert_eq!(alone.as_deref(), Some(&item[..]));
            }
        }
        Err(_) => assert!(
            sizes.len() != frames.len()
                || alone.iter().zip(&sizes).any(|(alone, size)| {
                    alone.as_ref().is_none_or(|content| content.len() as u64 != *size)
                })
        ),
    }
}

/// What an item of exactly one frame holds.
fn first(options: &DecompressOptions, item: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let mut context = options.context().expect("sound options");
    let progress = context.decompress_frame_into(item, &mut content).ok()?;
    (progress.consumed == item.len()).then_some(content)
}

//! Buffers, collections and batches.

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegmentsCollection};

use crate::data::{Gist, records, text};
use crate::trial::refuse_each;

fn gist(collection: &BufferWithSegmentsCollection) -> Gist {
    let mut whole = Gist::of(b"");
    for item in collection.iter() {
        whole = whole.then(Gist::of(&item));
    }
    whole
}

fn items() -> Vec<Vec<u8>> {
    let mut items = records(40);
    items.push(text(200_000));
    items.push(Vec::new());
    items
}

/// What the threads share their buffers by, and a list of one thread, of each of both kinds.
const MADE: usize = 4;

/// What the members of a result share their memory by, and the list of them: `Arc`s and slices of std's.
/// With compression a buffer is cut down, too, which std has no error for either.
const SHARED: usize = 5;

#[test]
fn batches_of_one_thread() {
    let items = items();
    let options = CompressOptions::new().level(3).checksum(true);
    let make = || BatchCompressor::new(&options).unwrap().threads(1);
    refuse_each("a batch", 1 + SHARED, make, |batch| batch.compress(&items).map(|all| gist(&all)));
    let frames: Vec<_> = items.iter().map(|item| options.compress(item).unwrap()).collect();
    let options = DecompressOptions::new();
    let make = || BatchDecompressor::new(&options).unwrap().threads(1);
    refuse_each("a batch back", SHARED, make, |batch| {
        batch.decompress(&frames).map(|all| gist(&all))
    });
    let sizes: Vec<_> = items.iter().map(|item| item.len() as u64).collect();
    refuse_each("a batch back of given sizes", SHARED, make, |batch| {
        batch.sizes(&sizes).decompress(&frames).map(|all| gist(&all))
    });
    refuse_each(
        "batches are made",
        MADE,
        || (),
        |()| {
            BatchCompressor::new(&CompressOptions::new())?;
            BatchDecompressor::new(&DecompressOptions::new()).map(drop)
        },
    );
}

#[test]
fn batches_of_two_threads() {
    let items = items();
    let options = CompressOptions::new().level(3);
    let make = || BatchCompressor::new(&options).unwrap().threads(2);
    refuse_each("a batch of two threads", 0..=20, make, |batch| {
        batch.compress(&items).map(|all| gist(&all))
    });
    let frames: Vec<_> = items.iter().map(|item| options.compress(item).unwrap()).collect();
    let options = DecompressOptions::new();
    let make = || BatchDecompressor::new(&options).unwrap().threads(2);
    refuse_each("a batch back of two threads", 0..=20, make, |batch| {
        batch.decompress(&frames).map(|all| gist(&all))
    });
}

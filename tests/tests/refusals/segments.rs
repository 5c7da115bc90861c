//! Buffers, collections and batches.

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegmentsCollection};

use crate::data::{Gist, records, text};
use crate::trial::{Refusal as _, refuse_each};

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
fn batches_in_which_items_may_fail() {
    let mut items: Vec<_> =
        items().iter().map(|item| zstdkit::compress(item, 3).unwrap()).collect();
    items[3].truncate(5);
    let last = items.len() - 1;
    items[last] = b"no frame".to_vec();
    let make = || BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(1);
    refuse_each("a batch back in which items fail", 2 + SHARED, make, |batch| {
        let each = batch.decompress_each(&items)?;
        let mut whole = Gist::of(b"");
        for item in &each {
            match item {
                Ok(data) => whole = whole.then(Gist::of(&data)),
                Err(error) if error.is_out_of_memory() => return Err(error.clone()),
                Err(error) => whole = whole.then(Gist::of(&[error.item_index().unwrap() as u8])),
            }
        }
        Ok(whole)
    });
}

#[test]
fn batches_in_a_pool_of_rayons() {
    let items = items();
    let options = CompressOptions::new().level(3);
    // A pool's threads aren't there in a forked process: each has a pool of its own.
    let pool = || rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let make = || (pool(), BatchCompressor::new(&options).unwrap().in_rayon_pool());
    refuse_each("a batch in a pool", 0..=80, make, |(pool, batch)| {
        pool.install(|| batch.compress(&items).map(|all| gist(&all)))
    });
}

#[cfg(feature = "arrow")]
#[test]
fn batches_of_arrays() {
    use arrow_array::{Array, BinaryArray, LargeBinaryArray};

    let items = items();
    let column = BinaryArray::from_iter_values(&items);
    let make = || BatchCompressor::new(&CompressOptions::new()).unwrap().threads(1);
    refuse_each("a batch of an array", 1 + SHARED, make, |batch| {
        batch.compress(&column).map(|all| gist(&all))
    });
    let buffer = zstdkit_segments::BufferWithSegments::from_arrow(&column).unwrap();
    // Arrow's arrays are `Arc`s of std's.
    refuse_each(
        "arrays",
        0..=20,
        || (),
        |()| {
            let array: LargeBinaryArray = buffer.to_arrow()?;
            let back = zstdkit_segments::BufferWithSegments::from_arrow(&array)?;
            Ok::<_, zstdkit_segments::Error>((array.len(), back.len()))
        },
    );
}

#[test]
fn batches_of_two_threads() {
    let items = items();
    let options = CompressOptions::new().level(3);
    let make = || BatchCompressor::new(&options).unwrap().threads(2);
    refuse_each("a batch of two threads", 0..=80, make, |batch| {
        batch.compress(&items).map(|all| gist(&all))
    });
    let frames: Vec<_> = items.iter().map(|item| options.compress(item).unwrap()).collect();
    let options = DecompressOptions::new();
    let make = || BatchDecompressor::new(&options).unwrap().threads(2);
    refuse_each("a batch back of two threads", 0..=80, make, |batch| {
        batch.decompress(&frames).map(|all| gist(&all))
    });
}

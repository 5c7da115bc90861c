//! Feature `rayon`: parallel iterators, and batches in a pool.

use rayon::prelude::*;
use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{
    BatchCompressor, BatchDecompressor, BufferWithSegments, BufferWithSegmentsCollection, Error,
};

use crate::samples::{frames, records, uneven};

#[test]
fn parallel_iterators_give_every_item_in_its_place() {
    let items = uneven(2000);
    let buffer = BufferWithSegments::from_items(&items);
    let members = [0..7, 7..1500, 1500..2000].map(|range| buffer.slice(range).unwrap());
    let collection = BufferWithSegmentsCollection::new(members).unwrap();

    let lengths: Vec<usize> = items.iter().map(Vec::len).collect();
    assert_eq!(buffer.par_iter().map(|item| item.len()).collect::<Vec<_>>(), lengths);
    assert_eq!(collection.par_iter().map(|item| item.len()).collect::<Vec<_>>(), lengths);
    assert_eq!(IndexedParallelIterator::len(&collection.par_iter()), 2000);
    assert!(collection.par_iter().zip(&buffer).all(|(one, other)| one == other));
    assert_eq!(
        buffer.into_par_iter().rev().map(|item| item.offset()).max(),
        buffer.iter().map(|item| item.offset()).max()
    );
    assert_eq!(collection.par_iter().filter(|item| item.is_empty()).count(), {
        items.iter().filter(|item| item.is_empty()).count()
    });
}

#[test]
fn batches_run_in_the_pool_that_they_are_called_in() {
    let items = records(5000);
    let want = frames(&items);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let mut compressor = BatchCompressor::new(&CompressOptions::new()).unwrap().in_rayon_pool();
    let mut decompressor =
        BatchDecompressor::new(&DecompressOptions::new()).unwrap().in_rayon_pool();
    for _ in 0..3 {
        let mut names = std::collections::HashSet::new();
        let packed = pool.install(|| {
            compressor
                .progress(|_| {
                    names.insert(rayon::current_thread_index());
                    std::ops::ControlFlow::Continue(())
                })
                .compress(&items)
                .unwrap()
        });
        // Only threads of the pool have an index.
        assert!(!names.contains(&None));
        assert!(packed.iter().zip(&want).all(|(got, want)| got == *want));
        let back = pool.install(|| decompressor.decompress(&packed)).unwrap();
        assert!(back.iter().zip(&items).all(|(got, want)| got == *want));
        // Outside of it, the global pool does the work.
        assert_eq!(decompressor.decompress(&packed).unwrap().len(), 5000);
    }
    let error = pool.install(|| decompressor.decompress(&[&want[0][..], b"junk", b""]));
    assert!(matches!(error, Err(Error::Item { index: 1, .. })));
}

#[test]
fn a_panicking_callback_panics_the_call_in_a_pool_too() {
    let items = records(20_000);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let mut compressor = BatchCompressor::new(&CompressOptions::new()).unwrap().in_rayon_pool();
    for calls_before in [0, 5] {
        let mut calls = 0;
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            pool.install(|| {
                let callback = |_| {
                    assert!(calls < calls_before, "from the callback");
                    calls += 1;
                    std::ops::ControlFlow::Continue(())
                };
                compressor.progress(callback).compress(&items)
            })
        }));
        let payload = outcome.unwrap_err();
        assert_eq!(payload.downcast_ref::<&str>(), Some(&"from the callback"));
        // Neither the pool nor the object is the worse for it.
        let packed = pool.install(|| compressor.compress(&items)).unwrap();
        assert_eq!(packed.len(), 20_000);
    }
}

#[test]
fn a_batch_in_a_pool_can_be_cancelled() {
    let items = records(20_000);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let mut compressor = BatchCompressor::new(&CompressOptions::new()).unwrap().in_rayon_pool();
    let stop = |_| std::ops::ControlFlow::Break(());
    let error = pool.install(|| compressor.progress(stop).compress(&items)).unwrap_err();
    assert_eq!(error, Error::Cancelled);
    assert_eq!(pool.install(|| compressor.compress(&items)).unwrap().len(), 20_000);
}

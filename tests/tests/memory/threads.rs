//! Threads are started for the work that there is, however many are asked for.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_dict::{FastCover, TrainOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor};
use zstdkit_tests::{records, text};

/// What is asked for.
const MANY: usize = 20_000;

/// Memory and threads are counted for the whole process: one test at a time.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many threads whose names begin like this there are.
fn named(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|found| found.starts_with(name)).count()
}

#[test]
fn a_batch_of_two_items_has_two_threads() {
    let _alone = alone();
    let items = [text(2 << 20, 1), text(2 << 20, 2)];
    let options = CompressOptions::new().level(1);
    let mut compressor = BatchCompressor::new(&options).unwrap().threads(MANY);
    let mut most = 0;
    let mut look = |_| {
        most = most.max(named("zstdkit batch"));
        ControlFlow::Continue(())
    };
    let frames = compressor.progress(&mut look).compress(&items).unwrap();
    let mut decompressor = BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(MANY);
    let back = decompressor.progress(&mut look).decompress(&frames).unwrap();
    assert_eq!(back.size(), 4 << 20);
    // The calling thread is one of two. One may be of the compressor, which has them stand by.
    assert!(most <= 2, "{most} helpers");
}

#[test]
fn a_search_has_no_more_threads_than_candidates() {
    let _alone = alone();
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let options = TrainOptions::new()
        .size(4096)
        .threads(MANY)
        .fast_cover(FastCover::new().d(8).steps(1))
        .progress(move |_| {
            seen.fetch_max(named("zstdkit search"), SeqCst);
            ControlFlow::Continue(())
        });
    let training = options.train_samples(&zstdkit_dict::Samples::collect(records(5000)).unwrap());
    assert_eq!(training.unwrap().candidates.len(), 2);
    let helpers = most.load(SeqCst);
    assert!(helpers <= 1, "{helpers} helpers, where the calling thread tries one of two");
}

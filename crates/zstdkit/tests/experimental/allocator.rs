use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use zstdkit::{CompressContext, CompressOptions, DecompressContext, DecompressOptions, Error};

use crate::data::text;

/// Counts bytes, and refuses or panics when asked to.
#[derive(Default)]
struct Counting {
    held: AtomicUsize,
    most: AtomicUsize,
    refuses: AtomicBool,
    panics: AtomicBool,
}

// SAFETY: it's the system's allocator, but for refusals.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        assert!(!self.panics.load(Ordering::Relaxed), "as it should");
        if self.refuses.load(Ordering::Relaxed) {
            return std::ptr::null_mut();
        }
        let held = self.held.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        self.most.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.held.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(block, layout) }
    }
}

#[test]
fn all_memory_comes_from_the_allocator_and_goes_back_to_it() {
    let data = text(2_000_000);
    let counting = Arc::new(Counting::default());
    for workers in [0, 2] {
        #[cfg(not(feature = "multithread"))]
        if workers > 0 {
            continue;
        }
        let options = CompressOptions::new().workers(workers);
        let mut context = CompressContext::with_allocator(&options, counting.clone()).unwrap();
        let mut frame = Vec::new();
        context.compress_into(&data, &mut frame).unwrap();
        assert_eq!(frame, options.compress(&data).unwrap());
        assert!(counting.held.load(Ordering::Relaxed) >= context.memory_size());
        assert!(context.memory_size() > 1 << 20);
        drop(context);
        assert_eq!(counting.held.load(Ordering::Relaxed), 0);

        let options = DecompressOptions::new();
        let mut context = DecompressContext::with_allocator(&options, counting.clone()).unwrap();
        let mut back = Vec::new();
        context.decompress_into(&frame, &mut back).unwrap();
        assert_eq!(back, data);
        assert!(counting.held.load(Ordering::Relaxed) >= context.memory_size());
        drop(context);
        assert_eq!(counting.held.load(Ordering::Relaxed), 0);
    }
    assert_eq!(Arc::strong_count(&counting), 1);
}

#[cfg(feature = "multithread")]
#[test]
fn the_allocator_stays_when_a_context_changes_its_threads() {
    let pool = zstdkit::ThreadPool::new(1).unwrap();
    let counting = Arc::new(Counting::default());
    let plain = CompressOptions::new();
    let mut context = CompressContext::with_allocator(&plain, counting.clone()).unwrap();
    context.configure(&plain.workers(1).thread_pool(&pool)).unwrap();
    context.compress_into(&text(1_500_000), &mut Vec::new()).unwrap();
    assert!(counting.held.load(Ordering::Relaxed) > 1 << 20);
    drop(context);
    assert_eq!(counting.held.load(Ordering::Relaxed), 0);
    assert_eq!(Arc::strong_count(&counting), 1);
}

#[test]
fn a_refusal_is_an_error_and_a_panic_is_one_too() {
    let counting = Arc::new(Counting::default());
    let options = CompressOptions::new();
    let mut context = CompressContext::with_allocator(&options, counting.clone()).unwrap();
    let data = text(100_000);
    for flag in [&counting.refuses, &counting.panics] {
        flag.store(true, Ordering::Relaxed);
        assert_eq!(context.compress_into(&data, &mut Vec::new()), Err(Error::OutOfMemory));
        let outcome = CompressContext::with_allocator(&options, counting.clone()).map(drop);
        assert_eq!(outcome, Err(Error::OutOfMemory));
        let outcome =
            DecompressContext::with_allocator(&DecompressOptions::new(), counting.clone());
        assert_eq!(outcome.map(drop), Err(Error::OutOfMemory));
        flag.store(false, Ordering::Relaxed);
    }
    let mut frame = Vec::new();
    context.compress_into(&data, &mut frame).unwrap();
    assert_eq!(zstdkit::decompress(&frame).unwrap(), data);
    drop(context);
    assert_eq!(counting.held.load(Ordering::Relaxed), 0);
}

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
    /// Refuses the request that comes after as many, counted from 1; 0 for none.
    refuses_after: AtomicUsize,
}

// SAFETY: it's the system's allocator, but for refusals.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        assert!(!self.panics.load(Ordering::Relaxed), "as it should");
        let count_down = |left: usize| left.checked_sub(1);
        let left =
            self.refuses_after.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count_down);
        if self.refuses.load(Ordering::Relaxed) || left == Ok(1) {
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

/// Does `work` with each request of a context's for memory refused in turn. What follows is right, and
/// no memory is left behind.
#[cfg(feature = "multithread")]
fn refuse_each(
    options: &CompressOptions,
    work: impl Fn(&mut CompressContext) -> Vec<Result<usize, Error>>,
) {
    for at in 1.. {
        let counting = Arc::new(Counting::default());
        let mut context = CompressContext::with_allocator(options, counting.clone()).unwrap();
        counting.refuses_after.store(at, Ordering::Relaxed);
        let outcomes = work(&mut context);
        let untouched = counting.refuses_after.swap(0, Ordering::Relaxed) > 0;
        for outcome in &outcomes {
            assert!(matches!(outcome, Ok(_) | Err(Error::OutOfMemory)), "{at}: {outcome:?}");
        }
        assert_eq!(outcomes.iter().all(Result::is_ok), untouched, "{at}");
        assert!(context.memory_size() > 0);
        for outcome in work(&mut context) {
            outcome.unwrap();
        }
        drop(context);
        assert_eq!(counting.held.load(Ordering::Relaxed), 0, "{at}");
        if untouched {
            return;
        }
    }
}

#[cfg(feature = "multithread")]
#[test]
fn each_refusal_is_an_error_while_workers_are_made_ready_and_at_work() {
    let data = text(1_100_000);
    let busy = CompressOptions::new().level(1).workers(2).checksum(true);
    let busy = busy.set(zstdkit::CompressParameter::JobSize, 512 << 10);
    refuse_each(&busy, |context| {
        let mut frame = Vec::new();
        let outcome = context.compress_into(&data, &mut frame);
        if outcome.is_ok() {
            assert!(zstdkit::decompress(&frame).unwrap() == data);
        }
        vec![outcome]
    });
}

#[cfg(feature = "multithread")]
#[test]
fn each_refusal_is_an_error_when_workers_become_more_or_fewer() {
    let data = text(600_000);
    let plain = CompressOptions::new().level(1);
    refuse_each(&plain, |context| {
        let mut outcomes = Vec::new();
        for workers in [1, 3, 0, 2] {
            let outcome = context.configure(&plain.clone().workers(workers));
            outcomes.push(outcome.and_then(|()| context.compress_into(&data, &mut Vec::new())));
        }
        outcomes
    });
}

//! How often and how much batches allocate, counted by the allocator itself.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegments};

/// The system's allocator, with counts. What C allocates is not among them.
struct Counting;

static CALLS: AtomicUsize = AtomicUsize::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn took(bytes: usize) {
    CALLS.fetch_add(1, Relaxed);
    let held = HELD.fetch_add(bytes, Relaxed) + bytes;
    PEAK.fetch_max(held, Relaxed);
}

// SAFETY: every call is passed on to `System` as it came, and its answer handed back.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        took(layout.size());
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        HELD.fetch_sub(layout.size(), Relaxed);
        took(size);
        // SAFETY: as above.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The counts are everybody's: one test at a time.
static ALONE: Mutex<()> = Mutex::new(());

/// What `work` returns, how often it allocated, and how much more than before it held at most.
fn counted<T>(work: impl FnOnce() -> T) -> (T, usize, usize) {
    let (calls, held) = (CALLS.load(Relaxed), HELD.load(Relaxed));
    PEAK.store(held, Relaxed);
    let result = work();
    (result, CALLS.load(Relaxed) - calls, PEAK.load(Relaxed) - held)
}

fn items(count: usize) -> BufferWithSegments {
    BufferWithSegments::from_items((0..count).map(|number| {
        let tag = number.wrapping_mul(2_654_435_761) % 1_000_003;
        format!("{{\"id\":{number},\"tag\":\"{tag:x}\",\"name\":\"item {}\"}}", tag % 977)
    }))
}

fn compressor(threads: usize) -> BatchCompressor {
    BatchCompressor::new(&CompressOptions::new().level(1)).unwrap().threads(threads)
}

fn decompressor(threads: usize) -> BatchDecompressor {
    BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(threads)
}

#[test]
fn no_batch_allocates_per_item() {
    let _alone = ALONE.lock();
    for threads in [1, 2, 4] {
        let mut calls = [0; 4];
        for (size, calls) in [1000, 2000, 20_000, 40_000].into_iter().zip(&mut calls) {
            let source = items(size);
            let (packed, packing, _) = counted(|| compressor(threads).compress(&source).unwrap());
            let unpack = || decompressor(threads).decompress(&packed).unwrap();
            let (_, unpacking, _) = counted(unpack);
            *calls = packing + unpacking;
        }
        // A few for each chunk and each slab, whose number hardly depends on that of items.
        let per_thread = 250;
        assert!(calls.iter().all(|&calls| calls < per_thread * threads), "{calls:?}");
    }
}

#[test]
fn a_second_batch_allocates_next_to_nothing() {
    let _alone = ALONE.lock();
    let source = items(20_000);
    let mut compressor = compressor(1);
    drop(compressor.compress(&source).unwrap());
    let (packed, calls, peak) = counted(|| compressor.compress(&source).unwrap());
    assert!(calls < 100, "{calls} allocations");
    // The table of where results are, and odds and ends: the results' memory was there.
    assert!(peak < 20_000 * 16 + 64_000, "{peak} bytes, for {} of results", packed.size());
    let mut decompressor = decompressor(1);
    drop(decompressor.decompress(&packed).unwrap());
    let (back, calls, peak) = counted(|| decompressor.decompress(&packed).unwrap());
    assert!(calls < 100, "{calls} allocations");
    assert!(peak < 20_000 * 16 + 64_000, "{peak} bytes, for {} of results", back.size());
}

#[test]
fn memory_peaks_at_the_output_and_a_tenth_of_all() {
    let _alone = ALONE.lock();
    let source = items(200_000);
    for threads in [1, 2] {
        let (packed, _, peak) = counted(|| compressor(threads).compress(&source).unwrap());
        let results = packed.size() + packed.len() * 16;
        let allowed = results + (source.size() + results) / 10;
        assert!(peak <= allowed, "compressing: {peak} bytes, {allowed} allowed");
        let (back, _, peak) = counted(|| decompressor(threads).decompress(&packed).unwrap());
        let results = back.size() + back.len() * 16;
        let allowed = results + (packed.size() + results) / 10;
        assert!(peak <= allowed, "decompressing: {peak} bytes, {allowed} allowed");
    }
}

/// Items that are big enough to get memory of their own, each of another size, and too many to see
/// from one batch whether their memory is used again.
fn big_items() -> Vec<Vec<u8>> {
    (0..60usize).map(|number| items(2500 + 10 * (number * 37 % 60)).to_vec()).collect()
}

#[test]
fn memory_of_big_results_was_kept_and_not_used_again() {
    let _alone = ALONE.lock();
    let items = big_items();
    let sizes: Vec<u64> = items.iter().map(|item| item.len() as u64).collect();
    let results: usize = items.iter().map(Vec::len).sum();
    let unknown = CompressOptions::new().content_size(false);
    for threads in [1, 2] {
        for (options, given) in [
            (CompressOptions::new(), None),
            (unknown.clone(), Some(&sizes[..])),
            (unknown.clone(), None),
        ] {
            let frames: Vec<Vec<u8>> =
                items.iter().map(|item| options.compress(item).unwrap()).collect();
            let allowed = results
                + (results + frames.iter().map(Vec::len).sum::<usize>()) / 10
                + threads * (200 << 10);
            let mut decompressor = decompressor(threads);
            let ((), _, peak) = counted(|| {
                for _ in 0..8 {
                    let results = match given {
                        Some(sizes) => decompressor.sizes(sizes).decompress(&frames),
                        None => decompressor.decompress(&frames),
                    };
                    assert_eq!(results.unwrap().len(), items.len());
                }
            });
            assert!(peak <= allowed, "{peak} bytes, {allowed} allowed, sizes {}", given.is_some());
        }
    }
}

#[test]
fn items_that_fail_kept_the_memory_of_their_results() {
    let _alone = ALONE.lock();
    let items = big_items();
    let unknown = CompressOptions::new().content_size(false);
    for options in [CompressOptions::new(), unknown] {
        let frames: Vec<Vec<u8>> = items
            .iter()
            .map(|item| [&options.compress(item).unwrap()[..], b"x"].concat())
            .collect();
        let mut decompressor = decompressor(1).keep_memory(0);
        let before = HELD.load(Relaxed);
        let results = decompressor.decompress_each(&frames).unwrap();
        assert_eq!(results.errors().count(), items.len());
        let held = HELD.load(Relaxed) - before;
        assert!(held < items[0].len() * 4, "{held} bytes for nothing");
    }
}

/// A frame whose header claims `size` bytes, and which has one block of a single byte, repeated.
fn boast(size: u64) -> Vec<u8> {
    let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0b1110_0000];
    frame.extend(size.to_le_bytes());
    // The last block, of the type "repeat a byte", 100 times.
    frame.extend([0x23, 0x03, 0x00, b'x']);
    frame
}

#[test]
fn a_large_claim_took_all_of_its_memory_ahead() {
    let _alone = ALONE.lock();
    let honest = decompressor(1).decompress(&[boast(100)]).unwrap();
    assert_eq!(&honest[0], [b'x'; 100]);
    for claim in [1 << 20, 1 << 26, 1 << 40, u64::MAX] {
        let items = [boast(100), boast(claim)];
        let mut decompressor = decompressor(1);
        let (outcome, _, peak) = counted(|| decompressor.decompress(&items));
        assert_eq!(outcome.unwrap_err().item_index(), Some(1));
        assert!(peak < 256 << 10, "{peak} bytes for a claim of {claim}");
        let sizes = [100, claim];
        let (outcome, _, peak) =
            counted(|| decompressor.sizes(&sizes).decompress_each(&items).unwrap());
        assert_eq!(outcome.errors().count(), 1);
        assert!(peak < 256 << 10, "{peak} bytes for a claim of {claim}");
    }
}

//! How much memory samples take: each is copied at most once. What libzstd allocates isn't counted.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use zstdkit_dict::{Cover, FastCover, Legacy, Reservoir, Samples, TrainOptions};

/// The system's allocator, with counts of each thread by itself: tests run beside each other.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

impl Counting {
    fn changed(more: usize, less: usize) {
        HELD.set(HELD.get() + more as isize - less as isize);
        PEAK.set(PEAK.get().max(HELD.get()));
    }
}

// SAFETY: every call is passed on to `System` as it came, and its answer handed back.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::changed(layout.size(), 0);
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        Self::changed(0, layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) };
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::changed(size, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `work` returns, and how many bytes more than before were held at most.
fn most_held<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.get();
    PEAK.set(before);
    let result = work();
    (result, (PEAK.get() - before) as usize)
}

/// Lines of 63 bytes, end to end: about 1 MiB.
fn log() -> Vec<u8> {
    let line = |n: u32| {
        let hash = n.wrapping_mul(2_654_435_761);
        format!(
            "{{\"id\":{n:08},\"event\":\"login\",\"hash\":\"{hash:010}\",\"ok\":true,\"n\":1}}\n"
        )
    };
    (0..17_000).map(line).collect::<String>().into_bytes()
}

fn every_way() -> [TrainOptions; 3] {
    let options = TrainOptions::new().size(4096);
    [
        options.clone().fast_cover(FastCover::new().k(100).d(8).f(10)),
        options.clone().cover(Cover::new().k(100).d(8)),
        options.legacy(Legacy::new()),
    ]
}

#[test]
fn samples_that_lie_end_to_end_are_borrowed() {
    let log = log();
    let sizes = vec![50; log.len() / 50];
    let flat = &log[..sizes.len() * 50];
    let segments = (0..log.len() as u64 / 63).map(|index| (index * 63, 63));
    let borrowed = [
        Samples::from_flat(flat, &sizes).unwrap(),
        Samples::from_chunks(&log, 63).unwrap(),
        Samples::from_records(&log, b'\n').unwrap(),
        Samples::from_segments(&log, segments).unwrap(),
    ];
    for samples in &borrowed {
        assert_eq!(samples.data().as_ptr(), log.as_ptr());
        let (head, tail) = samples.split_at(samples.len() / 3);
        assert_eq!(head.data().as_ptr(), log.as_ptr());
        assert_eq!(tail.data().as_ptr_range().end, samples.data().as_ptr_range().end);
        assert_eq!(samples.iter().next().unwrap().as_ptr(), log.as_ptr());
    }
}

#[test]
fn training_copies_no_samples_that_lie_end_to_end() {
    let log = log();
    let samples = Samples::from_records(&log, b'\n').unwrap();
    // For each byte: none of it by the legacy algorithm; 4 for the dmers' indices; cover's tables.
    for (options, times) in every_way().into_iter().zip([4.5, 30.0, 0.1]) {
        let (outcome, held) = most_held(|| options.train_samples(&samples));
        assert!(outcome.is_ok(), "{outcome:?}");
        assert!((held as f64) < times * log.len() as f64, "{held} bytes: {options:?}");
    }
    let options = TrainOptions::new().size(4096);
    let (outcome, held) = most_held(|| options.finalize_samples(&log[..3000], &samples));
    assert!(outcome.is_ok() && held < log.len() / 10, "{held} bytes");
}

#[test]
fn samples_of_an_iterator_are_copied_once() {
    struct Seen<'a>(&'a [u8], &'a Cell<usize>);
    impl AsRef<[u8]> for Seen<'_> {
        fn as_ref(&self) -> &[u8] {
            self.1.set(self.1.get() + 1);
            self.0
        }
    }
    let log = log();
    let lines: Vec<&[u8]> = log.split_inclusive(|&byte| byte == b'\n').collect();
    let options = TrainOptions::new().size(4096).legacy(Legacy::new());
    let seen = Cell::new(0);
    let samples = lines.iter().map(|line| Seen(line, &seen));
    let (outcome, held) = most_held(|| options.train(samples));
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!(seen.get(), lines.len());
    // A vector that grows has up to twice as much room; a second copy would make it three times.
    assert!(held < log.len() * 5 / 2, "{held} bytes for {}", log.len());
    let (split, held) = most_held(|| Samples::collect_split(&lines, 4).unwrap());
    assert_eq!(split.0.total_size() + split.1.total_size(), log.len());
    assert!(held < log.len() * 5 / 2, "{held} bytes for {}", log.len());
}

#[test]
fn a_reservoir_holds_no_more_than_it_may() {
    let log = log();
    let (reservoir, held) = most_held(|| {
        let mut reservoir = Reservoir::new(100_000, 3);
        for line in log.split_inclusive(|&byte| byte == b'\n') {
            reservoir.push(line).unwrap();
        }
        assert!(reservoir.total_size() > 45_000);
        reservoir
    });
    assert!(held < 200_000, "{held} bytes");
    let ((), held) = most_held(|| {
        let mut merged = Reservoir::new(100_000, 3);
        merged.merge(reservoir).unwrap();
    });
    assert!(held < 100_000, "{held} bytes: samples are taken over");
    for tiny in [b"".as_slice(), b"x"] {
        let ((), held) = most_held(|| {
            let mut reservoir = Reservoir::new(100_000, 3);
            for row in 0..100_000_u32 {
                reservoir.push_keyed(row.to_le_bytes(), tiny).unwrap();
            }
            assert!(reservoir.len() > 1500, "{}", reservoir.len());
        });
        assert!(held < 300_000, "{held} bytes");
    }
}

#[test]
fn a_reservoirs_bytes_take_memory_for_what_is_there() {
    // Numbers that ascend, of samples without bytes: the most memory for a byte.
    let count = 30_000_u64;
    for announced in [count, 1 << 60] {
        let mut bytes = b"ZSTKRSVR".to_vec();
        for number in [1, u64::MAX, 0, u64::MAX, u64::MAX, announced] {
            bytes.extend(number.to_le_bytes());
        }
        for number in 0..count {
            bytes.extend((number << 40).to_le_bytes());
            bytes.extend(0_u64.to_le_bytes());
        }
        let checksum = twox_hash::XxHash64::oneshot(0, &bytes);
        bytes.extend(checksum.to_le_bytes());
        let (reservoir, held) = most_held(|| Reservoir::from_bytes(&bytes));
        assert_eq!(reservoir.is_ok(), announced == count);
        assert!(held < count as usize * 100, "{held} bytes for {count} samples");
    }
}

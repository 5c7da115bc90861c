//! Threads: how many there are, who has the work, and what happens when there are none to be had.

use std::collections::HashSet;
use std::ops::{ControlFlow, Range};
#[cfg(target_os = "linux")]
use std::process::Command;
use std::sync::{Condvar, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use zstdkit::{CompressOptions, DecompressOptions};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BatchSource, BufferWithSegments};

#[cfg(target_os = "linux")]
use crate::samples::frame;
use crate::samples::{frames, records};

fn compressor(threads: usize) -> BatchCompressor {
    BatchCompressor::new(&CompressOptions::new()).unwrap().threads(threads)
}

fn decompressor(threads: usize) -> BatchDecompressor {
    BatchDecompressor::new(&DecompressOptions::new()).unwrap().threads(threads)
}

#[test]
fn there_are_never_more_threads_than_items() {
    // Large enough that each is worth a thread.
    let items = vec![records(2000).concat(); 3];
    let mut one = compressor(1);
    one.compress(&items).unwrap();
    let context = one.keep_memory(0).memory_size();
    for threads in [3, 4, 100, usize::MAX] {
        let mut compressor = compressor(threads);
        let mut seen = HashSet::new();
        let packed = compressor
            .progress(|_| {
                seen.insert(thread::current().id());
                ControlFlow::Continue(())
            })
            .compress(&items)
            .unwrap();
        assert!((1..=3).contains(&seen.len()), "{} threads", seen.len());
        assert_eq!(packed.len(), 3);
        drop(packed);
        // A thread has a context, and no more contexts were made than there are items.
        let memory = compressor.keep_memory(0).memory_size();
        assert!(memory <= 3 * context, "{memory} bytes, for {context} of one context");
    }
}

#[test]
fn a_batch_that_is_worth_it_has_all_its_threads_at_work() {
    let items = records(60_000);
    let mut seen = HashSet::new();
    compressor(3)
        .progress(|_| {
            seen.insert(thread::current().id());
            ControlFlow::Continue(())
        })
        .compress(&items)
        .unwrap();
    assert_eq!(seen.len(), 3);
    assert!(seen.contains(&thread::current().id()), "the calling thread works too");
}

#[test]
fn one_item_of_50_mb_among_many_small_ones() {
    let mut items = records(20_000);
    let unit = records(5000).concat();
    items[15_000] = unit.iter().copied().cycle().take(50_000_000).collect();
    let items = BufferWithSegments::from_items(items);
    let options = CompressOptions::new().level(1);
    let alone = options.compress(&items[15_000]).unwrap();
    for threads in [1, 2, 4] {
        let mut seen = HashSet::new();
        let mut compressor = BatchCompressor::new(&options).unwrap().threads(threads);
        let packed = compressor
            .progress(|_| {
                seen.insert(thread::current().id());
                ControlFlow::Continue(())
            })
            .compress(&items)
            .unwrap();
        // While one thread is at it, the others do the rest.
        assert_eq!(seen.len(), threads);
        assert_eq!(packed.get(15_000).unwrap(), alone);
        let back = decompressor(threads).decompress(&packed).unwrap();
        assert!(back.iter().eq(items.iter()), "{threads} threads");
    }
}

#[test]
fn results_and_errors_do_not_depend_on_the_number_of_threads() {
    let items = records(5000);
    let mut damaged = frames(&items);
    for index in [1234, 2345, 4999] {
        damaged[index].truncate(20);
    }
    let one = compressor(1).compress(&items).unwrap();
    let failure = decompressor(1).decompress(&damaged).unwrap_err();
    assert_eq!(failure.item_index(), Some(1234));
    for threads in [0, 2, 3, 7, 64] {
        let packed = compressor(threads).compress(&items).unwrap();
        assert!(packed.iter().eq(one.iter()), "{threads} threads");
        assert_eq!(decompressor(threads).decompress(&damaged).unwrap_err(), failure);
        let each = decompressor(threads).decompress_each(&damaged).unwrap();
        let failed: Vec<_> = each.errors().filter_map(|error| error.item_index()).collect();
        assert_eq!(failed, [1234, 2345, 4999]);
    }
}

/// A source whose items are given to a second thread before the first gets any to work on.
struct Shared {
    items: BufferWithSegments,
    seen: Mutex<HashSet<ThreadId>>,
    another: Condvar,
}

impl BatchSource for Shared {
    type Items<'a> = <BufferWithSegments as BatchSource>::Items<'a>;

    fn len(&self) -> usize {
        self.items.len()
    }

    fn items(&self, range: Range<usize>) -> Self::Items<'_> {
        // To lay out the work, the calling thread looks at all of them.
        if range.len() < self.items.len() {
            let mut seen = self.seen.lock().unwrap();
            seen.insert(thread::current().id());
            self.another.notify_all();
            let alone = |seen: &mut HashSet<_>| seen.len() < 2;
            let limit = Duration::from_secs(60);
            let (_seen, timeout) = self.another.wait_timeout_while(seen, limit, alone).unwrap();
            assert!(!timeout.timed_out(), "no second thread has come");
        }
        self.items.items(range)
    }
}

#[test]
fn batch_after_batch_has_the_same_threads() {
    let items = BufferWithSegments::from_items(records(20_000));
    let mut compressor = compressor(2);
    let mut helpers = HashSet::new();
    for _ in 0..5 {
        let (seen, another) = (Mutex::default(), Condvar::new());
        let source = Shared { items: items.clone(), seen, another };
        assert_eq!(compressor.compress(&source).unwrap().len(), 20_000);
        let mut seen = source.seen.into_inner().unwrap();
        assert!(seen.remove(&thread::current().id()), "the calling thread works too");
        assert_eq!(seen.len(), 1);
        helpers.extend(seen);
    }
    let expected = if cfg!(feature = "rayon") { 1 } else { 5 };
    assert_eq!(helpers.len(), expected);
}

/// What the child process of the test below is told by.
#[cfg(target_os = "linux")]
const WITHOUT_THREADS: &str = "ZSTDKIT_TEST_WITHOUT_THREADS";

/// This program once more; by the emulator, where `cargo xtask targets` runs us by one.
#[cfg(target_os = "linux")]
fn this_program() -> Command {
    let program = std::env::current_exe().unwrap();
    let Ok(runner) = std::env::var("ZSTDKIT_TEST_RUNNER") else { return Command::new(program) };
    let mut words = runner.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words).arg(program);
    command
}

/// A stack larger than any address space, and not so large that musl calls it no size at all.
#[cfg(target_os = "linux")]
const STACK: usize = if usize::BITS == 64 { usize::MAX / 8 } else { usize::MAX / 4 * 3 };

/// Rust takes the stack size of new threads from the environment; with too large a one, no thread can be
/// started.
#[cfg(target_os = "linux")]
#[test]
fn without_a_thread_to_be_had_the_calling_one_does_the_work() {
    if std::env::var_os(WITHOUT_THREADS).is_some() {
        assert!(thread::Builder::new().spawn(|| ()).is_err(), "a thread could be started");
        let items = records(20_000);
        let packed = compressor(4).compress(&items).unwrap();
        assert!(packed.iter().zip(&items).all(|(got, want)| got == frame(want)));
        assert_eq!(decompressor(4).decompress(&packed).unwrap().len(), 20_000);
        return;
    }
    let name = "threads::without_a_thread_to_be_had_the_calling_one_does_the_work";
    let output = this_program()
        .args(["--exact", name, "--test-threads", "1"])
        .env(WITHOUT_THREADS, "1")
        .env("RUST_MIN_STACK", STACK.to_string())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

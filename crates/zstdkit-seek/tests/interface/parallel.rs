//! Stretches decoded at once.

use std::io::Write as _;

use zstdkit::CompressOptions;
use zstdkit_seek::{Error, IndexOptions, ReadAt, ReadOptions, SeekableWriter};

use crate::data::content;

#[test]
fn any_number_of_threads_gives_the_content() {
    let content = content(6 << 20, 1);
    let one = CompressOptions::new().level(3).window_log(17).compress(&content).unwrap();
    let many: Vec<u8> =
        content.chunks(700_000).flat_map(|part| zstdkit::compress(part, 1).unwrap()).collect();
    for file in [one, many] {
        let index = IndexOptions::new().spacing(200_000).build(&file[..]).unwrap();
        for threads in [0, 1, 2, 5, 100] {
            let mut out = Vec::new();
            assert_eq!(index.decompress(&file, threads, &mut out).unwrap(), content.len() as u64);
            assert!(out == content, "{threads}");
            out.fill(0);
            index.decompress_into(&file, threads, &mut out).unwrap();
            assert!(out == content, "{threads}");
        }
        let outcome = index.decompress_into(&file, 2, &mut [0; 5]);
        assert!(matches!(outcome, Err(Error::OutOfRange { .. })));
    }
}

#[test]
fn damage_and_writers_that_fail_end_it() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let content = content(6 << 20, 2);
    let mut file = CompressOptions::new().level(1).window_log(17).compress(&content).unwrap();
    let index = IndexOptions::new().spacing(100_000).build(&file[..]).unwrap();
    for threads in [1, 3] {
        let outcome = index.decompress(&file, threads, Full(3 << 20));
        let Err(Error::Io(error)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    }
    let stretch = index.stretches().nth(20).unwrap();
    let middle = (stretch.compressed.start + stretch.compressed.end) as usize / 2;
    file[middle..middle + 8].fill(0x5A);
    for threads in [1, 2, 4] {
        let mut out = Vec::new();
        let outcome = index.decompress(&file, threads, &mut out);
        let Err(Error::Damaged { content: lost, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(lost, stretch.content);
        // All that is before it is there, and nothing that is behind it.
        assert!(out.len() as u64 >= lost.start && (out.len() as u64) < lost.end);
        assert!(out[..lost.start as usize] == content[..lost.start as usize]);
        let outcome = index.decompress_into(&file, threads, &mut vec![0; content.len()]);
        assert!(matches!(outcome, Err(Error::Damaged { .. })));
    }
}

#[test]
fn a_stretch_longer_than_what_a_thread_may_be_ahead() {
    let content = vec![7; 100 << 20];
    let file = zstdkit::compress(&content, 1).unwrap();
    let index = IndexOptions::new().build(&file[..]).unwrap();
    let mut out = Vec::new();
    ReadOptions::new().decompress_parallel(&index, &file, 2, &mut out).unwrap();
    assert!(out == content);
}

/// A file that can't be read from some offset on.
struct Broken<'a> {
    file: &'a [u8],
    from: u64,
    fails: fn() -> std::io::Error,
}

impl ReadAt for Broken<'_> {
    fn size(&self) -> std::io::Result<u64> {
        Ok(self.file.len() as u64)
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        // Its end is read to tell that it's the file that was indexed.
        let is_there = buf.len() <= 64 || offset < self.from;
        if is_there { self.file.read_at(offset, buf) } else { Err((self.fails)()) }
    }
}

#[test]
fn a_source_that_fails_or_panics_on_any_thread_ends_it() {
    let content = content(6 << 20, 3);
    let file = CompressOptions::new().level(1).window_log(17).compress(&content).unwrap();
    let index = IndexOptions::new().spacing(100_000).build(&file[..]).unwrap();
    for at in [0, 1, 2, 13, index.len() - 1] {
        let stretch = index.stretches().nth(at).unwrap();
        let fails = || std::io::Error::from(std::io::ErrorKind::HostUnreachable);
        let broken = Broken { file: &file, from: stretch.compressed.start, fails };
        let panics = Broken { fails: || panic!("as a test wants it"), ..broken };
        for threads in [1, 2, 4] {
            let mut out = Vec::new();
            let outcome = index.decompress(&broken, threads, &mut out);
            let Err(Error::Io(error)) = outcome else { panic!("{outcome:?}") };
            assert_eq!(error.kind(), std::io::ErrorKind::HostUnreachable);
            assert!(content.starts_with(&out) && out.len() as u64 <= stretch.content.end);
            let mut out = Vec::new();
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                index.decompress(&panics, threads, &mut out)
            }));
            assert!(outcome.is_err(), "{outcome:?}");
            assert!(content.starts_with(&out));
        }
    }
}

/// What the child process of the test below is told by.
#[cfg(target_os = "linux")]
const WITHOUT_THREADS: &str = "ZSTDKIT_TEST_WITHOUT_THREADS";

/// A stack larger than any address space, and not so large that musl calls it no size at all.
#[cfg(target_os = "linux")]
const STACK: usize = if usize::BITS == 64 { usize::MAX / 8 } else { usize::MAX / 4 * 3 };

/// This program once more; by the emulator, where `cargo xtask targets` runs us by one.
#[cfg(target_os = "linux")]
fn this_program() -> std::process::Command {
    let program = std::env::current_exe().unwrap();
    let runner = std::env::var("ZSTDKIT_TEST_RUNNER").unwrap_or_default();
    let mut words = runner.split_whitespace();
    let Some(runner) = words.next() else { return std::process::Command::new(program) };
    let mut command = std::process::Command::new(runner);
    command.args(words).arg(program);
    command
}

/// Rust takes the stack size of new threads from the environment; with too large a one, no thread can be
/// started.
#[cfg(target_os = "linux")]
#[test]
fn without_a_thread_to_be_had_the_calling_one_does_the_work() {
    if std::env::var_os(WITHOUT_THREADS).is_none() {
        let name = "parallel::without_a_thread_to_be_had_the_calling_one_does_the_work";
        let mut command = this_program();
        command.args(["--exact", name, "--test-threads", "1"]).env(WITHOUT_THREADS, "1");
        let output = command.env("RUST_MIN_STACK", STACK.to_string()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    assert!(std::thread::Builder::new().spawn(|| ()).is_err(), "a thread could be started");
    let all = content(3 << 20, 9);
    let writer = SeekableWriter::new(Vec::new(), &CompressOptions::new()).unwrap();
    let mut writer = writer.frame_size(300_000).threads(4);
    writer.write_all(&all).unwrap();
    let file = writer.finish().unwrap();
    let index = IndexOptions::new().spacing(1 << 20).build(&file[..]).unwrap();
    let mut out = Vec::new();
    index.decompress(&file, 4, &mut out).unwrap();
    assert!(out == all);
    out.fill(0);
    index.decompress_into(&file, 4, &mut out).unwrap();
    assert!(out == all);
}

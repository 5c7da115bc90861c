//! Stretches decoded at once.

use zstdkit::CompressOptions;
use zstdkit_seek::{Error, IndexOptions, ReadOptions};

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

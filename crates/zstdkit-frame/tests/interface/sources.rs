//! Frames of sources.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use zstdkit_frame::{Error, Options, SourceError, SourceFrames};

use crate::builder::{Header, raw, rle, samples, skippable};

/// Counts what is read, and gives it a few bytes at a time.
struct Meter<R> {
    source: R,
    read: u64,
    step: usize,
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let len = buf.len().min(self.step);
        let read = self.source.read(&mut buf[..len])?;
        self.read += read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Meter<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}

#[test]
fn large_frames_are_walked_by_seeking() {
    let block = raw(false, &vec![7; 128 << 10]);
    let mut blocks = vec![block; 80];
    blocks.push(rle(true, 0, 5));
    let frame = Header::window(0x70).with_checksum().frame(&blocks);
    let file = [frame.clone(), skippable(3, &vec![1; 1 << 20]), frame].concat();
    let meter = Meter { source: Cursor::new(&file), read: 0, step: usize::MAX };
    let mut frames = SourceFrames::new(meter).unwrap();
    let sizes: Result<Vec<_>, _> = frames.by_ref().map(|f| f.map(|f| f.size())).collect();
    assert_eq!(sizes.unwrap().iter().sum::<u64>(), file.len() as u64);
    let read = frames.into_inner().read;
    // 164 blocks, and a seek to each.
    assert!(read < 10_000, "{read} of {} bytes read", file.len());
}

#[test]
fn sources_that_give_single_bytes_are_walked() {
    for sample in samples() {
        let meter = Meter { source: Cursor::new(&sample), read: 0, step: 1 };
        let sizes: u64 =
            SourceFrames::from_read(meter, Options::new()).map(|f| f.unwrap().size()).sum();
        assert_eq!(sizes, sample.len() as u64);
    }
}

#[test]
fn a_large_pipe_is_read_through() {
    let file = [skippable(0, &vec![0; 100_000]), skippable(1, b"end")].concat();
    let mut frames = SourceFrames::from_read(&file[..], Options::new());
    assert_eq!(frames.next().unwrap().unwrap().size(), 100_008);
    assert_eq!(frames.next().unwrap().unwrap().offset(), 100_008);
    assert!(frames.next().is_none());
}

#[test]
fn errors_of_the_source_come_through() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("unplugged"))
        }
    }
    let mut frames = SourceFrames::from_read(Broken, Options::new());
    let error = frames.next().unwrap().unwrap_err();
    assert_eq!(error.to_string(), "the source could not be read: unplugged");
    assert!(frames.next().is_none());
}

#[test]
fn errors_turn_into_io_errors_of_a_fitting_kind() {
    let sample = Header::single(3).frame(&[raw(true, b"abc")]);
    let mut frames = SourceFrames::new(Cursor::new(&sample[..10])).unwrap();
    let error = frames.next().unwrap().unwrap_err();
    assert!(matches!(error, SourceError::Frame(Error::Incomplete { needed: 2, .. })), "{error}");
    let error = io::Error::from(error);
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
    assert!(error.get_ref().unwrap().is::<Error>());
    let error = io::Error::from(zstdkit_frame::frame_size(b"hello").unwrap_err());
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
}

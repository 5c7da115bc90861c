//! Frames of sources.

use std::io::{self, Cursor, Read, Seek, SeekFrom};

use zstdkit_frame::{Error, Options, SourceError, SourceFrames};

use crate::builder::{Header, raw, rle, samples, skippable};

/// Counts what is read and how often, and gives it a few bytes at a time.
#[derive(Debug)]
struct Meter<R> {
    source: R,
    read: u64,
    reads: u64,
    seeks: u64,
    step: usize,
}

impl<R> Meter<R> {
    fn new(source: R, step: usize) -> Self {
        Self { source, read: 0, reads: 0, seeks: 0, step }
    }
}

impl<R: Read> Read for Meter<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let len = buf.len().min(self.step);
        let read = self.source.read(&mut buf[..len])?;
        self.read += read as u64;
        self.reads += 1;
        Ok(read)
    }
}

impl<R: Seek> Seek for Meter<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.seeks += 1;
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
    let mut frames = SourceFrames::new(Meter::new(Cursor::new(&file), usize::MAX)).unwrap();
    let sizes: Result<Vec<_>, _> = frames.by_ref().map(|f| f.map(|f| f.size())).collect();
    assert_eq!(sizes.unwrap().iter().sum::<u64>(), file.len() as u64);
    let read = frames.into_inner().read;
    // 164 blocks, and a seek to each.
    assert!(read < 10_000, "{read} of {} bytes read", file.len());
}

#[test]
fn sources_that_give_single_bytes_are_walked() {
    for sample in samples() {
        let meter = Meter::new(&sample[..], 1);
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
fn what_is_near_is_read_and_not_sought() {
    let file = skippable(0, &[0; 92]).repeat(1000);
    let mut frames = SourceFrames::new(Meter::new(Cursor::new(&file), usize::MAX)).unwrap();
    assert_eq!(frames.by_ref().map(Result::unwrap).count(), 1000);
    let Meter { reads, seeks, .. } = frames.into_inner();
    // To the end and back to the start, and then 4 KiB at a time.
    assert_eq!(seeks, 2);
    assert!(reads < 30, "{reads} reads");
}

#[test]
fn a_pipe_is_asked_for_as_much_as_it_gives_at_once() {
    let file = skippable(0, &vec![0; 1 << 20]);
    let mut frames = SourceFrames::from_read(Meter::new(&file[..], usize::MAX), Options::new());
    assert_eq!(frames.by_ref().map(Result::unwrap).count(), 1);
    assert!(format!("{frames:?}").contains("start: 1048584, filled: 0"), "{frames:?}");
    let reads = frames.into_inner().reads;
    assert!(reads < 20, "{reads} reads of 64 KiB make 1 MiB");
}

/// Gives its bytes one by one, with an error after each; then another error.
struct Live<'a> {
    bytes: &'a [u8],
    interrupted: bool,
}

impl Read for Live<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let Some((byte, rest)) = self.bytes.split_first() else {
            return Err(io::Error::other("nothing yet"));
        };
        (buf[0], self.bytes) = (*byte, rest);
        Ok(1)
    }
}

#[test]
fn a_frame_is_told_as_soon_as_it_is_there() {
    let blocks = [raw(false, &[1; 40]), raw(true, b"end")];
    for header in [Header::single(43), Header::single(43).with_checksum()] {
        let frame = header.frame(&blocks);
        let live = Live { bytes: &frame, interrupted: false };
        let mut frames = SourceFrames::from_read(live, Options::new());
        // An interrupted read is tried again, and nothing is asked for after the frame's last byte.
        assert_eq!(frames.next().unwrap().unwrap().size(), frame.len() as u64);
        let error = frames.next().unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the source could not be read: nothing yet");
    }
}

#[test]
fn of_a_frame_that_is_cut_short_the_sound_part_is_told() {
    let frame = Header::single(5).frame(&[raw(false, b"abc"), raw(true, b"de")]);
    let file = [skippable(0, b"before"), frame].concat();
    // The part that is there, and the size and number of blocks that are sound.
    let parts = [(14 + 5, None), (14 + 6, Some((6, 0))), (14 + 16, Some((12, 1))), (14 + 17, None)];
    for (len, expected) in parts {
        let seeking = SourceFrames::new(Cursor::new(&file[..len])).unwrap();
        let reading = SourceFrames::from_read(Cursor::new(&file[..len]), Options::new());
        for mut frames in [seeking, reading] {
            assert!(frames.next().unwrap().is_ok());
            assert_eq!(frames.broken(), None);
            assert_eq!(frames.by_ref().last().unwrap().is_ok(), len == file.len());
            let broken = frames.broken();
            assert_eq!(broken.map(|it| (it.size(), it.block_count())), expected, "{len} bytes");
            assert!(broken.is_none_or(|it| it.offset() == 14));
        }
    }
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

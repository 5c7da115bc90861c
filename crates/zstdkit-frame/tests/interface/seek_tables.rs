//! The seekable format.

use std::io::Cursor;

use zstdkit_frame::{Error, SeekIndex, SeekPoint, SeekTable, SeekTableProblem, SourceError};

use crate::builder::{Header, raw, skippable};

/// Three frames, the middle one empty, and their table.
fn file(checksums: bool) -> Vec<u8> {
    let contents: [&[u8]; 3] = [b"abcdef", b"", b"ghi"];
    let frames = contents.map(|content| {
        (Header::single(content.len() as u8).frame(&[raw(true, content)]), content.len() as u32)
    });
    listing(&frames, checksums)
}

/// These frames, and a table of them with what their content is said to be.
fn listing(frames: &[(Vec<u8>, u32)], checksums: bool) -> Vec<u8> {
    let mut file = Vec::new();
    let mut table = Vec::new();
    for (frame, content_size) in frames {
        file.extend(frame);
        table.extend((frame.len() as u32).to_le_bytes());
        table.extend(content_size.to_le_bytes());
        if checksums {
            table.extend([9, 8, 7, 6]);
        }
    }
    table.extend((frames.len() as u32).to_le_bytes());
    table.extend([u8::from(checksums) << 7, 0xB1, 0xEA, 0x92, 0x8F]);
    file.extend(skippable(14, &table));
    file
}

fn problem(file: &[u8]) -> (u64, SeekTableProblem) {
    let error = SeekTable::parse(file).and_then(|table| table.verify()).unwrap_err();
    let from_source = SeekIndex::read(Cursor::new(file));
    match (SeekTable::parse(file), from_source) {
        (Ok(table), Ok(index)) => assert_eq!(SeekIndex::from(&table), index),
        (Err(error), Err(SourceError::Frame(same))) => assert_eq!(error, same),
        (table, index) => panic!("{table:?} in a buffer, {index:?} in a source"),
    }
    match error {
        Error::BadSeekTable { offset, problem } => (offset, problem),
        other => panic!("{other}"),
    }
}

#[test]
fn a_table_is_read_and_verified() {
    for checksums in [false, true] {
        let file = file(checksums);
        let table = SeekTable::parse(&file).unwrap();
        table.verify().unwrap();
        assert_eq!((table.len(), table.decompressed_size(), table.offset()), (3, 9, 36));
        assert_eq!((table.has_checksums(), table.is_empty()), (checksums, false));
        assert_eq!(table.get(0).unwrap().checksum, checksums.then_some(0x0607_0809));
        assert_eq!(table.get(3), None);
        let index = SeekIndex::read(Cursor::new(&file)).unwrap();
        assert_eq!(index, SeekIndex::from(&table));
        assert_eq!(index.points(), table.iter().collect::<Vec<_>>());
        assert_eq!((index.compressed_size(), index.decompressed_size()), (36, 9));
        assert_eq!((index.len(), index.is_empty()), (3, false));
        assert_eq!(index.has_checksums(), checksums);
    }
}

#[test]
fn every_offset_is_found_in_its_frame() {
    let file = file(true);
    let table = SeekTable::parse(&file).unwrap();
    let index = SeekIndex::from(&table);
    for offset in 0..12 {
        // The empty frame holds no byte.
        let expected = match offset {
            0..6 => Some((0, 0, 0)),
            6..9 => Some((2, 24, 6)),
            _ => None,
        };
        for found in [table.find(offset), index.find(offset)] {
            let found = found.map(|p| (p.index, p.compressed_offset, p.decompressed_offset));
            assert_eq!(found, expected, "offset {offset}");
        }
    }
    assert_eq!((table.find(u64::MAX), index.find(u64::MAX)), (None, None));
}

#[test]
fn a_table_of_no_frames_is_fine() {
    let file = skippable(14, &[0, 0, 0, 0, 0, 0xB1, 0xEA, 0x92, 0x8F]);
    let table = SeekTable::parse(&file).unwrap();
    table.verify().unwrap();
    assert!(table.is_empty() && table.find(0).is_none());
    assert!(SeekIndex::from(&table).is_empty());
}

#[test]
fn tables_that_lie_are_refused() {
    use SeekTableProblem as P;
    let good = file(false);
    let end = good.len();
    let start = 36;
    let with = |at: usize, byte: u8| {
        let mut file = good.clone();
        file[at] = byte;
        problem(&file)
    };
    assert!(matches!(with(end - 1, 0), (at, P::NoMagic { .. }) if at == end as u64 - 4));
    assert!(matches!(problem(b"\x8F"), (0, P::NoMagic { found }) if *found == [0x8F]));
    assert!(matches!(problem(b""), (0, P::NoMagic { found }) if found.is_empty()));
    assert_eq!(with(end - 5, 0x04), (end as u64 - 5, P::ReservedBits { found: 4 }));
    let needed = 17 + 8 * 0xFF03;
    let too_many = P::TooManyFrames { frames: 0xFF03, needed, available: end as u64 };
    assert_eq!(with(end - 8, 0xFF), (end as u64 - 9, too_many));
    // One frame fewer, and the table starts elsewhere.
    assert!(matches!(with(end - 9, 2), (44, P::NotInSkippableFrame { .. })));
    assert!(matches!(with(start, 0x5D), (36, P::NotInSkippableFrame { .. })));
    assert_eq!(with(start + 4, 34), (40, P::WrongFrameSize { found: 34, expected: 33 }));
    let sum = P::WrongSum { frames_end: 37, table_start: 36 };
    assert_eq!(with(start + 8, 16), (36, sum));
    let content = P::WrongDecompressedSize { index: 0, listed: 7, bound: 6 };
    assert_eq!(with(start + 12, 7), (0, content));
    // The sum is right, and the frames are not.
    let mut swapped = good.clone();
    swapped[start + 8] = 9;
    swapped[start + 16] = 15;
    let size = P::WrongCompressedSize { index: 0, listed: 9, found: 15 };
    assert_eq!(problem(&swapped), (0, size));
}

#[test]
fn content_is_as_long_as_recorded_or_as_blocks_can_hold() {
    let recorded = Header::single(6).frame(&[raw(true, b"abcdef")]);
    let unrecorded = Header::window(0).frame(&[raw(true, b"abcdef")]);
    // What a table may say of the content, and what it may not.
    for (frame, right, wrong, bound) in
        [(recorded, vec![6], vec![0, 5, 7], 6), (unrecorded, vec![0, 6, 1024], vec![1025], 1024)]
    {
        for listed in right {
            let file = listing(&[(frame.clone(), listed)], false);
            SeekTable::parse(&file).unwrap().verify().unwrap();
        }
        for listed in wrong {
            let lie = SeekTableProblem::WrongDecompressedSize { index: 0, listed, bound };
            assert_eq!(problem(&listing(&[(frame.clone(), listed)], false)), (0, lie));
        }
    }
}

#[test]
fn frames_take_eight_bytes_and_their_room_is_asked_for_first() {
    let least = listing(&vec![(skippable(0, b""), 0); 3], false);
    SeekTable::parse(&least).unwrap().verify().unwrap();
    assert_eq!(SeekIndex::read(Cursor::new(&least)).unwrap().len(), 3);
    // A byte less than two frames have.
    let mut file = vec![0; 15];
    file.extend(&listing(&vec![(skippable(0, b""), 0); 2], false)[16..]);
    let (needed, available) = (49, 48);
    let too_many = SeekTableProblem::TooManyFrames { frames: 2, needed, available };
    assert_eq!(problem(&file), (39, too_many));
}

#[test]
fn an_index_takes_the_memory_that_it_may_and_no_more() {
    let file = file(true);
    let over = |limit| match SeekIndex::read_within(Cursor::new(&file), limit) {
        Err(SourceError::Frame(Error::BadSeekTable { offset, problem })) => Some((offset, problem)),
        other => other.map(|_| None).unwrap(),
    };
    let needed = 3 * size_of::<SeekPoint>() as u64;
    let limit = needed - 1;
    let problem = SeekTableProblem::OverLimit { frames: 3, needed, limit };
    assert_eq!(over(limit), Some((file.len() as u64 - 9, problem)));
    assert_eq!(over(needed), None);
}

#[test]
fn a_count_of_frames_is_not_believed() {
    let mut file = file(true);
    let end = file.len();
    file[end - 9..end - 5].copy_from_slice(&[0xFF; 4]);
    assert!(matches!(problem(&file).1, SeekTableProblem::TooManyFrames { frames: u32::MAX, .. }));
}

/// A source of zeros before a given end, as a sparse file is; counts what is read of it.
struct Sparse {
    size: u64,
    end: Vec<u8>,
    pos: u64,
    read: u64,
}

impl std::io::Read for &mut Sparse {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let zeros = self.size - self.end.len() as u64;
        let left = (self.size - self.pos).min(buf.len() as u64) as usize;
        for (byte, at) in buf[..left].iter_mut().zip(self.pos..) {
            *byte = at.checked_sub(zeros).map_or(0, |at| self.end[at as usize]);
        }
        self.pos += left as u64;
        self.read += left as u64;
        Ok(left)
    }
}

impl std::io::Seek for &mut Sparse {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.pos = match to {
            std::io::SeekFrom::Start(pos) => pos,
            std::io::SeekFrom::End(by) => self.size.saturating_add_signed(by),
            std::io::SeekFrom::Current(by) => self.pos.saturating_add_signed(by),
        };
        Ok(self.pos)
    }
}

#[test]
fn a_sparse_file_takes_neither_memory_nor_time() {
    let footer = |frames: u32| {
        let mut end = frames.to_le_bytes().to_vec();
        end.extend([0, 0xB1, 0xEA, 0x92, 0x8F]);
        end
    };
    // 2^27 entries that fill the file, with no room for a frame of theirs.
    let frames = 1 << 27;
    let mut file = Sparse { size: (1 << 30) + 17, end: footer(frames), pos: 0, read: 0 };
    let error = SeekIndex::read(&mut file).unwrap_err().to_string();
    assert!(error.contains("lists 134217728 frames"), "{error}");
    assert!(file.read < 100);
    // With room for them, an index would be over the limit.
    let mut file = Sparse { size: 1 << 40, end: footer(frames), pos: 0, read: 0 };
    let error = SeekIndex::read(&mut file).unwrap_err();
    let SourceError::Frame(Error::BadSeekTable { problem, .. }) = error else { panic!("{error}") };
    // Where numbers of 64 bits are aligned to 4 bytes, entries have no padding.
    let entry = if align_of::<u64>() == 8 { 40 } else { 36 };
    let (needed, limit) = (u64::from(frames) * entry, 256 << 20);
    assert_eq!(problem, SeekTableProblem::OverLimit { frames, needed, limit });
    assert!(file.read < 100);
    // And with a limit that allows it, the first bytes that are no table end it.
    let error = SeekIndex::read_within(&mut file, u64::MAX).unwrap_err();
    assert!(matches!(error, SourceError::Frame(_)) && file.read < 200, "{error}");
}

#[test]
fn frames_of_no_bytes_are_refused_at_the_first() {
    for listed in [0, 7] {
        let mut file = file(false);
        file[44] = listed;
        let expected = SeekTableProblem::FrameTooSmall { index: 0, listed: listed.into() };
        assert_eq!(problem(&file), (0, expected));
    }
    // More than there is, too, before the rest is looked at.
    let mut file = file(false);
    file[44..48].fill(255);
    file[52..56].fill(0);
    let sum = SeekTableProblem::WrongSum { frames_end: u32::MAX.into(), table_start: 36 };
    assert_eq!(problem(&file), (36, sum));
}

//! Random access into frames of every kind, and the seekable format beside libzstd's own reader and writer.
//!
//! `ZSTDKIT_FRAMES` says how many frames are generated, `ZSTDKIT_SEED` which ones.

use std::io::Write as _;

use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_dict::train;
use zstdkit_frame::frames;
use zstdkit_seek::{Index, IndexOptions, SeekReader, SeekableWriter};
use zstdkit_sys as c;
use zstdkit_tests::{FrameMaker, Numbers, records, text};

const FRAMES_PER_RUN: u64 = 400;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}

/// Each stretch by itself, for a point is worth what can be read from it on.
fn check(file: &[u8], index: &Index, content: &[u8], dictionary: Option<&Dictionary>) {
    assert_eq!(index.content_size(), content.len() as u64);
    for stretch in index.stretches() {
        let mut reader = SeekReader::new(file, index.clone()).unwrap();
        if let Some(dictionary) = dictionary {
            reader = reader.dictionary(dictionary);
        }
        let (start, end) = (stretch.content.start, stretch.content.end);
        let end = (end + 500).min(content.len() as u64);
        let mut out = Vec::new();
        reader.read_range(start..end, &mut out).unwrap_or_else(|e| panic!("{start}..{end}: {e}"));
        assert!(out == content[start as usize..end as usize], "{start}..{end} differs");
    }
}

#[test]
fn every_frame_can_be_entered_at_its_points() {
    let dictionaries = vec![
        train(records(2000), 4096).unwrap(),
        train(records(500), 1024).unwrap(),
        Dictionary::raw(text(3000, 1)).unwrap(),
    ];
    let (seed, wanted) = (number("ZSTDKIT_SEED", 2), number("ZSTDKIT_FRAMES", FRAMES_PER_RUN));
    let mut maker = FrameMaker::new(seed, dictionaries.clone());
    let (mut indexed, mut points, mut with_dictionary) = (0, 0, 0);
    while indexed < wanted {
        let file = maker.frames();
        // Handmade frames may be of a kind that libzstd refuses; a prefix can't be read with.
        for given in std::iter::once(None).chain(dictionaries.iter().map(Some)) {
            let (mut decompress, mut options) = (DecompressOptions::new(), IndexOptions::new());
            if let Some(dictionary) = given {
                decompress = decompress.dictionary(dictionary);
                options = options.dictionary(dictionary);
            }
            let Ok(content) = decompress.decompress(&file) else { continue };
            let spacing = (content.len() as u64 / 8).max(1 << 10);
            let index = options.spacing(spacing).build(&file[..]).unwrap();
            check(&file, &index, &content, given);
            indexed += frames(&file).count() as u64;
            points += index.checkpoint_count();
            with_dictionary += u32::from(given.is_some());
        }
    }
    assert!(points as u64 > wanted / 8 && with_dictionary > 0, "{points} {with_dictionary}");
}

/// What libzstd's reader gives from this place on.
fn read_by_libzstd(file: &[u8], offset: usize, len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    // SAFETY: the reader is made, used and freed here; file and room outlive it, and come with their lengths.
    unsafe {
        let reader = c::ZSTD_seekable_create();
        assert!(!reader.is_null());
        assert_eq!(c::ZSTD_seekable_initBuff(reader, file.as_ptr().cast(), file.len()), 0);
        let read = c::ZSTD_seekable_decompress(reader, out.as_mut_ptr().cast(), len, offset as u64);
        assert_eq!(c::ZSTD_isError(read), 0, "{offset}, {len}");
        out.truncate(read);
        c::ZSTD_seekable_free(reader);
    }
    out
}

/// What libzstd's writer makes.
fn written_by_libzstd(content: &[u8], level: i32, frame_size: u32, checksums: bool) -> Vec<u8> {
    let mut file = vec![0_u8; 2 * content.len() + 100_000];
    // SAFETY: the writer is made, used and freed here; content and room outlive it, and come with their
    // lengths.
    unsafe {
        let writer = c::ZSTD_seekable_createCStream();
        assert!(!writer.is_null());
        let code = c::ZSTD_seekable_initCStream(writer, level, checksums.into(), frame_size);
        assert_eq!(c::ZSTD_isError(code), 0);
        let mut to = c::ZSTD_outBuffer { dst: file.as_mut_ptr().cast(), size: file.len(), pos: 0 };
        let mut from =
            c::ZSTD_inBuffer { src: content.as_ptr().cast(), size: content.len(), pos: 0 };
        while from.pos < from.size {
            let code = c::ZSTD_seekable_compressStream(writer, &raw mut to, &raw mut from);
            assert_eq!(c::ZSTD_isError(code), 0);
        }
        loop {
            let left = c::ZSTD_seekable_endStream(writer, &raw mut to);
            assert_eq!(c::ZSTD_isError(left), 0);
            if left == 0 {
                break;
            }
        }
        let len = to.pos;
        c::ZSTD_seekable_freeCStream(writer);
        file.truncate(len);
    }
    file
}

#[test]
fn seekable_files_are_read_by_libzstd_and_its_own_by_us() {
    let mut numbers = Numbers::new(8);
    for round in 0..24 {
        let len = [0, 1, 5000][round % 3] + numbers.below(200_000) * (round % 4);
        let content = text(len, round as u64);
        let (frame_size, checksums) = (1000 + numbers.below(60_000), round % 2 == 0);
        let level = numbers.below(8) as i32 - 2;
        let options = CompressOptions::new().level(level).checksum(round % 5 == 0);
        let writer = SeekableWriter::new(Vec::new(), &options).unwrap();
        let mut writer = writer.frame_size(frame_size).checksums(checksums).threads(round % 3 + 1);
        writer.write_all(&content).unwrap();
        let ours = writer.finish().unwrap();
        let theirs = written_by_libzstd(&content, level, frame_size as u32, checksums);
        let mut reader = SeekReader::open(&theirs[..]).unwrap();
        assert_eq!(reader.content_size(), len as u64);
        for _ in 0..8 {
            let from = numbers.below(len + 1);
            let to = from + numbers.below(len - from + 1);
            if to > from {
                assert!(read_by_libzstd(&ours, from, to - from) == content[from..to]);
            }
            let mut out = Vec::new();
            reader.read_range(from as u64..to as u64, &mut out).unwrap();
            assert!(out == content[from..to], "{from}..{to}");
        }
        let mut whole = Vec::new();
        reader.read_range(.., &mut whole).unwrap();
        assert!(whole == content);
    }
}

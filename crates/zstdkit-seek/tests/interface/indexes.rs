//! Indexes, written and read, right and wrong.

use zstdkit::CompressOptions;
use zstdkit_seek::{Damage, Difference, Error, Index, IndexOptions, IndexProblem, SeekReader};

use crate::data::content;

fn written(index: &Index) -> Vec<u8> {
    let mut bytes = Vec::new();
    index.write_to(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, index.written_size());
    bytes
}

fn indexed(len: usize, seed: u64) -> (Vec<u8>, Vec<u8>, Index) {
    let content = content(len, seed);
    let file = CompressOptions::new().level(3).window_log(16).compress(&content).unwrap();
    let index = IndexOptions::new().spacing(50_000).build(&file[..]).unwrap();
    (content, file, index)
}

#[test]
fn what_is_written_is_read_and_every_decoder_reads_the_file() {
    let (content, file, index) = indexed(600_000, 1);
    let bytes = written(&index);
    assert_eq!(Index::read_from(&bytes[..]).unwrap(), index);
    let file = [file, bytes].concat();
    assert_eq!(zstdkit::decompress(&file).unwrap(), content);
    assert_eq!(Index::read_appended(&file[..]).unwrap(), Some(index));
    let mut reader = SeekReader::open(&file[..]).unwrap();
    let mut out = Vec::new();
    reader.read_range(333_333..444_444, &mut out).unwrap();
    assert_eq!(out, content[333_333..444_444]);
}

#[test]
fn no_index_and_empty_files() {
    assert_eq!(Index::read_appended(&b"abc"[..]).unwrap(), None);
    assert!(matches!(Index::read_from(&b""[..]), Err(Error::BadIndex(IndexProblem::Missing))));
    assert!(matches!(
        Index::read_from(&b"hello world"[..]),
        Err(Error::BadIndex(IndexProblem::Missing))
    ));
    for file in [&b""[..], b"\x5A\x2A\x4D\x18\x02\0\0\0hi", &zstdkit::compress(b"", 1).unwrap()] {
        let index = IndexOptions::new().build(file).unwrap();
        assert_eq!((index.len(), index.content_size()), (1, 0));
        let again = Index::read_from(&written(&index)[..]).unwrap();
        let mut out = Vec::new();
        SeekReader::new(file, again).unwrap().read_range(.., &mut out).unwrap();
        assert!(out.is_empty());
    }
}

#[test]
fn damaged_indexes_are_errors() {
    let (_, _, index) = indexed(300_000, 2);
    let bytes = written(&index);
    for at in 0..bytes.len() {
        // Every byte of the tables, some of the windows.
        if at % 97 != 0 && at + 1000 < bytes.len() {
            continue;
        }
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x41;
        assert!(Index::read_from(&damaged[..]).is_err(), "byte {at}");
        let cut = Index::read_from(&bytes[..at]);
        assert!(matches!(cut, Err(Error::BadIndex(_))), "cut at {at}");
    }
}

#[test]
fn other_files_are_refused() {
    let (_, file, index) = indexed(300_000, 3);
    let (_, other, _) = indexed(300_000, 4);
    let mut same_length = other;
    same_length.resize(file.len(), 0);
    let outcome = SeekReader::new(&same_length[..], index.clone());
    assert!(matches!(outcome, Err(Error::WrongFile(Difference::Samples { .. }))), "{outcome:?}");
    let outcome = SeekReader::new(&file[1..], index.clone());
    assert!(matches!(outcome, Err(Error::WrongFile(Difference::Size { .. }))));
    let longer = [&file[..], b"more"].concat();
    let outcome = SeekReader::new(&longer[..], index.clone());
    assert!(matches!(outcome, Err(Error::WrongFile(Difference::Size { .. }))));
    // Another's index at the end.
    let swapped = [&same_length[..file.len() - 1], &written(&index)].concat();
    assert!(SeekReader::open(&swapped[..]).is_err());
}

#[test]
fn what_cannot_be_indexed() {
    let legacy = b"\x27\xB5\x2F\xFD\x00\x00\x00\x00\x00";
    let outcome = IndexOptions::new().build(&legacy[..]);
    let error = outcome.unwrap_err();
    assert!(matches!(error, Error::Frame(zstdkit_frame::Error::LegacyFrame { offset: 0, .. })));
    let (_, file, _) = indexed(300_000, 5);
    for cut in [1, 5, 20, file.len() / 2, file.len() - 1] {
        assert!(IndexOptions::new().build(&file[..cut]).is_err(), "{cut}");
    }
    let garbage = [&file[..], b"garbage"].concat();
    let error = IndexOptions::new().build(&garbage[..]).unwrap_err();
    let Error::Frame(error) = error else { panic!("{error}") };
    assert_eq!(error.offset(), file.len() as u64);
}

#[test]
fn files_that_say_their_sizes_need_no_index() {
    let parts: Vec<_> = (0..4).map(|seed| content(1_200_000, seed)).collect();
    let file: Vec<u8> = parts.iter().flat_map(|part| zstdkit::compress(part, 1).unwrap()).collect();
    let mut reader = SeekReader::open(&file[..]).unwrap();
    assert_eq!(reader.index().len(), 4);
    let mut out = Vec::new();
    reader.read_range(2_399_990..2_400_010, &mut out).unwrap();
    assert_eq!(out, [&parts[1][1_199_990..], &parts[2][..10]].concat());

    let unsized_frame = CompressOptions::new().content_size(false).compress(b"unsized").unwrap();
    let file = [file, unsized_frame].concat();
    assert!(matches!(SeekReader::open(&file[..]), Err(Error::NoIndex { .. })));
}

#[test]
fn damage_is_told_and_harms_no_other_stretch() {
    let (content, file, index) = indexed(600_000, 6);
    let stretches: Vec<_> = index.stretches().collect();
    assert!(stretches.len() > 5);
    for (at, stretch) in stretches.iter().enumerate() {
        if stretch.compressed.end - stretch.compressed.start < 200 {
            continue;
        }
        let mut damaged = file.clone();
        let middle = (stretch.compressed.start + stretch.compressed.end) / 2;
        for byte in &mut damaged[middle as usize..][..4] {
            *byte ^= 0x55;
        }
        let mut reader = SeekReader::new(&damaged[..], index.clone()).unwrap();
        for (other, read) in stretches.iter().enumerate() {
            let range = read.content.clone();
            let mut out = Vec::new();
            let outcome = reader.read_range(range.clone(), &mut out);
            if other == at {
                let Err(Error::Damaged { content, problem, .. }) = outcome else {
                    panic!("{at}: {outcome:?}")
                };
                assert_eq!(content, range);
                assert!(matches!(problem, Damage::Checksum | Damage::Undecodable(_)), "{problem}");
                assert!(out.is_empty());
            } else {
                outcome.unwrap();
                assert!(out == content[range.start as usize..range.end as usize]);
            }
        }
        // Its first bytes are looked at before any content is given.
        let mut changed = file.clone();
        changed[stretch.compressed.start as usize] ^= 1;
        let mut reader = SeekReader::new(&changed[..], index.clone()).unwrap();
        let start = stretch.content.start;
        let outcome = reader.read_range(start..start + 1, &mut Vec::new());
        assert!(
            matches!(outcome, Err(Error::Damaged { problem: Damage::Changed, .. })),
            "{outcome:?}"
        );
    }
}

#[test]
fn threads_change_no_byte() {
    let content = content(6 << 20, 9);
    // Windows of 64 KiB, at a spacing that is given, and where their own length decides.
    let file = CompressOptions::new().level(1).window_log(16).compress(&content).unwrap();
    for options in [IndexOptions::new().spacing(50_000), IndexOptions::new().level(9)] {
        let expected = options.build(&file[..]).unwrap();
        assert!(expected.checkpoint_count() > 1);
        for threads in [0, 1, 2, 3, 20] {
            let index = options.clone().threads(threads).build(&file[..]).unwrap();
            assert_eq!(written(&index), written(&expected), "{threads} threads");
        }
    }
    // Threads at work when the file turns out to be damaged end with it.
    let cut = &file[..file.len() / 2];
    assert!(IndexOptions::new().spacing(20_000).threads(8).build(cut).is_err());
}

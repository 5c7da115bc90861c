//! A range is the same bytes as in the whole, whatever the file is made of.

use std::io::{BufRead, Read, Seek, SeekFrom};

use proptest::prelude::*;
use zstdkit::{
    CompressOptions, CompressParameter as P, Compressor, Dictionary, DictionaryMode, EndDirective,
};
use zstdkit_seek::{Error, Index, IndexOptions, SeekReader, Seeking};

use crate::data::{Numbers, content};

/// Reads every stretch by itself, its ends, and ranges anywhere.
fn check(file: &[u8], index: &Index, content: &[u8], dictionary: Option<&Dictionary>, seed: u64) {
    assert_eq!(index.content_size(), content.len() as u64);
    let open = || {
        let mut reader = SeekReader::new(file, index.clone()).unwrap().window_log_max(30);
        if let Some(dictionary) = dictionary {
            reader = reader.dictionary(dictionary);
        }
        reader
    };
    let size = content.len() as u64;
    let read = |reader: &mut SeekReader<&[u8]>, from: u64, to: u64| {
        let mut out = Vec::new();
        reader
            .read_range(from..to, &mut out)
            .unwrap_or_else(|error| panic!("{from}..{to}: {error}"));
        assert!(out == content[from as usize..to as usize], "{from}..{to} differs");
    };
    for stretch in index.stretches() {
        let (start, end) = (stretch.content.start, stretch.content.end);
        // A reader of its own for each, so that each point is one to start from.
        read(&mut open(), start, end);
        read(&mut open(), start, size.min(end + 1000));
    }
    let mut reader = open();
    let mut numbers = Numbers::new(seed);
    for _ in 0..10 {
        let from = numbers.below(content.len() + 1) as u64;
        let to = size.min(from + numbers.below(300_000) as u64);
        read(&mut reader, from, to);
    }
    let mut whole = Vec::new();
    assert_eq!(open().read_to_end(&mut whole).unwrap(), content.len());
    assert!(whole == content);
}

/// Compresses in pieces, flushed now and then.
fn stream(options: &CompressOptions, content: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut compressor = Compressor::new(options).unwrap();
    let mut frame = Vec::new();
    let mut rest = content;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at((1 + numbers.below(200_000)).min(rest.len()));
        let directive =
            if numbers.below(4) == 0 { EndDirective::Flush } else { EndDirective::Continue };
        frame.extend(compressor.compress(piece, directive).unwrap());
        rest = after;
    }
    frame.extend(compressor.finish().unwrap());
    frame
}

fn any_options() -> impl Strategy<Value = CompressOptions> {
    let level = prop_oneof![-5..=9i32, 10..=22i32];
    (level, 10..=20u32, any::<[bool; 4]>(), 0..4u8, 0..3u32).prop_map(
        |(level, window_log, [checksum, sized, long, small], block, workers)| {
            let mut options =
                CompressOptions::new().level(level).checksum(checksum).content_size(sized);
            if small {
                options = options.window_log(window_log);
            }
            if long {
                options = options.long_distance_matching(true).set(P::LdmHashLog, 12);
            }
            if block == 0 {
                options = options.set(P::TargetCBlockSize, 1340);
            }
            if workers > 0 {
                options = options.workers(workers).set(P::JobSize, 512 << 10);
            }
            options
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn ranges_of_one_frame(
        options in any_options(),
        len in 1..1_500_000usize,
        spacing in prop_oneof![Just(1u64 << 10), 1000..300_000u64],
        streamed in any::<bool>(),
        seed in any::<u64>(),
    ) {
        let content = content(len, seed);
        let file = if streamed {
            stream(&options, &content, &mut Numbers::new(seed))
        } else {
            options.compress(&content).unwrap()
        };
        let spacing = spacing.max(len as u64 / 12);
        let index = IndexOptions::new().spacing(spacing).build(&file[..]).unwrap();
        check(&file, &index, &content, None, seed);
    }

    #[test]
    fn ranges_of_several_frames_and_what_is_between(
        parts in prop::collection::vec((any_options(), 0..300_000usize, 0..3u8), 1..6),
        spacing in 1000..200_000u64,
        seed in any::<u64>(),
    ) {
        let (mut file, mut all) = (Vec::new(), Vec::new());
        for (at, (options, len, between)) in parts.iter().enumerate() {
            let content = content(*len, seed.wrapping_add(at as u64));
            if *between == 0 {
                file.extend(b"\x5A\x2A\x4D\x18\x05\0\0\0skips");
            }
            file.extend(stream(options, &content, &mut Numbers::new(seed)));
            if *between == 1 {
                file.extend(zstdkit::compress(b"", 3).unwrap());
            }
            all.extend(content);
        }
        let index = IndexOptions::new().spacing(spacing).build(&file[..]).unwrap();
        check(&file, &index, &all, None, seed);
    }

    #[test]
    fn ranges_of_frames_with_a_dictionary(
        options in any_options(),
        trained in any::<bool>(),
        by_content in any::<bool>(),
        dictionary_len in 300..400_000usize,
        len in 1..1_000_000usize,
        seed in any::<u64>(),
    ) {
        let all = content(dictionary_len + len, seed);
        let (before, rest) = all.split_at(dictionary_len);
        // What follows repeats the dictionary, also from far back.
        let rest = [rest, before, &rest[..len / 2]].concat();
        let dictionary = if trained {
            let mut bytes = zstdkit_frame::Tables::new().dictionary_header(77).to_vec();
            bytes.extend_from_slice(before);
            Dictionary::new(bytes).unwrap()
        } else {
            Dictionary::raw(before).unwrap()
        };
        let mode = if by_content { DictionaryMode::Content } else { DictionaryMode::Digested };
        let options = options.dictionary_as(&dictionary, mode);
        let file = stream(&options, &rest, &mut Numbers::new(seed));
        let index = IndexOptions::new()
            .spacing(rest.len() as u64 / 10)
            .dictionary(&dictionary)
            .build(&file[..])
            .unwrap();
        check(&file, &index, &rest, Some(&dictionary), seed);
        let mut without = SeekReader::new(&file[..], index).unwrap();
        let outcome = without.read_range(0..1, &mut Vec::new());
        prop_assert!(matches!(outcome, Err(Error::WrongDictionary { .. })), "{:?}", outcome);
    }
}

#[test]
fn a_match_that_reaches_into_the_tables_of_a_dictionary() {
    let header = zstdkit_frame::Tables::new().dictionary_header(77).to_vec();
    let dictionary = Dictionary::new([&header[..], &content(5000, 1)].concat()).unwrap();
    let mut numbers = Numbers::new(4);
    let noise: Vec<u8> = (0..3000).map(|_| numbers.below(256) as u8).collect();
    let options = CompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Prefix);
    let mut compressor = Compressor::new(&options).unwrap();
    let mut file = compressor.compress(&noise, EndDirective::Flush).unwrap();
    file.extend(compressor.compress(&header, EndDirective::End).unwrap());
    assert!(file.len() < noise.len() + header.len());
    let options = IndexOptions::new().spacing(1 << 10).dictionary(&dictionary);
    let index = options.build(&file[..]).unwrap();
    assert_eq!(index.checkpoint_count(), 1);
    check(&file, &index, &[noise, header].concat(), Some(&dictionary), 3);
}

#[test]
fn windows_over_8_mib_and_long_distances() {
    let half = content(12 << 20, 5);
    let all = [&half[..], &half[..]].concat();
    let options = CompressOptions::new().level(1).window_log(24).long_distance_matching(true);
    let file = options.content_size(false).compress(&all).unwrap();
    assert!(file.len() < zstdkit::compress(&half, 1).unwrap().len() * 3 / 2);
    let index = IndexOptions::new().spacing(5 << 20).build(&file[..]).unwrap();
    assert!(index.checkpoint_count() >= 3);
    check(&file, &index, &all, None, 1);
    let mut small = SeekReader::new(&file[..], index.clone()).unwrap().window_log_max(20);
    let outcome = small.read_range(23 << 20..(23 << 20) + 1, &mut Vec::new());
    assert!(matches!(outcome, Err(Error::WindowTooLarge { .. })), "{outcome:?}");
    let refused = IndexOptions::new().window_log_max(20).build(&file[..]);
    assert!(matches!(refused, Err(Error::Zstd(zstdkit::Error::WindowTooLarge { .. }))));
}

#[test]
fn a_window_of_128_mib() {
    // What repeats is 100 MiB back, at level 1 by long-distance matching alone.
    let part = content(3 << 20, 6);
    let mut all = part.clone();
    all.resize(100 << 20, b' ');
    all.extend_from_slice(&part);
    let options = CompressOptions::new().level(1).window_log(27).long_distance_matching(true);
    let file = options.content_size(false).compress(&all).unwrap();
    assert!(file.len() < zstdkit::compress(&part, 1).unwrap().len() * 5 / 4);
    let index = IndexOptions::new().spacing(101 << 20).threads(2).build(&file[..]).unwrap();
    assert_eq!(index.checkpoint_count(), 1);
    let start = index.stretches().last().unwrap().content.start;
    let mut out = Vec::new();
    SeekReader::new(&file[..], index).unwrap().read_range(start.., &mut out).unwrap();
    assert!(out == all[start as usize..]);
}

#[test]
fn a_period_that_every_block_repeats() {
    // After the first block no offset is ever written again.
    let all: Vec<u8> = content(1000, 3).into_iter().cycle().take(3 << 20).collect();
    for level in [1, 3, 19] {
        let file = CompressOptions::new().level(level).window_log(14).compress(&all).unwrap();
        let index = IndexOptions::new().spacing(300_000).build(&file[..]).unwrap();
        assert!(index.checkpoint_count() >= 8);
        check(&file, &index, &all, None, 9);
    }
}

#[test]
fn it_reads_and_seeks_as_a_file_does() {
    let all = content(900_000, 8);
    let file = zstdkit::compress(&all, 3).unwrap();
    let index = IndexOptions::new().spacing(100_000).build(&file[..]).unwrap();
    let source = Seeking::new(std::io::Cursor::new(file));
    let mut reader = SeekReader::new(source, index).unwrap();
    assert_eq!(reader.seek(SeekFrom::End(-10)).unwrap(), 899_990);
    let mut end = Vec::new();
    reader.read_to_end(&mut end).unwrap();
    assert_eq!(end, all[899_990..]);
    assert_eq!(reader.read(&mut [0; 5]).unwrap(), 0);
    assert_eq!(reader.seek(SeekFrom::Current(-899_000)).unwrap(), 1000);
    let line = reader.fill_buf().unwrap();
    assert_eq!(line, &all[1000..1000 + line.len()]);
    reader.consume(17);
    let mut next = [0; 3];
    reader.read_exact(&mut next).unwrap();
    assert_eq!(next, all[1017..1020]);
    assert!(reader.seek(SeekFrom::Current(-5000)).is_err());
    assert_eq!(reader.stream_position().unwrap(), 1020);
    reader.seek(SeekFrom::Start(1 << 40)).unwrap();
    assert!(reader.fill_buf().unwrap().is_empty());
    // A range leaves the reader where it stands.
    let mut range = b"before".to_vec();
    reader.read_range(..=4, &mut range).unwrap();
    assert_eq!(range, [b"before", &all[..5]].concat());
    assert_eq!(reader.stream_position().unwrap(), 1 << 40);
    let outcome = reader.read_range(899_999..900_001, &mut range);
    assert!(matches!(outcome, Err(Error::OutOfRange { size: 900_000, .. })));
}

#[test]
fn only_what_is_needed_is_read() {
    use std::cell::Cell;
    struct Counting<'a>(&'a [u8], Cell<u64>);
    impl zstdkit_seek::ReadAt for Counting<'_> {
        fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
            let read = self.0.read_at(offset, buf)?;
            self.1.set(self.1.get() + read as u64);
            Ok(read)
        }
        fn size(&self) -> std::io::Result<u64> {
            self.0.size()
        }
    }
    let all = content(8 << 20, 4);
    let file = zstdkit::compress(&all, 1).unwrap();
    let index = IndexOptions::new().spacing(1 << 20).build(&file[..]).unwrap();
    let mut reader = SeekReader::new(Counting(&file, Cell::new(0)), index).unwrap();
    let mut out = Vec::new();
    reader.read_range(5_000_000..5_004_096, &mut out).unwrap();
    assert_eq!(out, all[5_000_000..5_004_096]);
    let read = reader.into_inner().1.get();
    assert!(read < file.len() as u64 / 5, "{read} of {}", file.len());
}

//! Files that are written to be read anywhere.

use std::io::{self, Write};

use proptest::prelude::*;
use zstdkit::{CompressOptions, Dictionary, DictionaryMode};
use zstdkit_seek::{Index, IndexOptions, IndexedWriter, SeekReader, SeekableWriter};

use crate::data::{Numbers, content};

/// Writes in pieces of any size.
fn write_all(writer: &mut impl Write, content: &[u8], numbers: &mut Numbers) {
    let mut rest = content;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at((1 + numbers.below(300_000)).min(rest.len()));
        writer.write_all(piece).unwrap();
        if numbers.below(8) == 0 {
            writer.flush().unwrap();
        }
        rest = after;
    }
}

fn check_ranges(
    file: &[u8],
    content: &[u8],
    dictionary: Option<&Dictionary>,
    numbers: &mut Numbers,
) {
    let mut reader = SeekReader::open(file).unwrap();
    if let Some(dictionary) = dictionary {
        reader = reader.dictionary(dictionary);
    }
    assert_eq!(reader.content_size(), content.len() as u64);
    let starts: Vec<_> = reader.index().stretches().map(|stretch| stretch.content.start).collect();
    for start in starts.into_iter().chain((0..8).map(|_| numbers.below(content.len() + 1) as u64)) {
        let end = (start + 5000).min(content.len() as u64);
        let mut out = Vec::new();
        reader.read_range(start..end, &mut out).unwrap();
        assert!(out == content[start as usize..end as usize], "{start}..{end}");
    }
}

#[test]
fn stretches_of_fewer_bytes_than_a_sample_are_known_again() {
    let content = b"all of it repeats what was there ".repeat(30_000);
    let options = CompressOptions::new().level(3);
    let spacing = IndexOptions::new().spacing(20_000);
    let mut writer = IndexedWriter::new(Vec::new(), &options, &spacing).unwrap();
    writer.write_all(&content).unwrap();
    let (file, index) = writer.finish().unwrap();
    let lengths = index.stretches().map(|it| it.compressed.end - it.compressed.start);
    assert!(2 * lengths.filter(|len| *len < 64).count() > index.len(), "{index:?}");
    index.check(&file[..]).unwrap();
    check_ranges(&file, &content, None, &mut Numbers::new(1));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn indexed_frames(
        level in -3..=12i32,
        window_log in 10..=19u32,
        (checksum, workers, trained) in (any::<bool>(), 0..3u32, any::<Option<bool>>()),
        len in 0..1_000_000usize,
        spacing in 20_000..300_000u64,
        seed in any::<u64>(),
    ) {
        let content = content(len, seed);
        let dictionary = trained.map(|trained| {
            let mut bytes = Vec::new();
            if trained {
                bytes.extend_from_slice(&zstdkit_frame::Tables::new().dictionary_header(9));
            }
            bytes.extend_from_slice(&crate::data::content(50_000, seed));
            Dictionary::raw(bytes).unwrap()
        });
        let mut options = CompressOptions::new()
            .level(level)
            .window_log(window_log)
            .checksum(checksum)
            .workers(workers);
        if let Some(dictionary) = &dictionary {
            options = options.dictionary_as(dictionary, DictionaryMode::Content);
        }
        let mut numbers = Numbers::new(seed);
        let spacing = IndexOptions::new().spacing(spacing).threads(seed as usize % 4);
        let mut writer = IndexedWriter::new(Vec::new(), &options, &spacing).unwrap();
        let pledged = (seed % 2 == 0).then_some(len as u64);
        writer.set_pledged_size(pledged).unwrap();
        write_all(&mut writer, &content, &mut numbers);
        let (file, index) = writer.finish().unwrap();
        prop_assert_eq!(Index::read_appended(&file[..]).unwrap(), Some(index.clone()));
        if pledged.is_some() {
            prop_assert_eq!(zstdkit_frame::frame_info(&file).unwrap().content_size(), pledged);
        }
        // It's the index of that file: what building it anew says of content and places is the same.
        let mut build = IndexOptions::new().spacing(1 << 40);
        let mut decompress = zstdkit::DecompressOptions::new();
        if let Some(dictionary) = &dictionary {
            build = build.dictionary(dictionary);
            decompress = decompress.dictionary(dictionary);
        }
        let built = build.build(&file[..index.file_size() as usize]).unwrap();
        prop_assert_eq!(built.content_size(), index.content_size());
        prop_assert!(decompress.decompress(&file).unwrap() == content);
        check_ranges(&file, &content, dictionary.as_ref(), &mut numbers);
    }

    #[test]
    fn seekable_files(
        level in -3..=12i32,
        frame_size in 1000..200_000usize,
        threads in 0..4usize,
        checksums in any::<bool>(),
        len in 0..700_000usize,
        seed in any::<u64>(),
    ) {
        let content = content(len, seed);
        let options = CompressOptions::new().level(level);
        let write = |threads| {
            let mut writer = SeekableWriter::new(Vec::new(), &options)
                .unwrap()
                .frame_size(frame_size)
                .threads(threads)
                .checksums(checksums);
            write_all(&mut writer, &content, &mut Numbers::new(seed));
            writer.finish().unwrap()
        };
        let file = write(threads);
        prop_assert!(file == write(1));
        prop_assert!(zstdkit::decompress(&file).unwrap() == content);
        check_ranges(&file, &content, None, &mut Numbers::new(seed));
        let mut wrong = file.clone();
        let at = Numbers::new(seed).below(file.len() / 2);
        wrong[at] ^= 0x10;
        if checksums && len > 0 {
            // Whatever it hit, it is never taken for the content.
            let mut out = Vec::new();
            let outcome = SeekReader::open(&wrong[..])
                .and_then(|mut reader| reader.read_range(.., &mut out));
            prop_assert!(outcome.is_err() || out == content);
        }
    }
}

#[test]
fn an_indexed_frame_costs_next_to_nothing() {
    let content = content(8 << 20, 3);
    let options = CompressOptions::new().level(3).content_size(false);
    let spacing = IndexOptions::new().spacing(1 << 20);
    let mut writer = IndexedWriter::new(Vec::new(), &options, &spacing).unwrap();
    writer.write_all(&content).unwrap();
    let (_, index) = writer.finish().unwrap();
    assert!(index.checkpoint_count() >= 6);
    let plain = options.compress(&content).unwrap().len() as u64;
    assert!(index.file_size() < plain + plain / 100, "{} {plain}", index.file_size());
}

/// Refuses one write, in the middle.
#[derive(Debug)]
struct Full {
    written: Vec<u8>,
    refused: bool,
}

impl Write for Full {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if !self.refused && self.written.len() > 1000 {
            self.refused = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.written.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_file_that_lost_some_of_its_frames_gets_no_table() {
    let content = content(300_000, 4);
    let options = CompressOptions::new();
    let writer = Full { written: Vec::new(), refused: false };
    let mut writer = SeekableWriter::new(writer, &options).unwrap().frame_size(10_000);
    let outcomes: Vec<_> = content
        .chunks(10_000)
        .map(|piece| writer.write_all(piece).map_err(|it| it.kind()))
        .collect();
    let first = outcomes.iter().position(Result::is_err).unwrap();
    assert_eq!(outcomes[first], Err(io::ErrorKind::StorageFull));
    assert!(outcomes[first..].iter().all(Result::is_err), "{outcomes:?}");
    writer.flush().unwrap_err();
    writer.finish().unwrap_err();
}

#[test]
fn another_size_than_pledged_is_an_error_and_makes_no_index() {
    let content = content(300_000, 5);
    for pledged in [0, 299_999, 300_001] {
        let options = CompressOptions::new();
        let mut writer = IndexedWriter::new(Vec::new(), &options, &IndexOptions::new()).unwrap();
        writer.set_pledged_size(Some(pledged)).unwrap();
        let outcome = writer.write_all(&content).map_err(zstdkit_seek::Error::from);
        let outcome = outcome.and_then(|()| writer.finish());
        assert!(outcome.is_err(), "{pledged}");
    }
}

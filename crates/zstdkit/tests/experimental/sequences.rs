use proptest::prelude::*;
use zstdkit::{
    CompressContext, CompressOptions, CompressParameter as P, DecompressOptions, Dictionary,
    DictionaryMode, Error, ErrorCode, Sequence, SequenceFault, decompress, merge_block_delimiters,
};

use crate::data::{Numbers, noise, orders, sensors, text};

fn compress(options: &CompressOptions, sequences: &[Sequence], data: &[u8]) -> Vec<u8> {
    let mut frame = b"before".to_vec();
    let mut context = CompressContext::new(options).unwrap();
    let size = context.compress_sequences(sequences, data, &mut frame).unwrap();
    assert_eq!(size, frame.len() - 6);
    // The context is as fit for the next call as before.
    let plain = options.compress(data).unwrap();
    let mut again = Vec::new();
    context.compress_into(data, &mut again).unwrap();
    assert_eq!(again, plain);
    frame.split_off(6)
}

#[test]
fn generated_sequences_make_the_frame_they_came_from() {
    let data = text(300_000);
    for level in [-5, 1, 3, 9, 13, 19] {
        let options = CompressOptions::new().level(level).checksum(true);
        let mut sequences = options.generate_sequences(&data).unwrap();
        assert!(sequences.last().unwrap().is_delimiter());
        let described: u64 =
            sequences.iter().map(|s| u64::from(s.literal_length) + u64::from(s.match_length)).sum();
        assert_eq!(described, data.len() as u64);
        let frame = compress(&options, &sequences, &data);
        assert_eq!(decompress(&frame).unwrap(), data);
        let plain = options.compress(&data).unwrap();
        assert!(frame.len() < plain.len() + plain.len() / 20, "level {level}");
        merge_block_delimiters(&mut sequences);
        assert!(sequences.iter().all(|sequence| !sequence.is_delimiter()));
        assert_eq!(decompress(&compress(&options, &sequences, &data)).unwrap(), data);
    }
}

#[test]
fn data_too_small_to_be_searched_is_literals() {
    let options = CompressOptions::new();
    for len in [0, 1, 6, 7, 8, 131_072, 131_073, 131_078, 131_079, 262_150] {
        let data = text(len);
        let sequences = options.generate_sequences(&data).unwrap();
        let described: u32 = sequences.iter().map(|s| s.literal_length + s.match_length).sum();
        assert_eq!(described as usize, len);
        assert_eq!(decompress(&compress(&options, &sequences, &data)).unwrap(), data);
    }
}

#[test]
fn no_sequences_are_all_literals_and_any_data_can_be_written() {
    for data in [&b""[..], b"x", &noise(300_000), &[0; 300_000]] {
        let frame = compress(&CompressOptions::new().checksum(true), &[], data);
        assert_eq!(decompress(&frame).unwrap(), data);
    }
}

#[test]
fn matches_reach_into_dictionaries_but_not_into_their_tables() {
    let dictionary = orders();
    let info = zstdkit_frame::dictionary_info(dictionary.content()).unwrap();
    let content = &dictionary.content()[info.content_offset()..];
    let data = [content, content].concat();
    let len = content.len() as u32;
    let whole =
        |more| Sequence { offset: len + more, literal_length: 0, match_length: len, repeat: 0 };
    for mode in [DictionaryMode::Digested, DictionaryMode::Content] {
        let options = CompressOptions::new().dictionary_as(&dictionary, mode);
        let frame = compress(&options, &[whole(0)], &data);
        assert!(frame.len() < data.len() * 3 / 4);
        let back = DecompressOptions::new().dictionary(&dictionary);
        assert_eq!(back.decompress(&frame).unwrap(), data);
        // One byte farther back lie the tables.
        let mut context = options.context().unwrap();
        let outcome = context.compress_sequences(&[whole(1)], &data, &mut Vec::new());
        let fault = SequenceFault::OffsetTooFar { offset: len + 1, reach: len.into() };
        assert_eq!(outcome, Err(Error::InvalidSequence { index: 0, fault }));
    }
    let prefix = Dictionary::raw(content).unwrap();
    let options = CompressOptions::new().dictionary_as(&prefix, DictionaryMode::Prefix);
    let outcome =
        options.context().unwrap().compress_sequences(&[whole(0)], &data, &mut Vec::new());
    let fault = SequenceFault::OffsetTooFar { offset: len, reach: 0 };
    assert_eq!(outcome, Err(Error::InvalidSequence { index: 0, fault }));
}

/// A block that is stored, then matches from farther back than a dictionary's table of offsets goes.
fn beyond_the_tables(first: Vec<u8>) -> (Vec<u8>, Vec<Sequence>) {
    let (mut data, len) = (first, 300_000);
    data.extend_from_within(..200);
    data.extend([b'a'; 60]);
    let sequences = vec![
        Sequence { offset: len, literal_length: len, match_length: 200, repeat: 0 },
        Sequence { offset: 1, literal_length: 1, match_length: 59, repeat: 0 },
    ];
    (data, sequences)
}

#[test]
fn offsets_beyond_the_tables_of_a_dictionary_are_coded_after_stored_blocks() {
    for dictionary in [orders(), sensors()] {
        for first in [noise(300_000), vec![b'r'; 300_000]] {
            let (data, sequences) = beyond_the_tables(first);
            for mode in [DictionaryMode::Digested, DictionaryMode::Content] {
                for level in [-5, 1, 2, 3, 4, 6, 12, 19] {
                    let options = CompressOptions::new().level(level);
                    let options = options.dictionary_as(&dictionary, mode);
                    let frame = compress(&options, &sequences, &data);
                    assert_eq!(
                        zstdkit_frame::frame_info(&frame).unwrap().dictionary_id(),
                        dictionary.id()
                    );
                    let back = DecompressOptions::new().dictionary(&dictionary);
                    assert!(back.decompress(&frame).unwrap() == data, "{mode:?} {level}");
                }
            }
        }
    }
}

#[test]
fn a_loaded_dictionary_serves_plain_work_and_sequences_in_any_order() {
    let dictionary = orders();
    let info = zstdkit_frame::dictionary_info(dictionary.content()).unwrap();
    let len = (dictionary.content().len() - info.content_offset()) as u32;
    let mut data = text(20_000);
    data.splice(..0, dictionary.content()[info.content_offset()..][..3].to_vec());
    // As short as a match can be, which the level's own parameters wouldn't allow.
    let short = [Sequence { offset: len, literal_length: 0, match_length: 3, repeat: 0 }];
    for level in [1, 3, 9] {
        let options =
            CompressOptions::new().level(level).dictionary_as(&dictionary, DictionaryMode::Content);
        let (plain, described) =
            (options.compress(&data).unwrap(), compress(&options, &short, &data));
        let mut context = options.context().unwrap();
        for round in 0..4 {
            let mut frame = Vec::new();
            context.compress_into(&data, &mut frame).unwrap();
            assert!(frame == plain, "level {level}, round {round}");
            frame.clear();
            context.compress_sequences(&short, &data, &mut frame).unwrap();
            assert!(frame == described, "level {level}, round {round}");
        }
    }
}

#[test]
fn a_wrong_match_is_named_and_leaves_the_output_as_it_was() {
    let data = text(10_000);
    let mut sequences = CompressOptions::new().generate_sequences(&data).unwrap();
    let bad = sequences.iter().rposition(|s| !s.is_delimiter()).unwrap();
    sequences[bad].offset -= 1;
    let mut context = CompressContext::new(&CompressOptions::new()).unwrap();
    let mut output = b"before".to_vec();
    let outcome = context.compress_sequences(&sequences, &data, &mut output);
    assert!(
        matches!(outcome, Err(Error::InvalidSequence { index, fault: SequenceFault::Mismatch { .. } })
            if index == bad),
        "{outcome:?}"
    );
    assert_eq!(output, b"before");
}

#[test]
fn what_sequences_cannot_be_combined_with_is_told() {
    #[cfg(feature = "multithread")]
    {
        let options = CompressOptions::new().workers(1);
        let with = "sequences from outside";
        let outcome = options.context().unwrap().compress_sequences(&[], b"data", &mut Vec::new());
        assert_eq!(outcome, Err(Error::ParameterConflict { parameter: "nbWorkers", with }));
        let with = "generateSequences";
        let conflict = Error::ParameterConflict { parameter: "nbWorkers", with };
        assert_eq!(options.generate_sequences(b"data"), Err(conflict));
    }
    let options = CompressOptions::new().set(P::TargetCBlockSize, 2000);
    let with = "generateSequences";
    let conflict = Error::ParameterConflict { parameter: "targetCBlockSize", with };
    assert_eq!(options.generate_sequences(b"data"), Err(conflict));
}

#[test]
fn every_slice_that_is_too_small_is_told_and_written_within() {
    let data = text(2_000);
    let sequences = CompressOptions::new().generate_sequences(&data).unwrap();
    let mut context = CompressContext::new(&CompressOptions::new().checksum(true)).unwrap();
    let mut frame = Vec::new();
    let size = context.compress_sequences(&sequences, &data, &mut frame).unwrap();
    let mut fitted = false;
    for len in 0..size + 40 {
        let mut slice = vec![0xEE; len + 64];
        match context.compress_sequences(&sequences, &data, &mut slice[..len]) {
            Ok(written) => {
                assert_eq!(slice[..written], frame);
                fitted = true;
            }
            Err(Error::OutputTooSmall { available, .. }) => assert_eq!(available, len),
            Err(other) => panic!("{other}"),
        }
        assert!(slice[len..].iter().all(|byte| *byte == 0xEE), "{len}");
    }
    assert!(fitted);
}

#[test]
fn literals_alone_are_enough_where_blocks_compress() {
    let data = text(400_000);
    let options = CompressOptions::new().level(6);
    let sequences = options.generate_sequences(&data).unwrap();
    let mut literals = Vec::new();
    let mut position = 0;
    for sequence in &sequences {
        let end = position + sequence.literal_length as usize;
        literals.extend_from_slice(&data[position..end]);
        position = end + sequence.match_length as usize;
    }
    let mut context = options.context().unwrap();
    let mut frame = Vec::new();
    context.compress_sequences_and_literals(&sequences, &literals, &mut frame).unwrap();
    assert_eq!(decompress(&frame).unwrap(), data);

    let outcome = context.compress_sequences_and_literals(&[], &noise(5000), &mut frame);
    let code = zstdkit::ErrorCode::CannotProduceUncompressedBlock;
    assert_eq!(outcome, Err(Error::Library { code }));
    let outcome = context.compress_sequences_and_literals(&sequences, &literals[1..], &mut frame);
    let fault = |outcome| match outcome {
        Err(Error::InvalidSequence { fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    assert!(matches!(fault(outcome), SequenceFault::PastEnd { .. }));
    context.configure(&CompressOptions::new().checksum(true)).unwrap();
    let outcome = context.compress_sequences_and_literals(&sequences, &literals, &mut frame);
    assert!(matches!(outcome, Err(Error::ParameterConflict { parameter: "checksumFlag", .. })));
}

#[test]
fn literals_alone_are_enough_however_short_the_matches_and_the_data() {
    let mut context = CompressOptions::new().context().unwrap();
    // As many sequences as there can be, of one block and of more.
    for times in [1, 2, 3, 100, 43_000, 50_000, 100_000] {
        let one = Sequence { offset: 1, literal_length: 0, match_length: 3, repeat: 0 };
        let mut sequences = vec![one; times];
        sequences[0].literal_length = 1;
        let mut frame = Vec::new();
        match context.compress_sequences_and_literals(&sequences, b"x", &mut frame) {
            Ok(_) => assert!(decompress(&frame).unwrap() == vec![b'x'; 1 + 3 * times]),
            Err(error) => {
                let code = ErrorCode::CannotProduceUncompressedBlock;
                assert_eq!(error, Error::Library { code }, "{times}");
                assert!(times < 3);
            }
        }
    }
    // No match, and nothing that compresses.
    for len in [1, 2, 5, 6, 8, 9, 11, 12, 100] {
        let outcome = context.compress_sequences_and_literals(&[], &noise(len), &mut Vec::new());
        let code = ErrorCode::CannotProduceUncompressedBlock;
        assert_eq!(outcome, Err(Error::Library { code }), "{len}");
    }
}

/// Data made of literals and copies, with the sequences that say so.
fn composed(seed: u64, steps: usize, farthest: usize) -> (Vec<u8>, Vec<Sequence>) {
    let mut numbers = Numbers(seed | 1);
    let (mut data, mut sequences) = (Vec::new(), Vec::new());
    for _ in 0..steps {
        let literal_length = match numbers.next(20) {
            0 => numbers.next(200_000),
            1..4 => 0,
            _ => numbers.next(40),
        } as u32;
        data.extend((0..literal_length).map(|_| numbers.next(64) as u8));
        if data.is_empty() || numbers.next(15) == 0 {
            sequences.push(Sequence::delimiter(literal_length));
            continue;
        }
        let match_length = match numbers.next(20) {
            0 => 3 + numbers.next(300_000),
            _ => 3 + numbers.next(60),
        } as u32;
        let offset = 1 + numbers.next(data.len().min(farthest) as u64) as usize;
        for _ in 0..match_length {
            data.push(data[data.len() - offset]);
        }
        let offset = offset as u32;
        sequences.push(Sequence { offset, literal_length, match_length, repeat: 0 });
    }
    data.extend_from_slice(b"the rest");
    (data, sequences)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_the_sequences_the_frame_holds_the_data(
        seed: u64,
        steps in 0..300_usize,
        level in prop::sample::select(vec![-3, 1, 3, 12, 19]),
        window_log in prop::sample::select(vec![0, 10, 13, 17, 20]),
        block in prop::sample::select(vec![0, 1024, 5000, 131_072]),
        repeats in 0..3_i32,
    ) {
        let farthest = if window_log == 0 { usize::MAX } else { 1 << window_log };
        let (data, sequences) = composed(seed, steps, farthest);
        let options = CompressOptions::new()
            .level(level)
            .checksum(true)
            .set(P::WindowLog, window_log)
            .set(P::MaxBlockSize, block)
            .set(P::SearchForExternalRepcodes, repeats);
        let mut context = options.context().unwrap();
        let mut frame = Vec::new();
        context.compress_sequences(&sequences, &data, &mut frame).unwrap();
        prop_assert_eq!(&decompress(&frame).unwrap(), &data);
        // By a window's memory alone, too.
        let mut decoder = DecompressOptions::new().decompressor().unwrap();
        let mut back = Vec::new();
        for piece in frame.chunks(1000) {
            decoder.decompress_into(piece, Some(3000), &mut back).unwrap();
            while !decoder.needs_input() {
                decoder.decompress_into(b"", Some(3000), &mut back).unwrap();
            }
        }
        prop_assert_eq!(&back, &data);
    }

    #[test]
    fn garbage_sequences_are_refused_or_harmless(
        garbage in prop::collection::vec((0..50_u32, 0..50_u32, 0..50_u32), 0..20),
        huge in prop::collection::vec((any::<u32>(), any::<u32>(), any::<u32>()), 0..2),
        len in 0..300_usize,
    ) {
        let data = vec![b'z'; len];
        let sequences: Vec<_> = garbage
            .iter()
            .chain(&huge)
            .map(|&(offset, literal_length, match_length)| {
                Sequence { offset, literal_length, match_length, repeat: 9 }
            })
            .collect();
        let mut context = CompressOptions::new().context().unwrap();
        let mut frame = Vec::new();
        match context.compress_sequences(&sequences, &data, &mut frame) {
            Ok(_) => prop_assert_eq!(&decompress(&frame).unwrap(), &data),
            Err(Error::InvalidSequence { index, .. }) => prop_assert!(index < sequences.len()),
            Err(other) => prop_assert!(false, "{}", other),
        }
        frame.clear();
        let outcome = context.compress_sequences_and_literals(&sequences, &data, &mut frame);
        if outcome.is_ok() {
            decompress(&frame).unwrap();
        }
    }
}

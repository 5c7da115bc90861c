//! Sequences as the frame crate decodes them, beside libzstd's decoder and its match finder.
//!
//! `ZSTDKIT_FRAMES` says how many frames are generated, `ZSTDKIT_SEED` which ones.

use zstdkit::{DecompressOptions, Dictionary, DictionaryMode};
use zstdkit_dict::train;
use zstdkit_frame::{Frame, Tables, frames};
use zstdkit_tests::{FrameMaker, damage, records, text};

const FRAMES_PER_RUN: u64 = 1000;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |value| value.parse().expect("a number"))
}

fn dictionaries() -> Vec<Dictionary> {
    vec![
        train(records(2000), 4096).unwrap(),
        train(records(500), 1024).unwrap(),
        Dictionary::raw(text(3000, 1)).unwrap(),
    ]
}

/// How a frame can begin: what stands before its content, and with which tables.
struct Start {
    options: DecompressOptions,
    tables: Tables,
    before: Vec<u8>,
}

fn starts(dictionaries: &[Dictionary]) -> Vec<Start> {
    let mut starts =
        vec![Start { options: DecompressOptions::new(), tables: Tables::new(), before: vec![] }];
    for dictionary in dictionaries {
        let content = dictionary.content();
        let options = DecompressOptions::new();
        if let Ok(tables) = Tables::from_dictionary(content) {
            let options = options.clone().dictionary(dictionary);
            // A frame that was made with it as a prefix may reach into its tables.
            starts.push(Start { options, tables, before: content.to_vec() });
        }
        let options = options.dictionary_as(dictionary, DictionaryMode::Prefix);
        starts.push(Start { options, tables: Tables::new(), before: content.to_vec() });
    }
    starts
}

/// Walks the blocks of a frame beside its content; every match has to repeat what it says.
fn check(frame: &Frame<'_>, start: &Start, content: &[u8]) -> Result<u64, String> {
    let whole = [&start.before[..], content].concat();
    let mut tables = start.tables.clone();
    let (mut at, mut count) = (start.before.len(), 0);
    for block in frame.blocks() {
        let block_start = at;
        let mut sequences = block.sequences(&tables).map_err(|error| error.to_string())?;
        for sequence in &mut sequences {
            let sequence = sequence.map_err(|error| error.to_string())?;
            at += sequence.literal_length as usize;
            let from = at.checked_sub(sequence.offset as usize).ok_or("over the start")?;
            for step in 0..sequence.match_length as usize {
                if whole.get(at + step) != whole.get(from + step) || at + step >= whole.len() {
                    return Err(format!("{sequence:?} at {at} does not match"));
                }
            }
            at += sequence.match_length as usize;
            count += 1;
        }
        at = block_start + sequences.content_size() as usize;
        tables = sequences.finish().map_err(|error| error.to_string())?;
    }
    if at == whole.len() { Ok(count) } else { Err(format!("{at} of {}", whole.len())) }
}

#[test]
fn matches_repeat_what_libzstd_decodes() {
    let (seed, wanted) = (number("ZSTDKIT_SEED", 1), number("ZSTDKIT_FRAMES", FRAMES_PER_RUN));
    let dictionaries = dictionaries();
    let starts = starts(&dictionaries);
    let mut maker = FrameMaker::new(seed, dictionaries);
    let (mut made, mut sequences, mut refused, mut taken, mut strange) = (0, 0, 0, 0, 0);
    while made < wanted {
        let bytes = maker.frames();
        for frame in frames(&bytes) {
            // Some handmade blocks are over their limit.
            let Ok(frame) = frame else { break };
            if !frame.info().is_zstandard() {
                continue;
            }
            made += 1;
            // What a frame began with isn't always written in it.
            let outcomes: Vec<_> = starts
                .iter()
                .filter_map(|start| Some((start, start.options.decompress(frame.as_bytes()).ok()?)))
                .map(|(start, content)| check(&frame, start, &content))
                .collect();
            strange += u64::from(outcomes.is_empty());
            // A frame without a checksum may decode to something with another's dictionary.
            for outcome in outcomes {
                sequences += outcome.unwrap_or_else(|reason| panic!("frame {made}: {reason}"));
            }
            let mut damaged = frame.as_bytes().to_vec();
            damage(&mut damaged, maker.numbers());
            // Whatever libzstd takes is taken, and nothing that it refuses does harm.
            for frame in frames(&damaged).flatten().filter(|frame| frame.info().is_zstandard()) {
                let start = &starts[0];
                match start.options.decompress(frame.as_bytes()) {
                    Ok(content) => {
                        taken += 1;
                        // But that libzstd leaves a block's limit alone where there is room.
                        if let Err(reason) = check(&frame, start, &content) {
                            assert!(reason.contains("permits to a block"), "{reason}");
                        }
                    }
                    Err(_) => {
                        refused += 1;
                        let _ = check(&frame, start, &[]);
                    }
                }
            }
        }
    }
    // Handmade frames may be of a kind that libzstd refuses.
    assert!(strange < wanted / 8, "libzstd takes {strange} of {wanted} in no way");
    assert!(sequences > wanted && refused > 0 && taken > 0, "{sequences} {refused} {taken}");
}

#[cfg(feature = "experimental")]
#[test]
fn sequences_are_those_that_libzstds_match_finder_found() {
    use zstdkit::{CompressOptions, CompressParameter as P};
    use zstdkit_frame::BlockKind;

    let content = text(1 << 20, 3);
    let mut compared = 0;
    for level in [-5, 1, 3, 6, 9, 13] {
        for len in [0, 10, 1000, 100_000, 1 << 20] {
            let content = &content[..len];
            // Both have to cut the content into the same blocks.
            let options = CompressOptions::new().level(level).set(P::SplitAfterSequences, 2);
            let mut found = options.generate_sequences(content).unwrap().into_iter();
            let frame = options.compress(content).unwrap();
            let mut tables = Tables::new();
            for block in zstdkit_frame::first_frame(&frame).unwrap().blocks() {
                let mut sequences = block.sequences(&tables).unwrap();
                for expected in found.by_ref().take_while(|sequence| !sequence.is_delimiter()) {
                    if block.kind() != BlockKind::Compressed {
                        continue;
                    }
                    let sequence = sequences.next().unwrap().unwrap();
                    assert_eq!(
                        (sequence.literal_length, sequence.match_length, sequence.offset),
                        (expected.literal_length, expected.match_length, expected.offset),
                    );
                    compared += 1;
                }
                assert_eq!(sequences.left(), 0);
                tables = sequences.finish().unwrap();
            }
        }
    }
    assert!(compared > 100_000, "{compared}");
}

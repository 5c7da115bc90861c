//! Makes the seed corpora: a folder for each target, the same files on every run.
//!
//! An input is data and eight bytes that choose (see `zstdkit_fuzz::Choices`); targets that take
//! structures make of any bytes what they can.

use std::{
    env, fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::Path,
};

use anyhow::{Context, Result};
use zstdkit::{CompressOptions, Dictionary, DictionaryMode, EndDirective, write_skippable_frame};
use zstdkit_segments::{BufferWithSegments, BufferWithSegmentsCollection};
use zstdkit_tests::{FrameMaker, Numbers, damage, noise, records, text};

/// Made frames per target.
const FRAMES: usize = 150;

/// The longest input, in bytes: longer ones tell little more, and are slower.
const LONGEST: usize = 6000;

/// Those that take frames of any kind.
const FRAME_TARGETS: [&str; 13] = [
    "adaptors",
    "asynchronous",
    "command",
    "frames",
    "in_place",
    "one_call",
    "parallel",
    "push",
    "random_access",
    "seek_tables",
    "single_frame",
    "skippable",
    "steps",
];

/// Those that take content.
const CONTENT_TARGETS: [&str; 7] =
    ["batches", "compressor", "dcz", "encoders", "patches", "round_trip", "train"];

fn main() -> Result<()> {
    let folder = env::args_os().nth(1).context("which folder?")?;
    let folder = Path::new(&folder);
    let trained = zstdkit_dict::train(records(2000), 2048)?;
    let frames = frames(&trained)?;
    for target in FRAME_TARGETS {
        let seed = target.bytes().map(u64::from).sum();
        write(folder, target, &frames, seed)?;
    }
    let contents: Vec<_> = [0, 1, 100, 1500, 5000]
        .into_iter()
        .flat_map(|len| [text(len, 1), noise(len, 2), vec![0x55; len]])
        .chain([records(20).concat()])
        .collect();
    for target in CONTENT_TARGETS {
        write(folder, target, &contents, 1)?;
    }
    write(folder, "seek_tables", &seekable(), 3)?;
    write_chosen(folder, "dictionaries", dictionaries(&trained)?)?;
    write_chosen(folder, "segments", segments()?)
}

/// Writes inputs, each with choices of its own.
fn write(folder: &Path, target: &str, inputs: &[Vec<u8>], seed: u64) -> Result<()> {
    let mut numbers = Numbers::new(seed);
    let choices = |index| if index % 4 == 0 { 0 } else { numbers.next() };
    let choices: Vec<u64> = (0..inputs.len()).map(choices).collect();
    write_chosen(folder, target, inputs.iter().cloned().zip(choices))
}

/// Writes inputs with the given choices, under names that tell what is in them.
fn write_chosen(
    folder: &Path,
    target: &str,
    inputs: impl IntoIterator<Item = (Vec<u8>, u64)>,
) -> Result<()> {
    let folder = folder.join(target);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    for (mut input, choices) in inputs {
        input.extend(choices.to_le_bytes());
        let mut hasher = DefaultHasher::new();
        input.hash(&mut hasher);
        let path = folder.join(format!("{:016x}", hasher.finish()));
        fs::write(&path, input).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// Frames of every kind, whole and damaged.
fn frames(trained: &Dictionary) -> Result<Vec<Vec<u8>>> {
    let mut frames = by_hand()?;
    let raw = Dictionary::raw(text(3000, 1))?;
    let mut maker = FrameMaker::new(5, vec![trained.clone(), raw]);
    while frames.len() < FRAMES {
        let made = maker.frames();
        if made.len() <= LONGEST {
            let mut damaged = made.clone();
            damage(&mut damaged, maker.numbers());
            frames.extend([made, damaged]);
        }
    }
    Ok(frames)
}

/// What random frames seldom are.
fn by_hand() -> Result<Vec<Vec<u8>>> {
    let small = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc".to_vec();
    let mut note = Vec::new();
    write_skippable_frame(b"a note", 3, &mut note)?;
    let mut frames = vec![
        Vec::new(),
        small.clone(),
        note.clone(),
        [&note[..], &small, &note, &small].concat(),
        // A compressed block of no bytes, an empty run-length block.
        b"\x28\xB5\x2F\xFD\x20\x00\x05\0\0".to_vec(),
        b"\x28\xB5\x2F\xFD\x20\x00\x03\0\0\x55".to_vec(),
        // Legacy formats, by their magic numbers.
        b"\x25\xB5\x2F\xFD\x00\x00\x00".to_vec(),
        b"\x1E\xB5\x2F\xFD\x00\x00\x00".to_vec(),
    ];
    for (window, level) in [(10, 1), (10, 19), (17, 3), (20, 9)] {
        let options = CompressOptions::new().window_log(window).level(level).checksum(true);
        frames.push(options.compress(&text(4000, 3))?);
        let mut compressor = options.content_size(false).compressor()?;
        let mut frame = compressor.compress(&text(3000, 4), EndDirective::Continue)?;
        frame.extend(compressor.compress(&noise(500, 5), EndDirective::Flush)?);
        frame.extend(compressor.compress(&[7; 70_000], EndDirective::End)?);
        frames.push(frame);
    }
    // Enough content for threads to share.
    let zeros = zstdkit::compress(&vec![0; 1 << 20], 3)?;
    frames.push([&zeros[..], &small, &zeros].concat());
    frames.push(CompressOptions::new().magicless(true).compress(b"without a magic number")?);
    Ok(frames)
}

/// A dictionary, and what is compressed or was compressed with it.
fn dictionaries(trained: &Dictionary) -> Result<Vec<(Vec<u8>, u64)>> {
    let record = records(2001).pop().unwrap_or_default();
    let raw = Dictionary::raw(text(500, 6))?;
    let mut inputs = Vec::new();
    // The mode, one of five levels, and where the dictionary ends.
    let choices = |mode, len| mode + 3 * 5 * len as u64;
    let modes = [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];
    for dictionary in [trained, &raw] {
        let content = dictionary.content();
        for (number, mode) in (0..).zip(modes) {
            let options = CompressOptions::new().dictionary_as(dictionary, mode);
            let frame = options.compress(&record)?;
            inputs.push(([content, &record].concat(), choices(number, content.len())));
            inputs.push(([content, &frame].concat(), choices(number, content.len())));
        }
    }
    let mut numbers = Numbers::new(7);
    for number in 0..40 {
        let mut damaged = trained.content().to_vec();
        damage(&mut damaged, &mut numbers);
        let len = damaged.len();
        damaged.extend_from_slice(&record);
        inputs.push((damaged, choices(number % 3, len)));
    }
    Ok(inputs)
}

/// Frames with a table behind them, with checksums and without.
fn seekable() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for count in [0, 1, 2, 10] {
        for checksums in [false, true] {
            let mut frames = Vec::new();
            let mut entries = Vec::new();
            for index in 0..count {
                let content = text(10 + index * 7, index as u64);
                let frame = zstdkit::compress(&content, 3).unwrap_or_default();
                entries.extend((frame.len() as u32).to_le_bytes());
                entries.extend((content.len() as u32).to_le_bytes());
                if checksums {
                    entries.extend([1, 2, 3, 4]);
                }
                frames.extend(frame);
            }
            let len = entries.len() as u32 + 9;
            frames.extend(b"\x5E\x2A\x4D\x18");
            frames.extend(len.to_le_bytes());
            frames.extend(entries);
            frames.extend((count as u32).to_le_bytes());
            frames.push(if checksums { 0x80 } else { 0 });
            frames.extend(b"\xB1\xEA\x92\x8F");
            files.push(frames);
        }
    }
    files
}

/// Tables behind the data that they cut, and what serde makes of buffers.
fn segments() -> Result<Vec<(Vec<u8>, u64)>> {
    let mut inputs = Vec::new();
    let pairs: [&[(u64, u64)]; 5] =
        [&[], &[(0, 16)], &[(3, 5), (0, 16), (16, 0), (2, 2)], &[(10, 7)], &[(u64::MAX, 2)]];
    for pairs in pairs {
        let mut input = text(16, 1);
        for (offset, len) in pairs {
            input.extend(offset.to_ne_bytes());
            input.extend(len.to_ne_bytes());
        }
        // Where the table begins.
        inputs.push((input, 16));
    }
    let buffer = BufferWithSegments::from_items(records(3));
    inputs.push((postcard::to_allocvec(&buffer)?, 0));
    inputs.push((serde_json::to_vec(&buffer)?, 0));
    let all = BufferWithSegmentsCollection::new([buffer.clone(), buffer])?;
    inputs.push((postcard::to_allocvec(&all)?, 0));
    Ok(inputs)
}

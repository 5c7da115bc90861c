//! Exchanges files of the seekable format with `zeekstd`, and reads frames of encoders that are written in Rust
//! at every place.
//!
//! ```text
//! cargo run --release --manifest-path tests/interop/rust/Cargo.toml -- FILE ...
//! ```
//!
//! Each FILE is one more content beside those that are made here.

use std::error::Error;
use std::io::{Read, Write};

use zeekstd::{BytesWrapper, Decoder, EncodeOptions, FrameSizePolicy};
use zstdkit::CompressOptions;
use zstdkit_seek::{IndexOptions, SeekReader, SeekableWriter};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Pseudo-random numbers (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

/// Words, noise, runs and repeats from far back.
fn made(len: usize, numbers: &mut Numbers) -> Vec<u8> {
    let words: Vec<Vec<u8>> = (0..800)
        .map(|_| (0..2 + numbers.below(9)).map(|_| b'a' + numbers.below(26) as u8).collect())
        .collect();
    let mut content: Vec<u8> = Vec::new();
    while content.len() < len {
        match numbers.below(40) {
            0 => content.extend((0..3000).map(|_| numbers.below(256) as u8)),
            1 => content.resize(content.len() + numbers.below(200_000), b'='),
            2 => {
                let from = numbers.below(content.len());
                content.extend_from_within(from..content.len().min(from + 20_000));
            }
            _ => {
                for _ in 0..300 {
                    content.extend_from_slice(&words[numbers.below(words.len())]);
                    content.push(b' ');
                }
            }
        }
    }
    content.truncate(len);
    content
}

fn ranges(len: usize, numbers: &mut Numbers) -> Vec<(usize, usize)> {
    let mut range = || {
        let from = numbers.below(len + 1);
        (from, from + numbers.below(len - from + 1))
    };
    (0..12).map(|_| range()).collect()
}

/// Our files read by zeekstd, and its own by us.
fn exchange(content: &[u8], numbers: &mut Numbers) -> Outcome<()> {
    let frame_size = 1000 + numbers.below(100_000);
    let writer = SeekableWriter::new(Vec::new(), &CompressOptions::new().level(3))?;
    let mut writer = writer.frame_size(frame_size).threads(2);
    writer.write_all(content)?;
    let ours = writer.finish()?;
    // Its reader expects a frame at least.
    if !content.is_empty() {
        let mut whole = Vec::new();
        Decoder::new(BytesWrapper::new(&ours))?.read_to_end(&mut whole)?;
        assert!(whole == content, "zeekstd read the whole differently");
    }

    let policy = FrameSizePolicy::Uncompressed(frame_size as u32);
    let mut theirs = Vec::new();
    let options = EncodeOptions::new().frame_size_policy(policy).checksum_flag(true);
    let mut encoder = options.into_encoder(&mut theirs)?;
    encoder.write_all(content)?;
    encoder.finish()?;
    let mut reader = SeekReader::open(&theirs[..])?;
    assert_eq!(reader.content_size(), content.len() as u64);
    for (from, to) in ranges(content.len(), numbers) {
        let mut out = Vec::new();
        reader.read_range(from as u64..to as u64, &mut out)?;
        assert!(out == content[from..to], "we read {from}..{to} differently");
        if from < to {
            let mut decoder = Decoder::new(BytesWrapper::new(&ours))?;
            decoder.set_offset(from as u64)?;
            decoder.set_offset_limit(to as u64)?;
            let mut out = Vec::new();
            decoder.read_to_end(&mut out)?;
            assert!(out == content[from..to], "zeekstd read {from}..{to} differently");
        }
    }
    Ok(())
}

/// A frame of another encoder, entered at each point of its index.
fn enter(name: &str, frame: &[u8], content: &[u8]) -> Outcome<usize> {
    let spacing = (content.len() as u64 / 40).max(2000);
    let index = IndexOptions::new().spacing(spacing).window_log_max(31).build(frame)?;
    for stretch in index.stretches() {
        let mut reader = SeekReader::new(frame, index.clone())?.window_log_max(31);
        let (from, to) = (stretch.content.start, stretch.content.end);
        let to = (to + 1000).min(content.len() as u64);
        let mut out = Vec::new();
        reader.read_range(from..to, &mut out)?;
        assert!(out == content[from as usize..to as usize], "{name}: {from}..{to} differs");
    }
    Ok(index.checkpoint_count())
}

fn main() -> Outcome<()> {
    let mut numbers = Numbers(0x5EED);
    let mut contents: Vec<Vec<u8>> = vec![Vec::new(), b"x".to_vec(), vec![0; 1_000_000]];
    contents.extend([70_000, 900_000, 3_000_000].map(|len| made(len, &mut numbers)));
    for file in std::env::args().skip(1) {
        contents.push(std::fs::read(file)?);
    }
    let mut points = [0; 2];
    for content in &contents {
        exchange(content, &mut numbers)?;
        for level in [
            ruzstd::encoding::CompressionLevel::Uncompressed,
            ruzstd::encoding::CompressionLevel::Fastest,
        ] {
            let frame = ruzstd::encoding::compress_to_vec(&content[..], level);
            points[0] += enter("ruzstd", &frame, content)?;
        }
        for level in [-3, 1, 3, 5, 7, 9, 12, 15, 19] {
            let level = structured_zstd::encoding::CompressionLevel::Level(level);
            let frame = structured_zstd::encoding::compress_to_vec(&content[..], level);
            points[1] += enter("structured-zstd", &frame, content)?;
        }
    }
    println!(
        "{} contents: exchanged with zeekstd, entered at {} points of ruzstd's frames and at {} of \
         structured-zstd's",
        contents.len(),
        points[0],
        points[1]
    );
    assert!(points.iter().all(|points| *points > 50), "too few points to have shown anything");
    Ok(())
}

//! Any bytes as a file to be indexed, as an index, and as a file to be read anywhere.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit_frame::{Tables, frames};
use zstdkit_fuzz::split;
use zstdkit_seek::{Index, IndexOptions, ReadOptions, SeekReader};

/// More content than this takes longer than it's worth.
const CONTENT_MAX: usize = 4 << 20;

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    // Sequences, whatever the bytes.
    for frame in frames(data).flatten() {
        let mut tables = Tables::new();
        for block in frame.blocks() {
            let Ok(sequences) = block.sequences(&tables) else { break };
            let Ok(after) = sequences.finish() else { break };
            tables = after;
        }
    }
    // An index, whatever the bytes: what is read is written as it was.
    if let Ok(index) = Index::read_from(data) {
        let mut written = Vec::new();
        index.write_to(&mut written).expect("a vector takes it");
        assert_eq!(&data[..written.len()], written);
        let _ = index.verify(data);
    }
    let options = ReadOptions::new().window_log_max(20);
    if let Ok(reader) = SeekReader::open(data) {
        let end = reader.content_size().min(1 << 20);
        let _ = reader.window_log_max(20).read_range(..end, &mut Vec::new());
    }
    // A file: what its ranges hold is what it decompresses to.
    let spacing = 1 << (10 + choices.below(10));
    let build = IndexOptions::new().spacing(spacing).window_log_max(20);
    let Ok(index) = build.clone().build(data) else {
        let _ = options.salvage(data, None, false, std::io::sink());
        return;
    };
    if index.content_size() > CONTENT_MAX as u64 {
        return;
    }
    let mut content = Vec::new();
    let decompress = zstdkit::DecompressOptions::new().window_log_max(20);
    decompress.decompress_into(data, &mut content).expect("it was decompressed before");
    for stretch in index.stretches() {
        let mut reader = SeekReader::new(data, index.clone()).expect("it's the same file");
        let mut out = Vec::new();
        let range = stretch.content;
        reader.read_range(range.clone(), &mut out).expect("sound");
        assert_eq!(out, content[range.start as usize..range.end as usize]);
    }
    let mut whole = Vec::new();
    index.decompress(data, 2, &mut whole).expect("sound");
    assert_eq!(whole, content);
    // Threads change no byte of an index.
    assert_eq!(build.threads(3).build(data).expect("it was before"), index);
    // Damage in one stretch harms no other.
    if !data.is_empty() {
        let at = choices.below(data.len() as u64);
        let mut damaged = data.to_vec();
        damaged[at as usize] ^= 1 << choices.below(8);
        whole.clear();
        if let Ok(report) = options.salvage(&damaged, Some(&index), true, &mut whole) {
            assert_eq!(whole.len(), content.len());
            for hole in &report.holes {
                assert!(hole.compressed.contains(&at), "{hole:?} for damage at {at}");
                let hole = hole.content.start as usize..hole.content.end as usize;
                whole[hole.clone()].copy_from_slice(&content[hole]);
            }
            assert_eq!(whole, content);
        }
    }
    // A damaged index is found out, whatever was damaged.
    let mut written = Vec::new();
    index.write_to(&mut written).expect("a vector takes it");
    assert_eq!(index.written_size(), written.len() as u64);
    let at = choices.below(written.len() as u64) as usize;
    written[at] ^= 1 << choices.below(8);
    assert!(Index::read_from(&written[..]).is_err(), "damage at byte {at} of an index");
});

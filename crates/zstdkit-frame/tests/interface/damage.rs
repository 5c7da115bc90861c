//! Every sample, truncated at every length, and with every byte flipped in several ways.

use std::io::Cursor;

use zstdkit_frame::{
    Error, Format, Options, SeekTable, SourceFrames, decompressed_bound, decompressed_size,
    decompression_margin, dictionary_info, first_frame, frame_info, frames, small_frame,
};

use crate::builder::samples;

/// Asks all there is to ask. Answers may be errors, but they have to be consistent.
pub(crate) fn ask_everything(buf: &[u8]) {
    if let Some(small) = small_frame(buf) {
        let frame = first_frame(buf).expect("what the short cut takes is sound");
        let info = frame.info();
        assert_eq!((small.size(), frame.block_count()), (frame.size(), 1));
        assert_eq!(Some(small.content_size().into()), info.content_size());
        assert_eq!(u64::from(small.content_size()), info.window_size());
        assert_eq!(small.dictionary_id(), info.dictionary_id());
        assert!(small.content_size() <= info.block_size_limit());
    }
    for options in [
        Options::new(),
        Options::new().check_block_limit(false),
        Options::new().format(Format::Magicless),
    ] {
        let mut pos = 0;
        let mut failed = false;
        for frame in options.frames(buf) {
            assert!(!failed, "a frame after an error");
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) => {
                    check_error(&error, buf);
                    failed = true;
                    continue;
                }
            };
            assert_eq!(frame.offset(), pos);
            assert!(frame.size() > 0);
            pos += frame.size();
            let mut block_pos = frame.offset() + frame.info().header_size();
            for block in frame.blocks() {
                assert_eq!(block.offset(), block_pos);
                block_pos += block.stored_size();
                let _ = block.sections();
            }
            if frame.info().is_zstandard() {
                assert_eq!(frame.checksum_offset().unwrap_or(pos), block_pos);
                assert_eq!(frame.blocks().count() as u64, frame.block_count());
                assert!(frame.blocks().last().unwrap().is_last());
            }
        }
        assert!(failed || pos == buf.len());
        let whole = options.decompressed_bound(buf);
        assert!(whole.is_err() || !failed);
        if let (Ok(Some(size)), Ok(bound)) = (options.decompressed_size(buf), whole) {
            assert_eq!(size, bound);
        }
        let _ = options.decompression_margin(buf);
        let _ = options.decoder_memory(buf);
        compare_with_source(buf, options);
    }
    let _ = dictionary_info(buf);
    if let Ok(table) = SeekTable::parse(buf) {
        let _ = table.verify();
    }
}

/// A source answers what a buffer does, whether it seeks or not.
fn compare_with_source(buf: &[u8], options: Options) {
    let seeking = SourceFrames::with_options(Cursor::new(buf), options).unwrap();
    let reading = SourceFrames::from_read(Cursor::new(buf), options);
    for mut source in [seeking, reading] {
        for frame in options.frames(buf) {
            let mut blocks = Vec::new();
            match (frame, source.next_with_blocks(|block| blocks.push(block))) {
                (Ok(frame), Ok(Some(found))) => {
                    assert_eq!(found.offset(), frame.offset() as u64);
                    assert_eq!(found.size(), frame.size() as u64);
                    assert_eq!(found.info(), frame.info());
                    assert_eq!(found.block_count(), frame.block_count());
                    assert_eq!(found.checksum(), frame.checksum());
                    assert_eq!(found.checksum_offset(), frame.checksum_offset().map(|o| o as u64));
                    assert_eq!(found.decompressed_bound(), frame.decompressed_bound());
                    assert_eq!(blocks.len(), frame.blocks().count());
                    for (found, block) in blocks.iter().zip(frame.blocks()) {
                        assert_eq!(found.offset(), block.offset() as u64);
                        assert_eq!((found.kind(), found.size()), (block.kind(), block.size()));
                        assert_eq!(found.sections(), block.sections());
                        assert_eq!(found.stored_size(), block.stored_size() as u64);
                        assert_eq!(found.decompressed_size(), block.decompressed_size());
                        assert_eq!(found.is_last(), block.is_last());
                    }
                }
                (Err(error), Err(found)) => assert_eq!(found.to_string(), error.to_string()),
                (frame, found) => panic!("{frame:?} in a buffer, {found:?} in a source"),
            }
        }
        assert!(source.next().is_none());
    }
}

fn check_error(error: &Error, buf: &[u8]) {
    assert!(!error.to_string().is_empty());
    if let Error::Incomplete { offset, needed, total, .. } = *error {
        assert!(needed > 0);
        assert_eq!(total, buf.len() as u64 + needed);
        assert!(offset <= buf.len() as u64 && offset < total);
    } else {
        assert!(error.offset() < buf.len() as u64, "{error}");
    }
}

/// How far one place of damage is from the next: Miri takes a thousand times as long.
pub(crate) const STEP: usize = if cfg!(miri) { 29 } else { 1 };

#[test]
fn every_prefix() {
    for sample in samples() {
        for len in (0..=sample.len()).step_by(STEP) {
            ask_everything(&sample[..len]);
        }
        let last = frames(&sample).last().unwrap().unwrap();
        for len in (last.offset() + 1..sample.len()).step_by(STEP) {
            let error = frames(&sample[..len]).last().unwrap().unwrap_err();
            assert!(error.needed().is_some(), "{len} bytes: {error}");
        }
    }
}

#[test]
fn every_byte_flipped() {
    for sample in samples() {
        for at in (0..sample.len()).step_by(STEP) {
            // Headers in every way, what is mostly content in some.
            let flips: &[u8] = if at < 64 && !cfg!(miri) {
                &[1, 2, 4, 8, 16, 32, 64, 128, 0xFF]
            } else {
                &[0x01, 0x10, 0xFF]
            };
            for flip in flips {
                let mut damaged = sample.clone();
                damaged[at] ^= flip;
                ask_everything(&damaged);
            }
        }
    }
}

#[test]
fn no_claim_is_believed() {
    // Sizes of exabytes in a few bytes: answered, or refused, and nothing is taken for them.
    let claims = crate::builder::Header { content_size: (1 << 60, 8), ..Default::default() };
    let frame = claims.frame(&[crate::builder::raw(true, b"")]);
    ask_everything(&frame);
    assert_eq!(frame_info(&frame).unwrap().content_size(), Some(1 << 60));
    assert_eq!(decompressed_size(&frame), Ok(Some(1 << 60)));
    assert_eq!(decompressed_bound(&frame), Ok(1 << 60));
    assert_eq!(decompression_margin(&frame), Ok(13 + 3 + (128 << 10)));
}

//! Properties that hold for whatever bytes.

use proptest::collection::vec;
use proptest::prelude::*;
use zstdkit_frame::{BlockKind, FrameKind, first_frame, frame_info, frames, small_frame};

use crate::builder::{Header, block, raw, rle, skippable};
use crate::damage::ask_everything;

fn header() -> impl Strategy<Value = Header> {
    let id = prop_oneof![Just(0usize), Just(1), Just(2), Just(4)];
    let size = prop_oneof![Just(0usize), Just(1), Just(2), Just(4), Just(8)];
    (any::<Option<u8>>(), any::<u32>(), id, any::<u64>(), size, any::<bool>()).prop_map(
        |(window, id, id_bytes, size, size_bytes, checksum)| {
            let window = window.map(|descriptor| descriptor % 0xB0);
            let size_bytes = match (window, size_bytes) {
                // One byte of content size goes without a window only, and none with it only.
                (Some(_), 1) => 0,
                (None, 0) => 1,
                (_, bytes) => bytes,
            };
            let cut = |number: u64, bytes: usize| {
                if bytes == 8 { number } else { number & ((1 << (8 * bytes)) - 1) }
            };
            Header {
                window,
                dictionary_id: (cut(id.into(), id_bytes) as u32, id_bytes),
                content_size: (cut(size, size_bytes), size_bytes),
                checksum,
            }
        },
    )
}

/// Something that looks like a frame, for a start.
fn nearly_a_frame() -> impl Strategy<Value = Vec<u8>> {
    let block = (any::<bool>(), 0..4u32, 0..40u32, vec(any::<u8>(), 0..40))
        .prop_map(|(last, kind, size, content)| block(last, kind, size, &content));
    (header(), vec(block, 0..4)).prop_map(|(header, blocks)| header.frame(&blocks))
}

proptest! {
    #[test]
    fn any_bytes_are_answered(buf in vec(any::<u8>(), 0..200)) {
        ask_everything(&buf);
    }

    #[test]
    fn bytes_that_look_like_frames_are_answered(parts in vec(nearly_a_frame(), 0..3)) {
        ask_everything(&parts.concat());
    }

    #[test]
    fn dictionaries_of_chance_are_answered(body in vec(any::<u8>(), 0..300)) {
        let buf = [&[0x37, 0xA4, 0x30, 0xEC, 1, 0, 0, 0], &body[..]].concat();
        ask_everything(&buf);
    }

    #[test]
    fn headers_are_read_back(header in header()) {
        let bytes = header.bytes();
        let info = frame_info(&bytes).unwrap();
        prop_assert_eq!(info.header_size(), bytes.len());
        prop_assert_eq!(info.dictionary_id(), header.dictionary_id.0);
        prop_assert_eq!(info.has_checksum(), header.checksum);
        let stored = header.content_size.0;
        let expected = match header.content_size.1 {
            0 => None,
            2 => Some(stored + 256),
            _ => Some(stored).filter(|size| *size < u64::MAX),
        };
        prop_assert_eq!(info.content_size(), expected);
        for len in 0..bytes.len() {
            prop_assert!(frame_info(&bytes[..len]).unwrap_err().needed().is_some());
        }
    }

    #[test]
    fn frames_of_one_segment_and_one_block_are_small(
        id in prop_oneof![Just(0usize), Just(1), Just(2), Just(4)],
        size_bytes in prop_oneof![Just(1usize), Just(2), Just(4)],
        number: u32,
        run: bool,
        checksum: bool,
        after in vec(any::<u8>(), 8..20),
    ) {
        let cut = |bytes: usize| if bytes == 4 { number } else { number & ((1 << (8 * bytes)) - 1) };
        let stored = if size_bytes == 4 { cut(4) % (128 << 10) } else { cut(size_bytes) };
        let header = Header {
            window: None,
            dictionary_id: (cut(id), id),
            content_size: (stored.into(), size_bytes),
            checksum,
        };
        let size = stored + if size_bytes == 2 { 256 } else { 0 };
        // A run of length 0 holds a byte more than its frame, and isn't sound.
        let block = if run && size > 0 { rle(true, 1, size) } else { raw(true, &[1].repeat(size as usize)) };
        let frame = header.frame(&[block]);
        let small = small_frame(&[&frame[..], &after].concat()).unwrap();
        prop_assert_eq!(small.size(), frame.len());
        prop_assert_eq!((small.content_size(), small.dictionary_id()), (size, cut(id)));
        prop_assert_eq!(small_frame(&frame[..frame.len() - 1]), None);
    }

    #[test]
    fn blocks_are_read_back(
        runs in vec((any::<bool>(), vec(any::<u8>(), 1..50)), 1..20),
        checksum: bool,
        after in vec(any::<u8>(), 0..8),
    ) {
        let last = runs.len() - 1;
        let blocks: Vec<_> = runs.iter().enumerate().map(|(i, (run, content))| {
            if *run { rle(i == last, content[0], content.len() as u32) } else { raw(i == last, content) }
        }).collect();
        let header = Header { checksum, ..Header::window(0) };
        let frame = header.frame(&blocks);
        let buf = [&frame[..], &after].concat();
        let found = first_frame(&buf).unwrap();
        prop_assert_eq!(found.as_bytes(), &frame[..]);
        prop_assert_eq!(found.block_count(), runs.len() as u64);
        for (block, (run, content)) in found.blocks().zip(&runs) {
            prop_assert_eq!(block.kind(), if *run { BlockKind::Rle } else { BlockKind::Raw });
            prop_assert_eq!(block.decompressed_size(), Some(content.len() as u32));
            prop_assert_eq!(block.content(), if *run { &content[..1] } else { &content[..] });
        }
    }

    #[test]
    fn skippable_frames_are_read_back(variant in 0..16u8, content in vec(any::<u8>(), 0..100)) {
        let buf = skippable(variant, &content);
        let frame = frames(&buf).next().unwrap().unwrap();
        let size = content.len() as u32;
        prop_assert_eq!(frame.info().kind(), FrameKind::Skippable { variant, size });
        prop_assert_eq!(frame.skippable_content(), Some(&content[..]));
        prop_assert_eq!(frame.decompressed_bound(), 0);
    }
}

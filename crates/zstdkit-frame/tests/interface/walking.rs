//! Sizes, blocks, and iteration.

use zstdkit_frame::{
    Block, BlockKind, Error, Options, Part, SectionProblem, decompressed_bound, decompressed_size,
    decompression_margin, first_frame, frame_info, frame_size, frames, small_frame,
};

use crate::builder::{Header, block, compressed, raw, rle, samples, skippable};

fn abc() -> Vec<u8> {
    Header::single(3).with_checksum().frame(&[raw(true, b"abc")])
}

#[test]
fn a_frame_ends_with_its_checksum() {
    let buf = [&abc(), &b"what follows"[..]].concat();
    let frame = first_frame(&buf).unwrap();
    assert_eq!((frame.offset(), frame.size(), frame.block_count()), (0, 16, 1));
    assert_eq!(frame.as_bytes(), abc());
    assert_eq!((frame.checksum(), frame.checksum_offset()), (Some(0x0403_0201), Some(12)));
    assert_eq!(frame.decompressed_bound(), 3);
    assert_eq!(frame.skippable_content(), None);
}

#[test]
fn blocks_have_kinds_sizes_and_places() {
    let frame = Header::window(0).frame(&[
        raw(false, b"abc"),
        rle(false, b'd', 1024),
        compressed(true, &[0x08, b'x', 0x00]),
    ]);
    let buf = [skippable(1, b"??"), frame].concat();
    let frame = frames(&buf).nth(1).unwrap().unwrap();
    let blocks: Vec<_> = frame
        .blocks()
        .map(|b| (b.kind(), b.offset(), b.size(), b.stored_size(), b.is_last()))
        .collect();
    assert_eq!(
        blocks,
        [
            (BlockKind::Raw, 16, 3, 6, false),
            (BlockKind::Rle, 22, 1024, 4, false),
            (BlockKind::Compressed, 26, 3, 6, true),
        ]
    );
    let sizes: Vec<_> = frame.blocks().map(|b| b.decompressed_size()).collect();
    assert_eq!(sizes, [Some(3), Some(1024), None]);
    let contents: Vec<_> = frame.blocks().map(|b| b.content()).collect();
    assert_eq!(contents, [&b"abc"[..], b"d", &[0x08, b'x', 0x00]]);
    assert_eq!(frame.decompressed_bound(), 3 * 1024);
}

#[test]
fn an_unfinished_frame_says_what_is_missing_and_where() {
    let buf = [skippable(1, b"??"), abc()].concat();
    let incomplete = |len: usize| frames(&buf[..len]).last().unwrap().unwrap_err();
    let error = |part, offset, needed, total| Error::Incomplete { part, offset, needed, total };
    assert_eq!(incomplete(6), error(Part::FrameHeader, 0, 2, 8));
    assert_eq!(incomplete(9), error(Part::SkippableContent, 8, 1, 10));
    assert_eq!(incomplete(12), error(Part::FrameHeader, 10, 3, 15));
    assert_eq!(incomplete(15), error(Part::FrameHeader, 10, 1, 16));
    assert_eq!(incomplete(17), error(Part::BlockHeader, 16, 2, 19));
    assert_eq!(incomplete(20), error(Part::BlockContent, 16, 2, 22));
    assert_eq!(incomplete(25), error(Part::Checksum, 22, 1, 26));
    assert_eq!(
        incomplete(25).to_string(),
        "incomplete: the checksum at offset 22 is cut short: 25 bytes are there, and at least 26 are \
         needed"
    );
}

#[test]
fn waiting_for_what_is_asked_for_ends_with_the_frame() {
    for sample in samples() {
        let whole = frames(&sample).next().unwrap().unwrap().size();
        let mut have = 0;
        let mut rounds = 0;
        while let Err(error) = frame_size(&sample[..have]) {
            let Error::Incomplete { needed, total, .. } = error else { panic!("{error}") };
            assert_eq!(total, have as u64 + needed);
            have = total as usize;
            rounds += 1;
            assert!(have <= whole, "asked for more than the frame has");
        }
        assert_eq!(have, whole);
        assert!(rounds <= 40, "{rounds} rounds");
    }
}

#[test]
fn blocks_over_the_limit_are_refused_unless_told_otherwise() {
    let lenient = Options::new().check_block_limit(false);
    // The window permits 1 KiB.
    for block in [raw(true, &[0; 1025]), rle(true, 0, 1025)] {
        let buf = Header::window(0).frame(&[block]);
        let error = Error::BlockTooLarge { offset: 6, size: 1025, limit: 1024 };
        assert_eq!(frame_size(&buf), Err(error));
        assert_eq!(lenient.frame_size(&buf), Ok(buf.len()));
    }
    // Known before the block is there.
    let error = Error::BlockTooLarge { offset: 6, size: 131_073, limit: 131_072 };
    let start = block(false, 0, 131_073, b"");
    assert_eq!(frame_size(&Header::window(0x7F).frame(&[start])), Err(error));
}

#[test]
fn reserved_blocks_are_refused() {
    let buf = Header::window(0).frame(&[raw(false, b"abc"), block(true, 3, 0, b"")]);
    assert_eq!(frame_size(&buf), Err(Error::ReservedBlockType { offset: 12 }));
    assert_eq!(
        Options::new().check_block_limit(false).frame_size(&buf),
        Err(Error::ReservedBlockType { offset: 12 })
    );
}

#[test]
fn iteration_ends_after_an_error() {
    let buf = [&abc(), &b"no frame"[..]].concat();
    let mut frames = frames(&buf);
    assert_eq!(frames.next().unwrap().unwrap().as_bytes(), abc());
    let error = frames.next().unwrap().unwrap_err().to_string();
    assert!(
        error.starts_with("unknown frame descriptor at offset 16: found 6e 6f 20 66"),
        "{error}"
    );
    assert_eq!(frames.next(), None);
    assert_eq!(zstdkit_frame::frames(b"").next(), None);
}

#[test]
fn sizes_sum_over_frames() {
    let buf = [abc(), skippable(0, b"1234"), abc()].concat();
    assert_eq!(decompressed_size(&buf), Ok(Some(6)));
    assert_eq!(decompressed_bound(&buf), Ok(6));
    assert_eq!(decompression_margin(&buf), Ok(2 * (6 + 3 + 4) + 12 + 3));
    assert_eq!(decompressed_size(b""), Ok(Some(0)));
    assert_eq!((decompressed_bound(b""), decompression_margin(b"")), (Ok(0), Ok(0)));

    let unsized_frame = Header::window(0).frame(&[raw(false, b"a"), raw(true, b"b")]);
    let buf = [buf, unsized_frame].concat();
    assert_eq!(decompressed_size(&buf), Ok(None));
    assert_eq!(decompressed_bound(&buf), Ok(6 + 2048));
    // What follows a frame without a size is not looked at, but by the bound.
    let buf = [&buf, &b"no frame"[..]].concat();
    assert_eq!(decompressed_size(&buf), Ok(None));
    let offset = (2 * abc().len() + 12 + 14) as u64;
    assert_eq!(decompressed_bound(&buf).unwrap_err().offset(), offset);
}

#[test]
fn sums_over_64_bits_are_errors() {
    let huge = Header { content_size: (1 << 63, 8), ..Header::default() };
    let huge = huge.frame(&[raw(true, b"")]);
    assert_eq!(decompressed_size(&huge), Ok(Some(1 << 63)));
    let two = [&huge[..], &huge].concat();
    let error = Error::SizeOverflow { offset: huge.len() as u64 };
    assert_eq!(decompressed_size(&two), Err(error));
    assert_eq!(decompressed_bound(&two), Err(error));
}

#[test]
fn damaged_sections_are_named() {
    let problem = |content: &[u8]| {
        let buf = Header::window(0).frame(&[raw(false, b""), compressed(true, content)]);
        let block = first_frame(&buf).unwrap().blocks().last().unwrap();
        match block.sections().unwrap_err() {
            Error::BadSection { offset: 9, problem } => problem,
            other => panic!("{other}"),
        }
    };
    use SectionProblem as P;
    assert_eq!(problem(b""), P::LiteralsCutShort { needed: 1, available: 0 });
    assert_eq!(problem(&[0x02, 0]), P::LiteralsCutShort { needed: 3, available: 2 });
    assert_eq!(problem(&[0x18, 1, 2]), P::LiteralsCutShort { needed: 4, available: 3 });
    // 20 bits of size: 1025 literals where the window permits 1024.
    assert_eq!(problem(&[0x1D, 0x40, 0, 7]), P::TooManyLiterals { size: 1025, limit: 1024 });
    // Four streams for five literals.
    assert_eq!(problem(&[0x56, 0, 0]), P::TooFewLiterals { size: 5 });
    assert_eq!(problem(&[0x00]), P::SequencesCutShort { needed: 1, available: 0 });
    assert_eq!(problem(&[0x00, 0x80]), P::SequencesCutShort { needed: 2, available: 1 });
    assert_eq!(problem(&[0x00, 0xFF, 0]), P::SequencesCutShort { needed: 3, available: 2 });
    assert_eq!(problem(&[0x00, 5]), P::SequencesCutShort { needed: 2, available: 1 });
    assert_eq!(problem(&[0x00, 0, 9, 9]), P::ExtraBytes { extra: 2 });
    assert_eq!(problem(&[0x00, 1, 0xA9]), P::ReservedModeBits { found: 0xA9 });
}

#[test]
fn every_form_of_sequence_count_is_read() {
    for (bytes, count, header_size) in [
        (&[0][..], 0, 1),
        (&[1, 0], 1, 2),
        (&[0x7F, 0], 127, 2),
        (&[0x80, 0x80, 0], 128, 3),
        (&[0xFE, 0xFF, 0], 0x7EFF, 3),
        (&[0xFF, 0, 0, 0], 0x7F00, 4),
        (&[0xFF, 0xFF, 0xFF, 0], 98_047, 4),
    ] {
        let content = [&[0x00], bytes].concat();
        let buf = Header::window(0).frame(&[compressed(true, &content)]);
        let sections = first_frame(&buf).unwrap().blocks().next().unwrap().sections();
        let sections = sections.unwrap().unwrap();
        assert_eq!(sections.sequence_count(), count);
        assert_eq!(sections.sequences_header_size(), header_size);
        assert_eq!(sections.table_modes().is_some(), count > 0);
    }
}

#[test]
fn a_block_by_itself_says_what_is_missing_of_it() {
    let info = frame_info(&Header::single(9).bytes()).unwrap();
    let block = raw(true, b"abcdef");
    for len in 0..block.len() {
        let (part, total) = if len < 3 { (Part::BlockHeader, 3) } else { (Part::BlockContent, 9) };
        let error = Error::Incomplete { part, offset: 0, needed: total - len as u64, total };
        assert_eq!(Block::read(&block[..len], &info).unwrap_err(), error, "{len}");
    }
    let followed = [&block[..], b"what follows"].concat();
    assert_eq!(Block::read(&followed, &info).unwrap().content(), b"abcdef");
}

#[test]
fn numbers_that_mean_something_else_to_libzstd_are_no_sizes() {
    let stated = |size: u64| {
        let header = Header { window: Some(0), content_size: (size, 8), ..Header::default() };
        header.frame(&[raw(true, b"")])
    };
    let most = u64::MAX - 2;
    assert_eq!(decompressed_size(&stated(most)), Ok(Some(most)));
    assert_eq!(decompressed_size(&stated(most + 1)), Err(Error::SizeOverflow { offset: 0 }));
    assert_eq!(decompressed_size(&stated(most + 2)), Ok(None));
    let two = |one, other| [stated(one), stated(other)].concat();
    assert_eq!(decompressed_size(&two(most - 1, 1)), Ok(Some(most)));
    for (one, other) in [(most, 1), (most, 2), (most, most)] {
        let error = Error::SizeOverflow { offset: stated(one).len() as u64 };
        assert_eq!(decompressed_size(&two(one, other)), Err(error), "{one} and {other}");
    }
}

#[test]
fn a_small_frame_holds_as_much_as_a_block_and_no_more() {
    let frame = |size: u32| {
        let header = Header { content_size: (size.into(), 4), ..Header::default() };
        header.frame(&[rle(true, 7, size.min(128 << 10))])
    };
    let small = small_frame(&frame(128 << 10)).unwrap();
    assert_eq!((small.content_size(), small.size()), (128 << 10, 13));
    assert_eq!(small_frame(&frame((128 << 10) + 1)), None);
}

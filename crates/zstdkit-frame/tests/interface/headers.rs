//! Every form of header.

use zstdkit_frame::{
    DescriptorFlags, Error, Format, FrameKind, LegacyVersion, Options, Part, frame_info, frame_size,
};

use crate::builder::{Header, raw, skippable};

#[test]
fn all_256_descriptors_are_read_or_refused() {
    for descriptor in 0..=255u8 {
        let bits = DescriptorFlags::from_bits_retain(descriptor);
        // A window of 2^10, then bytes that count up, so that each field has its own value.
        let mut buf = vec![0x28, 0xB5, 0x2F, 0xFD, descriptor];
        let single = descriptor & 0x20 != 0;
        if !single {
            buf.push(0);
        }
        let id_bytes = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let size_bytes = match descriptor >> 6 {
            0 => usize::from(single),
            code => 1 << code,
        };
        let fields: Vec<u8> = (1..=(id_bytes + size_bytes) as u8).collect();
        buf.extend(&fields);
        let header_size = buf.len();
        if descriptor & 0x08 != 0 {
            let error = frame_info(&buf).unwrap_err();
            assert_eq!(error, Error::ReservedBit { offset: 4, found: descriptor });
            continue;
        }
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b));
        let size = number(&fields[id_bytes..]);
        let size = match size_bytes {
            0 => None,
            2 => Some(size + 256),
            _ => Some(size),
        };
        // The same header with nothing, little or much after it.
        for extra in [0, 1, 2, 3, 20] {
            buf.resize(header_size + extra, 0xFF);
            let info = frame_info(&buf).unwrap();
            assert_eq!(info.header_size(), header_size, "{descriptor:#x}");
            assert_eq!(u64::from(info.dictionary_id()), number(&fields[..id_bytes]));
            assert_eq!(info.content_size(), size, "{descriptor:#x} and {extra} bytes");
            assert_eq!(info.window_size(), if single { size.unwrap() } else { 1024 });
            assert_eq!(info.has_checksum(), descriptor & 4 != 0);
            assert_eq!(info.flags(), bits);
            assert_eq!(info.magic(), Some(0xFD2F_B528));
        }
        for len in 5..header_size {
            let total = header_size as u64;
            let part = Part::FrameHeader;
            let needed = total - len as u64;
            let error = Error::Incomplete { part, offset: 0, needed, total };
            assert_eq!(frame_info(&buf[..len]), Err(error));
        }
    }
}

#[test]
fn all_256_window_descriptors_follow_the_formula() {
    for descriptor in 0..=255u8 {
        let log = 10 + (descriptor >> 3);
        let answer = frame_info(&Header::window(descriptor).bytes());
        if log > 31 {
            assert_eq!(answer, Err(Error::WindowTooLarge { offset: 0, window_log: log }));
            continue;
        }
        let info = answer.unwrap();
        let size = (1u64 << log) / 8 * (8 + u64::from(descriptor & 7));
        assert_eq!(info.window_size(), size);
        assert_eq!(info.block_size_limit(), size.min(128 << 10) as u32);
        assert_eq!(info.window_log(), Some(u32::from(log) + u32::from(descriptor & 7 != 0)));
    }
}

#[test]
fn a_single_segment_has_its_size_as_window() {
    let header = Header { content_size: (u64::MAX - 2, 8), ..Header::default() };
    let info = frame_info(&header.bytes()).unwrap();
    assert_eq!(info.window_size(), u64::MAX - 2);
    assert_eq!(info.window_log(), Some(64));
    assert_eq!(info.block_size_limit(), 128 << 10);
    assert_eq!(frame_info(&Header::single(0).bytes()).unwrap().window_log(), Some(10));
}

#[test]
fn the_largest_number_is_no_content_size() {
    let header = Header { window: Some(0), content_size: (u64::MAX, 8), ..Header::default() };
    assert_eq!(frame_info(&header.bytes()).unwrap().content_size(), None);
}

#[test]
fn skippable_frames_tell_variant_and_size() {
    for variant in 0..16 {
        let info = frame_info(&skippable(variant, b"1234567")[..8]).unwrap();
        assert_eq!(info.kind(), FrameKind::Skippable { variant, size: 7 });
        assert_eq!((info.content_size(), info.dictionary_id()), (Some(0), 0));
        assert_eq!((info.window_size(), info.window_log(), info.header_size()), (0, None, 8));
        assert_eq!(info.magic(), Some(0x184D_2A50 + u32::from(variant)));
    }
}

#[test]
fn skippable_frames_over_32_bits_have_a_header_and_no_size() {
    let buf = [0x50, 0x2A, 0x4D, 0x18, 0xF8, 0xFF, 0xFF, 0xFF, 0];
    let size = 0xFFFF_FFF8;
    assert_eq!(frame_info(&buf).unwrap().kind(), FrameKind::Skippable { variant: 0, size });
    assert_eq!(frame_size(&buf), Err(Error::SkippableTooLarge { offset: 0, size }));
}

#[test]
fn legacy_frames_are_named() {
    let buf = [0x25, 0xB5, 0x2F, 0xFD];
    let info = frame_info(&buf).unwrap();
    assert_eq!(info.kind(), FrameKind::Legacy(LegacyVersion::V05));
    assert_eq!((info.content_size(), info.magic()), (None, Some(0xFD2F_B525)));
    let error = frame_size(&buf).unwrap_err();
    assert_eq!(error, Error::LegacyFrame { offset: 0, version: LegacyVersion::V05 });
    assert!(error.to_string().contains("zstd v0.5"), "{error}");
}

#[test]
fn what_is_no_frame_is_shown() {
    let error = frame_info(b"PK\x03\x04").unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown frame descriptor at offset 0: found 50 4b 03 04, where a frame starts with \
         28 b5 2f fd, or with 50 to 5f 2a 4d 18 when it is skippable"
    );
    // One byte of it could have become a skippable frame.
    assert_eq!(frame_info(b"P").unwrap_err().needed(), Some(4));
    assert!(frame_info(b"PK").unwrap_err().to_string().contains("found 50 4b,"));
}

#[test]
fn magicless_frames_are_read_on_request() {
    let magicless = Options::new().format(Format::Magicless);
    let header = Header { dictionary_id: (77, 2), ..Header::single(200).with_checksum() };
    let info = magicless.frame_info(&header.magicless()).unwrap();
    assert_eq!((info.content_size(), info.dictionary_id()), (Some(200), 77));
    assert_eq!((info.magic(), info.header_size()), (None, 4));
    assert_eq!(magicless.frame_info(b"").unwrap_err().needed(), Some(1));

    let frame = header.frame(&[raw(true, b"abc")]);
    let two = [&frame[4..], &frame[4..]].concat();
    let sizes: Vec<_> = magicless.frames(&two).map(|f| f.unwrap().size()).collect();
    assert_eq!(sizes, [frame.len() - 4; 2]);
    assert_eq!(magicless.decompressed_size(&two), Ok(Some(400)));
}

#[test]
fn the_window_log_is_rounded_up_and_10_at_least() {
    let sizes = [
        (0, 10),
        (3, 10),
        (1023, 10),
        (1024, 10),
        (1025, 11),
        (1 << 20, 20),
        ((1 << 20) + 1, 21),
        (1 << 63, 63),
        ((1 << 63) + 1, 64),
    ];
    for (size, window_log) in sizes {
        let header = Header { content_size: (size, 8), ..Header::default() };
        let info = frame_info(&header.bytes()).unwrap();
        assert_eq!((info.window_size(), info.window_log()), (size, Some(window_log)));
        assert_eq!(u64::from(info.block_size_limit()), size.min(128 << 10));
    }
    assert_eq!(frame_info(&skippable(0, b"")).unwrap().window_log(), None);
}

#[test]
fn what_is_printed_for_debugging_says_what_was_read() {
    let info = frame_info(&Header::window(0x05).with_checksum().bytes()).unwrap();
    let printed = format!("{info:?}");
    assert!(printed.contains("kind: Zstandard, content_size: None"), "{printed}");
    assert!(printed.contains("window_size: 1664, header_size: 6"), "{printed}");
    let printed = format!("{:?}", frame_info(b"frames").unwrap_err());
    assert!(printed.contains("[66 72 61 6d]"), "{printed}");
}

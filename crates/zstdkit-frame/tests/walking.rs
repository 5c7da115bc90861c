//! Headers, sizes and iteration.

use zstdkit_frame::{Error, FrameKind, first_frame, frame_info, frame_size, frames};

/// `abc` as one raw block in a single segment, with a checksum field of 1, 2, 3, 4.
const ABC: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD, 0x24, 3, 0x19, 0, 0, b'a', b'b', b'c', 1, 2, 3, 4];

#[test]
fn a_small_frame_says_all_of_itself() {
    let frame = first_frame(ABC).unwrap();
    assert_eq!((frame.offset(), frame.size(), frame.block_count()), (0, 16, 1));
    assert_eq!(frame.checksum(), Some(0x0403_0201));
    assert_eq!(frame.checksum_offset(), Some(12));
    assert_eq!(frame.decompressed_bound(), 3);
    assert_eq!(frame.info(), frame_info(ABC).unwrap());
    assert_eq!(frame.info().kind(), FrameKind::Zstandard);
}

#[test]
fn every_prefix_asks_for_more_and_says_enough() {
    for len in 0..ABC.len() {
        let Err(Error::Incomplete { needed, total, .. }) = frame_size(&ABC[..len]) else {
            panic!("{len} bytes are no frame");
        };
        assert_eq!(total, len as u64 + needed);
        assert!(needed > 0 && total <= ABC.len() as u64, "{len} bytes: {total} would do");
    }
    assert_eq!(frame_size(ABC), Ok(ABC.len()));
}

#[test]
fn iteration_ends_after_an_error() {
    let mut buf = ABC.to_vec();
    buf.extend_from_slice(b"no frame");
    let mut frames = frames(&buf);
    assert_eq!(frames.next().unwrap().unwrap().as_bytes(), ABC);
    let error = frames.next().unwrap().unwrap_err();
    assert_eq!(error.offset(), 16);
    assert!(
        error.to_string().starts_with("unknown frame descriptor at offset 16: found 6e 6f 20 66")
    );
    assert_eq!(frames.next(), None);
}

//! Frames in pieces: whatever the cut, the same end or the same error as in one piece.

use zstdkit_frame::{Error, FrameTracker, Options};

use crate::{
    builder::{Header, block, compressed, raw, rle, samples, skippable},
    damage::STEP,
};

/// Where the frame that `buf` begins with ends, or what is wrong with it, by its pieces; `None` where
/// more is needed.
fn tracked(buf: &[u8], piece: usize, options: Options) -> Option<Result<usize, Error>> {
    let info = options.frame_info(buf).ok()?;
    let mut tracker = match FrameTracker::new(&info, options) {
        Ok(tracker) => tracker,
        Err(error) => return Some(Err(error)),
    };
    let mut size = info.header_size();
    for piece in buf[size..].chunks(piece) {
        let taken = match tracker.advance(piece) {
            Ok(taken) => taken,
            Err(error) => return Some(Err(error)),
        };
        size += taken;
        if taken < piece.len() && !tracker.is_finished() {
            let again = tracker.advance(&piece[taken..]);
            return Some(Err(again.expect_err("the byte that tells is left")));
        }
    }
    tracker.is_finished().then_some(Ok(size))
}

fn same_as_whole(buf: &[u8], options: Options) {
    let whole = match options.frame_size(buf) {
        Err(Error::Incomplete { .. }) => None,
        whole => Some(whole),
    };
    if options.frame_info(buf).is_err() {
        return;
    }
    for piece in [1, 2, 3, 5, buf.len().max(1)] {
        assert_eq!(tracked(buf, piece, options), whole, "{buf:02x?} by {piece}");
    }
}

#[test]
fn pieces_of_any_length_tell_what_the_whole_does() {
    let extra = [
        Header::window(0).frame(&[raw(false, &[0; 1025])]),
        Header::window(0).frame(&[raw(false, b"abc"), block(true, 3, 0, b"")]),
        Header::single(0).frame(&[compressed(true, b"")]),
        Header::single(0).frame(&[rle(true, 7, 0)]),
        Header::window(0).frame(&[rle(false, 7, 0), raw(true, b"")]),
        skippable(3, b""),
        [&b"\x50\x2A\x4D\x18"[..], &[0xFF; 4]].concat(),
    ];
    for sample in samples().into_iter().chain(extra) {
        for options in [
            Options::new(),
            Options::new().check_block_limit(false),
            Options::new().check_block_content(true),
        ] {
            same_as_whole(&sample, options);
            if sample.len() > 500 {
                continue;
            }
            for len in (0..sample.len()).step_by(STEP) {
                same_as_whole(&sample[..len], options);
            }
            for bit in (0..8 * sample.len()).step_by(STEP) {
                let mut damaged = sample.clone();
                damaged[bit / 8] ^= 1 << (bit % 8);
                same_as_whole(&damaged, options);
            }
        }
    }
}

#[test]
fn blocks_that_no_decoder_takes_are_refused_on_request() {
    let strict = Options::new().check_block_content(true);
    let hollow = Header::single(0).frame(&[compressed(true, b"")]);
    assert!(matches!(strict.frame_size(&hollow), Err(Error::BadSection { offset: 6, .. })));
    let run = Header::single(0).frame(&[rle(true, 7, 0)]);
    let error = Error::BlockTooLarge { offset: 6, size: 1, limit: 0 };
    assert_eq!(strict.frame_size(&run), Err(error));
    for frame in [hollow, run] {
        assert_eq!(Options::new().frame_size(&frame), Ok(frame.len()));
    }
    // Where a block may hold a byte, a run of none is as good as another.
    let run = Header::single(1).frame(&[rle(false, 7, 0), raw(true, b"x")]);
    assert_eq!(strict.frame_size(&run), Ok(run.len()));
}

#[test]
fn what_is_sound_is_counted_first_and_the_byte_that_tells_begins_the_next_call() {
    let frame = Header::window(0).frame(&[raw(false, b"abc"), block(true, 3, 0, b"")]);
    let info = Options::new().frame_info(&frame).unwrap();
    let body = &frame[info.header_size()..];
    // The first block, and two bytes of the header of the one that is bad.
    let sound = 6 + 2;
    for cut in 0..=sound {
        let mut tracker = FrameTracker::new(&info, Options::new()).unwrap();
        assert_eq!(tracker.advance(&body[..cut]), Ok(cut));
        if cut < sound {
            assert_eq!(tracker.advance(&body[cut..]), Ok(sound - cut), "{cut}");
        }
        for _ in 0..2 {
            let error = Error::ReservedBlockType { offset: 12 };
            assert_eq!(tracker.advance(&body[sound..]), Err(error), "{cut}");
        }
    }
}

//! A frame's verdict depends on its bytes, not on the door it comes in by.

use zstdkit::Error;
use zstdkit_frame::{BlockKind, Frame};

/// What a door gives: the content, or why there is none.
pub type Verdict = Result<Vec<u8>, Error>;

/// Both doors give the same content, or both refuse.
///
/// # Panics
///
/// Where they don't, and docs/safety.md doesn't say that nobody could tell without decoding.
pub fn assert_same(data: &[u8], one: (&str, &Verdict), other: (&str, &Verdict)) {
    let same = match (one.1, other.1) {
        (Ok(first), Ok(second)) => first == second || any_frame(data, may_reach_beyond),
        (Err(_), Err(_)) => true,
        _ => any_frame(data, |frame| may_reach_beyond(frame) || may_be_overfull(frame)),
    };
    assert!(
        same,
        "not the same verdict: {} gives {}, {} gives {}",
        one.0,
        told(one.1),
        other.0,
        told(other.1)
    );
}

fn any_frame(data: &[u8], of_a_kind: impl Fn(&Frame<'_>) -> bool) -> bool {
    zstdkit_frame::frames(data).map_while(Result::ok).any(|frame| of_a_kind(&frame))
}

/// A match that reaches back beyond the window is seen by a decoder that has no more than that, and
/// only frames of more content can hold one.
fn may_reach_beyond(frame: &Frame<'_>) -> bool {
    frame.decompressed_bound() > frame.info().window_size()
}

/// A block that decodes to more than it may is seen by a stream's decoder; in a frame of one block, by
/// every one.
fn may_be_overfull(frame: &Frame<'_>) -> bool {
    frame.block_count() > 1 && frame.blocks().any(|block| block.kind() == BlockKind::Compressed)
}

fn told(verdict: &Verdict) -> String {
    match verdict {
        Ok(content) => format!("{} bytes", content.len()),
        Err(error) => format!("\"{error}\""),
    }
}

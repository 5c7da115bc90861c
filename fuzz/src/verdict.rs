//! A frame's verdict depends on its bytes, not on the door it comes in by.

use zstdkit::Error;

/// What a door gives: the content, or why there is none.
pub type Verdict = Result<Vec<u8>, Error>;

/// Both doors give the same content, or both refuse.
///
/// # Panics
///
/// Where they don't.
pub fn assert_same(data: &[u8], one: (&str, &Verdict), other: (&str, &Verdict)) {
    let same = match (one.1, other.1) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), Err(_)) => true,
        _ => told_by_decoding_alone(data),
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

/// Whether the frames are of the kind in which a decoder that has all of the output before it, and
/// one that has a window of it, may find different faults: a match that reaches back beyond the
/// window is found by the second alone, and only frames larger than their window can hold one.
fn told_by_decoding_alone(data: &[u8]) -> bool {
    zstdkit_frame::frames(data).map_while(Result::ok).any(|frame| {
        frame.decompressed_bound() > frame.info().window_size() || frame.blocks().any(EMPTY_BLOCKS)
    })
}

/// Blocks that libzstd's decoders don't agree about yet: compressed ones that are cut short, and
/// run-length ones of no bytes.
const EMPTY_BLOCKS: fn(zstdkit_frame::Block<'_>) -> bool = |block| match block.kind() {
    zstdkit_frame::BlockKind::Compressed => block.size() < 3,
    zstdkit_frame::BlockKind::Rle => block.decompressed_size() == Some(0),
    _ => false,
};

fn told(verdict: &Verdict) -> String {
    match verdict {
        Ok(content) => format!("{} bytes", content.len()),
        Err(error) => format!("\"{error}\""),
    }
}

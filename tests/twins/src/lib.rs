//! Two libzstds at the same task: ours, which the feature `tuned` changes, and the `zstd` crate's, which is
//! as released. Whatever they are asked, they have to answer the same, to the last byte.
//!
//! A [`Case`] is drawn from [`Choices`]: numbers that look random in tests, a fuzzer's bytes in fuzzing.

mod case;
mod content;
mod library;
mod work;

pub use case::{Case, Choices, Drawn};

/// Has both do the same work; says what differs, if anything does.
///
/// # Errors
///
/// What differs first, in words.
pub fn compare(case: &Case) -> Result<(), String> {
    let ours = work::compress(&library::OURS, case);
    let theirs = work::compress(&library::STOCK, case);
    if ours.answers != theirs.answers {
        return Err(format!("answers {:?}, stock {:?}", ours.answers, theirs.answers));
    }
    for (number, (ours, theirs)) in ours.frames.iter().zip(&theirs.frames).enumerate() {
        if ours != theirs {
            let same = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
            let (ours, theirs) = (ours.len(), theirs.len());
            return Err(format!(
                "frame {number}: {ours} bytes, stock {theirs}; alike up to {same}"
            ));
        }
    }
    for (number, frame) in ours.frames.iter().enumerate().filter(|(_, frame)| !frame.is_empty()) {
        let back = work::decompress(&library::OURS, case, frame);
        if back.content.as_deref() != Some(case.content(number)) {
            return Err(format!("frame {number} doesn't lead back: {:?}", back.answers));
        }
        for frame in case.damaged(frame) {
            let ours = work::decompress(&library::OURS, case, &frame);
            let theirs = work::decompress(&library::STOCK, case, &frame);
            if ours != theirs {
                let (ours, theirs) = (ours.answers, theirs.answers);
                return Err(format!("frame {number}, damaged: {ours:?}, stock {theirs:?}"));
            }
        }
    }
    Ok(())
}

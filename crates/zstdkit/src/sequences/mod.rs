//! Sequences: what a match finder finds, and the rules that it has to keep to.

use alloc::vec::Vec;

mod plan;
mod producer;

pub use producer::{NoSequences, SequenceProducer};

pub(crate) use plan::{Content, NoPlan, Plan, Rules};

/// Literals to take over, then a match to copy from further back (RFC 8878, section 3.1.1.4).
///
/// With `offset` and `match_length` both 0 it is a delimiter: its literals end a block.
///
/// ```
/// use zstdkit::{CompressContext, CompressOptions, Sequence};
///
/// let data = b"abcdabcdabcd.";
/// // Four literals, then eight bytes from four bytes back; what's left is literals.
/// let found = [Sequence { offset: 4, literal_length: 4, match_length: 8, repeat: 0 }];
/// let mut context = CompressContext::new(&CompressOptions::new())?;
/// let mut frame = Vec::new();
/// context.compress_sequences(&found, data, &mut frame)?;
/// assert_eq!(zstdkit::decompress(&frame)?, data);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_Sequence`.
#[doc(alias = "ZSTD_Sequence")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[repr(C)]
pub struct Sequence {
    /// How far back the match lies, in bytes from where its copy goes; over the data's beginning it
    /// reaches into a dictionary.
    pub offset: u32,
    /// How many literals come before the match, in bytes.
    pub literal_length: u32,
    /// The length of the match, in bytes: 3 or more, or 0 in a delimiter.
    pub match_length: u32,
    /// Which of the repeated offsets `offset` is: 1 to 3, or 0 for none. It's told in generated
    /// sequences, and not looked at in given ones.
    pub repeat: u32,
}

impl Sequence {
    /// A delimiter: literals that end a block, which may be none.
    #[must_use]
    pub const fn delimiter(literal_length: u32) -> Self {
        Self { offset: 0, literal_length, match_length: 0, repeat: 0 }
    }

    /// Whether it ends a block.
    #[must_use]
    pub const fn is_delimiter(&self) -> bool {
        self.offset == 0 && self.match_length == 0
    }
}

/// Takes the delimiters out, so that blocks are cut anew when the sequences are compressed.
///
/// Their literals become those of the next sequence; the last ones are dropped, for data that no
/// sequence covers is literals anyhow.
///
/// ```
/// use zstdkit::{Sequence, merge_block_delimiters};
///
/// let found = Sequence { offset: 9, literal_length: 2, match_length: 5, repeat: 0 };
/// let mut sequences = vec![Sequence::delimiter(10), found, Sequence::delimiter(4)];
/// merge_block_delimiters(&mut sequences);
/// assert_eq!(sequences, [Sequence { literal_length: 12, ..found }]);
/// ```
///
/// Covers `ZSTD_mergeBlockDelimiters`.
#[doc(alias = "ZSTD_mergeBlockDelimiters")]
pub fn merge_block_delimiters(sequences: &mut Vec<Sequence>) {
    let mut merged = 0;
    let mut pending = 0;
    for index in 0..sequences.len() {
        let mut sequence = sequences[index];
        match sequence.literal_length.checked_add(pending) {
            Some(literals) => sequence.literal_length = literals,
            // More than one sequence can tell: the delimiter that was taken out goes back in.
            None => {
                sequences[merged] = Sequence::delimiter(pending);
                merged += 1;
            }
        }
        pending = 0;
        if sequence.is_delimiter() {
            pending = sequence.literal_length;
        } else {
            sequences[merged] = sequence;
            merged += 1;
        }
    }
    sequences.truncate(merged);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_never_lost_between_matches() {
        let found = Sequence { offset: 9, literal_length: 2, match_length: 5, repeat: 0 };
        let mut sequences = [
            Sequence::delimiter(u32::MAX),
            Sequence::delimiter(7),
            found,
            Sequence::delimiter(0),
            Sequence::delimiter(1),
            found,
            Sequence::delimiter(3),
        ]
        .to_vec();
        merge_block_delimiters(&mut sequences);
        let expected = [
            Sequence::delimiter(u32::MAX),
            Sequence { literal_length: 9, ..found },
            Sequence { literal_length: 3, ..found },
        ];
        assert_eq!(sequences, expected);
    }
}

//! Match finders of one's own, as libzstd asks them.

use alloc::vec::Vec;

use super::Sequence;

/// A match finder of one's own, asked for each block in place of libzstd's.
///
/// ```
/// use zstdkit::{CompressContext, CompressOptions, NoSequences, Sequence, SequenceProducer};
///
/// /// Finds what repeats every eight bytes.
/// struct Columns;
///
/// impl SequenceProducer for Columns {
///     fn produce(
///         &mut self,
///         block: &[u8],
///         _level: i32,
///         _window: usize,
///         sequences: &mut Vec<Sequence>,
///     ) -> Result<(), NoSequences> {
///         let mut literals = 8;
///         let mut at = 8;
///         while at < block.len() {
///             let same = (at..block.len()).take_while(|i| block[*i] == block[i - 8]).count();
///             if same >= 4 {
///                 let (literal_length, match_length) = (literals, same as u32);
///                 sequences.push(Sequence { offset: 8, literal_length, match_length, repeat: 0 });
///                 literals = 0;
///                 at += same;
///             } else {
///                 literals += 1;
///                 at += 1;
///             }
///         }
///         Ok(())
///     }
/// }
///
/// let mut context = CompressContext::new(&CompressOptions::new())?;
/// context.set_sequence_producer(Columns)?;
/// let table = b"row 1,8;row 2,8;row 3,8;row 4,8;".repeat(100);
/// let mut frame = Vec::new();
/// context.compress_into(&table, &mut frame)?;
/// assert_eq!(zstdkit::decompress(&frame)?, table);
/// assert!(frame.len() < table.len() / 4);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_sequenceProducer_F`.
#[doc(alias = "ZSTD_sequenceProducer_F")]
pub trait SequenceProducer: Send {
    /// Adds the sequences of `block`, which has at most 128 KiB, to `sequences`, which is empty.
    ///
    /// Offsets stay within the block and within `window` bytes, matches have 3 bytes or more. What
    /// the sequences leave of the block is literals. They're checked: a match of bytes that differ
    /// is an error, and never a wrong frame. `level` is the one that the options ask for.
    ///
    /// # Errors
    ///
    /// [`NoSequences`], where it can't or won't find any: the compression fails with
    /// [`Error::SequenceProducer`](crate::Error::SequenceProducer), or libzstd's own match finder steps in, where
    /// [`CompressParameter::EnableSeqProducerFallback`](crate::CompressParameter::EnableSeqProducerFallback) says so. The
    /// same holds for bad sequences and for a panic; after that, it isn't asked again.
    fn produce(
        &mut self,
        block: &[u8],
        level: i32,
        window: usize,
        sequences: &mut Vec<Sequence>,
    ) -> Result<(), NoSequences>;
}

/// A sequence producer's answer where it can't or won't work on a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("no sequences for this block")]
pub struct NoSequences;

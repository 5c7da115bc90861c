//! Match finders of one's own.

use alloc::{boxed::Box, vec::Vec};

use crate::{
    context::CompressContext,
    error::{Error, Result},
    experimental::{Sequence, SequenceFault},
    parameters::CompressParameter as P,
};

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
    /// [`Error::SequenceProducer`], or libzstd's own match finder steps in, where
    /// [`CompressParameter::EnableSeqProducerFallback`](P::EnableSeqProducerFallback) says so. The
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

/// How a sequence producer failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProducerFault {
    /// It said so.
    #[error("it has no sequences for a block")]
    NoSequences,
    /// It panicked.
    #[error("it panicked")]
    Panicked,
    /// It gave sequences that don't describe the block.
    #[error("its sequence {index} of a block is invalid: {fault}")]
    Invalid {
        /// The first bad one's place among those of the block, delimiters left out.
        index: usize,
        /// What is wrong with it.
        fault: SequenceFault,
    },
}

impl CompressContext {
    /// Has `producer` find the matches in place of libzstd, until it's
    /// [cleared](Self::clear_sequence_producer) or the context is configured to other options.
    ///
    /// Each block is searched by itself: a dictionary gives no matches. Long-distance matching is
    /// switched off.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterConflict`] where the options ask for worker threads or long-distance
    /// matching.
    ///
    /// Wraps `ZSTD_registerSequenceProducer`.
    pub fn set_sequence_producer(
        &mut self,
        producer: impl SequenceProducer + 'static,
    ) -> Result<()> {
        let with = "a sequence producer";
        self.options().refuse_workers(with)?;
        if self.options().get(P::EnableLongDistanceMatching) == Some(1) {
            let parameter = P::EnableLongDistanceMatching.name();
            return Err(Error::ParameterConflict { parameter, with });
        }
        let cctx = self.cctx_mut();
        // libzstd would choose it by itself for the largest windows.
        cctx.set(P::EnableLongDistanceMatching.key(), 2)?;
        Ok(cctx.set_producer(Some(Box::new(producer)))?)
    }

    /// Leaves matches to libzstd again.
    ///
    /// # Errors
    ///
    /// libzstd's own; none is known.
    pub fn clear_sequence_producer(&mut self) -> Result<()> {
        let own = self.options().get(P::EnableLongDistanceMatching).unwrap_or(0);
        let cctx = self.cctx_mut();
        cctx.set_producer(None)?;
        Ok(cctx.set(P::EnableLongDistanceMatching.key(), own)?)
    }
}

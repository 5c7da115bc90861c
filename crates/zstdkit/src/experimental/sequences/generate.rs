//! The sequences that libzstd finds.

use alloc::vec::Vec;

use crate::{
    context,
    error::{Error, ErrorCode, Result},
    ffi::Cctx,
    options::CompressOptions,
    sequences::Sequence,
};

/// Blocks of fewer bytes than this have no sequences.
const SMALLEST_SEARCHED: usize = 7;

impl CompressOptions {
    /// The sequences that compressing `data` with these options finds, each block ended by a
    /// delimiter.
    ///
    /// For looking at, and for tests: the function in libzstd is made for no more, and may go. It
    /// takes 16 bytes of memory for every 3 of data while it runs, and a context of its own.
    ///
    /// ```
    /// use zstdkit::CompressOptions;
    ///
    /// let sequences = CompressOptions::new().level(3).generate_sequences(&[b'a'; 1000])?;
    /// assert_eq!(sequences[0].offset, 1);
    /// assert!(sequences.last().unwrap().is_delimiter());
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A parameter out of bounds; [`Error::ParameterConflict`] with worker threads, or a target
    /// size for blocks.
    ///
    /// Wraps `ZSTD_generateSequences` and `ZSTD_sequenceBound`.
    #[doc(alias = "ZSTD_generateSequences")]
    #[doc(alias = "ZSTD_sequenceBound")]
    #[doc(alias = "sequence_bound")]
    pub fn generate_sequences(&self, data: &[u8]) -> Result<Vec<Sequence>> {
        self.refuse_workers("generateSequences")?;
        if self
            .get(crate::parameters::CompressParameter::TargetCBlockSize)
            .is_some_and(|size| size != 0)
        {
            let conflict = ("targetCBlockSize", "generateSequences");
            return Err(Error::ParameterConflict { parameter: conflict.0, with: conflict.1 });
        }
        match self.sequences_of(data) {
            // C fails on blocks too small to be searched, such as the last one may be.
            Err(Error::Library { code: ErrorCode::SequenceProducerFailed }) => {
                let searched = data.len().saturating_sub(SMALLEST_SEARCHED - 1);
                let mut sequences =
                    if searched == 0 { Vec::new() } else { self.sequences_of(&data[..searched])? };
                sequences.push(Sequence::delimiter((data.len() - searched) as u32));
                Ok(sequences)
            }
            outcome => outcome,
        }
    }

    fn sequences_of(&self, data: &[u8]) -> Result<Vec<Sequence>> {
        // C goes on to note sequences into the same memory as long as the context lives, so it has
        // to be one that isn't used again.
        let mut cctx = Cctx::new()?;
        context::prepare_cctx(&mut cctx, self)?;
        cctx.generate_sequences(data)
    }
}

//! Match finders of one's own.

use alloc::boxed::Box;

use crate::{
    context::CompressContext,
    error::{Error, Result},
    parameters::CompressParameter as P,
    sequences::SequenceProducer,
};

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
    #[doc(alias = "ZSTD_registerSequenceProducer")]
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

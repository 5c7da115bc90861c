//! How far a frame in progress has come.

use crate::{push::Compressor, step};

/// How far a frame in progress has come, worker threads included.
///
/// ```
/// use zstdkit::{CompressOptions, Compressor, EndDirective};
///
/// let mut compressor = Compressor::new(&CompressOptions::new())?;
/// compressor.compress(&[0; 1000], EndDirective::Flush)?;
/// assert_eq!(compressor.frame_progression().ingested, 1000);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_frameProgression`.
#[doc(alias = "ZSTD_frameProgression")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameProgression {
    /// Bytes of input taken.
    pub ingested: u64,
    /// Bytes of input compressed.
    pub consumed: u64,
    /// Bytes of output made.
    pub produced: u64,
    /// Bytes of output handed over.
    pub flushed: u64,
    /// The number of the job that was begun last; 0 without worker threads.
    pub current_job: u32,
    /// How many workers are at it.
    pub active_workers: u32,
}

impl From<zstdkit_sys::ZSTD_frameProgression> for FrameProgression {
    fn from(progression: zstdkit_sys::ZSTD_frameProgression) -> Self {
        Self {
            ingested: progression.ingested,
            consumed: progression.consumed,
            produced: progression.produced,
            flushed: progression.flushed,
            current_job: progression.currentJobID,
            active_workers: progression.nbActiveWorkers,
        }
    }
}

impl step::Encoder {
    /// How far the frame in progress has come.
    ///
    /// Wraps `ZSTD_getFrameProgression`.
    #[doc(alias = "ZSTD_getFrameProgression")]
    #[doc(alias = "get_frame_progression")]
    #[doc(alias = "wait_for_workers")]
    pub fn frame_progression(&self) -> FrameProgression {
        self.cctx().progression().into()
    }
}

impl Compressor {
    /// How far the frame in progress has come.
    ///
    /// Wraps `ZSTD_getFrameProgression`.
    #[doc(alias = "ZSTD_getFrameProgression")]
    #[doc(alias = "get_frame_progression")]
    #[doc(alias = "wait_for_workers")]
    pub fn frame_progression(&self) -> FrameProgression {
        self.cctx().progression().into()
    }
}

//! Batches of items to compress.

use std::ops::ControlFlow;

use zstdkit::{CompressContext, CompressOptions, compress_bound};

use super::engine::{Engine, Order};
use super::plan::ITEM_COST;
use super::progress::{BatchProgress, Callback};
use super::settings::settings;
use super::slabs::{Placed, Slabs};
use super::work::Job;
use crate::{Result, collection::BufferWithSegmentsCollection, error::Error, source::BatchSource};

/// Compresses batches of items, each into a frame of its own, on all cores.
///
/// Frame `i` of the result is byte for byte what compressing item `i` alone with the same options
/// gives. That doesn't depend on the number of threads; only how frames are spread over the
/// members of the collection does. Empty items give frames too.
///
/// Reuse the object: it keeps its contexts from batch to batch, and the memory of results that have
/// been dropped.
///
/// Besides its items, a batch takes the memory of its results, a context per thread, and at most a
/// tenth of items and results together. A large item is given room for the longest frame it could
/// make; what of that the frame doesn't touch is handed back untouched.
///
/// ```
/// use zstdkit::CompressOptions;
/// use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegments};
///
/// let records = BufferWithSegments::split("one\ntwo\nthree\n", b"\n")?;
/// let mut compressor = BatchCompressor::new(&CompressOptions::new().level(5))?.threads(2);
/// let frames = compressor.compress(&records)?;
/// assert_eq!(frames.len(), 3);
/// assert_eq!(&frames[2], CompressOptions::new().level(5).compress(b"three")?);
///
/// // Slices of anything that reads as bytes do as well.
/// let more = compressor.compress(&["four", "five"])?;
/// assert_eq!(more.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct BatchCompressor {
    engine: Engine<CompressContext>,
    options: CompressOptions,
}

impl BatchCompressor {
    /// Makes a compressor with the given options, dictionary included.
    ///
    /// It uses as many threads as there are cores until [`threads`](BatchCompressor::threads) says
    /// otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Context`] with what the options are refused for.
    pub fn new(options: &CompressOptions) -> Result<Self> {
        let first = CompressContext::new(options).map_err(Error::Context)?;
        Ok(BatchCompressor { engine: Engine::new(first), options: options.clone() })
    }

    /// Compresses every item of `source`; the frames come in the order of the items.
    ///
    /// # Errors
    ///
    /// [`Error::NoItems`] and [`Error::TooManyItems`]; [`Error::Item`], with the lowest index that
    /// failed; [`Error::Context`] if a further thread's context cannot be made; what the source's
    /// [`check`](BatchSource::check) says, and [`Error::SourceEnded`] if it ends early.
    pub fn compress<S>(&mut self, source: &S) -> Result<BufferWithSegmentsCollection>
    where
        S: BatchSource + ?Sized,
    {
        self.run(source, None)
    }

    /// Has `callback` told of each chunk of items done in the next batch, and lets it end that.
    ///
    /// It is called from whichever thread did the chunk, by one at a time. When it answers
    /// [`ControlFlow::Break`], the batch ends with [`Error::Cancelled`] as soon as the chunks at
    /// hand are done.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use zstdkit::CompressOptions;
    /// use zstdkit_segments::BatchCompressor;
    ///
    /// let mut done = 0;
    /// BatchCompressor::new(&CompressOptions::new())?
    ///     .progress(|progress| {
    ///         done = progress.items_done;
    ///         ControlFlow::Continue(())
    ///     })
    ///     .compress(&["a", "b", "c"])?;
    /// assert_eq!(done, 3);
    /// # Ok::<(), zstdkit_segments::Error>(())
    /// ```
    pub fn progress<'a>(
        &'a mut self,
        callback: impl FnMut(BatchProgress) -> ControlFlow<()> + Send + 'a,
    ) -> CompressRun<'a> {
        CompressRun { compressor: self, callback: Box::new(callback) }
    }

    fn run<S>(
        &mut self,
        source: &S,
        callback: Option<Callback<'_>>,
    ) -> Result<BufferWithSegmentsCollection>
    where
        S: BatchSource + ?Sized,
    {
        let options = &self.options;
        let order = Order {
            make: || CompressContext::new(options).map_err(Error::Context),
            callback,
            keep_going: false,
            bound: Some(most_frames_take),
        };
        Ok(self.engine.run(&CompressJob, source, order)?.results)
    }
}

settings!(BatchCompressor);

/// One batch to compress that reports its progress: see [`BatchCompressor::progress`].
pub struct CompressRun<'a> {
    compressor: &'a mut BatchCompressor,
    callback: Callback<'a>,
}

impl CompressRun<'_> {
    /// Compresses every item of `source`, as [`BatchCompressor::compress`] does.
    ///
    /// # Errors
    ///
    /// Those of [`BatchCompressor::compress`], and [`Error::Cancelled`].
    pub fn compress<S>(self, source: &S) -> Result<BufferWithSegmentsCollection>
    where
        S: BatchSource + ?Sized,
    {
        self.compressor.run(source, Some(self.callback))
    }
}

impl std::fmt::Debug for CompressRun<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CompressRun").field("compressor", &self.compressor).finish_non_exhaustive()
    }
}

struct CompressJob;

impl Job for CompressJob {
    type Context = CompressContext;

    #[inline]
    fn cost(&self, _index: usize, item: &[u8], _threads: usize) -> u64 {
        ITEM_COST + item.len() as u64
    }

    #[inline]
    fn run(
        &self,
        context: &mut CompressContext,
        index: usize,
        item: &[u8],
        slabs: &mut Slabs,
    ) -> Result<Placed> {
        let failed = |source| Error::Item { index, source };
        let slab = slabs.place(compress_bound(item.len())).map_err(failed)?;
        let room = slabs.slab(slab);
        let start = room.len();
        context.compress_into(item, room).map_err(failed)?;
        if start == 0 {
            slabs.trim_big(slab);
        }
        Ok(Placed { slab, start })
    }
}

/// At least the sum of what `compress_bound` says of each item.
fn most_frames_take(bytes: u64, items: u64) -> u64 {
    /// What the bound of an empty item is, and what that of others exceeds their length and its
    /// 256th part by at most.
    const FRAME: u64 = 64;
    bytes.saturating_add(bytes / 256).saturating_add(items.saturating_mul(FRAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_of_a_batch_is_no_less_than_the_sum_of_bounds() {
        for len in (0..4096).chain([128 << 10, (128 << 10) - 1, 10 << 20]) {
            let sum = 7 * compress_bound(len) as u64;
            assert!(most_frames_take(7 * len as u64, 7) >= sum, "{len}");
        }
    }
}

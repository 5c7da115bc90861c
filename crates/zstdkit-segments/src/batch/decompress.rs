//! Batches of frames to decompress.

use std::ops::ControlFlow;

use zstdkit::{DecompressContext, DecompressOptions};

use super::each::EachResult;
use super::engine::{Engine, Order, Outcome};
use super::frame_item::DecompressJob;
use super::progress::{BatchProgress, Callback};
use super::settings::settings;
use crate::{Result, collection::BufferWithSegmentsCollection, error::Error, source::BatchSource};

/// Decompresses batches of frames on all cores.
///
/// Every item is one frame, before which skippable frames may stand; skippable frames alone are an
/// empty result. An item that is empty, cut short, damaged or followed by anything fails, and the
/// whole batch with it ([`decompress_each`](BatchDecompressor::decompress_each) spares the
/// others). Results don't depend on the number of threads, nor does the error.
///
/// Memory is taken by what a frame's blocks can hold, never by what its header claims alone;
/// [`DecompressOptions::max_output`] caps the result of each item.
///
/// Reuse the object: it keeps its contexts from batch to batch, and the memory of results that have
/// been dropped.
///
/// ```
/// use zstdkit::{CompressOptions, DecompressOptions};
/// use zstdkit_segments::{BatchCompressor, BatchDecompressor};
///
/// let frames = BatchCompressor::new(&CompressOptions::new())?.compress(&["one", "", "three"])?;
/// let mut decompressor = BatchDecompressor::new(&DecompressOptions::new())?.threads(2);
/// let items = decompressor.decompress(&frames)?;
/// assert_eq!(items.len(), 3);
/// assert_eq!(&items[0], b"one");
/// assert_eq!(&items[1], b"");
///
/// // A frame cut short is named.
/// let cut = &frames[2][..frames[2].len() - 1];
/// let error = decompressor.decompress(&[&frames[0], cut]).unwrap_err();
/// assert_eq!(error.item_index(), Some(1));
/// # Ok::<(), zstdkit_segments::Error>(())
/// ```
#[derive(Debug)]
pub struct BatchDecompressor {
    engine: Engine<DecompressContext>,
    options: DecompressOptions,
}

impl BatchDecompressor {
    /// Makes a decompressor with the given options, dictionary included.
    ///
    /// It uses as many threads as there are cores until [`threads`](BatchDecompressor::threads)
    /// says otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::Context`] with what the options are refused for.
    pub fn new(options: &DecompressOptions) -> Result<Self> {
        let first = DecompressContext::new(options).map_err(Error::Context)?;
        Ok(BatchDecompressor { engine: Engine::new(first), options: options.clone() })
    }

    /// Decompresses every item of `source`; the results come in the order of the items.
    ///
    /// # Errors
    ///
    /// [`Error::NoItems`] and [`Error::TooManyItems`]. [`Error::Item`], [`Error::NoFrame`] or
    /// [`Error::TrailingData`], with the lowest index that failed. [`Error::Context`] if a further
    /// thread's context cannot be made. What the source's [`check`](BatchSource::check) says, and
    /// [`Error::SourceEnded`] if it ends early.
    pub fn decompress<S>(&mut self, source: &S) -> Result<BufferWithSegmentsCollection>
    where
        S: BatchSource + ?Sized,
    {
        self.next_batch().decompress(source)
    }

    /// Decompresses every item of `source`, and gives a result for each that is good and the error
    /// of each that is not.
    ///
    /// ```
    /// use zstdkit::DecompressOptions;
    /// use zstdkit_segments::BatchDecompressor;
    ///
    /// let good = zstdkit::compress(b"good", 3)?;
    /// let items = [&good[..], b"not a frame", &good];
    /// let results = BatchDecompressor::new(&DecompressOptions::new())?.decompress_each(&items)?;
    /// assert_eq!(results.get(0).unwrap().unwrap(), b"good");
    /// assert!(results.get(1).unwrap().is_err());
    /// assert_eq!(results.iter().filter(Result::is_ok).count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::NoItems`] and [`Error::TooManyItems`]. [`Error::Context`] if a further thread's
    /// context cannot be made. What the source's [`check`](BatchSource::check) says, and
    /// [`Error::SourceEnded`] if it ends early.
    pub fn decompress_each<S>(&mut self, source: &S) -> Result<EachResult>
    where
        S: BatchSource + ?Sized,
    {
        self.next_batch().decompress_each(source)
    }

    /// Gives the sizes of the next batch's results in bytes, one per item.
    ///
    /// Useful where frames don't record them. Each is checked against what its frame records and
    /// against what comes out.
    ///
    /// ```
    /// use zstdkit::DecompressOptions;
    /// use zstdkit_segments::BatchDecompressor;
    ///
    /// let frames = [zstdkit::compress(b"four", 3)?, zstdkit::compress(b"three", 3)?];
    /// let items = BatchDecompressor::new(&DecompressOptions::new())?
    ///     .threads(2)
    ///     .sizes(&[4, 5])
    ///     .decompress(&frames)?;
    /// assert_eq!(items.size(), 9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sizes<'a>(&'a mut self, sizes: &'a [u64]) -> DecompressRun<'a> {
        self.next_batch().sizes(sizes)
    }

    /// Has `callback` told of each chunk of items done in the next batch, and lets it end that.
    ///
    /// It is called from whichever thread did the chunk, by one at a time. When it answers
    /// [`ControlFlow::Break`], the batch ends with [`Error::Cancelled`] as soon as the chunks at
    /// hand are done.
    pub fn progress<'a>(
        &'a mut self,
        callback: impl FnMut(BatchProgress) -> ControlFlow<()> + Send + 'a,
    ) -> DecompressRun<'a> {
        self.next_batch().progress(callback)
    }

    fn next_batch(&mut self) -> DecompressRun<'_> {
        DecompressRun { decompressor: self, sizes: None, callback: None }
    }
}

settings!(BatchDecompressor);

/// One batch to decompress, with what is particular to it: see [`BatchDecompressor::sizes`] and
/// [`BatchDecompressor::progress`].
#[must_use = "nothing is decompressed until a source is given"]
pub struct DecompressRun<'a> {
    decompressor: &'a mut BatchDecompressor,
    sizes: Option<&'a [u64]>,
    callback: Option<Callback<'a>>,
}

impl<'a> DecompressRun<'a> {
    /// Gives the sizes of the results; see [`BatchDecompressor::sizes`].
    pub fn sizes(mut self, sizes: &'a [u64]) -> Self {
        self.sizes = Some(sizes);
        self
    }

    /// Has `callback` told of progress; see [`BatchDecompressor::progress`].
    pub fn progress(
        mut self,
        callback: impl FnMut(BatchProgress) -> ControlFlow<()> + Send + 'a,
    ) -> Self {
        self.callback = Some(Box::new(callback));
        self
    }

    /// Decompresses every item of `source`, as [`BatchDecompressor::decompress`] does.
    ///
    /// # Errors
    ///
    /// Those of [`BatchDecompressor::decompress`]; [`Error::SizesCount`] if there is not one size
    /// per item; [`Error::WrongSize`] and [`Error::LargerThanGiven`] for the lowest item whose
    /// size is another, if no other failed before it; [`Error::Cancelled`].
    pub fn decompress<S>(self, source: &S) -> Result<BufferWithSegmentsCollection>
    where
        S: BatchSource + ?Sized,
    {
        Ok(self.run(source, false)?.results)
    }

    /// Decompresses every item of `source`, as [`BatchDecompressor::decompress_each`] does.
    ///
    /// # Errors
    ///
    /// Those of [`BatchDecompressor::decompress_each`]; [`Error::SizesCount`] if there is not one
    /// size per item; [`Error::Cancelled`].
    pub fn decompress_each<S>(self, source: &S) -> Result<EachResult>
    where
        S: BatchSource + ?Sized,
    {
        let Outcome { results, errors } = self.run(source, true)?;
        Ok(EachResult::new(results, errors))
    }

    fn run<S>(self, source: &S, keep_going: bool) -> Result<Outcome>
    where
        S: BatchSource + ?Sized,
    {
        let DecompressRun { decompressor, sizes, callback } = self;
        let items = source.len();
        if let Some(sizes) = sizes
            && items > 0
            && sizes.len() != items
        {
            return Err(Error::SizesCount { items, sizes: sizes.len() });
        }
        let options = &decompressor.options;
        let order = Order {
            make: || DecompressContext::new(options).map_err(Error::Context),
            callback,
            keep_going,
            bound: None,
        };
        let job = DecompressJob { sizes, frames: options.frame_options() };
        decompressor.engine.run(&job, source, order)
    }
}

impl std::fmt::Debug for DecompressRun<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DecompressRun")
            .field("decompressor", &self.decompressor)
            .field("sizes", &self.sizes.map(<[u64]>::len))
            .finish_non_exhaustive()
    }
}

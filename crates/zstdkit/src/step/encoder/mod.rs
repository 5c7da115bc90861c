//! The engine of every compressing stream: steps through a C context, frame by frame.

mod calls;
mod configure;

use super::Step;
use crate::{
    context::{drop_frame, prepare_cctx, revive},
    dictionary::Dictionary,
    error::{Error, ErrorCode, Result},
    ffi::Cctx,
    options::CompressOptions,
    output::{Output, compress_bound},
    parameters::{EndDirective, Reset},
};

/// Compresses in steps, each with input and output of the caller's: frame by frame.
///
/// After an error the frame in progress is dropped; the parameters and the dictionary stay, and the next
/// step begins a new frame. [The module](crate::step) has an example.
///
/// Wraps `ZSTD_compressStream2`.
#[doc(alias = "NoOp")]
#[doc(alias = "Operation")]
#[doc(alias = "Reader")]
#[doc(alias = "Writer")]
#[doc(alias = "ZSTD_compressStream")]
#[doc(alias = "ZSTD_compressStream2")]
#[doc(alias = "ZSTD_endStream")]
#[doc(alias = "ZSTD_flushStream")]
#[doc(alias = "new_with_capacity")]
#[doc(alias = "operation")]
#[doc(alias = "operation_mut")]
#[doc(alias = "with_decoder")]
#[doc(alias = "with_encoder")]
#[doc(alias = "with_output_buffer")]
#[doc(alias = "with_writer")]
#[derive(Debug)]
pub struct Encoder {
    cctx: Cctx,
    options: CompressOptions,
    /// The prefix, until the first frame has ended.
    prefix: Option<Dictionary>,
    /// What the frame at hand, or the next one, was pledged to hold.
    pledged: Option<u64>,
    /// What the frame at hand was given.
    given: u64,
    last_directive: EndDirective,
    /// Whether the level was changed inside of a frame, so that the next has to begin with what depends on it.
    stale: bool,
}

/// A block at its largest, in bytes. Output is made room for in steps of so many.
const BLOCK: usize = zstdkit_sys::ZSTD_BLOCKSIZE_MAX;

impl Encoder {
    /// How much input at once suits it best, in bytes: a block at its largest. Any other length will do.
    ///
    /// Wraps `ZSTD_CStreamInSize`: the same number, known at compile time.
    #[doc(alias = "ZSTD_CStreamInSize")]
    #[doc(alias = "in_size")]
    #[doc(alias = "recommended_input_size")]
    pub const INPUT_SIZE: usize = BLOCK;

    /// Room, in bytes, that a whole block fits into, with what is around it. Any other will do.
    ///
    /// Wraps `ZSTD_CStreamOutSize`: the same number, known at compile time.
    #[doc(alias = "ZSTD_CStreamOutSize")]
    #[doc(alias = "out_size")]
    #[doc(alias = "recommended_output_size")]
    pub const OUTPUT_SIZE: usize = compress_bound(BLOCK) + 3 + 4;

    /// Makes an encoder with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &CompressOptions) -> Result<Self> {
        Self::around(Cctx::new()?, options)
    }

    /// Takes a C object over, and gives it the options.
    pub(crate) fn around(mut cctx: Cctx, options: &CompressOptions) -> Result<Self> {
        prepare_cctx(&mut cctx, options)?;
        Ok(Self {
            cctx,
            options: options.clone(),
            prefix: options.prefix().cloned(),
            pledged: None,
            given: 0,
            last_directive: EndDirective::End,
            stale: false,
        })
    }

    /// One step: takes from `input`, writes to `output`.
    ///
    /// A slice is written from its start, a `Vec` as far as it has spare capacity: it doesn't grow. To
    /// flush, or to end the frame, takes steps of that directive, with the rest of the input, until the
    /// [`hint`](Step::hint) is 0; to go on, until all input is used. A frame whose first step is of
    /// [`End`](EndDirective::End) says its content's size: that step's input.
    ///
    /// ```
    /// use zstdkit::{CompressOptions, EndDirective, step::Encoder};
    ///
    /// let mut encoder = Encoder::new(&CompressOptions::new())?;
    /// let mut room = [0; 100];
    /// let step = encoder.step(b"kept for now", &mut room, EndDirective::Continue)?;
    /// assert_eq!((step.consumed, step.produced), (12, 0));
    /// let step = encoder.step(b"", &mut room, EndDirective::End)?;
    /// assert_eq!(step.hint, 0);
    /// assert_eq!(zstdkit::decompress(&room[..step.produced])?, b"kept for now");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::PledgedSize`] when the data passes the pledge, or falls short of it at the end; no
    /// memory; libzstd's own errors. The frame in progress is then dropped, a `Vec` as it was before the
    /// step.
    ///
    /// Wraps `ZSTD_compressStream2`.
    #[doc(alias = "ZSTD_compressBlock")]
    #[doc(alias = "ZSTD_compressContinue")]
    #[doc(alias = "ZSTD_compressEnd")]
    #[doc(alias = "ZSTD_compressStream")]
    #[doc(alias = "ZSTD_compressStream2")]
    #[doc(alias = "ZSTD_compressStream2_simpleArgs")]
    #[doc(alias = "ZSTD_endStream")]
    #[doc(alias = "ZSTD_flushStream")]
    #[doc(alias = "compress_block")]
    #[doc(alias = "compress_stream")]
    #[doc(alias = "compress_stream2")]
    #[doc(alias = "end_stream")]
    #[doc(alias = "flush_stream")]
    #[doc(alias = "run")]
    #[doc(alias = "run_on_buffers")]
    pub fn step<O>(&mut self, input: &[u8], output: &mut O, directive: EndDirective) -> Result<Step>
    where
        O: Output + ?Sized,
    {
        let (mut rest, mut room) = (input, output.room());
        let outcome = self.advance(&mut rest, directive, &mut room);
        let hint = outcome.inspect_err(|_| room.rewind())?;
        Ok(Step { consumed: input.len() - rest.len(), produced: room.written(), hint })
    }

    /// The directive of the last step that succeeded: [`End`](EndDirective::End) at first, after a
    /// frame's end, and after an error, for then no frame is in progress. A frame whose end isn't all
    /// handed over counts as one that goes on.
    pub fn last_end_directive(&self) -> EndDirective {
        self.last_directive
    }

    /// Pledges how many bytes the next frame will hold, so that its header says so; `None` takes the
    /// pledge back. It holds for that frame only.
    ///
    /// # Errors
    ///
    /// [`Error::PledgeInsideFrame`] once a frame is begun; the frame in progress stays as it is.
    ///
    /// Wraps `ZSTD_CCtx_setPledgedSrcSize`.
    #[doc(alias = "ZSTD_CCtx_setPledgedSrcSize")]
    #[doc(alias = "ZSTD_initCStream_srcSize")]
    #[doc(alias = "init_src_size")]
    #[doc(alias = "set_pledged_src_size")]
    pub fn set_pledged_size(&mut self, size: Option<u64>) -> Result<()> {
        if self.last_directive != EndDirective::End {
            return Err(Error::PledgeInsideFrame);
        }
        self.revive()?;
        // u64::MAX is how C writes "unknown", and the number below it an error. Neither is a size
        // that data could have, so that the pledge fails where it's checked.
        self.cctx.pledge(size.filter(|size| *size < u64::MAX - 1))?;
        self.pledged = size;
        Ok(())
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    pub(crate) fn abandon_frame(&mut self) {
        drop_frame(&mut self.cctx, &self.options);
        self.at_start();
        self.renew_prefix();
    }

    /// Makes the C object anew that was lost together with a frame, if it was.
    fn revive(&mut self) -> Result<()> {
        if self.cctx.is_lost() {
            revive(&mut self.cctx, &self.options)?;
            self.renew_prefix();
        }
        Ok(())
    }

    /// Has C use the prefix if the first frame hasn't ended.
    fn renew_prefix(&mut self) {
        match &self.prefix {
            // C drops a prefix when a frame begins. It refuses one only inside of a frame.
            Some(prefix) => _ = self.cctx.refer_to_prefix(prefix.lend()),
            // The options have it still, and a C object made anew has it from there.
            None if self.options.prefix().is_some() => self.cctx.refer_to_nothing(),
            None => {}
        }
    }

    /// Drops the frame in progress, and is as it was when made.
    #[cfg(feature = "std")]
    pub(crate) fn restart(&mut self) {
        self.prefix = self.options.prefix().cloned();
        self.abandon_frame();
    }

    /// Whether the frame at hand, or the next one, has a pledged size.
    #[cfg(any(feature = "bytes", feature = "std"))]
    pub(crate) fn is_pledged(&self) -> bool {
        self.pledged.is_some()
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &CompressOptions {
        &self.options
    }

    /// Takes back the frame in progress, the parameters, or both.
    ///
    /// # Errors
    ///
    /// libzstd's own, for the parameters alone while a frame is in progress.
    ///
    /// Wraps `ZSTD_CCtx_reset`.
    #[doc(alias = "ZSTD_CCtx_reset")]
    #[doc(alias = "ZSTD_compressBegin")]
    #[doc(alias = "ZSTD_initCStream")]
    #[doc(alias = "ZSTD_resetCStream")]
    #[doc(alias = "reinit")]
    pub fn reset(&mut self, what: Reset) -> Result<()> {
        if what == Reset::PARAMETERS && self.last_directive != EndDirective::End {
            return Err(Error::Library { code: ErrorCode::StageWrong });
        }
        if what.contains(Reset::PARAMETERS) {
            self.cctx.reset_all()?;
            self.options = CompressOptions::new();
            self.prefix = None;
            self.stale = false;
        }
        if what.contains(Reset::SESSION) {
            self.abandon_frame();
        }
        Ok(())
    }

    #[cfg(feature = "experimental")]
    pub(crate) fn cctx(&self) -> &Cctx {
        &self.cctx
    }

    /// How many bytes of output are ready to be handed over at once, at least: what worker threads have
    /// finished. 0 without workers, and where the oldest job isn't done.
    ///
    /// Wraps `ZSTD_toFlushNow`.
    #[doc(alias = "ZSTD_toFlushNow")]
    #[cfg(feature = "experimental")]
    pub fn to_flush_now(&self) -> usize {
        self.cctx.to_flush_now()
    }

    fn at_start(&mut self) {
        self.pledged = None;
        self.given = 0;
        self.last_directive = EndDirective::End;
    }

    /// The memory that it takes, in bytes, dictionaries by reference left out; while worker threads are at
    /// a frame, what it was when they last rested.
    ///
    /// Wraps `ZSTD_sizeof_CCtx`.
    #[doc(alias = "ZSTD_sizeof_CCtx")]
    #[doc(alias = "ZSTD_sizeof_CStream")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.cctx.memory_size()
    }
}

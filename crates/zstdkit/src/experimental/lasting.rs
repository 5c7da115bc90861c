//! Streams over buffers that stay where they are, which libzstd needs no window's memory for.

use core::mem::MaybeUninit;

use crate::{
    context::{prepare_cctx, reach},
    error::{Error, ErrorCode, Result},
    ffi::{Cctx, LastingRoom},
    options::{CompressOptions, DecompressOptions},
    output::Output,
    parameters::EndDirective,
    step::Decoder,
};

/// The least room that is made in output that grows, in bytes: a block at its largest.
const STEP: usize = 128 * 1024;

/// Compresses a slice into one frame, handed out in pieces, without a copy of the slice.
///
/// It borrows the slice for its whole life, and takes no memory for a window: for a mapped file, say,
/// that is sent piece by piece. The frame says its content's size.
///
/// ```
/// use zstdkit::{CompressOptions, SliceCompressor};
///
/// let data = b"all of it is there from the start".repeat(100);
/// let mut compressor = SliceCompressor::new(&data, &CompressOptions::new())?;
/// let (mut frame, mut packet) = (Vec::new(), [0; 20]);
/// while !compressor.is_finished() {
///     let len = compressor.compress_into(&mut packet)?;
///     frame.extend_from_slice(&packet[..len]);
/// }
/// assert_eq!(zstdkit::decompress(&frame)?, data);
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Covers `ZSTD_c_stableInBuffer`.
#[doc(alias = "StableInBuffer")]
#[doc(alias = "ZSTD_c_stableInBuffer")]
#[derive(Debug)]
pub struct SliceCompressor<'data> {
    cctx: Cctx,
    data: &'data [u8],
    taken: usize,
    state: State,
}

impl<'data> SliceCompressor<'data> {
    /// Makes a stream over `data` with the given options.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterConflict`] for worker threads, a parameter out of bounds, or no memory.
    pub fn new(data: &'data [u8], options: &CompressOptions) -> Result<Self> {
        options.refuse_workers("input that stays where it is")?;
        let mut cctx = Cctx::new()?;
        prepare_cctx(&mut cctx, options)?;
        let old = options.prefix().map_or(0, |prefix| prefix.content().len());
        reach(&mut cctx, options, old, Some(data.len() as u64))?;
        cctx.set_lasting(true, false)?;
        Ok(Self { cctx, data, taken: 0, state: State::Open })
    }

    /// Writes the next piece of the frame to `output`; returns how many bytes.
    ///
    /// A slice is filled from its start as far as there is output. A `Vec` gets all that's left.
    /// Once the frame is finished, there are no bytes more.
    ///
    /// # Errors
    ///
    /// libzstd's own; every later call then has the same.
    pub fn compress_into<O>(&mut self, output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        self.state.check()?;
        let mut room = output.room();
        while !self.is_finished() {
            if room.spare().is_empty() {
                if !room.grows() {
                    break;
                }
                room.reserve(STEP)?;
            }
            let step = self.cctx.stream_from(self.data, &mut self.taken, room.spare());
            let (written, left) = step.map_err(|code| self.state.fail(Error::from_code(code)))?;
            // SAFETY: ZSTD_compressStream2 wrote that many bytes at the start of the room.
            unsafe { room.advance(written) };
            if left == 0 {
                self.state = State::Finished;
            }
        }
        Ok(room.written())
    }

    /// Whether all of the frame has been handed out.
    pub fn is_finished(&self) -> bool {
        matches!(self.state, State::Finished)
    }
}

/// Compresses what comes in pieces straight into a slice, without a buffer for output.
///
/// It borrows the slice for its whole life. [`compress_bound`](crate::compress_bound) of all the data,
/// and 3 bytes for each flush, is room enough.
///
/// ```
/// use zstdkit::{CompressOptions, CompressorInto, EndDirective};
///
/// let mut room = [0; 200];
/// let mut compressor = CompressorInto::new(&mut room, &CompressOptions::new())?;
/// for piece in [&b"in "[..], b"pieces"] {
///     compressor.compress(piece, EndDirective::Continue)?;
/// }
/// let frame = compressor.finish()?;
/// assert_eq!(zstdkit::decompress(frame)?, b"in pieces");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Covers `ZSTD_c_stableOutBuffer`.
#[doc(alias = "StableOutBuffer")]
#[doc(alias = "ZSTD_c_stableOutBuffer")]
#[derive(Debug)]
pub struct CompressorInto<'room> {
    cctx: Cctx,
    room: LastingRoom<'room>,
    /// Whether a frame is begun and not ended.
    inside: bool,
    state: State,
}

impl<'room> CompressorInto<'room> {
    /// Makes a stream into `room` with the given options.
    ///
    /// # Errors
    ///
    /// [`Error::ParameterConflict`] for worker threads, a parameter out of bounds, or no memory.
    pub fn new(room: &'room mut [u8], options: &CompressOptions) -> Result<Self> {
        Self::make(LastingRoom::initialised(room), options)
    }

    /// As [`new`](Self::new), into room that needn't be initialised.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn new_uninit(
        room: &'room mut [MaybeUninit<u8>],
        options: &CompressOptions,
    ) -> Result<Self> {
        Self::make(LastingRoom::new(room), options)
    }

    fn make(room: LastingRoom<'room>, options: &CompressOptions) -> Result<Self> {
        options.refuse_workers("output that stays where it is")?;
        let mut cctx = Cctx::new()?;
        prepare_cctx(&mut cctx, options)?;
        let old = options.prefix().map_or(0, |prefix| prefix.content().len());
        reach(&mut cctx, options, old, None)?;
        cctx.set_lasting(false, true)?;
        Ok(Self { cctx, room, inside: false, state: State::Open })
    }

    /// Takes `data` and carries the directive out; returns how many bytes the room has by now.
    ///
    /// # Errors
    ///
    /// [`Error::OutputTooSmall`], or libzstd's own; every later call then has the same.
    pub fn compress(&mut self, data: &[u8], directive: EndDirective) -> Result<usize> {
        self.state.check()?;
        let mut input = data;
        loop {
            let before = (input.len(), self.room.filled());
            let left = self.cctx.stream_to(&mut input, &mut self.room, directive);
            let left = left.map_err(|code| {
                let error = match code {
                    ErrorCode::DstSizeTooSmall => {
                        Error::OutputTooSmall { available: self.room.len(), enough: None }
                    }
                    code => Error::from_code(code),
                };
                self.state.fail(error)
            })?;
            let done = match directive {
                EndDirective::Continue => input.is_empty(),
                EndDirective::Flush | EndDirective::End => left == 0,
            };
            if done {
                self.inside = directive != EndDirective::End;
                return Ok(self.room.filled());
            }
            // Room that is full to the last byte.
            if before == (input.len(), self.room.filled()) {
                let available = self.room.len();
                return Err(self.state.fail(Error::OutputTooSmall { available, enough: None }));
            }
        }
    }

    /// Ends the frame, if one is begun or there was none, and gives back what was written.
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress).
    pub fn finish(mut self) -> Result<&'room mut [u8]> {
        self.state.check()?;
        if self.inside || self.room.filled() == 0 {
            self.compress(b"", EndDirective::End)?;
        }
        Ok(self.room.into_filled())
    }
}

/// Decompresses what comes in pieces straight into a slice, without a window's memory.
///
/// It borrows the slice for its whole life, and takes any number of frames, as long as there is room
/// for their content.
///
/// ```
/// use zstdkit::{DecompressOptions, DecompressorInto};
///
/// let frame = zstdkit::compress(b"in pieces", 3)?;
/// let mut room = [0; 64];
/// let mut decompressor = DecompressorInto::new(&mut room, &DecompressOptions::new())?;
/// for piece in frame.chunks(5) {
///     decompressor.decompress(piece)?;
/// }
/// assert_eq!(decompressor.finish()?, b"in pieces");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Covers `ZSTD_d_stableOutBuffer`.
#[doc(alias = "StableOutBuffer")]
#[doc(alias = "ZSTD_d_stableOutBuffer")]
#[derive(Debug)]
pub struct DecompressorInto<'room> {
    decoder: Decoder,
    room: LastingRoom<'room>,
    /// The limit that ends the room early, in bytes.
    limit: Option<usize>,
    state: State,
}

impl<'room> DecompressorInto<'room> {
    /// Makes a stream into `room` with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(room: &'room mut [u8], options: &DecompressOptions) -> Result<Self> {
        Self::make(LastingRoom::initialised(room), options)
    }

    /// As [`new`](Self::new), into room that needn't be initialised.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn new_uninit(
        room: &'room mut [MaybeUninit<u8>],
        options: &DecompressOptions,
    ) -> Result<Self> {
        Self::make(LastingRoom::new(room), options)
    }

    fn make(mut room: LastingRoom<'room>, options: &DecompressOptions) -> Result<Self> {
        let limit = options.output_limit().filter(|limit| *limit < room.len());
        if let Some(limit) = limit {
            room.limit(limit);
        }
        let mut decoder = Decoder::new(options)?;
        decoder.set_lasting()?;
        Ok(Self { decoder, room, limit, state: State::Open })
    }

    /// Takes all of `data`; returns how many bytes the room has by now.
    ///
    /// # Errors
    ///
    /// [`Error::OutputTooSmall`], and those of [`Decompressor::decompress`](crate::Decompressor::decompress);
    /// every later call then has the same.
    pub fn decompress(&mut self, data: &[u8]) -> Result<usize> {
        self.state.check()?;
        let mut input = data;
        while !input.is_empty() || self.decoder.has_output() {
            let step = self.decoder.step_into(&mut input, &mut self.room);
            step.map_err(|error| {
                let error = match (error, self.limit) {
                    (Error::Library { code: ErrorCode::DstSizeTooSmall }, Some(limit)) => {
                        Error::OutputLimit { limit }
                    }
                    (Error::Library { code: ErrorCode::DstSizeTooSmall }, None) => {
                        Error::OutputTooSmall { available: self.room.len(), enough: None }
                    }
                    (error, _) => error,
                };
                self.state.fail(error)
            })?;
        }
        Ok(self.room.filled())
    }

    /// Whether a frame is complete, or nothing begun.
    pub fn at_frame_edge(&self) -> bool {
        self.decoder.at_frame_edge()
    }

    /// Whether what was given are whole frames, at least one.
    pub fn is_finished(&self) -> bool {
        self.decoder.is_finished()
    }

    /// Makes sure that the frame has ended, or none was begun.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] inside of a frame: nothing is lost. The error of an earlier call.
    pub fn finish_frame(&self) -> Result<()> {
        self.state.check()?;
        if self.at_frame_edge() { Ok(()) } else { Err(Error::Truncated) }
    }

    /// Gives back what was written.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`] inside of a frame, or the error of an earlier call.
    pub fn finish(self) -> Result<&'room mut [u8]> {
        self.finish_frame()?;
        Ok(self.room.into_filled())
    }
}

/// Where a stream stands.
#[derive(Debug)]
enum State {
    Open,
    Finished,
    Failed(Error),
}

impl State {
    fn check(&self) -> Result<()> {
        match self {
            Self::Failed(error) => Err(error.clone()),
            Self::Open | Self::Finished => Ok(()),
        }
    }

    fn fail(&mut self, error: Error) -> Error {
        *self = Self::Failed(error.clone());
        error
    }
}

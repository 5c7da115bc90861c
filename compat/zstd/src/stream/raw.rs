//! One step of compression or decompression at a time.

use std::{fmt, io};

use zstd_safe::{CCtx, DCtx, ResetDirective};
pub use zstd_safe::{CParameter, DParameter, InBuffer, OutBuffer, WriteBuf};

use crate::{
    dict::{DecoderDictionary, EncoderDictionary},
    error::{OrIo, out_of_memory},
};

/// What takes bytes and gives others, step by step.
pub trait Operation {
    /// One step. Answers how much input would be good next; 0 where a frame has come to its end.
    ///
    /// # Errors
    ///
    /// Its own.
    fn run<C: WriteBuf + ?Sized>(
        &mut self,
        input: &mut InBuffer<'_>,
        output: &mut OutBuffer<'_, C>,
    ) -> io::Result<usize>;

    /// One step between slices.
    ///
    /// # Errors
    ///
    /// Those of [`run`](Self::run).
    fn run_on_buffers(&mut self, input: &[u8], output: &mut [u8]) -> io::Result<Status> {
        let mut input = InBuffer::around(input);
        let mut output = OutBuffer::around(output);
        let remaining = self.run(&mut input, &mut output)?;
        Ok(Status { remaining, bytes_read: input.pos(), bytes_written: output.pos() })
    }

    /// Writes what was held back. Answers how much of it is left.
    ///
    /// # Errors
    ///
    /// Its own.
    fn flush<C: WriteBuf + ?Sized>(&mut self, _output: &mut OutBuffer<'_, C>) -> io::Result<usize> {
        Ok(0)
    }

    /// Makes ready for another frame.
    ///
    /// # Errors
    ///
    /// Its own.
    fn reinit(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Ends the frame. Answers how much of it is left to be written; it's not asked again after 0.
    ///
    /// # Errors
    ///
    /// Its own.
    fn finish<C: WriteBuf + ?Sized>(
        &mut self,
        _output: &mut OutBuffer<'_, C>,
        _finished_frame: bool,
    ) -> io::Result<usize> {
        Ok(0)
    }
}

/// Gives what it takes.
#[derive(Debug)]
pub struct NoOp;

impl Operation for NoOp {
    fn run<C: WriteBuf + ?Sized>(
        &mut self,
        input: &mut InBuffer<'_>,
        output: &mut OutBuffer<'_, C>,
    ) -> io::Result<usize> {
        output.take_from(input);
        Ok(0)
    }
}

/// What came of a step.
#[derive(Debug)]
pub struct Status {
    /// How much input would be good next; 0 where a frame has come to its end.
    pub remaining: usize,
    /// How much input was taken, in bytes.
    pub bytes_read: usize,
    /// How much output was given, in bytes.
    pub bytes_written: usize,
}

/// A context that's owned, or one that's lent.
enum Held<'a, T, L> {
    Owned(T),
    Lent(&'a mut L),
}

/// Declares what both kinds of held contexts give: the same calls, whatever their lifetimes.
macro_rules! on {
    ($held:expr, $context:ident => $call:expr) => {
        match &mut $held {
            Held::Owned($context) => $call,
            Held::Lent($context) => $call,
        }
    };
}

/// Decompresses, step by step.
pub struct Decoder<'a> {
    context: Held<'a, DCtx<'a>, DCtx<'static>>,
    /// Whether a frame has come to its end, and none has begun since.
    is_at_end: bool,
}

impl Decoder<'static> {
    /// Decompresses without a dictionary.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new() -> io::Result<Self> {
        Self::with_dictionary(&[])
    }

    /// Decompresses with a dictionary.
    ///
    /// # Errors
    ///
    /// The dictionary is corrupt, or there is no memory.
    pub fn with_dictionary(dictionary: &[u8]) -> io::Result<Self> {
        let mut context = DCtx::try_create().ok_or_else(out_of_memory)?;
        context.init().or_io()?;
        context.load_dictionary(dictionary).or_io()?;
        Ok(Self::around(Held::Owned(context)))
    }
}

impl<'a> Decoder<'a> {
    fn around(context: Held<'a, DCtx<'a>, DCtx<'static>>) -> Self {
        Self { context, is_at_end: false }
    }

    /// Decompresses with a context, with what that is set to, from a new frame on.
    pub fn with_context(context: &'a mut DCtx<'static>) -> Self {
        // A reset of the session has no error.
        let _ = context.reset(ResetDirective::SessionOnly);
        Self::around(Held::Lent(context))
    }

    /// Decompresses with a digest.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(dictionary: &'a DecoderDictionary<'b>) -> io::Result<Self>
    where
        'b: 'a,
    {
        let mut context = DCtx::try_create().ok_or_else(out_of_memory)?;
        context.ref_ddict(dictionary.as_ddict()).or_io()?;
        Ok(Self::around(Held::Owned(context)))
    }

    /// Decompresses a frame that comes after a prefix.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_ref_prefix<'b>(ref_prefix: &'b [u8]) -> io::Result<Self>
    where
        'b: 'a,
    {
        let mut context = DCtx::try_create().ok_or_else(out_of_memory)?;
        context.ref_prefix(ref_prefix).or_io()?;
        Ok(Self::around(Held::Owned(context)))
    }

    /// Sets a parameter, for all frames to come.
    ///
    /// # Errors
    ///
    /// The value is out of bounds, or not supported.
    pub fn set_parameter(&mut self, parameter: DParameter) -> io::Result<()> {
        on!(self.context, context => context.set_parameter(parameter)).or_io().map(drop)
    }
}

impl Operation for Decoder<'_> {
    fn run<C: WriteBuf + ?Sized>(
        &mut self,
        input: &mut InBuffer<'_>,
        output: &mut OutBuffer<'_, C>,
    ) -> io::Result<usize> {
        if self.is_at_end && input.pos() == input.src.len() {
            // C would begin another frame.
            return Ok(0);
        }
        let hint =
            on!(self.context, context => context.decompress_stream(output, input)).or_io()?;
        self.is_at_end = hint == 0;
        Ok(hint)
    }

    fn flush<C: WriteBuf + ?Sized>(&mut self, output: &mut OutBuffer<'_, C>) -> io::Result<usize> {
        self.run(&mut InBuffer::around(&[]), output)?;
        // Where the room is full, C may have more.
        Ok((output.pos() == output.capacity() && !self.is_at_end).into())
    }

    fn reinit(&mut self) -> io::Result<()> {
        self.is_at_end = false;
        on!(self.context, context => context.reset(ResetDirective::SessionOnly)).or_io().map(drop)
    }

    fn finish<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        finished_frame: bool,
    ) -> io::Result<usize> {
        if finished_frame || self.is_at_end {
            return Ok(0);
        }
        let before = output.pos();
        let left = self.flush(output)?;
        if left == 0 && !self.is_at_end && output.pos() == before {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the input ends inside of a frame",
            ));
        }
        Ok((!self.is_at_end).into())
    }
}

/// Compresses, step by step.
pub struct Encoder<'a> {
    context: Held<'a, CCtx<'a>, CCtx<'static>>,
}

impl Encoder<'static> {
    /// Compresses at a level.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn new(level: i32) -> io::Result<Self> {
        Self::with_dictionary(level, &[])
    }

    /// Compresses at a level, with a dictionary.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_dictionary(level: i32, dictionary: &[u8]) -> io::Result<Self> {
        let mut context = CCtx::try_create().ok_or_else(out_of_memory)?;
        context.set_parameter(CParameter::CompressionLevel(level)).or_io()?;
        context.load_dictionary(dictionary).or_io()?;
        Ok(Self { context: Held::Owned(context) })
    }
}

impl<'a> Encoder<'a> {
    /// Compresses with a context, with what that is set to, to a new frame.
    pub fn with_context(context: &'a mut CCtx<'static>) -> Self {
        // A reset of the session has no error.
        let _ = context.reset(ResetDirective::SessionOnly);
        Self { context: Held::Lent(context) }
    }

    /// Compresses with a digest, at its level.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_prepared_dictionary<'b>(dictionary: &'a EncoderDictionary<'b>) -> io::Result<Self>
    where
        'b: 'a,
    {
        let mut context = CCtx::try_create().ok_or_else(out_of_memory)?;
        context.ref_cdict(dictionary.as_cdict()).or_io()?;
        Ok(Self { context: Held::Owned(context) })
    }

    /// Compresses at a level, after a prefix.
    ///
    /// # Errors
    ///
    /// There is no memory.
    pub fn with_ref_prefix<'b>(level: i32, ref_prefix: &'b [u8]) -> io::Result<Self>
    where
        'b: 'a,
    {
        let mut context = CCtx::try_create().ok_or_else(out_of_memory)?;
        context.set_parameter(CParameter::CompressionLevel(level)).or_io()?;
        context.ref_prefix(ref_prefix).or_io()?;
        Ok(Self { context: Held::Owned(context) })
    }

    /// Sets a parameter, for all frames to come.
    ///
    /// # Errors
    ///
    /// The value is out of bounds, or not supported.
    pub fn set_parameter(&mut self, parameter: CParameter) -> io::Result<()> {
        on!(self.context, context => context.set_parameter(parameter)).or_io().map(drop)
    }

    /// Says how much input the frame will have; `None` for unknown.
    ///
    /// # Errors
    ///
    /// The frame has begun.
    pub fn set_pledged_src_size(&mut self, pledged_src_size: Option<u64>) -> io::Result<()> {
        on!(self.context, context => context.set_pledged_src_size(pledged_src_size))
            .or_io()
            .map(drop)
    }
}

impl Operation for Encoder<'_> {
    fn run<C: WriteBuf + ?Sized>(
        &mut self,
        input: &mut InBuffer<'_>,
        output: &mut OutBuffer<'_, C>,
    ) -> io::Result<usize> {
        on!(self.context, context => context.compress_stream(output, input)).or_io()
    }

    fn flush<C: WriteBuf + ?Sized>(&mut self, output: &mut OutBuffer<'_, C>) -> io::Result<usize> {
        on!(self.context, context => context.flush_stream(output)).or_io()
    }

    fn reinit(&mut self) -> io::Result<()> {
        on!(self.context, context => context.reset(ResetDirective::SessionOnly)).or_io().map(drop)
    }

    fn finish<C: WriteBuf + ?Sized>(
        &mut self,
        output: &mut OutBuffer<'_, C>,
        _finished_frame: bool,
    ) -> io::Result<usize> {
        on!(self.context, context => context.end_stream(output)).or_io()
    }
}

/// Says what it is, and no more: a context has nothing to show.
macro_rules! opaque {
    ($($name:ident)*) => {
        $(
            impl fmt::Debug for $name<'_> {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_struct(stringify!($name)).finish_non_exhaustive()
                }
            }
        )*
    };
}

opaque! { Decoder Encoder }

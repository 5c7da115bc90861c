//! What is done when it's dropped.

use std::{
    fmt,
    io::{self, Write},
};

use super::{Decoder, Encoder};

/// An encoder that ends its frame when it's dropped.
pub struct AutoFinishEncoder<
    'a,
    W: Write,
    F: FnMut(io::Result<W>) = Box<dyn Send + FnMut(io::Result<W>)>,
> {
    /// There until it's dropped.
    encoder: Option<Encoder<'a, W>>,
    on_finish: Option<F>,
}

/// A decoder that flushes when it's dropped.
pub struct AutoFlushDecoder<
    'a,
    W: Write,
    F: FnMut(io::Result<()>) = Box<dyn Send + FnMut(io::Result<()>)>,
> {
    /// There until it's dropped.
    decoder: Option<Decoder<'a, W>>,
    on_flush: Option<F>,
}

/// What is said where the encoder or decoder isn't there.
const THERE: &str = "it's there until it's dropped";

impl<'a, W: Write, F: FnMut(io::Result<W>)> AutoFinishEncoder<'a, W, F> {
    pub(super) fn new(encoder: Encoder<'a, W>, on_finish: Option<F>) -> Self {
        Self { encoder: Some(encoder), on_finish }
    }

    /// The writer.
    pub fn get_ref(&self) -> &W {
        self.encoder.as_ref().expect(THERE).get_ref()
    }

    /// The writer.
    pub fn get_mut(&mut self) -> &mut W {
        self.encoder.as_mut().expect(THERE).get_mut()
    }
}

impl<W: Write, F: FnMut(io::Result<W>)> Drop for AutoFinishEncoder<'_, W, F> {
    fn drop(&mut self) {
        let Some(encoder) = self.encoder.take() else { return };
        if encoder.is_lost() {
            return;
        }
        let result = encoder.finish();
        match &mut self.on_finish {
            Some(call) => call(result),
            None => tell(result),
        }
    }
}

/// Nobody asked to be told of an error: it's told by a panic, unless there is one already.
fn tell<T>(result: io::Result<T>) {
    if let Err(error) = result
        && !std::thread::panicking()
    {
        panic!("{error}");
    }
}

impl<W: Write, F: FnMut(io::Result<W>)> Write for AutoFinishEncoder<'_, W, F> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.encoder.as_mut().expect(THERE).write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.encoder.as_mut().expect(THERE).flush()
    }
}

impl<'a, W: Write, F: FnMut(io::Result<()>)> AutoFlushDecoder<'a, W, F> {
    pub(super) fn new(decoder: Decoder<'a, W>, on_flush: Option<F>) -> Self {
        Self { decoder: Some(decoder), on_flush }
    }

    /// The writer.
    pub fn get_ref(&self) -> &W {
        self.decoder.as_ref().expect(THERE).get_ref()
    }

    /// The writer.
    pub fn get_mut(&mut self) -> &mut W {
        self.decoder.as_mut().expect(THERE).get_mut()
    }
}

impl<W: Write, F: FnMut(io::Result<()>)> Drop for AutoFlushDecoder<'_, W, F> {
    fn drop(&mut self) {
        let Some(mut decoder) = self.decoder.take() else { return };
        if decoder.is_lost() {
            return;
        }
        let result = decoder.flush();
        match &mut self.on_flush {
            Some(call) => call(result),
            None => tell(result),
        }
    }
}

impl<W: Write, F: FnMut(io::Result<()>)> Write for AutoFlushDecoder<'_, W, F> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.decoder.as_mut().expect(THERE).write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.decoder.as_mut().expect(THERE).flush()
    }
}

impl<W: Write + fmt::Debug, F: FnMut(io::Result<W>)> fmt::Debug for AutoFinishEncoder<'_, W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AutoFinishEncoder").field(&self.encoder).finish()
    }
}

impl<W: Write + fmt::Debug, F: FnMut(io::Result<()>)> fmt::Debug for AutoFlushDecoder<'_, W, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AutoFlushDecoder").field(&self.decoder).finish()
    }
}

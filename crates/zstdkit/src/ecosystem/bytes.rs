//! From any `Buf`, chunk by chunk, into `BytesMut`.

use bytes::{Buf, BytesMut};

use crate::{
    error::{Error, Result},
    options::{CompressOptions, DecompressOptions},
    output::{GrowingOutput, Room},
    parameters::EndDirective,
    push::{Compressor, Decompressor},
    step,
};

impl CompressOptions {
    /// Compresses all that `data` holds into one frame, whose header says its size.
    ///
    /// What lies in one piece goes the way of [`compress`](Self::compress); chunks go through a push
    /// stream, without being joined.
    ///
    /// ```
    /// use bytes::{Buf, Bytes};
    /// use zstdkit::{CompressOptions, DecompressOptions};
    ///
    /// let parts = Bytes::from("two parts, ").chain(Bytes::from("one frame"));
    /// let frame = CompressOptions::new().compress_buf(parts)?;
    /// let text = DecompressOptions::new().decompress_buf(frame)?;
    /// assert_eq!(text, "two parts, one frame");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress).
    pub fn compress_buf(&self, data: impl Buf) -> Result<BytesMut> {
        let mut frame = BytesMut::new();
        self.compress_buf_into(data, &mut frame)?;
        Ok(frame)
    }

    /// As [`compress_buf`](Self::compress_buf), but appends to `output`; returns how many bytes.
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress); `output` is then as it was.
    pub fn compress_buf_into<O>(&self, mut data: impl Buf, output: &mut O) -> Result<usize>
    where
        O: GrowingOutput,
    {
        if data.chunk().len() >= data.remaining() {
            let written = self.compress_into(data.chunk(), output)?;
            data.advance(data.remaining());
            return Ok(written);
        }
        let mut encoder = step::Encoder::new(self)?;
        encode(&mut encoder, data, EndDirective::End, &mut output.room())
    }
}

impl Compressor {
    /// Takes all that `data` holds, chunk by chunk, and appends to `output` what there is for
    /// `directive`; returns how many bytes.
    ///
    /// A frame of one such call records its content's size.
    ///
    /// ```
    /// use bytes::{Buf, BytesMut};
    /// use zstdkit::{CompressOptions, Compressor, EndDirective};
    ///
    /// let mut compressor = Compressor::new(&CompressOptions::new())?;
    /// let (mut received, mut sent) = (BytesMut::from("part 1, part 2"), BytesMut::new());
    /// let first = received.split_to(8);
    /// compressor.compress_buf_into(first.chain(&b"and "[..]), EndDirective::Flush, &mut sent)?;
    /// compressor.compress_buf_into(received, EndDirective::End, &mut sent)?;
    /// assert_eq!(zstdkit::decompress(&sent)?, b"part 1, and part 2");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`compress`](Self::compress); `output` is then as it was.
    pub fn compress_buf_into<O>(
        &mut self,
        data: impl Buf,
        directive: EndDirective,
        output: &mut O,
    ) -> Result<usize>
    where
        O: GrowingOutput,
    {
        encode(self.encoder(), data, directive, &mut output.room())
    }
}

fn encode(
    encoder: &mut step::Encoder,
    data: impl Buf,
    directive: EndDirective,
    room: &mut Room<'_>,
) -> Result<usize> {
    let outcome = encoder.guarded(|encoder| encode_on(encoder, data, directive, room));
    outcome.inspect_err(|_| room.rewind())
}

fn encode_on(
    encoder: &mut step::Encoder,
    mut data: impl Buf,
    directive: EndDirective,
    room: &mut Room<'_>,
) -> Result<usize> {
    let at_start = encoder.last_end_directive() == EndDirective::End && !encoder.is_pledged();
    if at_start && directive == EndDirective::End {
        encoder.set_pledged_size(Some(data.remaining() as u64))?;
    }
    loop {
        let chunk = data.chunk();
        // No chunk may be empty before the end. One that is, is taken for the end.
        let last = chunk.is_empty() || chunk.len() >= data.remaining();
        let directive = if last { directive } else { EndDirective::Continue };
        encoder.run(chunk, directive, room)?;
        let len = chunk.len();
        data.advance(len);
        if last {
            return Ok(room.written());
        }
    }
}

impl DecompressOptions {
    /// Decompresses every frame that `data` holds.
    ///
    /// What lies in one piece goes the way of [`decompress`](Self::decompress); chunks go through a
    /// push stream, without being joined.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress).
    pub fn decompress_buf(&self, data: impl Buf) -> Result<BytesMut> {
        let mut output = BytesMut::new();
        self.decompress_buf_into(data, &mut output)?;
        Ok(output)
    }

    /// As [`decompress_buf`](Self::decompress_buf), but appends to `output`; returns how many bytes.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); `output` is then as it was.
    pub fn decompress_buf_into<O>(&self, mut data: impl Buf, output: &mut O) -> Result<usize>
    where
        O: GrowingOutput,
    {
        if data.chunk().len() >= data.remaining() {
            let written = self.decompress_into(data.chunk(), output)?;
            data.advance(data.remaining());
            return Ok(written);
        }
        let mut decoder = step::Decoder::new(self)?;
        let mut room = output.room();
        let fed =
            each_chunk(data, |mut chunk| decoder.fill(&mut chunk, &mut room, usize::MAX, false));
        let whole = fed.and_then(|()| match decoder.at_frame_edge() {
            true => Ok(()),
            false => Err(Error::Truncated),
        });
        whole.inspect_err(|_| room.rewind()).map(|()| room.written())
    }
}

impl Decompressor {
    /// Takes all that `data` holds, chunk by chunk, and appends to `output` what that decompresses
    /// to; returns how many bytes.
    ///
    /// ```
    /// use bytes::{Buf, Bytes, BytesMut};
    /// use zstdkit::{DecompressOptions, Decompressor};
    ///
    /// let mut received = Bytes::from(zstdkit::compress(b"in two packets", 3)?);
    /// let packets = received.split_to(10).chain(received);
    /// let mut decompressor = Decompressor::new(&DecompressOptions::new())?;
    /// let mut output = BytesMut::new();
    /// decompressor.decompress_buf_into(packets, &mut output)?;
    /// assert!(decompressor.at_frame_edge());
    /// assert_eq!(output, "in two packets");
    /// # Ok::<(), zstdkit::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress); `output` is then as it was.
    pub fn decompress_buf_into<O>(&mut self, data: impl Buf, output: &mut O) -> Result<usize>
    where
        O: GrowingOutput,
    {
        let mut room = output.room();
        let decoder = self.decoder();
        each_chunk(data, |chunk| decoder.run(chunk, None, false, &mut room).map(drop))?;
        Ok(room.written())
    }
}

/// Hands out what `data` holds, and takes it from there.
fn each_chunk(mut data: impl Buf, mut take: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
    loop {
        let chunk = data.chunk();
        let last = chunk.is_empty() || chunk.len() >= data.remaining();
        take(chunk)?;
        let len = chunk.len();
        data.advance(len);
        if last {
            return Ok(());
        }
    }
}

//! Sizes over all frames of a buffer: what they decompress to, and the room that takes.

use crate::walk::frame_at;
use crate::{
    error::Error,
    header,
    info::{FrameInfo, FrameKind},
    options::Options,
    walk::Frame,
};

/// The sizes from this one on say "unknown" and "error" to libzstd.
const TOO_LARGE: u64 = u64::MAX - 1;

pub(crate) fn decompressed_size(buf: &[u8], options: Options) -> Result<Option<u64>, Error> {
    let mut sum = 0;
    let mut pos = 0;
    while let Some(rest) = buf.get(pos..).filter(|rest| !rest.is_empty()) {
        let info = header::parse(rest, pos as u64, options.format)?;
        let size = match (info.kind(), info.content_size()) {
            (FrameKind::Legacy(version), _) => {
                return Err(Error::LegacyFrame { offset: pos as u64, version });
            }
            (_, None) => return Ok(None),
            (_, Some(size)) => size,
        };
        sum = add(sum, size, pos)?;
        pos += frame_at(rest, pos as u64, options)?.size();
    }
    Ok(Some(sum))
}

pub(crate) fn decompressed_bound(buf: &[u8], options: Options) -> Result<u64, Error> {
    let mut sum = 0;
    for frame in options.frames(buf) {
        let frame = frame?;
        sum = add(sum, frame.decompressed_bound(), frame.offset())?;
    }
    Ok(sum)
}

pub(crate) fn decompression_margin(buf: &[u8], options: Options) -> Result<usize, Error> {
    let mut sum = 0;
    let mut largest_block = 0;
    for frame in options.frames(buf) {
        let frame = frame?;
        add(0, frame.decompressed_bound(), frame.offset())?;
        sum += bytes_that_regenerate_nothing(&frame);
        largest_block = largest_block.max(frame.info().block_size_limit());
    }
    // At most the buffer's length and 128 KiB.
    Ok(sum + largest_block as usize)
}

/// The frame's length without the contents of its blocks.
fn bytes_that_regenerate_nothing(frame: &Frame<'_>) -> usize {
    let info = frame.info();
    if !info.is_zstandard() {
        return frame.size();
    }
    let block_headers = frame.block_count() as usize * 3;
    info.header_size() + block_headers + if info.has_checksum() { 4 } else { 0 }
}

fn add(sum: u64, size: u64, frame_start: usize) -> Result<u64, Error> {
    match sum.checked_add(size) {
        Some(sum) if sum < TOO_LARGE => Ok(sum),
        _ => Err(Error::SizeOverflow { offset: frame_start as u64 }),
    }
}

/// How much memory libzstd's streaming decoder takes for a frame.
///
/// Made by [`FrameInfo::decoder_memory`]. [`DecoderMemory::total`] is what
/// `ZSTD_estimateDStreamSize` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DecoderMemory {
    input_buffer: u64,
    output_buffer: u64,
}

impl DecoderMemory {
    /// The size in bytes of a decoder without its buffers: its tables, for the most part.
    ///
    /// That of the libzstd 1.5.7 which `zstdkit-sys` compiles for x86-64 without legacy support. Other
    /// builds differ by some bytes: hooks for tracing, for one, take 8 more.
    pub const CONTEXT: u64 = 95_968;

    /// The size in bytes of the buffer that gathers a block's input.
    #[must_use]
    pub const fn input_buffer(&self) -> u64 {
        self.input_buffer
    }

    /// The size in bytes of the buffer that holds the window and the blocks being decoded.
    #[must_use]
    pub const fn output_buffer(&self) -> u64 {
        self.output_buffer
    }

    /// The size in bytes of the context and both buffers.
    #[must_use]
    pub const fn total(&self) -> u64 {
        Self::CONTEXT.saturating_add(self.input_buffer).saturating_add(self.output_buffer)
    }
}

/// How far libzstd's copy loops write over the end of what they copy.
const OVERLENGTH: u64 = 32;

impl FrameInfo {
    /// How much memory libzstd's streaming decoder takes for this frame.
    ///
    /// As the header claims it: check it against a limit before taking any. See
    /// [`decoder_memory`](crate::decoder_memory) for the sum with libzstd's own limit applied.
    #[must_use]
    pub const fn decoder_memory(&self) -> DecoderMemory {
        let block = self.block_size_limit() as u64;
        let output_buffer = self.window_size().saturating_add(2 * (block + OVERLENGTH));
        DecoderMemory { input_buffer: block, output_buffer }
    }
}

/// The largest window that the estimate is made for.
const WINDOW_SIZE_MAX: u64 = 1 << 31;

pub(crate) fn decoder_memory(buf: &[u8], options: Options) -> Result<u64, Error> {
    let info = options.frame_info(buf)?;
    if let FrameKind::Legacy(version) = info.kind() {
        return Err(Error::LegacyFrame { offset: 0, version });
    }
    match info.window_log() {
        Some(window_log) if info.window_size() > WINDOW_SIZE_MAX => {
            Err(Error::WindowTooLarge { offset: 0, window_log: window_log as u8 })
        }
        _ => Ok(info.decoder_memory().total()),
    }
}

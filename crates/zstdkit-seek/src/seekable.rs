//! Writing the seekable format: frames of one size, and after them a table of their sizes.

use std::io::{self, Write};
use std::ops::ControlFlow;

use zstdkit::{CompressContext, CompressOptions};

use crate::error::Result;
use crate::hash::{hash, low};
use crate::lists::{List as _, of_one};
use crate::machine::{Machine, Making};
use crate::threads;

/// The content of a frame, unless it is set.
const FRAME_SIZE: usize = 2 << 20;

/// The most content of a frame that libzstd's own reader takes.
const FRAME_SIZE_MAX: usize = 1 << 30;

/// The most frames that libzstd's own reader takes.
const FRAMES_MAX: usize = 0x800_0000;

const TABLE_FRAME_MAGIC: u32 = 0x184D_2A5E;
const CHECKSUM_FLAG: u8 = 0x80;

/// Compresses what is pushed into frames of one size; the machine behind the writers.
#[derive(Debug)]
pub(crate) struct Seekable {
    contexts: Vec<CompressContext>,
    frame_size: usize,
    checksums: bool,
    /// Content of frames that aren't compressed yet: all but the last are full.
    pending: Vec<Vec<u8>>,
    /// Compressed size, content size, checksum.
    entries: Vec<[u32; 3]>,
    options: CompressOptions,
    threads: usize,
}

impl Seekable {
    pub(crate) fn new(options: &CompressOptions) -> Result<Self> {
        Ok(Self {
            contexts: of_one(CompressContext::new(options)?)?,
            frame_size: FRAME_SIZE,
            checksums: true,
            pending: Vec::new(),
            entries: Vec::new(),
            options: options.clone(),
            threads: 1,
        })
    }

    pub(crate) fn set_frame_size(&mut self, bytes: usize) {
        self.frame_size = bytes.clamp(1, FRAME_SIZE_MAX);
    }

    pub(crate) const fn set_checksums(&mut self, on: bool) {
        self.checksums = on;
    }

    pub(crate) fn set_threads(&mut self, threads: usize) {
        self.threads = threads::count(threads, usize::MAX);
    }

    fn compress_pending(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if self.entries.len() + self.pending.len() > FRAMES_MAX {
            return Err(io::Error::other("more than 2^27 frames: make them larger").into());
        }
        while self.contexts.len() < self.pending.len() {
            self.contexts.append_one(CompressContext::new(&self.options)?)?;
        }
        let checksums = self.checksums;
        let work = |context: &mut CompressContext, content: &Vec<u8>| -> Result<_> {
            let mut frame = Vec::new();
            context.compress_into(content, &mut frame)?;
            Ok((frame, if checksums { low(hash(content)) } else { 0 }))
        };
        let count = self.pending.len();
        let mut frames: Vec<Result<_>> = Vec::new();
        frames.make_room(count)?;
        frames.resize_with(count, || Ok((Vec::new(), 0)));
        let jobs = self.contexts.iter_mut().zip(&self.pending).zip(&mut frames);
        threads::share(jobs, count, || {
            |((context, content), frame)| {
                *frame = work(context, content);
                ControlFlow::Continue(())
            }
        });
        for (frame, content) in frames.into_iter().zip(self.pending.drain(..)) {
            let (frame, checksum) = frame?;
            let Ok(size) = u32::try_from(frame.len()) else {
                return Err(
                    io::Error::other("a frame of more than 4 GiB: make them smaller").into()
                );
            };
            self.entries.append_one([size, content.len() as u32, checksum])?;
            out.append_all(&frame)?;
        }
        Ok(())
    }
}

impl Machine for Seekable {
    /// Takes some of the content, at most to a frame's end.
    fn push(&mut self, content: &[u8], out: &mut Vec<u8>) -> Result<usize> {
        if self.pending.last().is_none_or(|last| last.len() == self.frame_size) {
            if self.pending.len() == self.threads {
                self.compress_pending(out)?;
            }
            self.pending.append_one(Vec::new())?;
        }
        let Some(last) = self.pending.last_mut() else { return Ok(0) };
        let len = content.len().min(self.frame_size - last.len());
        last.append_all(&content[..len])?;
        if last.len() == self.frame_size && self.pending.len() == self.threads {
            self.compress_pending(out)?;
        }
        Ok(len)
    }

    /// Compresses what is pending, the last frame as short as it is.
    fn flush(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.compress_pending(out)
    }

    /// Ends the file: what is pending, and the table.
    fn finish(&mut self, out: &mut Vec<u8>) -> Result<bool> {
        self.compress_pending(out)?;
        let fields = if self.checksums { 3 } else { 2 };
        // 2^27 entries of 12 bytes fit.
        let size = self.entries.len() as u32 * 4 * fields as u32 + 9;
        out.make_room(size as usize + 8)?;
        out.extend(TABLE_FRAME_MAGIC.to_le_bytes());
        out.extend(size.to_le_bytes());
        for entry in &self.entries {
            out.extend(entry[..fields].iter().flat_map(|field| field.to_le_bytes()));
        }
        out.extend((self.entries.len() as u32).to_le_bytes());
        out.push(if self.checksums { CHECKSUM_FLAG } else { 0 });
        out.extend(zstdkit_frame::SEEKABLE_MAGIC.to_le_bytes());
        self.entries.clear();
        Ok(true)
    }
}

/// A writer of the seekable format, which libzstd's contributions define and other programs read too.
///
/// The content is cut into frames of 2 MiB, unless [`frame_size`](Self::frame_size) says otherwise, and
/// a table of them, with checksums, follows. Every decoder reads the whole, readers of the format
/// read any part. A flush ends a frame. [`finish`](Self::finish) ends the file; without it there is no
/// table.
///
/// ```
/// use std::io::Write;
/// use zstdkit::CompressOptions;
/// use zstdkit_seek::{SeekReader, SeekableWriter};
///
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let options = CompressOptions::new().level(7);
/// let mut writer = SeekableWriter::new(Vec::new(), &options)?.frame_size(64 << 10).threads(2);
/// writer.write_all(&content)?;
/// let file = writer.finish()?;
///
/// let mut range = Vec::new();
/// SeekReader::open(&file)?.read_range(1_000_000..1_000_008, &mut range)?;
/// assert_eq!(range, content[1_000_000..1_000_008]);
/// assert_eq!(zstdkit::decompress(&file)?, content);
/// # Ok::<(), zstdkit_seek::Error>(())
/// ```
#[doc(alias = "FrameLog")]
#[doc(alias = "SeekableCStream")]
#[doc(alias = "log_frame")]
#[doc(alias = "write_seek_table")]
#[derive(Debug)]
pub struct SeekableWriter<W> {
    writer: W,
    making: Making<Seekable>,
}

impl<W: Write> SeekableWriter<W> {
    /// Writes to `writer`, frames made with these options.
    ///
    /// # Errors
    ///
    /// Those of the options.
    pub fn new(writer: W, options: &CompressOptions) -> Result<Self> {
        Ok(Self { writer, making: Making::by(Seekable::new(options)?) })
    }

    /// How much content a frame has, from 1 byte to 1 GiB: 2 MiB unless it's set.
    ///
    /// To read anywhere takes decoding half a frame on average; the smaller frames are, the worse they
    /// compress.
    #[must_use]
    pub fn frame_size(mut self, bytes: usize) -> Self {
        self.making.machine.set_frame_size(bytes);
        self
    }

    /// Whether the table has checksums of the frames' content; it has unless it's set.
    #[must_use]
    pub const fn checksums(mut self, on: bool) -> Self {
        self.making.machine.set_checksums(on);
        self
    }

    /// How many frames are compressed at once, 1 unless it's set; 0 is as many as there are cores.
    ///
    /// It changes no byte of what is written.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.making.machine.set_threads(threads);
        self
    }

    /// Writes what is pending and the table, flushes, and gives the writer back.
    ///
    /// # Errors
    ///
    /// Those of compression and of the writer.
    pub fn finish(mut self) -> Result<W> {
        self.making.finish_into(&mut self.writer)?;
        Ok(self.writer)
    }
}

impl<W: Write> Write for SeekableWriter<W> {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        let taken = self.making.push(content)?;
        self.making.drain(&mut self.writer)?;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.making.flush()?;
        self.making.drain(&mut self.writer)?;
        self.writer.flush()
    }
}

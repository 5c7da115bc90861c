//! From a reader to a writer in one call.

use alloc::vec::Vec;
use std::{
    fs::File,
    io::{self, Read, Seek, Write},
};

use crate::{
    error::Error,
    options::{CompressOptions, DecompressOptions},
    stream::write,
};

/// How much is read at a time, in bytes.
const BUFFER: usize = 128 * 1024;

/// Compresses all that `source` gives into one frame in `destination`.
///
/// `progress` is called after each piece, with the bytes read and written so far. Returns both.
///
/// ```
/// use zstdkit::{CompressOptions, stream};
///
/// let mut frame = Vec::new();
/// let options = CompressOptions::new();
/// let (read, written) = stream::copy_encode(&b"plain"[..], &mut frame, &options, |_, _| {})?;
/// assert_eq!((read, written), (5, frame.len() as u64));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// Errors of the reader, of the writer, or of the options, as [`zstdkit::Error`](crate::Error)
/// within.
#[doc(alias = "encode_all")]
pub fn copy_encode(
    source: impl Read,
    destination: impl Write,
    options: &CompressOptions,
    progress: impl FnMut(u64, u64),
) -> io::Result<(u64, u64)> {
    encode(source, write::Encoder::with_options(Counted::new(destination), options)?, progress)
}

/// As [`copy_encode`], of a source that gives `size` bytes, where that is known: the frame says its size,
/// and takes the window and the memory of its size.
///
/// For files there is [`pledged`]; with `None` it's [`copy_encode`].
///
/// ```
/// use zstdkit::{CompressOptions, stream};
///
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("data");
/// # std::fs::write(&path, [7; 300_000])?;
/// let file = std::fs::File::open(path)?;
/// let (size, mut frame) = (stream::pledged(&file)?, Vec::new());
/// stream::copy_encode_sized(file, size, &mut frame, &CompressOptions::new(), |_, _| {})?;
/// assert_eq!(frame, CompressOptions::new().compress(&[7; 300_000])?);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// As [`copy_encode`]; [`Error::PledgedSize`] where the source gives more or less.
#[doc(alias = "compress_file")]
#[doc(alias = "compress_file_into")]
#[doc(alias = "compress_sized")]
#[doc(alias = "compress_sized_into")]
pub fn copy_encode_sized(
    source: impl Read,
    size: Option<u64>,
    destination: impl Write,
    options: &CompressOptions,
    progress: impl FnMut(u64, u64),
) -> io::Result<(u64, u64)> {
    let mut encoder = write::Encoder::with_options(Counted::new(destination), options)?;
    encoder.set_pledged_size(size)?;
    encode(source, encoder, progress)
}

/// How many bytes a file gives from where it stands, as its metadata says, to be pledged; `None` for what is
/// no regular file, and can't know.
///
/// A file that grows or shrinks meanwhile makes a pledge wrong, which is an error of who compresses.
///
/// # Errors
///
/// Those of the system.
#[doc(alias = "compress_file")]
#[doc(alias = "compress_file_into")]
pub fn pledged(mut file: &File) -> io::Result<Option<u64>> {
    let metadata = file.metadata()?;
    // Some that the system makes up as they are read, such as those of /proc, say that they're empty.
    if !metadata.is_file() || metadata.len() == 0 {
        return Ok(None);
    }
    let position = file.stream_position()?;
    Ok(Some(metadata.len().saturating_sub(position)))
}

/// Decompresses all frames that `source` gives into `destination`.
///
/// `progress` is called after each piece, with the bytes read and written so far. Returns both.
///
/// # Errors
///
/// Errors of the reader, of the writer, or of the frames, as [`zstdkit::Error`](crate::Error)
/// within.
#[doc(alias = "decode_all")]
pub fn copy_decode(
    source: impl Read,
    destination: impl Write,
    options: &DecompressOptions,
    progress: impl FnMut(u64, u64),
) -> io::Result<(u64, u64)> {
    let decoder = write::Decoder::with_options(Counted::new(destination), options)?;
    copy(
        source,
        decoder,
        |decoder| decoder.get_ref().count,
        |decoder| decoder.try_finish(),
        progress,
    )
}

fn encode<W: Write>(
    source: impl Read,
    encoder: write::Encoder<Counted<W>>,
    progress: impl FnMut(u64, u64),
) -> io::Result<(u64, u64)> {
    copy(
        source,
        encoder,
        |encoder| encoder.get_ref().count,
        |encoder| encoder.try_finish(),
        progress,
    )
}

/// Writes all of `source` into an adaptor, and finishes that.
fn copy<W: Write>(
    mut source: impl Read,
    mut adaptor: W,
    written: impl Fn(&W) -> u64,
    finish: impl Fn(&mut W) -> io::Result<()>,
    mut progress: impl FnMut(u64, u64),
) -> io::Result<(u64, u64)> {
    // As `BufReader` would, but with an error where there's no memory for its buffer.
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(BUFFER).map_err(|_| Error::OutOfMemory)?;
    buffer.resize(BUFFER, 0);
    let mut read = 0;
    loop {
        let piece = match source.read(&mut buffer) {
            Ok(len) => &buffer[..len],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let len = piece.len();
        adaptor.write_all(piece)?;
        read += len as u64;
        if len == 0 {
            finish(&mut adaptor)?;
            adaptor.flush()?;
            progress(read, written(&adaptor));
            return Ok((read, written(&adaptor)));
        }
        progress(read, written(&adaptor));
    }
}

/// A writer that counts what it takes.
struct Counted<W> {
    inner: W,
    count: u64,
}

impl<W> Counted<W> {
    fn new(inner: W) -> Self {
        Self { inner, count: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let taken = self.inner.write(data)?;
        self.count += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

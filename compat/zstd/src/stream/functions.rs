//! Copies from a reader to a writer.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::Path,
};

use super::{Decoder, Encoder};
use crate::error::{out_of_memory, with_room};

/// What [`copy_encode`] reads before it compresses any, in bytes: a source that ends before has its size said.
const AHEAD: usize = 128 * 1024;

/// The most that [`decode_all`] has ready ahead of content, in bytes, whatever a header claims.
const READY: u64 = 1024 * 1024;

/// The size of the first frame's content, in bytes, if it says so.
pub fn decompressed_size(data: &[u8]) -> Option<u64> {
    zstd_safe::get_frame_content_size(data).ok().flatten()
}

/// Decompresses all that a reader gives.
///
/// # Errors
///
/// Nothing is given, or damaged frames; the reader's own.
pub fn decode_all<R: Read>(source: R) -> io::Result<Vec<u8>> {
    let mut decoder = Decoder::new(source)?;
    let claimed = decompressed_size(peek(&mut decoder)?).unwrap_or(0);
    let mut content = with_room(claimed.min(READY) as usize)?;
    decoder.read_to_end(&mut content)?;
    Ok(content)
}

/// What a decoder's source has at hand, or the error that it has.
fn peek<'a, R: io::BufRead>(decoder: &'a mut Decoder<'_, R>) -> io::Result<&'a [u8]> {
    loop {
        match decoder.get_mut().fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    // Asked again, a filled buffer is not read for.
    decoder.get_mut().fill_buf()
}

/// Decompresses all that a reader gives to a writer.
///
/// # Errors
///
/// Nothing is given, or damaged frames; the reader's and the writer's own.
pub fn copy_decode<R: Read, W: Write>(source: R, mut destination: W) -> io::Result<()> {
    io::copy(&mut Decoder::new(source)?, &mut destination).map(drop)
}

/// Compresses all that a reader gives, into one frame.
///
/// # Errors
///
/// The reader's own, or there is no memory.
pub fn encode_all<R: Read>(source: R, level: i32) -> io::Result<Vec<u8>> {
    let mut frame = Vec::new();
    copy_encode(source, &mut frame, level)?;
    Ok(frame)
}

/// Compresses all that a reader gives, which is so many bytes, into one frame.
///
/// # Errors
///
/// It's more or less; the reader's own, or there is no memory.
pub fn compress_sized<R: Read>(source: R, level: i32, size: u64) -> io::Result<Vec<u8>> {
    let mut frame = Vec::new();
    compress_sized_into(source, &mut frame, level, size)?;
    Ok(frame)
}

/// Compresses all that a reader gives, which is so many bytes, into one frame for a writer.
///
/// # Errors
///
/// It's more or less; the reader's and the writer's own, or there is no memory.
pub fn compress_sized_into<R: Read, W: Write>(
    mut source: R,
    destination: W,
    level: i32,
    size: u64,
) -> io::Result<()> {
    let mut encoder = Encoder::new(destination, level)?;
    encoder.set_pledged_src_size(Some(size))?;
    io::copy(&mut source, &mut encoder)?;
    encoder.finish().map(drop)
}

/// Compresses a file into one frame, which says its size.
///
/// # Errors
///
/// The file can't be read, or changes its size meanwhile; there is no memory.
pub fn compress_file<P: AsRef<Path>>(path: P, level: i32) -> io::Result<Vec<u8>> {
    let mut frame = Vec::new();
    compress_file_into(path, &mut frame, level)?;
    Ok(frame)
}

/// Compresses a file into one frame for a writer, which says its size.
///
/// # Errors
///
/// The file can't be read, or changes its size meanwhile; the writer's own, or there is no memory.
pub fn compress_file_into<P: AsRef<Path>, W: Write>(
    path: P,
    destination: W,
    level: i32,
) -> io::Result<()> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    compress_sized_into(file, destination, level, size)
}

/// Compresses all that a reader gives, into one frame for a writer. Below 128 KiB, the frame says its size.
///
/// # Errors
///
/// The reader's and the writer's own, or there is no memory.
pub fn copy_encode<R: Read, W: Write>(mut source: R, destination: W, level: i32) -> io::Result<()> {
    let mut first = Vec::new();
    first.try_reserve_exact(AHEAD).map_err(|_| out_of_memory())?;
    source.by_ref().take(AHEAD as u64).read_to_end(&mut first)?;
    let mut encoder = Encoder::new(destination, level)?;
    if first.len() < AHEAD {
        encoder.set_pledged_src_size(Some(first.len() as u64))?;
    }
    encoder.write_all(&first)?;
    if first.len() == AHEAD {
        drop(first);
        io::copy(&mut source, &mut encoder)?;
    }
    encoder.finish().map(drop)
}

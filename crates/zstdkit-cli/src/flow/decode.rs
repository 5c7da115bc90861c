//! The step of decompression: frames in, content out, nothing lost that comes before damage.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, Write as _},
};

use anyhow::{Context as _, Result, anyhow, bail};
use zstdkit::{DecompressOptions, Decompressor, Error};
use zstdkit_frame::SourceFrames;

use super::{
    cut::Cutter,
    open::Input,
    pipeline::{CHUNK, Reader, Writer},
};
use crate::arguments::place::Source;

/// The most output of one call.
const PIECE: usize = 1 << 20;

/// What frames that are decompressed at once, and their content, may take in memory for each thread.
const MOST_HELD: u64 = 4 << 20;

/// What is known of frames when they have gone by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Passed {
    pub(crate) frames: u64,
    /// Those without a checksum.
    pub(crate) unchecked: u64,
}

/// Decompresses all that the reader gives.
pub(crate) fn stream(
    options: &DecompressOptions,
    pass_through: bool,
    reader: &mut Reader,
    writer: &mut Writer,
) -> Result<Passed> {
    let mut decompressor = Decompressor::new(options)?;
    let mut cutter = Cutter::default();
    let mut is_first = true;
    loop {
        let chunk = reader.next()?;
        let is_last = chunk.len() < CHUNK;
        if is_first && chunk.is_empty() {
            bail!("is empty: a frame, even one of no data, has 9 bytes or more");
        }
        if is_first && zstdkit_frame::frame_info(chunk).is_err_and(|it| is_foreign(&it)) {
            if pass_through {
                return copy(reader, writer);
            }
            if let Some(name) = foreign(chunk) {
                bail!("is {name}, not Zstandard's: {name} has a command of its own");
            }
        }
        is_first = false;
        let mut rest = chunk;
        while !rest.is_empty() {
            let (mut piece, after) = rest.split_at(cutter.piece(rest));
            rest = after;
            loop {
                decompressor.decompress_into(piece, Some(PIECE), writer.buffer())?;
                writer.pass()?;
                piece = &[];
                if decompressor.needs_input() {
                    break;
                }
            }
        }
        if is_last {
            break;
        }
    }
    if !decompressor.at_frame_edge() {
        return Err(Error::Truncated.into());
    }
    Ok(Passed { frames: cutter.frames, unchecked: cutter.unchecked })
}

fn is_foreign(error: &zstdkit_frame::Error) -> bool {
    matches!(
        error,
        zstdkit_frame::Error::UnknownFrame { .. } | zstdkit_frame::Error::Incomplete { .. }
    )
}

/// Writes what is no frame as it is, the chunk at hand first.
fn copy(reader: &mut Reader, writer: &mut Writer) -> Result<Passed> {
    loop {
        let chunk = reader.current();
        let is_last = chunk.len() < CHUNK;
        writer.buffer().extend_from_slice(chunk);
        writer.pass()?;
        if is_last {
            return Ok(Passed::default());
        }
        reader.next()?;
    }
}

/// Whose format it is, of those that are met.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 7] = [
        (b"\x1F\x8B", "gzip"),
        (b"\xFD7zXZ\0", "xz"),
        (b"\x04\x22\x4D\x18", "lz4"),
        (b"BZh", "bzip2"),
        (b"PK\x03\x04", "zip"),
        (b"7z\xBC\xAF\x27\x1C", "7z"),
        (b"\x5D\0\0", "lzma"),
    ];
    KNOWN.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}

/// Whether the input is a file of several frames, so that threads have something to share.
pub(crate) fn has_frames_to_share(input: &mut Input) -> Result<bool> {
    if input.regular().is_none() || input.stream_position()? != 0 {
        return Ok(false);
    }
    let mut source = SourceFrames::new(&mut *input)?;
    // What is damaged is found, and told, when it's decompressed.
    let first = source.next().is_some_and(|frame| frame.is_ok());
    let several = first && source.next().is_some_and(|frame| frame.is_ok());
    input.rewind()?;
    Ok(several)
}

/// Decompresses a file of several frames by several threads: as many frames at once as fit into the
/// memory that is held, and one that is larger piece by piece.
///
/// `None`, with `input` where the rest begins, once frames come that are not to be shared.
pub(crate) fn share(
    options: &DecompressOptions,
    threads: u32,
    source: &Source,
    input: &mut Input,
    writer: &mut Writer,
) -> Result<Option<Passed>> {
    let Source::File(path) = source else { return Ok(None) };
    let most = MOST_HELD * u64::from(threads);
    // A file of its own, for two clones have one place.
    let walked = File::open(path).context("cannot read")?;
    let mut frames = SourceFrames::new(io::BufReader::new(walked))?;
    let (mut at, mut end, mut held) = (0_u64, 0_u64, 0_u64);
    let mut passed = Passed::default();
    loop {
        let frame = frames.next().transpose().ok().flatten();
        let size = frame.as_ref().map_or(0, zstdkit_frame::SourceFrame::size);
        let more = frame
            .as_ref()
            .map_or(u64::MAX, |frame| size.saturating_add(frame.decompressed_bound()));
        if held.saturating_add(more) > most && end > at {
            let mut data = Vec::new();
            input.by_ref().take(end - at).read_to_end(&mut data).context("cannot read")?;
            match options.decompress(&data) {
                Ok(content) => {
                    writer.write_all(&content)?;
                }
                Err(_) => {
                    // The stream writes what is sound of it, and tells.
                    input.seek(io::SeekFrom::Start(at)).context("cannot read")?;
                    return Ok(None);
                }
            }
            (at, held) = (end, 0);
        }
        let Some(frame) = frame else {
            let is_end = input.remaining()? == Some(0);
            return Ok(is_end.then_some(passed));
        };
        if more > most {
            // One frame after the other from here on.
            return Ok(None);
        }
        if frame.info().is_zstandard() {
            passed.frames += 1;
            passed.unchecked += u64::from(!frame.info().has_checksum());
        }
        end += size;
        held += more;
    }
}

/// What an error means to who uses the command.
pub(crate) fn explained(error: anyhow::Error, has_dictionary: bool) -> anyhow::Error {
    match error.downcast_ref::<Error>() {
        Some(Error::WindowTooLarge { window_size, limit }) => {
            let needs = format!(
                "the frame needs a window of {window_size} bytes, over the limit of {limit}"
            );
            match window_size.checked_next_power_of_two().map(u64::ilog2) {
                Some(log) if log <= 31 => anyhow!(
                    "{needs}; -p windowLogMax={log}, or --long={log}, allows it, if you trust its sender"
                ),
                _ => anyhow!("{needs}; no decoder of zstd's takes one of more than 2 GiB"),
            }
        }
        Some(Error::DictionaryMismatch { wanted, .. }) if !has_dictionary => anyhow!(
            "it was compressed with a dictionary, id {wanted}; -D DICT names the file that holds it"
        ),
        Some(Error::DictionaryMismatch { wanted, had }) => anyhow!(
            "it was compressed with another dictionary: it wants id {wanted}, and -D names {had}"
        ),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remedies_are_offered_where_they_help() {
        let told = |window_size| {
            explained(Error::WindowTooLarge { window_size, limit: 1 << 27 }.into(), false)
                .to_string()
        };
        assert!(told(1 << 28).contains("-p windowLogMax=28, or --long=28"));
        assert!(told((1 << 28) + 1).contains("--long=29"));
        assert!(!told(1 << 41).contains("windowLogMax"), "{}", told(1 << 41));
        let wanted = Error::DictionaryMismatch { wanted: 77, had: 0 };
        let told = explained(wanted.into(), false).to_string();
        assert!(told.contains("-D") && told.contains("77"), "{told}");
    }
}

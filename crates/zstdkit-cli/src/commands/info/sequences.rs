//! The sequences of a file's blocks, one to a line, as they are decoded.

use std::{
    fmt::Write as _,
    io::{self, BufRead as _, BufReader, Read},
};

use anyhow::{Context as _, Result};
use zstdkit::Dictionary;
use zstdkit_frame::{Block, FrameInfo, FrameKind, Tables, frame_info};

use crate::{flow::write, report::human};

/// The longest block: more than a frame's header.
const PIECE_MAX: usize = (128 << 10) + 3;

/// From this many bytes of text on, they are written.
const TEXT_MAX: usize = 64 << 10;

/// Writes the sequences of all frames to stdout, in constant memory.
///
/// What comes before an error is written before the error is told.
pub(crate) fn list(source: impl Read, dictionary: Option<&Dictionary>) -> Result<()> {
    let mut text = String::new();
    let outcome = list_frames(source, dictionary, &mut text);
    write::print(&text)?;
    outcome
}

fn list_frames(source: impl Read, dictionary: Option<&Dictionary>, out: &mut String) -> Result<()> {
    let start = match dictionary {
        // Raw content has no tables.
        Some(dictionary) if dictionary.id() != 0 => Tables::from_dictionary(dictionary.content())?,
        _ => Tables::new(),
    };
    let mut pieces = Pieces { source: BufReader::with_capacity(PIECE_MAX, source), pos: 0 };
    let mut frame = 0_u64;
    while !pieces.source.fill_buf()?.is_empty() {
        let (info, head) = pieces.read(frame_info)?;
        if info.is_zstandard() {
            list_frame(&mut pieces, frame, info, start.clone(), out)?;
        } else if let FrameKind::Skippable { size, .. } = info.kind() {
            pieces.skip(u64::from(size))?;
        } else {
            // No more than its kind is known, which this says.
            zstdkit_frame::frame_size(&head)?;
        }
        frame += 1;
    }
    Ok(())
}

fn list_frame(
    pieces: &mut Pieces<impl Read>,
    frame: u64,
    info: FrameInfo,
    mut tables: Tables,
    out: &mut String,
) -> Result<()> {
    let mut at = 0_u64;
    for number in 0_u64.. {
        let offset = pieces.pos;
        let (_, bytes) = pieces.read(|bytes| Block::read(bytes, &info).map(drop))?;
        let block = Block::read(&bytes, &info)?;
        let mut sequences = block
            .sequences(&tables)
            .with_context(|| format!("frame {frame}, block {number} at offset {offset}"))?;
        writeln!(
            out,
            "frame {frame}, block {number}: {} at offset {offset}",
            human::counted(u64::from(sequences.left()), "sequence"),
        )?;
        let start = at;
        for sequence in &mut sequences {
            let sequence = sequence
                .with_context(|| format!("frame {frame}, block {number} at offset {offset}"))?;
            write!(
                out,
                "  at {at}: {} literals, {} bytes from {} back",
                sequence.literal_length, sequence.match_length, sequence.offset
            )?;
            match sequence.repeat_code {
                0 => writeln!(out)?,
                code => writeln!(out, " (repeat {code})")?,
            }
            at += u64::from(sequence.literal_length) + u64::from(sequence.match_length);
            if out.len() >= TEXT_MAX {
                write::print(out)?;
                out.clear();
            }
        }
        let end = start + u64::from(sequences.content_size());
        if end > at {
            writeln!(out, "  at {at}: {} literals", end - at)?;
        }
        at = end;
        tables = sequences.finish()?;
        if block.is_last() {
            break;
        }
    }
    if info.has_checksum() {
        pieces.skip(4)?;
    }
    Ok(())
}

/// A source read by headers and blocks.
struct Pieces<R> {
    source: BufReader<R>,
    pos: u64,
}

impl<R: Read> Pieces<R> {
    /// Reads what `parse` finds at the start of what comes, as much of it as it asks for.
    fn read<T>(
        &mut self,
        parse: impl Fn(&[u8]) -> Result<T, zstdkit_frame::Error>,
    ) -> Result<(T, Vec<u8>)> {
        let mut bytes = Vec::new();
        loop {
            match parse(&bytes) {
                Ok(parsed) => return Ok((parsed, bytes)),
                Err(error) => {
                    let needed = error.needed().unwrap_or(0);
                    if needed == 0 || self.take(needed, &mut bytes)? < needed {
                        return Err(error).with_context(|| {
                            format!(
                                "in the part that starts at offset {}",
                                self.pos - bytes.len() as u64
                            )
                        });
                    }
                }
            }
        }
    }

    fn take(&mut self, count: u64, bytes: &mut Vec<u8>) -> io::Result<u64> {
        let taken = self.source.by_ref().take(count).read_to_end(bytes)? as u64;
        self.pos += taken;
        Ok(taken)
    }

    fn skip(&mut self, count: u64) -> Result<()> {
        let skipped = io::copy(&mut self.source.by_ref().take(count), &mut io::sink())?;
        self.pos += skipped;
        anyhow::ensure!(skipped == count, "the input ends at offset {}, within a frame", self.pos);
        Ok(())
    }
}

//! The sequences of a file's blocks, one to a line, as they are decoded.

use std::io::{self, BufRead as _, BufReader, Read};

use anyhow::{Context as _, Result};
use zstdkit::Dictionary;
use zstdkit_frame::{Block, FrameInfo, FrameKind, Sequence, Tables, frame_info};

use crate::{flow::write, report::human};

/// The longest block: more than a frame's header.
const PIECE_MAX: usize = (128 << 10) + 3;

/// From this many bytes of text on, they are written.
const TEXT_MAX: usize = 64 << 10;

/// How they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    /// The entries of a list of blocks.
    Json,
}

/// Writes the sequences of all frames to stdout, in constant memory.
///
/// What comes before an error is written before the error is told.
pub(crate) fn list(source: impl Read, dictionary: Option<&Dictionary>, form: Form) -> Result<()> {
    let mut out = Listing { text: String::new(), form, is_open: false, blocks: 0, sequences: 0 };
    let outcome = list_frames(source, dictionary, &mut out);
    out.close();
    write::print(&out.text)?;
    outcome
}

/// What is written, not much of it at a time.
struct Listing {
    text: String,
    form: Form,
    /// Whether a block's list of sequences has been begun.
    is_open: bool,
    blocks: u64,
    sequences: u64,
}

impl Listing {
    fn block(&mut self, frame: u64, number: u64, offset: u64, sequences: u32) {
        match self.form {
            Form::Text => {
                let sequences = human::counted(u64::from(sequences), "sequence");
                self.text +=
                    &format!("frame {frame}, block {number}: {sequences} at offset {offset}\n");
            }
            Form::Json => {
                let comma = if self.blocks > 0 { "," } else { "" };
                self.text += &format!(
                    "{comma}\n      {{\"frame\": {frame}, \"block\": {number}, \"offset\": {offset}, \"sequences\": ["
                );
                self.is_open = true;
                self.sequences = 0;
            }
        }
        self.blocks += 1;
    }

    fn sequence(&mut self, at: u64, sequence: &Sequence) -> Result<()> {
        let Sequence { literal_length, match_length, offset, repeat_code, .. } = sequence;
        match self.form {
            Form::Text => {
                self.text += &format!(
                    "  at {at}: {literal_length} literals, {match_length} bytes from {offset} back"
                );
                match repeat_code {
                    0 => self.text.push('\n'),
                    code => self.text += &format!(" (repeat {code})\n"),
                }
            }
            Form::Json => {
                let comma = if self.sequences > 0 { "," } else { "" };
                self.text += &format!(
                    "{comma}\n        {{\"at\": {at}, \"literals\": {literal_length}, \"match\": {match_length}, \
                     \"offset\": {offset}, \"repeat_code\": {repeat_code}}}"
                );
            }
        }
        self.sequences += 1;
        if self.text.len() >= TEXT_MAX {
            write::print(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    /// The literals after a block's last sequence.
    fn rest(&mut self, at: u64, literals: u64) {
        match self.form {
            Form::Text if literals > 0 => self.text += &format!("  at {at}: {literals} literals\n"),
            Form::Text => {}
            Form::Json => {
                self.text += &format!("], \"last_literals\": {literals}}}");
                self.is_open = false;
            }
        }
    }

    /// Ends a block that damage broke off.
    fn close(&mut self) {
        if std::mem::take(&mut self.is_open) {
            self.text += "], \"last_literals\": null}";
        }
    }
}

fn list_frames(
    source: impl Read,
    dictionary: Option<&Dictionary>,
    out: &mut Listing,
) -> Result<()> {
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
    out: &mut Listing,
) -> Result<()> {
    let mut at = 0_u64;
    for number in 0_u64.. {
        let offset = pieces.pos;
        let (_, bytes) = pieces.read(|bytes| Block::read(bytes, &info).map(drop))?;
        let block = Block::read(&bytes, &info)?;
        let mut sequences = block
            .sequences(&tables)
            .with_context(|| format!("frame {frame}, block {number} at offset {offset}"))?;
        out.block(frame, number, offset, sequences.left());
        let start = at;
        for sequence in &mut sequences {
            let sequence = sequence
                .with_context(|| format!("frame {frame}, block {number} at offset {offset}"))?;
            out.sequence(at, &sequence)?;
            at += u64::from(sequence.literal_length) + u64::from(sequence.match_length);
        }
        let end = start + u64::from(sequences.content_size());
        out.rest(at, end - at);
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

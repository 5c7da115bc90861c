//! Samples: whole files, or pieces from all over them.

use std::{
    io::{Seek as _, SeekFrom},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::{
    arguments::place::Source,
    report::{failure, human, json::Name},
};

/// For each second, what is measured with at most: so many bytes are compressed at many levels.
const PER_SECOND: f64 = 1e6;

/// A window of the lower levels, and more than any machine takes a second for.
const LEAST: u64 = 1 << 20;
const MOST: u64 = 64 << 20;

/// What is taken from one place of a file.
const PIECE: u64 = 256 << 10;

/// What is measured with.
#[derive(Debug, Default)]
pub(super) struct Sample {
    pub(super) data: Vec<u8>,
    pub(super) files: Vec<File>,
    /// Whence, and how much.
    pub(super) description: String,
}

#[derive(Debug, Serialize)]
pub(super) struct File {
    #[serde(flatten)]
    name: Name,
    /// What was taken of it.
    taken: u64,
    error: Option<Message>,
}

#[derive(Debug, Serialize)]
struct Message {
    offset: Option<u64>,
    message: String,
}

/// Takes as much of each file as is its share; the others are taken where one can't be read.
pub(super) fn gather(sources: &[Source], seconds: f64) -> Result<(Sample, ExitCode)> {
    let most = ((seconds * PER_SECOND) as u64).clamp(LEAST, MOST);
    let mut sample = Sample::default();
    let mut left = sources.len() as u64;
    let outcome = failure::each(sources, |source| {
        let share = (most - sample.data.len() as u64) / left.max(1);
        left -= 1;
        let before = sample.data.len();
        let taken = take(source, share, &mut sample.data);
        sample.files.push(File {
            name: source.name(),
            taken: (sample.data.len() - before) as u64,
            error: taken
                .as_ref()
                .err()
                .map(|error| Message { offset: None, message: failure::one_line(error) }),
        });
        taken.with_context(|| source.to_string())
    })?;
    if sample.data.is_empty() {
        bail!("there is nothing to measure with: what could be read is empty");
    }
    sample.description = format!(
        "{} of {}, one thread",
        human::size(sample.data.len() as u64),
        match sources {
            [only] => only.to_string(),
            several => human::counted(several.len() as u64, "file"),
        }
    );
    Ok((sample, outcome))
}

/// Appends `share` bytes of a file, in pieces from all over it where it has more.
fn take(source: &Source, share: u64, data: &mut Vec<u8>) -> Result<()> {
    let mut input = source.open()?;
    let size = match input.remaining()? {
        Some(size) if size > share => size,
        // A pipe can't be read but from its start.
        _ => {
            data.extend(input.read_up_to(share)?);
            return Ok(());
        }
    };
    let pieces = (share / PIECE).max(1);
    let start = input.stream_position()?;
    for piece in 0..pieces {
        input.seek(SeekFrom::Start(start + size / pieces * piece))?;
        data.extend(input.read_up_to(share / pieces)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_from_all_over_a_large_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let content: Vec<u8> = (0..8_u8).flat_map(|part| vec![part; 1 << 20]).collect();
        std::fs::write(file.path(), &content).unwrap();
        let mut data = Vec::new();
        take(&Source::File(file.path().into()), 2 << 20, &mut data).unwrap();
        assert_eq!(data.len(), 2 << 20);
        let seen: Vec<bool> = (0..8_u8).map(|part| data.contains(&part)).collect();
        assert_eq!(seen, [true; 8]);
        data.clear();
        take(&Source::File(file.path().into()), 8 << 20, &mut data).unwrap();
        assert!(data == content);
    }
}

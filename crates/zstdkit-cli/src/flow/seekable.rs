//! `zstdkit compress --seekable` and `--index`.

use std::io::{self, Write};

use anyhow::{Context as _, Result};
use zstdkit::CompressOptions;
use zstdkit_seek::{IndexOptions, IndexedWriter, SeekableWriter};

use crate::flow::{open::Input, write::Output};

/// What is read at once.
const CHUNK: usize = 1 << 20;

/// How a file is laid out that is to be read anywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// Frames of so much content, and a table.
    Seekable { frame_size: usize, threads: usize },
    /// One frame, and an index.
    Indexed,
}

/// Compresses all of the input; how many bytes were read and written.
pub(crate) fn write(
    layout: Layout,
    options: &CompressOptions,
    input: &mut Input,
    output: &mut Output,
) -> Result<(u64, u64)> {
    let counted = Counted { output, written: 0 };
    match layout {
        Layout::Seekable { frame_size, threads } => {
            let writer = SeekableWriter::new(counted, options)?;
            let mut writer = writer.frame_size(frame_size).threads(threads);
            let read = copy(input, &mut writer)?;
            Ok((read, writer.finish()?.written))
        }
        Layout::Indexed => {
            let mut writer = IndexedWriter::new(counted, options, &IndexOptions::new())?;
            let read = copy(input, &mut writer)?;
            Ok((read, writer.finish()?.0.written))
        }
    }
}

fn copy(input: &mut Input, writer: &mut impl Write) -> Result<u64> {
    let mut chunk = vec![0; CHUNK];
    let mut read = 0;
    loop {
        let len = input.fill(&mut chunk).context("cannot read")?;
        writer.write_all(&chunk[..len])?;
        read += len as u64;
        if len < CHUNK {
            return Ok(read);
        }
    }
}

struct Counted<'a> {
    output: &'a mut Output,
    written: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.output.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

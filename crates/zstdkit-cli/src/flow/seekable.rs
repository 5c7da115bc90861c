//! `zstdkit compress --seekable` and `--index`.

use std::io::Write;

use anyhow::Result;
use zstdkit::CompressOptions;
use zstdkit_seek::{IndexOptions, IndexedWriter, SeekableWriter};

use super::pipeline::{CHUNK, Reader, Writer};

/// How a file is laid out that is to be read anywhere.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    /// Frames of so much content, and a table.
    Seekable { frame_size: usize, threads: usize },
    /// One frame, and an index with points so far apart.
    Indexed { spacing: Option<u64>, threads: usize },
}

/// Compresses all of the input, `size` bytes where that is known.
pub(crate) fn write(
    layout: Layout,
    options: &CompressOptions,
    size: Option<u64>,
    reader: &mut Reader,
    output: &mut Writer,
) -> Result<()> {
    match layout {
        Layout::Seekable { frame_size, threads } => {
            let writer = SeekableWriter::new(output, options)?;
            let mut writer = writer.frame_size(frame_size).threads(threads);
            copy(reader, &mut writer)?;
            writer.finish()?;
        }
        Layout::Indexed { spacing, threads } => {
            let mut indexing = IndexOptions::new().threads(threads);
            if let Some(bytes) = spacing {
                indexing = indexing.spacing(bytes);
            }
            let mut writer = IndexedWriter::new(output, options, &indexing)?;
            writer.set_pledged_size(size)?;
            copy(reader, &mut writer)?;
            writer.finish()?;
        }
    }
    Ok(())
}

fn copy(reader: &mut Reader, writer: &mut impl Write) -> Result<()> {
    loop {
        let chunk = reader.next()?;
        writer.write_all(chunk)?;
        if chunk.len() < CHUNK {
            return Ok(());
        }
    }
}

//! Where bytes end up: a file, with holes where it may have them, or nowhere.

use std::{
    fs::File,
    io::{self, Seek as _, SeekFrom, Write as _},
};

use crate::report::failure::ReaderGone;

/// Zeros are left out in runs of so many.
const HOLE: usize = 32 << 10;

/// Takes what is written.
#[derive(Debug)]
pub(crate) enum Sink {
    /// Stdout, devices, pipes, which somebody reads.
    Stream(File),
    /// A file.
    File(File),
    /// A file whose zeros need no room on the disk: so many were left out last.
    Sparse(File, u64),
    Nowhere,
}

impl Sink {
    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Stream(file) => file.write_all(bytes).map_err(ReaderGone::mark),
            Self::File(file) => file.write_all(bytes),
            Self::Sparse(file, hole) => write_sparse(file, hole, bytes),
            Self::Nowhere => Ok(()),
        }
    }

    /// Gives a file that ends in a hole its length.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Self::Sparse(mut file, hole) if hole > 0 => {
                let end = file.stream_position()? + hole;
                file.set_len(end)?;
                file.seek(SeekFrom::Start(end)).map(drop)
            }
            _ => Ok(()),
        }
    }
}

fn write_sparse(file: &mut File, hole: &mut u64, bytes: &[u8]) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let zeros = run(rest, true);
        *hole += zeros as u64;
        rest = &rest[zeros..];
        let content = run(rest, false);
        if content > 0 {
            if *hole > 0 {
                file.seek_relative(i64::try_from(*hole).map_err(io::Error::other)?)?;
                *hole = 0;
            }
            file.write_all(&rest[..content])?;
            rest = &rest[content..];
        }
    }
    Ok(())
}

/// How many bytes from the start on are of pieces that are all zeros, or that are not.
fn run(bytes: &[u8], zeros: bool) -> usize {
    let pieces = bytes.chunks(HOLE).take_while(|piece| is_zero(piece) == zeros);
    pieces.map(<[u8]>::len).sum()
}

fn is_zero(bytes: &[u8]) -> bool {
    // Most content is told by its first bytes.
    bytes.iter().take(64).all(|byte| *byte == 0) && bytes.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_read_as_the_zeros_that_they_stand_for() {
        let mut data = vec![0; 10 * HOLE];
        data[3 * HOLE + 5] = 1;
        data[7 * HOLE] = 2;
        for end in [HOLE - 1, 4 * HOLE, 5 * HOLE, 10 * HOLE] {
            for cut in [1000, HOLE, 3 * HOLE + 1] {
                let file = tempfile::NamedTempFile::new().unwrap();
                let mut sink = Sink::Sparse(file.reopen().unwrap(), 0);
                for piece in data[..end].chunks(cut) {
                    sink.write_all(piece).unwrap();
                }
                sink.finish().unwrap();
                assert!(std::fs::read(file.path()).unwrap() == data[..end], "{end}, {cut}");
            }
        }
    }
}

//! Readers and writers that give little at a time, and fail in between.

use std::io::{self, BufRead, Read, Write};

use crate::data::Numbers;

/// How a [`Flaky`] behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    /// The most bytes that a call takes or gives.
    pub(crate) most: usize,
    /// Whether calls fail now and then.
    pub(crate) fails: bool,
}

/// A reader or writer with [`Habits`].
#[derive(Debug)]
pub(crate) struct Flaky<T> {
    pub(crate) inner: T,
    habits: Habits,
    calls: u64,
}

impl<T> Flaky<T> {
    pub(crate) fn new(inner: T, habits: Habits) -> Self {
        Self { inner, habits, calls: 0 }
    }

    fn turn(&mut self) -> io::Result<usize> {
        self.calls += 1;
        let chance = Numbers::new_draw(self.calls);
        match chance % 4 {
            0 if self.habits.fails => Err(io::ErrorKind::WouldBlock.into()),
            1 if self.habits.fails => Err(io::ErrorKind::Interrupted.into()),
            _ => Ok(1 + (chance >> 8) as usize % self.habits.most),
        }
    }
}

impl Numbers {
    /// The first number of a seed.
    fn new_draw(seed: u64) -> u64 {
        Self::new(seed).next()
    }
}

impl<T: Read> Read for Flaky<T> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = self.turn()?.min(buf.len());
        self.inner.read(&mut buf[..most])
    }
}

impl<T: BufRead> BufRead for Flaky<T> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let most = self.turn()?;
        let buffer = self.inner.fill_buf()?;
        Ok(&buffer[..most.min(buffer.len())])
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
    }
}

impl<T: Write> Write for Flaky<T> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let most = self.turn()?.min(data.len());
        self.inner.write(&data[..most])
    }

    fn flush(&mut self) -> io::Result<()> {
        self.turn()?;
        self.inner.flush()
    }
}

/// Tries again until `call` fails with another error than those that [`Flaky`] makes up.
pub(crate) fn insist<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match call() {
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                ) => {}
            outcome => return outcome,
        }
    }
}

/// Reads to the end through any number of failures, `piece` bytes at a time.
pub(crate) fn read_all(mut reader: impl Read, piece: usize) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    let mut buffer = vec![0; piece];
    loop {
        match insist(|| reader.read(&mut buffer))? {
            0 => return Ok(all),
            len => all.extend_from_slice(&buffer[..len]),
        }
    }
}

/// Writes all of `data` through any number of failures, `piece` bytes at a time.
pub(crate) fn write_all(mut writer: impl Write, data: &[u8], piece: usize) -> io::Result<()> {
    for mut part in data.chunks(piece) {
        while !part.is_empty() {
            match insist(|| writer.write(part))? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                len => part = &part[len..],
            }
        }
    }
    Ok(())
}

/// The crate's error within an [`io::Error`].
pub(crate) fn inner_error(error: &io::Error) -> &zstdkit::Error {
    error.get_ref().and_then(|inner| inner.downcast_ref()).expect("an error of the crate's")
}

pub(crate) const HABITS: [Habits; 4] = [
    Habits { most: 1, fails: false },
    Habits { most: 1, fails: true },
    Habits { most: 10_000, fails: false },
    Habits { most: 10_000, fails: true },
];

//! Lists that grow only if there is memory for it, which std's own ways of growing end the program for.

use std::io::{self, Write};

use crate::error::Result;

/// What [`Vec`] does, with an error where memory is refused.
pub(crate) trait List<T> {
    /// Has room for so many more.
    fn make_room(&mut self, more: usize) -> Result<()>;

    /// Appends a value.
    fn append_one(&mut self, value: T) -> Result<()>;

    /// Appends copies.
    fn append_all(&mut self, values: &[T]) -> Result<()>
    where
        T: Copy;

    /// Has this length, with copies of `value` where it was shorter.
    fn set_len_with(&mut self, len: usize, value: T) -> Result<()>
    where
        T: Copy;
}

impl<T> List<T> for Vec<T> {
    fn make_room(&mut self, more: usize) -> Result<()> {
        Ok(self.try_reserve(more).map_err(|_| zstdkit::Error::OutOfMemory)?)
    }

    fn append_one(&mut self, value: T) -> Result<()> {
        self.make_room(1)?;
        self.push(value);
        Ok(())
    }

    fn append_all(&mut self, values: &[T]) -> Result<()>
    where
        T: Copy,
    {
        self.make_room(values.len())?;
        self.extend_from_slice(values);
        Ok(())
    }

    fn set_len_with(&mut self, len: usize, value: T) -> Result<()>
    where
        T: Copy,
    {
        self.make_room(len.saturating_sub(self.len()))?;
        self.resize(len, value);
        Ok(())
    }
}

/// Bytes that are written to the end of a list.
#[derive(Debug)]
pub(crate) struct Growing<'a>(pub(crate) &'a mut Vec<u8>);

impl Write for Growing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.append_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A list of one value.
pub(crate) fn of_one<T>(value: T) -> Result<Vec<T>> {
    let mut list = Vec::new();
    list.append_one(value)?;
    Ok(list)
}

/// As many bytes, all 0.
pub(crate) fn zeros(len: usize) -> Result<Vec<u8>> {
    let mut list = Vec::new();
    list.try_reserve_exact(len).map_err(|_| zstdkit::Error::OutOfMemory)?;
    list.resize(len, 0);
    Ok(list)
}

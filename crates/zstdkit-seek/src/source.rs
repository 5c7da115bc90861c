//! Where compressed bytes come from: anything that can be read at a place.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// A source whose bytes can be read at any place, by several threads at once.
///
/// Slices, vectors and files are sources as they are (on Windows, that moves a file's own position);
/// [`Seeking`] makes one of whatever reads and
/// seeks. For ranges from afar (HTTP, object stores) implement it: the crate's example `http_ranges`
/// does.
pub trait ReadAt {
    /// Reads at `offset` into `buf`; fewer bytes than asked for only at the end, 0 behind it.
    ///
    /// # Errors
    ///
    /// Those of the source.
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize>;

    /// The length in bytes.
    ///
    /// # Errors
    ///
    /// Those of the source.
    fn size(&self) -> io::Result<u64>;

    /// How many bytes are best read at once: 64 KiB, unless each reading has a price of its own.
    fn read_size(&self) -> usize {
        64 << 10
    }
}

impl ReadAt for [u8] {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(self.len());
        let len = buf.len().min(self.len() - from);
        buf[..len].copy_from_slice(&self[from..from + len]);
        Ok(len)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }
}

impl ReadAt for Vec<u8> {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(offset, buf)
    }

    fn size(&self) -> io::Result<u64> {
        self.as_slice().size()
    }
}

impl ReadAt for File {
    fn read_at(&self, mut offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buf.len() {
            #[cfg(unix)]
            let read = std::os::unix::fs::FileExt::read_at(self, &mut buf[filled..], offset);
            #[cfg(windows)]
            let read = std::os::windows::fs::FileExt::seek_read(self, &mut buf[filled..], offset);
            #[cfg(not(any(unix, windows)))]
            let read = {
                let mut file = self;
                file.seek(SeekFrom::Start(offset)).and_then(|_| file.read(&mut buf[filled..]))
            };
            match read {
                Ok(0) => break,
                Ok(read) => {
                    filled += read;
                    offset += read as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn size(&self) -> io::Result<u64> {
        let mut file = self;
        match self.metadata() {
            Ok(metadata) if metadata.is_file() => Ok(metadata.len()),
            // A device has its length at its end.
            _ => file.seek(SeekFrom::End(0)),
        }
    }
}

macro_rules! delegate {
    ($($pointer:ty),*) => {$(
        impl<S: ReadAt + ?Sized> ReadAt for $pointer {
            fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
                (**self).read_at(offset, buf)
            }

            fn size(&self) -> io::Result<u64> {
                (**self).size()
            }

            fn read_size(&self) -> usize {
                (**self).read_size()
            }
        }
    )*};
}

delegate!(&S, Box<S>, Arc<S>);

/// A source that reads and seeks, such as a `Cursor`, as one that is read at places.
///
/// Threads take turns.
#[derive(Debug)]
pub struct Seeking<R>(Mutex<R>);

impl<R: Read + Seek> Seeking<R> {
    /// Takes the source, from its very start, wherever it stands now.
    pub const fn new(source: R) -> Self {
        Self(Mutex::new(source))
    }

    /// Gives the source back, wherever it stands now.
    pub fn into_inner(self) -> R {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R: Read + Seek> ReadAt for Seeking<R> {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut source = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        source.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while filled < buf.len() {
            match source.read(&mut buf[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn size(&self) -> io::Result<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).seek(SeekFrom::End(0))
    }
}

/// A part of a source, read from its start to its end; it seeks too.
#[derive(Debug)]
pub(crate) struct Part<S> {
    source: S,
    start: u64,
    end: u64,
    pos: u64,
}

impl<S: ReadAt> Part<S> {
    pub(crate) const fn new(source: S, start: u64, end: u64) -> Self {
        Self { source, start, end, pos: start }
    }
}

impl<S: ReadAt> Read for Part<S> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let left = self.end.saturating_sub(self.pos);
        let len = usize::try_from(left).unwrap_or(usize::MAX).min(buf.len());
        let read = self.source.read_at(self.pos, &mut buf[..len])?;
        self.pos += read as u64;
        Ok(read)
    }
}

impl<S: ReadAt> Seek for Part<S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(offset) => self.start.checked_add(offset),
            SeekFrom::End(offset) => self.end.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.pos.checked_add_signed(offset),
        };
        match to.filter(|to| *to >= self.start) {
            Some(to) => {
                self.pos = to;
                Ok(to - self.start)
            }
            None => Err(io::Error::new(io::ErrorKind::InvalidInput, "before the start")),
        }
    }
}

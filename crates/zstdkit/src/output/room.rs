//! Output under way.

use alloc::{collections::TryReserveError, vec::Vec};
use core::mem::MaybeUninit;

use super::pages::prefer_large;
use crate::error::{Error, Result};

/// Output under way: how much room is left, how much has been written.
#[derive(Debug)]
pub struct Room<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    Slice {
        slice: &'a mut [MaybeUninit<u8>],
        filled: usize,
    },
    Vec {
        vec: &'a mut Vec<u8>,
        base: usize,
    },
    #[cfg(feature = "bytes")]
    Bytes {
        bytes: &'a mut bytes::BytesMut,
        base: usize,
    },
}

impl<'a> Room<'a> {
    /// A slice, from its start.
    #[inline]
    pub(super) fn over(slice: &'a mut [MaybeUninit<u8>]) -> Self {
        Self(Kind::Slice { slice, filled: 0 })
    }

    /// A vector's end.
    #[inline]
    pub(super) fn behind(vec: &'a mut Vec<u8>) -> Self {
        let base = vec.len();
        Self(Kind::Vec { vec, base })
    }

    /// As [`behind`](Self::behind).
    #[cfg(feature = "bytes")]
    pub(super) fn behind_bytes(bytes: &'a mut bytes::BytesMut) -> Self {
        let base = bytes.len();
        Self(Kind::Bytes { bytes, base })
    }
}

impl Room<'_> {
    /// What can be written now.
    #[inline]
    pub(crate) fn spare(&mut self) -> &mut [MaybeUninit<u8>] {
        match &mut self.0 {
            Kind::Slice { slice, filled } => &mut slice[*filled..],
            Kind::Vec { vec, .. } => vec.spare_capacity_mut(),
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, .. } => bytes.spare_capacity_mut(),
        }
    }

    /// Counts `written` bytes as output.
    ///
    /// # Safety
    ///
    /// The first `written` bytes of [`spare`](Self::spare) are initialised.
    #[inline]
    pub(crate) unsafe fn advance(&mut self, written: usize) {
        match &mut self.0 {
            Kind::Slice { slice, filled } => {
                debug_assert!(written <= slice.len() - *filled);
                *filled += written;
            }
            Kind::Vec { vec, .. } => {
                debug_assert!(written <= vec.capacity() - vec.len());
                // SAFETY: the caller vouches for the bytes, which lie within the capacity.
                unsafe { vec.set_len(vec.len() + written) };
            }
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, .. } => {
                debug_assert!(written <= bytes.capacity() - bytes.len());
                // SAFETY: the caller vouches for the bytes, which lie within the capacity.
                unsafe { bytes.set_len(bytes.len() + written) };
            }
        }
    }

    /// Writes a byte, for which there is room.
    #[cfg(feature = "std")]
    pub(crate) fn push(&mut self, byte: u8) {
        self.spare()[0].write(byte);
        // SAFETY: just written.
        unsafe { self.advance(1) };
    }

    /// How much has been written.
    #[inline]
    pub(crate) fn written(&self) -> usize {
        match &self.0 {
            Kind::Slice { filled, .. } => *filled,
            Kind::Vec { vec, base } => vec.len() - base,
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, base } => bytes.len() - base,
        }
    }

    /// Whether it can grow.
    #[inline]
    pub(crate) fn grows(&self) -> bool {
        !matches!(self.0, Kind::Slice { .. })
    }

    /// Makes room for exactly `len` bytes more, if it can grow; a slice is left as it is.
    #[inline]
    pub(crate) fn reserve_exact(&mut self, len: usize) -> Result<()> {
        match &mut self.0 {
            Kind::Slice { .. } => Ok(()),
            Kind::Vec { vec, .. } => grow(vec, |vec| vec.try_reserve_exact(len)),
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, .. } => reserve_bytes(bytes, len),
        }
    }

    /// Makes room for `len` bytes or more, at least doubling what there is, if it can grow.
    #[inline]
    pub(crate) fn reserve(&mut self, len: usize) -> Result<()> {
        match &mut self.0 {
            Kind::Slice { .. } => Ok(()),
            Kind::Vec { vec, .. } => grow(vec, |vec| vec.try_reserve(len)),
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, .. } => reserve_bytes(bytes, len),
        }
    }

    /// Takes back all that was written.
    #[inline]
    pub(crate) fn rewind(&mut self) {
        match &mut self.0 {
            Kind::Slice { filled, .. } => *filled = 0,
            Kind::Vec { vec, base } => vec.truncate(*base),
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, base } => bytes.truncate(*base),
        }
    }
}

#[inline]
fn grow(
    vec: &mut Vec<u8>,
    reserve: impl FnOnce(&mut Vec<u8>) -> Result<(), TryReserveError>,
) -> Result<()> {
    let before = vec.capacity();
    reserve(vec).map_err(|_| Error::OutOfMemory)?;
    if vec.capacity() > before {
        prefer_large(vec.spare_capacity_mut());
    }
    Ok(())
}

/// Has `fill` write to what a buffer of tokio's has unfilled.
#[cfg(feature = "tokio")]
pub(crate) fn in_read_buf<T>(
    buf: &mut tokio::io::ReadBuf<'_>,
    fill: impl FnOnce(&mut Room<'_>) -> T,
) -> T {
    // SAFETY: a room is written to alone, so that bytes that are initialised stay so.
    let mut room = Room::over(unsafe { buf.unfilled_mut() });
    let outcome = fill(&mut room);
    let written = room.written();
    // SAFETY: what a room counts as written is initialised.
    unsafe { buf.assume_init(written) };
    buf.advance(written);
    outcome
}

/// Makes room for `len` bytes more, or answers for a length at which `BytesMut` would panic.
#[cfg(feature = "bytes")]
fn reserve_bytes(bytes: &mut bytes::BytesMut, len: usize) -> Result<()> {
    match bytes.len().checked_add(len) {
        Some(total) if total <= isize::MAX as usize => {
            bytes.reserve(len);
            Ok(())
        }
        _ => Err(Error::OutOfMemory),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(room: &mut Room<'_>, bytes: &[u8]) {
        for (to, from) in room.spare().iter_mut().zip(bytes) {
            to.write(*from);
        }
        // SAFETY: just written.
        unsafe { room.advance(bytes.len()) };
    }

    #[test]
    fn a_vec_is_appended_to_and_rewound_to_where_it_was() {
        let mut vec = b"before".to_vec();
        let mut room = Room::behind(&mut vec);
        room.reserve(100).unwrap();
        write(&mut room, b"abc");
        write(&mut room, b"def");
        assert_eq!(room.written(), 6);
        room.rewind();
        write(&mut room, b"x");
        assert_eq!(vec, b"beforex");
    }

    #[cfg(feature = "bytes")]
    #[test]
    fn bytes_are_appended_to_and_rewound_to_where_they_were() {
        let mut bytes = bytes::BytesMut::from(&b"before"[..]);
        let mut room = Room::behind_bytes(&mut bytes);
        assert!(room.grows());
        room.reserve(100).unwrap();
        write(&mut room, b"abc");
        write(&mut room, b"def");
        assert_eq!(room.written(), 6);
        room.rewind();
        assert_eq!(room.reserve_exact(usize::MAX), Err(Error::OutOfMemory));
        assert_eq!(room.reserve(isize::MAX as usize), Err(Error::OutOfMemory));
        write(&mut room, b"x");
        assert_eq!(bytes, b"beforex"[..]);
    }

    #[cfg(feature = "tokio")]
    #[test]
    fn what_is_written_to_a_read_buf_counts_as_filled() {
        let mut memory = [MaybeUninit::uninit(); 8];
        let mut buf = tokio::io::ReadBuf::uninit(&mut memory);
        buf.put_slice(b"ab");
        in_read_buf(&mut buf, |room| write(room, b"cde"));
        assert_eq!(buf.filled(), b"abcde");
        in_read_buf(&mut buf, |room| write(room, b"fgh"));
        assert_eq!((buf.filled(), buf.remaining()), (&b"abcdefgh"[..], 0));
    }

    #[test]
    fn a_slice_is_written_from_its_start_and_never_grows() {
        let mut slice = [0u8; 4];
        let mut room = crate::output::Sealed::room(&mut slice);
        room.reserve(100).unwrap();
        assert!(!room.grows());
        write(&mut room, b"ab");
        assert_eq!(room.spare().len(), 2);
        assert_eq!(slice, *b"ab\0\0");
    }
}

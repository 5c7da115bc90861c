//! Where output goes: a caller's slice, or a vector's spare room.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use crate::{Error, Result};

/// A place for output: a slice, written from its start, or a [`Vec`], appended to.
///
/// A slice has to be large enough; a `Vec` grows as needed, and doesn't allocate while its spare
/// capacity suffices. Nothing is zeroed beforehand. Implemented for `[u8]`, `[MaybeUninit<u8>]`,
/// arrays of both, and what is a [`GrowingOutput`]; other crates can't implement it.
///
/// ```
/// use zstdkit::{CompressContext, CompressOptions};
///
/// let mut context = CompressContext::new(&CompressOptions::new())?;
/// let mut array = [0; 64];
/// let written = context.compress_into(b"into an array", &mut array)?;
/// let mut vec = Vec::new();
/// context.compress_into(b"into an array", &mut vec)?;
/// assert_eq!(array[..written], vec);
/// # Ok::<(), zstdkit::Error>(())
/// ```
pub trait Output: Sealed {}

impl<T: Sealed + ?Sized> Output for T {}

/// An [`Output`] that is appended to, and grows as needed: `Vec<u8>`, and with the feature `bytes`
/// `bytes::BytesMut`.
///
/// Memory that can't be had is [`Error::OutOfMemory`] with a `Vec`. `BytesMut` can't report it: the
/// program then ends, as with any of its methods.
pub trait GrowingOutput: Output + Sized {}

impl GrowingOutput for Vec<u8> {}

#[cfg(feature = "bytes")]
impl GrowingOutput for bytes::BytesMut {}

/// Keeps [`Output`] to this crate.
pub trait Sealed {
    /// The room that it offers.
    fn room(&mut self) -> Room<'_>;
}

impl Sealed for [u8] {
    #[inline]
    fn room(&mut self) -> Room<'_> {
        // SAFETY: the two types have one layout, and only initialised bytes are ever written
        // through the result, so that the slice stays initialised.
        let slice = unsafe { &mut *(core::ptr::from_mut(self) as *mut [MaybeUninit<u8>]) };
        Room(Kind::Slice { slice, filled: 0 })
    }
}

impl Sealed for [MaybeUninit<u8>] {
    #[inline]
    fn room(&mut self) -> Room<'_> {
        Room(Kind::Slice { slice: self, filled: 0 })
    }
}

impl<const N: usize> Sealed for [u8; N] {
    #[inline]
    fn room(&mut self) -> Room<'_> {
        self.as_mut_slice().room()
    }
}

impl<const N: usize> Sealed for [MaybeUninit<u8>; N] {
    #[inline]
    fn room(&mut self) -> Room<'_> {
        self.as_mut_slice().room()
    }
}

impl Sealed for Vec<u8> {
    #[inline]
    fn room(&mut self) -> Room<'_> {
        let base = self.len();
        Room(Kind::Vec { vec: self, base })
    }
}

#[cfg(feature = "bytes")]
impl Sealed for bytes::BytesMut {
    fn room(&mut self) -> Room<'_> {
        let base = self.len();
        Room(Kind::Bytes { bytes: self, base })
    }
}

/// Has `fill` write to what a buffer of tokio's has unfilled.
#[cfg(feature = "tokio")]
pub(crate) fn in_read_buf<T>(
    buf: &mut tokio::io::ReadBuf<'_>,
    fill: impl FnOnce(&mut Room<'_>) -> T,
) -> T {
    // SAFETY: a room is written to alone, so that bytes that are initialised stay so.
    let mut room = unsafe { buf.unfilled_mut() }.room();
    let outcome = fill(&mut room);
    let written = room.written();
    // SAFETY: what a room counts as written is initialised.
    unsafe { buf.assume_init(written) };
    buf.advance(written);
    outcome
}

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
            Kind::Vec { vec, .. } => vec.try_reserve_exact(len).map_err(|_| Error::OutOfMemory),
            #[cfg(feature = "bytes")]
            Kind::Bytes { bytes, .. } => reserve_bytes(bytes, len),
        }
    }

    /// Makes room for `len` bytes or more, at least doubling what there is, if it can grow.
    #[inline]
    pub(crate) fn reserve(&mut self, len: usize) -> Result<()> {
        match &mut self.0 {
            Kind::Slice { .. } => Ok(()),
            Kind::Vec { vec, .. } => vec.try_reserve(len).map_err(|_| Error::OutOfMemory),
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
        let mut room = vec.room();
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
        let mut room = bytes.room();
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
        let mut room = slice.room();
        room.reserve(100).unwrap();
        assert!(!room.grows());
        write(&mut room, b"ab");
        assert_eq!(room.spare().len(), 2);
        assert_eq!(slice, *b"ab\0\0");
    }
}

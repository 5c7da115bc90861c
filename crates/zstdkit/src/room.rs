//! Where output goes: a caller's slice, or a vector's spare room.

use alloc::vec::Vec;
use core::mem::MaybeUninit;

use crate::{Error, Result};

/// A place for output: a slice, written from its start, or a [`Vec`], appended to.
///
/// A slice has to be large enough; a `Vec` grows as needed, and doesn't allocate while its spare
/// capacity suffices. Nothing is zeroed beforehand. Implemented for `[u8]`, `[MaybeUninit<u8>]`,
/// arrays of both, and `Vec<u8>`; other crates can't implement it.
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

/// Output under way: how much room is left, how much has been written.
#[derive(Debug)]
pub struct Room<'a>(Kind<'a>);

#[derive(Debug)]
enum Kind<'a> {
    Slice { slice: &'a mut [MaybeUninit<u8>], filled: usize },
    Vec { vec: &'a mut Vec<u8>, base: usize },
}

impl Room<'_> {
    /// What can be written now.
    #[inline]
    pub(crate) fn spare(&mut self) -> &mut [MaybeUninit<u8>] {
        match &mut self.0 {
            Kind::Slice { slice, filled } => &mut slice[*filled..],
            Kind::Vec { vec, .. } => vec.spare_capacity_mut(),
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
        }
    }

    /// How much has been written.
    #[inline]
    pub(crate) fn written(&self) -> usize {
        match &self.0 {
            Kind::Slice { filled, .. } => *filled,
            Kind::Vec { vec, base } => vec.len() - base,
        }
    }

    /// Whether it can grow.
    #[inline]
    pub(crate) fn grows(&self) -> bool {
        matches!(self.0, Kind::Vec { .. })
    }

    /// Makes room for exactly `len` bytes more, if it can grow; a slice is left as it is.
    #[inline]
    pub(crate) fn reserve_exact(&mut self, len: usize) -> Result<()> {
        match &mut self.0 {
            Kind::Slice { .. } => Ok(()),
            Kind::Vec { vec, .. } => vec.try_reserve_exact(len).map_err(|_| Error::OutOfMemory),
        }
    }

    /// Makes room for `len` bytes or more, at least doubling what there is, if it can grow.
    #[inline]
    pub(crate) fn reserve(&mut self, len: usize) -> Result<()> {
        match &mut self.0 {
            Kind::Slice { .. } => Ok(()),
            Kind::Vec { vec, .. } => vec.try_reserve(len).map_err(|_| Error::OutOfMemory),
        }
    }

    /// Takes back all that was written.
    #[inline]
    pub(crate) fn rewind(&mut self) {
        match &mut self.0 {
            Kind::Slice { filled, .. } => *filled = 0,
            Kind::Vec { vec, base } => vec.truncate(*base),
        }
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

//! Where output goes: a caller's slice, or a vector's spare room.

mod bound;
mod pages;
mod room;

pub use bound::compress_bound;
pub use pages::output_buffer;

pub(crate) use room::Room;
#[cfg(feature = "tokio")]
pub(crate) use room::in_read_buf;

use alloc::vec::Vec;
use core::mem::MaybeUninit;

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
#[doc(alias = "OutBuffer")]
#[doc(alias = "WriteBuf")]
#[doc(alias = "around")]
#[doc(alias = "around_pos")]
#[doc(alias = "as_mut_ptr")]
#[doc(alias = "capacity")]
#[doc(alias = "filled_until")]
#[doc(alias = "write_from")]
pub trait Output: Sealed {}

impl<T: Sealed + ?Sized> Output for T {}

/// An [`Output`] that is appended to, and grows as needed: `Vec<u8>`, and with the feature `bytes`
/// `bytes::BytesMut`.
///
/// Memory that can't be had is [`Error::OutOfMemory`](crate::Error::OutOfMemory) with a `Vec`. `BytesMut` can't report it: the
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
        Room::over(slice)
    }
}

impl Sealed for [MaybeUninit<u8>] {
    #[inline]
    fn room(&mut self) -> Room<'_> {
        Room::over(self)
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
        Room::behind(self)
    }
}

#[cfg(feature = "bytes")]
impl Sealed for bytes::BytesMut {
    fn room(&mut self) -> Room<'_> {
        Room::behind_bytes(self)
    }
}

/// Returns capacity that a result doesn't need to the allocator, where it's worth the call.
pub(crate) fn give_back_waste(vec: &mut Vec<u8>) {
    let waste = vec.capacity() - vec.len();
    if waste > 4096 && waste > vec.len() / 4 {
        crate::error::fallible::shrink(vec);
    }
}

//! Buffers that C goes back to in later calls: libzstd's stable-buffer modes.

use core::{marker::PhantomData, mem::MaybeUninit, ptr::NonNull, slice};

use zstdkit_sys as sys;

use super::{Cctx, Dctx, check};
use crate::{error::ErrorCode, parameters::EndDirective};

/// Room that stays where it is, and lent, for as long as this lives; filled from its start.
///
/// C keeps pointers into it from one call to the next, so that no reference to it is made meanwhile.
#[derive(Debug)]
pub(crate) struct LastingRoom<'room> {
    base: NonNull<u8>,
    len: usize,
    filled: usize,
    room: PhantomData<&'room mut [MaybeUninit<u8>]>,
}

// SAFETY: it stands for a `&mut` slice of bytes.
unsafe impl Send for LastingRoom<'_> {}
// SAFETY: a shared reference to it tells lengths only.
unsafe impl Sync for LastingRoom<'_> {}

impl<'room> LastingRoom<'room> {
    pub(crate) fn new(room: &'room mut [MaybeUninit<u8>]) -> Self {
        let len = room.len();
        Self { base: NonNull::from(room).cast(), len, filled: 0, room: PhantomData }
    }

    /// Room that is initialised, and stays so.
    pub(crate) fn initialised(room: &'room mut [u8]) -> Self {
        let len = room.len();
        Self { base: NonNull::from(room).cast(), len, filled: 0, room: PhantomData }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn filled(&self) -> usize {
        self.filled
    }

    /// What isn't filled yet. Until that has come to its end, C goes back to nothing.
    #[cfg(feature = "legacy")]
    pub(crate) fn spare(&mut self) -> &mut [MaybeUninit<u8>] {
        // SAFETY: the room was lent, and nothing else refers to it for as long as the slice lives: C is
        // between frames, or in one that it writes by itself.
        unsafe {
            let start = self.base.add(self.filled).as_ptr().cast();
            slice::from_raw_parts_mut(start, self.len - self.filled)
        }
    }

    /// Counts `len` bytes more as filled.
    ///
    /// # Safety
    ///
    /// The first `len` bytes of [`spare`](Self::spare) were written.
    #[cfg(feature = "legacy")]
    pub(crate) unsafe fn advance(&mut self, len: usize) {
        self.filled += len;
    }

    /// Leaves out what lies beyond `len` bytes.
    pub(crate) fn limit(&mut self, len: usize) {
        self.len = self.len.min(len).max(self.filled);
    }

    /// Ends it, and gives back what was filled.
    pub(crate) fn into_filled(self) -> &'room mut [u8] {
        // SAFETY: the room was lent for that lifetime, and C wrote its first `filled` bytes.
        unsafe { slice::from_raw_parts_mut(self.base.as_ptr(), self.filled) }
    }

    fn out_buffer(&self) -> sys::ZSTD_outBuffer {
        sys::ZSTD_outBuffer { dst: self.base.as_ptr().cast(), size: self.len, pos: self.filled }
    }
}

impl Cctx {
    /// Has C keep to the room of [`stream_to`](Self::stream_to), or to the input of
    /// [`stream_from`](Self::stream_from), until the next parameter reset.
    pub(crate) fn set_lasting(&mut self, input: bool, output: bool) -> Result<(), ErrorCode> {
        self.set(sys::ZSTD_cParameter::ZSTD_c_stableInBuffer, input.into())?;
        self.set(sys::ZSTD_cParameter::ZSTD_c_stableOutBuffer, output.into())
    }

    /// One step of a stream that ends with `data`, of which `taken` bytes were taken before.
    ///
    /// There are no workers. Returns how many bytes were written, and how many at least are still to
    /// come.
    pub(crate) fn stream_from(
        &mut self,
        data: &[u8],
        taken: &mut usize,
        room: &mut [MaybeUninit<u8>],
    ) -> Result<(usize, usize), ErrorCode> {
        let mut from =
            sys::ZSTD_inBuffer { src: data.as_ptr().cast(), size: data.len(), pos: *taken };
        let mut to =
            sys::ZSTD_outBuffer { dst: room.as_mut_ptr().cast(), size: room.len(), pos: 0 };
        // SAFETY: the pointer is a live CCtx. With ZSTD_c_stableInBuffer, ZSTD_compressStream2 goes
        // back to input of earlier calls, but only where `from` is the same buffer again, which it
        // checks: zstd.h calls it memory safe as long as that is valid. It writes within `to`.
        let left = check(unsafe {
            let directive = EndDirective::End.as_raw();
            sys::ZSTD_compressStream2(self.raw.as_ptr(), &mut to, &mut from, directive)
        })?;
        *taken = from.pos;
        Ok((to.pos, left))
    }

    /// One step of a stream into room that stays; returns how many bytes at least are still to come.
    pub(crate) fn stream_to(
        &mut self,
        input: &mut &[u8],
        room: &mut LastingRoom<'_>,
        directive: EndDirective,
    ) -> Result<usize, ErrorCode> {
        let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to = room.out_buffer();
        // SAFETY: the pointer is a live CCtx. ZSTD_compressStream2 reads within `from`, and writes
        // within what `to` has left, which is lent. With ZSTD_c_stableOutBuffer it keeps that room's
        // length alone, to check it.
        let left = check(unsafe {
            sys::ZSTD_compressStream2(self.raw.as_ptr(), &mut to, &mut from, directive.as_raw())
        })?;
        room.filled = to.pos;
        *input = &input[from.pos..];
        Ok(left)
    }
}

impl Dctx {
    /// Has C keep to the room of [`stream_to`](Self::stream_to), until the next parameter reset, or not.
    pub(crate) fn set_lasting(&mut self, on: bool) -> Result<(), ErrorCode> {
        self.set(sys::ZSTD_dParameter::ZSTD_d_stableOutBuffer, on.into())
    }

    /// One step of a stream into room that stays; says whether a frame is complete.
    pub(crate) fn stream_to(
        &mut self,
        input: &mut &[u8],
        room: &mut LastingRoom<'_>,
    ) -> Result<bool, ErrorCode> {
        let mut from = sys::ZSTD_inBuffer { src: input.as_ptr().cast(), size: input.len(), pos: 0 };
        let mut to = room.out_buffer();
        // SAFETY: the pointer is a live DCtx. With ZSTD_d_stableOutBuffer, ZSTD_decompressStream
        // goes back to output of earlier calls, but only where `to` is the same buffer again, which
        // it checks: zstd.h calls it memory safe as long as that is valid, and it's lent.
        let hint =
            check(unsafe { sys::ZSTD_decompressStream(self.raw.as_ptr(), &mut to, &mut from) })?;
        room.filled = to.pos;
        *input = &input[from.pos..];
        Ok(hint == 0)
    }
}

//! What C reads from and writes to.

use alloc::vec::Vec;
use core::{ffi::c_void, fmt, ptr};

use zstdkit_sys as sys;

use crate::error::{SafeResult, check};

/// Where output goes: a slice, an array, a `Vec`, a cursor around one of them.
///
/// # Safety
///
/// `as_mut_ptr` and `capacity` tell of memory that may be written, and stay so while no other method is
/// called. What `as_slice` gives begins there, lies within, and is initialised.
pub unsafe trait WriteBuf {
    /// What holds data already.
    fn as_slice(&self) -> &[u8];

    /// How many bytes may be written from [`as_mut_ptr`](Self::as_mut_ptr) on.
    fn capacity(&self) -> usize;

    /// Where the first byte goes.
    fn as_mut_ptr(&mut self) -> *mut u8;

    /// Takes the first `n` bytes for data.
    ///
    /// # Safety
    ///
    /// They have been written, and are no more than the capacity.
    unsafe fn filled_until(&mut self, n: usize);

    /// Has `f` write, and takes as many bytes for data as it says.
    ///
    /// # Safety
    ///
    /// `f` writes nothing beyond the capacity that it's given, and says no more than it wrote from the start.
    unsafe fn write_from<F>(&mut self, f: F) -> SafeResult
    where
        F: FnOnce(*mut c_void, usize) -> SafeResult,
    {
        let capacity = self.capacity();
        let written = f(self.as_mut_ptr().cast(), capacity)?;
        // SAFETY: `f` wrote so many, as the caller promises.
        unsafe { self.filled_until(written) };
        Ok(written)
    }
}

// SAFETY: a vector's spare room may be written, and its length is what is initialised.
unsafe impl WriteBuf for Vec<u8> {
    fn as_slice(&self) -> &[u8] {
        self
    }

    fn capacity(&self) -> usize {
        Self::capacity(self)
    }

    fn as_mut_ptr(&mut self) -> *mut u8 {
        Self::as_mut_ptr(self)
    }

    unsafe fn filled_until(&mut self, n: usize) {
        // SAFETY: within the capacity and written, as the caller promises.
        unsafe { self.set_len(n) };
    }
}

// SAFETY: as the vector itself.
unsafe impl WriteBuf for &mut Vec<u8> {
    fn as_slice(&self) -> &[u8] {
        self
    }

    fn capacity(&self) -> usize {
        Vec::capacity(self)
    }

    fn as_mut_ptr(&mut self) -> *mut u8 {
        Vec::as_mut_ptr(self)
    }

    unsafe fn filled_until(&mut self, n: usize) {
        // SAFETY: within the capacity and written, as the caller promises.
        unsafe { self.set_len(n) };
    }
}

// SAFETY: all of a slice is initialised, and may be written.
unsafe impl WriteBuf for [u8] {
    fn as_slice(&self) -> &[u8] {
        self
    }

    fn capacity(&self) -> usize {
        self.len()
    }

    fn as_mut_ptr(&mut self) -> *mut u8 {
        Self::as_mut_ptr(self)
    }

    unsafe fn filled_until(&mut self, _n: usize) {}
}

// SAFETY: as a slice.
#[cfg(feature = "arrays")]
unsafe impl<const N: usize> WriteBuf for [u8; N] {
    fn as_slice(&self) -> &[u8] {
        self
    }

    fn capacity(&self) -> usize {
        N
    }

    fn as_mut_ptr(&mut self) -> *mut u8 {
        <[u8]>::as_mut_ptr(self)
    }

    unsafe fn filled_until(&mut self, _n: usize) {}
}

/// Where a cursor writes: from its position on, which stays where it is.
#[cfg(feature = "std")]
// SAFETY: what is told is the rest, from a position within it on, of what the inner one tells.
unsafe impl<T: WriteBuf> WriteBuf for std::io::Cursor<T> {
    fn as_slice(&self) -> &[u8] {
        let all = self.get_ref().as_slice();
        &all[place(self).min(all.len())..]
    }

    fn capacity(&self) -> usize {
        self.get_ref().capacity().saturating_sub(place(self))
    }

    fn as_mut_ptr(&mut self) -> *mut u8 {
        let place = place(self).min(self.get_ref().capacity());
        // SAFETY: within the inner one's capacity.
        unsafe { self.get_mut().as_mut_ptr().add(place) }
    }

    unsafe fn filled_until(&mut self, n: usize) {
        let place = place(self);
        let inner = self.get_mut();
        if place > inner.capacity() {
            // There was no room, so that `n` is 0.
            return;
        }
        zero_gap(inner, place);
        // SAFETY: what lies before the position is data or zeros, and `n` bytes more have been written, as
        // the caller promises.
        unsafe { inner.filled_until(place + n) };
    }
}

#[cfg(feature = "std")]
fn place<T>(cursor: &std::io::Cursor<T>) -> usize {
    usize::try_from(cursor.position()).unwrap_or(usize::MAX)
}

/// Writes zeros between what holds data and `place`, which is within the capacity.
fn zero_gap<C: WriteBuf + ?Sized>(buffer: &mut C, place: usize) {
    let filled = buffer.as_slice().len();
    if let Some(gap) = place.checked_sub(filled) {
        // SAFETY: both ends are within the capacity.
        unsafe { ptr::write_bytes(buffer.as_mut_ptr().add(filled), 0, gap) };
    }
}

/// Has C write to the start of `dst`.
///
/// # Safety
///
/// `call` writes no further than the capacity that it's given, and answers an error or how many bytes it
/// wrote.
pub(crate) unsafe fn fill<C: WriteBuf + ?Sized>(
    dst: &mut C,
    call: impl FnOnce(*mut c_void, usize) -> usize,
) -> SafeResult {
    // SAFETY: as the caller promises; an error is told from a count.
    unsafe { dst.write_from(|start, capacity| check(call(start, capacity))) }
}

/// Input, and how much of it has been read.
#[derive(Debug)]
pub struct InBuffer<'a> {
    /// All of it.
    pub src: &'a [u8],
    /// How many bytes of it have been read.
    pub pos: usize,
}

impl<'a> InBuffer<'a> {
    /// Input of which nothing has been read.
    pub fn around(src: &'a [u8]) -> Self {
        Self { src, pos: 0 }
    }

    /// How many bytes have been read.
    pub fn pos(&self) -> usize {
        self.pos
    }

    /// Says how many bytes have been read.
    ///
    /// # Panics
    ///
    /// If there aren't so many.
    pub fn set_pos(&mut self, pos: usize) {
        assert!(pos <= self.src.len(), "the position lies behind the input's end");
        self.pos = pos;
    }

    /// The same for C, for one call.
    ///
    /// # Panics
    ///
    /// If the position lies behind the end: the fields are anybody's to set.
    pub(crate) fn for_c(&self) -> sys::ZSTD_inBuffer {
        assert!(self.pos <= self.src.len(), "the position lies behind the input's end");
        sys::ZSTD_inBuffer { src: self.src.as_ptr().cast(), size: self.src.len(), pos: self.pos }
    }
}

/// Room for output, and how much of it has been written.
pub struct OutBuffer<'a, C: WriteBuf + ?Sized> {
    dst: &'a mut C,
    /// Within the capacity; what lies before it is initialised.
    pos: usize,
}

impl<C: WriteBuf + ?Sized> fmt::Debug for OutBuffer<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutBuffer")
            .field("capacity", &self.dst.capacity())
            .field("pos", &self.pos)
            .finish()
    }
}

impl<'a, C: WriteBuf + ?Sized> OutBuffer<'a, C> {
    /// Output that begins at the start of `dst`.
    pub fn around(dst: &'a mut C) -> Self {
        Self { dst, pos: 0 }
    }

    /// Output that begins at `pos`. Where `dst` doesn't reach so far yet, zeros fill the gap.
    ///
    /// # Panics
    ///
    /// If that lies behind the capacity.
    pub fn around_pos(dst: &'a mut C, pos: usize) -> Self {
        assert!(pos <= dst.capacity(), "the position lies behind the capacity");
        if pos > dst.as_slice().len() {
            zero_gap(dst, pos);
            // SAFETY: within the capacity, and data or zeros.
            unsafe { dst.filled_until(pos) };
        }
        Self { dst, pos }
    }

    /// Where the next byte goes.
    pub fn pos(&self) -> usize {
        debug_assert!(self.pos <= self.dst.capacity());
        self.pos
    }

    /// How many bytes there is room for, those written included.
    pub fn capacity(&self) -> usize {
        self.dst.capacity()
    }

    /// Says where the next byte goes.
    ///
    /// # Safety
    ///
    /// What lies before is initialised.
    ///
    /// # Panics
    ///
    /// If that lies behind the capacity.
    pub unsafe fn set_pos(&mut self, pos: usize) {
        assert!(pos <= self.dst.capacity(), "the position lies behind the capacity");
        // SAFETY: within the capacity, and written, as the caller promises.
        unsafe { self.dst.filled_until(pos) };
        self.pos = pos;
    }

    /// What has been written.
    pub fn as_slice<'b>(&'b self) -> &'a [u8]
    where
        'b: 'a,
    {
        &self.dst.as_slice()[..self.pos]
    }

    /// The start of the memory.
    pub fn as_mut_ptr(&mut self) -> *mut u8 {
        self.dst.as_mut_ptr()
    }

    /// Copies as much of the input as there is room for: what the crate `zstd` has no unsafe code for.
    #[doc(hidden)]
    pub fn take_from(&mut self, input: &mut InBuffer<'_>) {
        let left = &input.src[input.pos..];
        let taken = &left[..left.len().min(self.capacity() - self.pos)];
        // SAFETY: there is room for so many bytes from the position on, which is then behind them; what is
        // borrowed to be written is borrowed by nobody else.
        unsafe {
            let place = self.dst.as_mut_ptr().add(self.pos);
            ptr::copy_nonoverlapping(taken.as_ptr(), place, taken.len());
            self.set_pos(self.pos + taken.len());
        }
        input.pos += taken.len();
    }

    /// The same for C, for one call.
    pub(crate) fn for_c(&mut self) -> sys::ZSTD_outBuffer {
        let size = self.dst.capacity();
        assert!(self.pos <= size, "the position lies behind the capacity");
        sys::ZSTD_outBuffer { dst: self.dst.as_mut_ptr().cast(), size, pos: self.pos }
    }
}

/// Has C read from one buffer and write to another. An error moves no position: what a failed call says of
/// them is nothing to go by.
///
/// # Safety
///
/// `call` reads and writes within its buffers, keeps neither, and moves their positions by what it read and
/// wrote.
pub(crate) unsafe fn stream<C: WriteBuf + ?Sized>(
    output: &mut OutBuffer<'_, C>,
    input: &mut InBuffer<'_>,
    call: impl FnOnce(*mut sys::ZSTD_outBuffer, *mut sys::ZSTD_inBuffer) -> usize,
) -> SafeResult {
    let mut from = input.for_c();
    let mut to = output.for_c();
    let answer = check(call(&mut to, &mut from))?;
    input.pos = from.pos;
    // SAFETY: C has written up to there, as the caller promises.
    unsafe { output.set_pos(to.pos) };
    Ok(answer)
}

//! Files that C has read and sought by Rust.

#![cfg(feature = "std")]

use alloc::boxed::Box;
use core::{
    any::Any,
    ffi::{c_int, c_longlong, c_void},
    fmt, ops,
    panic::AssertUnwindSafe,
    slice,
};
use std::{
    io::{Read, Seek, SeekFrom},
    panic::{catch_unwind, resume_unwind},
};

use zstdkit_sys as sys;

use super::Seekable;
use crate::{
    buffer::WriteBuf,
    error::{ErrorCode, SafeResult},
};

/// What C's functions are given: the file, and the panic that came out of it.
struct Source<F> {
    file: Box<F>,
    panic: Option<Box<dyn Any + Send>>,
    begin: fn(&mut Seekable<'_>, *mut Self) -> SafeResult,
}

/// Content of a seekable file that is read and sought, from any place on.
pub struct AdvancedSeekable<'a, F> {
    inner: Seekable<'a>,
    /// From a `Box`, whose place is C's to know as well.
    source: *mut Source<F>,
}

// SAFETY: both parts may be sent: the source is owned.
unsafe impl<F: Send> Send for AdvancedSeekable<'_, F> {}
// SAFETY: through `&self` the table is read alone.
unsafe impl<F: Sync> Sync for AdvancedSeekable<'_, F> {}

impl<'a, F> AdvancedSeekable<'a, F> {
    pub(super) fn new(inner: Seekable<'a>, file: Box<F>) -> Result<Self, ErrorCode>
    where
        F: Read + Seek,
    {
        let source = Source { file, panic: None, begin: begin::<F> };
        // From here on, it's freed by what owns it.
        let mut new = Self { inner, source: Box::into_raw(Box::new(source)) };
        new.inner.source = None;
        new.guarded(|inner, source| begin(inner, source))?;
        Ok(new)
    }

    /// Calls C, and lets a panic of the file's go on that was caught meanwhile.
    fn guarded(
        &mut self,
        call: impl FnOnce(&mut Seekable<'a>, *mut Source<F>) -> SafeResult,
    ) -> SafeResult {
        let result = call(&mut self.inner, self.source);
        self.propagate();
        result
    }

    fn propagate(&mut self) {
        // SAFETY: the pointer is from a `Box` that is owned here, and C is done with it.
        if let Some(panic) = unsafe { (*self.source).panic.take() } {
            resume_unwind(panic);
        }
    }

    fn decompressed(&mut self, call: impl FnOnce(&mut Seekable<'a>) -> SafeResult) -> SafeResult {
        self.guarded(|inner, source| {
            let result = call(inner);
            if result.is_err() && inner.lacks.is_none() {
                // C would go on where it was. Where this fails as well, it's done anew by the next call.
                // SAFETY: the pointer is from a `Box` that is owned, and no reference to it is left.
                unsafe {
                    if (*source).panic.is_none() {
                        let begin = (*source).begin;
                        let _ = begin(inner, source);
                    } else {
                        inner.lacks = result.err();
                    }
                }
            }
            result
        })
    }

    /// Has the table read again where an error had C begin anew, and that failed.
    fn renew(&mut self) -> Result<(), ErrorCode> {
        if self.inner.lacks.is_some() {
            self.guarded(|inner, source| {
                // SAFETY: the pointer is from a `Box` that is owned.
                let begin = unsafe { (*source).begin };
                begin(inner, source)
            })?;
        }
        Ok(())
    }

    /// As [`Seekable::decompress`].
    ///
    /// # Panics
    ///
    /// As the file's own functions do.
    pub fn decompress<C: WriteBuf + ?Sized>(&mut self, dst: &mut C, offset: u64) -> SafeResult {
        self.renew()?;
        self.decompressed(|inner| inner.decompress(dst, offset))
    }

    /// As [`Seekable::decompress_frame`].
    ///
    /// # Panics
    ///
    /// As the file's own functions do.
    pub fn decompress_frame<C: WriteBuf + ?Sized>(
        &mut self,
        dst: &mut C,
        frame_index: u32,
    ) -> SafeResult {
        self.renew()?;
        self.decompressed(|inner| inner.decompress_frame(dst, frame_index))
    }
}

/// Gives C the file, whose table is then read.
fn begin<F: Read + Seek>(inner: &mut Seekable<'_>, source: *mut Source<F>) -> SafeResult {
    let file = sys::ZSTD_seekable_customFile {
        opaque: source.cast(),
        read: Some(read::<F>),
        seek: Some(seek::<F>),
    };
    // SAFETY: the pointer is live, and the source as well, for as long as C is used.
    inner.begin(|raw| unsafe { sys::ZSTD_seekable_initAdvanced(raw, file) })
}

/// Called by C.
unsafe extern "C" fn read<F: Read>(opaque: *mut c_void, buffer: *mut c_void, n: usize) -> c_int {
    // SAFETY: C hands on what it was given, which nobody else has at hand meanwhile.
    let source = unsafe { &mut *opaque.cast::<Source<F>>() };
    // SAFETY: C has as much room there, in an array of its own object, which is zeroed here: it's the file's to
    // look at.
    let room = unsafe {
        core::ptr::write_bytes(buffer.cast::<u8>(), 0, n);
        slice::from_raw_parts_mut(buffer.cast::<u8>(), n)
    };
    source.call(|file| file.read_exact(room).map(drop))
}

/// Called by C.
unsafe extern "C" fn seek<F: Seek>(
    opaque: *mut c_void,
    offset: c_longlong,
    origin: c_int,
) -> c_int {
    // SAFETY: C hands on what it was given, which nobody else has at hand meanwhile.
    let source = unsafe { &mut *opaque.cast::<Source<F>>() };
    // The numbers that stdio has for them.
    let place = match origin {
        0 => u64::try_from(offset).ok().map(SeekFrom::Start),
        1 => Some(SeekFrom::Current(offset)),
        2 => Some(SeekFrom::End(offset)),
        _ => None,
    };
    let Some(place) = place else { return -1 };
    source.call(|file| file.seek(place).map(drop))
}

impl<F> Source<F> {
    /// Asks the file; -1 for an error, and for a panic, which is kept: it may not unwind into C.
    fn call(&mut self, ask: impl FnOnce(&mut F) -> std::io::Result<()>) -> c_int {
        let file = &mut self.file;
        match catch_unwind(AssertUnwindSafe(|| ask(file))) {
            Ok(Ok(())) => 0,
            Ok(Err(_)) => -1,
            Err(panic) => {
                self.panic = Some(panic);
                -1
            }
        }
    }
}

impl<'a, F> ops::Deref for AdvancedSeekable<'a, F> {
    type Target = Seekable<'a>;

    fn deref(&self) -> &Self::Target {
        &self.inner
    }
}

impl<F> Drop for AdvancedSeekable<'_, F> {
    fn drop(&mut self) {
        // SAFETY: the pointer is from a `Box` that is owned here. C's object, which is freed afterwards, makes no
        // use of the file then.
        drop(unsafe { Box::from_raw(self.source) });
    }
}

impl<F> fmt::Debug for AdvancedSeekable<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdvancedSeekable").field("inner", &self.inner).finish_non_exhaustive()
    }
}

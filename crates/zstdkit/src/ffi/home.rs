//! Where C objects have their memory from: C's own allocator, a caller's, or a caller's memory.

use alloc::boxed::Box;
use core::{
    alloc::Layout,
    ffi::c_void,
    fmt,
    mem::MaybeUninit,
    ptr::{NonNull, null_mut},
};

use zstdkit_sys as sys;

use super::{Cctx, Dctx, guard::guard};
use crate::{
    error::{Error, Result, fallible::boxed},
    experimental::Allocator,
};

/// Where a C object has its memory from.
#[derive(Debug)]
pub(crate) enum Home {
    /// From C's allocator.
    Own,
    /// It lies in memory that a caller lends.
    Borrowed,
    /// From this allocator.
    Allocator(AllocatorSlot),
}

/// An allocator at a fixed place, which C has a pointer to.
pub(crate) struct AllocatorSlot(NonNull<Allocator>);

// SAFETY: it owns what it points to, which is `Send + Sync`.
unsafe impl Send for AllocatorSlot {}
// SAFETY: as above.
unsafe impl Sync for AllocatorSlot {}

impl AllocatorSlot {
    fn new(allocator: Allocator) -> Result<Self> {
        Ok(Self(NonNull::from(Box::leak(boxed(allocator)?))))
    }

    fn allocator(&self) -> &Allocator {
        // SAFETY: it points to what it owns.
        unsafe { self.0.as_ref() }
    }

    fn as_custom_mem(&self) -> sys::ZSTD_customMem {
        sys::ZSTD_customMem {
            customAlloc: Some(allocate),
            customFree: Some(release),
            opaque: self.0.as_ptr().cast(),
        }
    }
}

impl Drop for AllocatorSlot {
    fn drop(&mut self) {
        // SAFETY: made by `Box::leak` and owned by this; the C object, dropped before, is gone.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

impl fmt::Debug for AllocatorSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AllocatorSlot")
    }
}

/// What C expects of memory, and how much of each block tells the block's size: C doesn't say it
/// when it gives the block back.
const ALIGN: usize = 16;
const HEADER: usize = 16;

fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(HEADER)?, ALIGN).ok()
}

/// Called by C, from any thread.
unsafe extern "C" fn allocate(opaque: *mut c_void, size: usize) -> *mut c_void {
    let Some(layout) = layout(size) else { return null_mut() };
    // SAFETY: `opaque` is what `as_custom_mem` gave, and the slot outlives the C object. The layout
    // has a size over 0.
    let block = guard(|| unsafe { (*opaque.cast::<Allocator>()).alloc(layout) });
    let Some(block) = block.and_then(NonNull::new) else { return null_mut() };
    // SAFETY: the block has room for a header before `size` bytes, and is aligned for it.
    unsafe {
        block.cast::<usize>().write(size);
        block.as_ptr().add(HEADER).cast()
    }
}

/// Called by C, from any thread.
unsafe extern "C" fn release(opaque: *mut c_void, address: *mut c_void) {
    let Some(address) = NonNull::new(address.cast::<u8>()) else { return };
    // SAFETY: C gives back what `allocate` gave out, behind a header with its size.
    let (block, size) = unsafe {
        let block = address.as_ptr().sub(HEADER);
        (block, block.cast::<usize>().read())
    };
    let Some(layout) = layout(size) else { return };
    // SAFETY: `opaque` is what `as_custom_mem` gave; the block came from the same allocator with the
    // same layout.
    guard(|| unsafe { (*opaque.cast::<Allocator>()).dealloc(block, layout) });
}

impl Cctx {
    /// A context whose memory, and whose worker threads', comes from `allocator`.
    pub(crate) fn with_allocator(allocator: Allocator) -> Result<Self> {
        let slot = AllocatorSlot::new(allocator)?;
        // SAFETY: both functions are given, and what they point to stays in place in `home` for as
        // long as the context lives; NULL on failure.
        let raw = unsafe { sys::ZSTD_createCCtx_advanced(slot.as_custom_mem()) };
        let mut cctx = Self::around(NonNull::new(raw).ok_or(Error::OutOfMemory)?);
        cctx.home = Home::Allocator(slot);
        Ok(cctx)
    }

    /// A new context that has its memory from where this one has it.
    pub(crate) fn another(&self) -> Result<Self> {
        match &self.home {
            Home::Own => Self::new(),
            Home::Borrowed => {
                let with = "a context in memory of the caller's";
                Err(Error::ParameterConflict { parameter: "threadPool", with })
            }
            Home::Allocator(slot) => Self::with_allocator(slot.allocator().clone()),
        }
    }

    /// A context inside of `memory`; `None` where it's too small for any.
    ///
    /// # Safety
    ///
    /// The memory stays borrowed for as long as the context is used.
    pub(crate) unsafe fn in_memory(memory: &mut [MaybeUninit<u8>]) -> Option<Self> {
        let memory = aligned(memory)?;
        // SAFETY: pointer and length are those of one slice, aligned as zstd.h wants it; NULL where
        // it's too small.
        let raw = unsafe { sys::ZSTD_initStaticCCtx(memory.as_mut_ptr().cast(), memory.len()) };
        let mut cctx = Self::around(NonNull::new(raw)?);
        cctx.home = Home::Borrowed;
        Some(cctx)
    }
}

impl Dctx {
    /// A context whose memory comes from `allocator`.
    pub(crate) fn with_allocator(allocator: Allocator) -> Result<Self> {
        let slot = AllocatorSlot::new(allocator)?;
        // SAFETY: as for `Cctx`.
        let raw = unsafe { sys::ZSTD_createDCtx_advanced(slot.as_custom_mem()) };
        let mut dctx = Self::around(NonNull::new(raw).ok_or(Error::OutOfMemory)?);
        dctx.home = Home::Allocator(slot);
        Ok(dctx)
    }

    /// A context inside of `memory`; `None` where it's too small for any.
    ///
    /// It can't load a dictionary by its content.
    ///
    /// # Safety
    ///
    /// The memory stays borrowed for as long as the context is used.
    pub(crate) unsafe fn in_memory(memory: &mut [MaybeUninit<u8>]) -> Option<Self> {
        let memory = aligned(memory)?;
        // C leaves the place of its allocator as it finds it: none is better than any.
        let own = memory.len().min(super::estimate_decompress_context());
        memory[..own].fill(MaybeUninit::new(0));
        // SAFETY: pointer and length are those of one slice, aligned as zstd.h wants it; NULL where
        // it's too small.
        let raw = unsafe { sys::ZSTD_initStaticDCtx(memory.as_mut_ptr().cast(), memory.len()) };
        let mut dctx = Self::around(NonNull::new(raw)?);
        dctx.home = Home::Borrowed;
        Some(dctx)
    }
}

/// The part of `memory` that begins at a multiple of 8, as zstd.h asks for.
fn aligned(memory: &mut [MaybeUninit<u8>]) -> Option<&mut [MaybeUninit<u8>]> {
    let skipped = memory.as_ptr().align_offset(8);
    memory.get_mut(skipped..)
}

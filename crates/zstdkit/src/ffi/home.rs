//! Where C objects have their memory from: C's own allocator, a caller's, or a caller's memory.

use alloc::{boxed::Box, sync::Arc};
use core::{
    alloc::{GlobalAlloc, Layout},
    ffi::c_void,
    fmt,
    ptr::{NonNull, null_mut},
};

use zstdkit_sys as sys;

use super::guard::guard;
use crate::error::{Result, fallible::boxed};

/// An allocator that contexts, and their worker threads, have their memory from.
///
/// Anything that could be a program's global allocator can be one, `std::alloc::System` among them.
/// A refusal is [`Error::OutOfMemory`](crate::Error::OutOfMemory). (Where the system's libzstd is linked, it
/// may crash instead while worker threads are made ready.)
/// A panic in it never gets into C: with `std` it counts as a refusal, without it ends the program.
pub type Allocator = Arc<dyn GlobalAlloc + Send + Sync>;

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
    pub(super) fn new(allocator: Allocator) -> Result<Self> {
        Ok(Self(NonNull::from(Box::leak(boxed(allocator)?))))
    }

    pub(super) fn allocator(&self) -> &Allocator {
        // SAFETY: it points to what it owns.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn as_custom_mem(&self) -> sys::ZSTD_customMem {
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

//! Contexts in memory that a caller chooses.

use core::{mem::MaybeUninit, ptr::NonNull};

use zstdkit_sys as sys;

use super::{
    Cctx, Dctx,
    home::{Allocator, AllocatorSlot, Home},
};
use crate::error::{Error, Result};

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

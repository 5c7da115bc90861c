//! The contexts that a thread keeps for the one-call functions.
//!
//! Making a context costs more than compressing a small input. So a thread keeps the context of its
//! last one-call operation, unless that has grown past [`KEPT_AT_MOST`]: then it is freed at once,
//! and the next call makes a new one. A kept context holds no dictionary.

use alloc::boxed::Box;
use core::cell::Cell;
use std::thread_local;

use crate::{
    CompressContext, CompressOptions, DecompressContext, DecompressOptions, Result,
    options::Dictionaries,
};

/// The most memory, in bytes, that a thread keeps in each of its two contexts between calls.
const KEPT_AT_MOST: usize = 4 << 20;

// Boxed, for they move out of the cell and back with each call.
thread_local! {
    static COMPRESS: Cell<Option<Box<CompressContext>>> = const { Cell::new(None) };
    static DECOMPRESS: Cell<Option<Box<DecompressContext>>> = const { Cell::new(None) };
}

/// Lends out the thread's compression context, with the given options.
pub(crate) fn with_compress_context<T>(
    options: &CompressOptions,
    call: impl FnOnce(&mut CompressContext) -> Result<T>,
) -> Result<T> {
    // While the thread ends, or inside of such a call, there is none: a new one does.
    let mut context = match COMPRESS.try_with(Cell::take).ok().flatten() {
        Some(kept) => kept,
        None => Box::new(CompressContext::new(&CompressOptions::new())?),
    };
    let outcome = context.configure(options).and_then(|()| call(&mut context));
    if context.memory_size() <= KEPT_AT_MOST {
        // The options stay with it, for a next call that wants the same, but no dictionary does, and
        // no thread pool.
        if options.lends() {
            context.configure(&CompressOptions::new())?;
        }
        // Fails only while the thread ends, which frees the context.
        let _ = COMPRESS.try_with(|kept| kept.set(Some(context)));
    }
    outcome
}

/// Lends out the thread's decompression context, with the given options.
pub(crate) fn with_decompress_context<T>(
    options: &DecompressOptions,
    call: impl FnOnce(&mut DecompressContext) -> Result<T>,
) -> Result<T> {
    let mut context = match DECOMPRESS.try_with(Cell::take).ok().flatten() {
        Some(kept) => kept,
        None => Box::new(DecompressContext::new(&DecompressOptions::new())?),
    };
    let outcome = context.configure(options).and_then(|()| call(&mut context));
    if context.memory_size() <= KEPT_AT_MOST {
        if *options.dictionary_choice() != Dictionaries::None {
            context.configure(&DecompressOptions::new())?;
        }
        let _ = DECOMPRESS.try_with(|kept| kept.set(Some(context)));
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dictionary, DictionaryMode};

    fn kept_compress_context() -> Option<Box<CompressContext>> {
        COMPRESS.with(Cell::take)
    }

    #[test]
    fn a_small_context_is_kept_without_what_it_was_lent() {
        let dictionary = Dictionary::raw([1; 64]).unwrap();
        let options = CompressOptions::new()
            .dictionary_as(&dictionary, DictionaryMode::Prefix)
            .level(-7)
            .checksum(true);
        options.compress(b"data").unwrap();
        let context = kept_compress_context().expect("small enough to be kept");
        assert!(context.options().dictionary_and_mode().is_none());
        COMPRESS.with(|kept| kept.set(Some(context)));
        assert_eq!(crate::compress(b"data", 3), CompressOptions::new().level(3).compress(b"data"));
    }

    #[test]
    fn a_large_context_is_freed() {
        crate::compress(&[0; 2 << 20], 22).unwrap();
        assert!(kept_compress_context().is_none());
    }
}

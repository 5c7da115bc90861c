//! The contexts that a thread keeps for the one-call functions.
//!
//! Making a context costs more than compressing a small input. So a thread keeps the context of its
//! last one-call operation, unless that has grown past [`KEPT_AT_MOST`]: then it is freed at once,
//! and the next call makes a new one. A dictionary stays with the context, so that the next record
//! with it finds all in place, while both together stay below that.
//!
//! What a thread keeps is freed as it ends. Windows then lets no other thread end, and a context waits for
//! its worker threads to end: there, one with workers isn't kept.

use alloc::{boxed::Box, vec::Vec};
use core::cell::Cell;
use std::thread_local;

use crate::{
    context::{CompressContext, DecompressContext},
    error::{Result, fallible::boxed},
    options::{CompressOptions, DecompressOptions},
};

/// The most memory, in bytes, that a thread keeps in each of its two contexts between calls.
const KEPT_AT_MOST: usize = 4 << 20;

// Boxed, for they move out of the cell and back with each call.
thread_local! {
    static COMPRESS: Cell<Option<Box<CompressContext>>> = const { Cell::new(None) };
    static DECOMPRESS: Cell<Option<Kept>> = const { Cell::new(None) };
}

/// A decompression context between calls.
struct Kept {
    context: Box<DecompressContext>,
    /// The most memory, in bytes, that its options may keep alive for it.
    may_be_lent: usize,
}

impl Kept {
    /// Whether its options keep no more alive than they may. The digests of a dictionary are made when they
    /// are first used, by any of its users.
    #[inline]
    fn is_small(&self) -> bool {
        self.context.options().lends().is_some_and(|lent| lent <= self.may_be_lent)
    }
}

/// Lends out the thread's compression context, with the given options.
pub(crate) fn with_compress_context<T>(
    options: &CompressOptions,
    call: impl FnOnce(&mut CompressContext) -> Result<T>,
) -> Result<T> {
    // While the thread ends, or inside of such a call, there is none: a new one does.
    let mut context = match COMPRESS.try_with(Cell::take).ok().flatten() {
        Some(kept) => kept,
        None => boxed(CompressContext::new(&CompressOptions::new())?)?,
    };
    let outcome = context.configure(options).and_then(|()| call(&mut context));
    let size = context.memory_size();
    let waits = cfg!(windows) && options.has_workers();
    if size <= KEPT_AT_MOST && !waits {
        // The options stay with it, for a next call that wants the same.
        let too_large = options.lends().is_none_or(|lent| size.saturating_add(lent) > KEPT_AT_MOST);
        if !too_large || context.configure(&CompressOptions::new()).is_ok() {
            // Fails only while the thread ends, which frees the context.
            let _ = COMPRESS.try_with(|kept| kept.set(Some(context)));
        }
    }
    outcome
}

/// Lends out the thread's decompression context, with the given options.
pub(crate) fn with_decompress_context<T>(
    options: &DecompressOptions,
    call: impl FnOnce(&mut DecompressContext) -> Result<T>,
) -> Result<T> {
    let mut context = match DECOMPRESS.try_with(Cell::take).ok().flatten() {
        Some(kept) => kept.context,
        None => boxed(DecompressContext::new(&DecompressOptions::new())?)?,
    };
    let outcome = context.configure(options).and_then(|()| call(&mut context));
    keep_decompress_context(context);
    outcome
}

/// Decompresses a small frame by the thread's context, if its last call had the same options: beside a
/// record of some hundred bytes, all that is done for others would show.
///
/// `None` if that can't be done; the general way then does it, or tells why.
#[inline]
pub(crate) fn decompress_small(options: &DecompressOptions, data: &[u8]) -> Option<Vec<u8>> {
    let outcome = DECOMPRESS.try_with(|cell| {
        let mut kept = cell.take()?;
        let is_ready = options.are_same_as(kept.context.options());
        let content = if is_ready { kept.context.small_frame_anew(data) } else { None };
        // Such a frame has the context grow by nothing.
        if kept.is_small() {
            cell.set(Some(kept));
        } else {
            keep_decompress_context(kept.context);
        }
        content
    });
    outcome.ok().flatten()
}

/// Keeps the context for the thread's next call, and its options with it, while both are small enough.
fn keep_decompress_context(mut context: Box<DecompressContext>) {
    let Some(may_be_lent) = KEPT_AT_MOST.checked_sub(context.memory_size()) else { return };
    let is_small = context.options().lends().is_some_and(|lent| lent <= may_be_lent);
    if is_small || context.configure(&DecompressOptions::new()).is_ok() {
        // Fails only while the thread ends, which frees the context.
        let _ = DECOMPRESS.try_with(|cell| cell.set(Some(Kept { context, may_be_lent })));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dictionary::{Dictionary, DictionaryMode};

    fn kept_compress_context() -> Option<Box<CompressContext>> {
        COMPRESS.with(Cell::take)
    }

    fn kept_decompress_context() -> Option<Kept> {
        DECOMPRESS.with(Cell::take)
    }

    /// Whether the thread's contexts keep a dictionary, after a call of each with it.
    fn kept_with(dictionary: &Dictionary, mode: DictionaryMode) -> [bool; 2] {
        let options = CompressOptions::new().dictionary_as(dictionary, mode);
        let frame = options.compress(b"data").unwrap();
        let compress = kept_compress_context().expect("small enough to be kept");
        let options = DecompressOptions::new().dictionary_as(dictionary, mode);
        options.decompress(&frame).unwrap();
        let decompress = kept_decompress_context().expect("small enough to be kept");
        let (kept, other) = (compress.options().lends(), decompress.context.options().lends());
        COMPRESS.with(|cell| cell.set(Some(compress)));
        DECOMPRESS.with(|cell| cell.set(Some(decompress)));
        [kept != Some(0), other != Some(0)]
    }

    #[test]
    fn a_dictionary_is_kept_with_the_context_where_both_are_small() {
        let dictionary = Dictionary::raw([1; 64]).unwrap();
        assert_eq!(kept_with(&dictionary, DictionaryMode::Digested), [true, true]);
        assert_eq!(kept_with(&dictionary, DictionaryMode::Content), [true, true]);
    }

    #[test]
    fn a_prefix_is_not_kept() {
        let dictionary = Dictionary::raw([1; 64]).unwrap();
        assert_eq!(kept_with(&dictionary, DictionaryMode::Prefix), [false, false]);
    }

    #[test]
    fn a_dictionary_that_takes_more_than_the_cap_is_given_back() {
        let large = Dictionary::raw(alloc::vec![1; KEPT_AT_MOST]).unwrap();
        assert_eq!(kept_with(&large, DictionaryMode::Digested), [false, false]);
        // As it is when other users' digests make it so.
        let grown = Dictionary::raw(alloc::vec![1; KEPT_AT_MOST / 8]).unwrap();
        assert!(kept_with(&grown, DictionaryMode::Digested)[1]);
        for level in [1, 2, 3, 4, 5, 6] {
            grown.compress_digest(level).unwrap();
        }
        assert_eq!(kept_with(&grown, DictionaryMode::Digested), [false, false]);
    }

    #[test]
    fn the_next_call_with_other_options_gives_a_dictionary_back() {
        let dictionary = Dictionary::raw([1; 64]).unwrap();
        assert_eq!(kept_with(&dictionary, DictionaryMode::Digested), [true, true]);
        let frame = crate::one_call::compress(b"data", 3).unwrap();
        crate::one_call::decompress(&frame).unwrap();
        assert_eq!(dictionary.users(), 1);
    }

    #[test]
    fn another_dictionary_of_the_same_content_takes_the_place_of_the_one_kept() {
        let [first, other] = [(); 2].map(|()| Dictionary::raw([1; 64]).unwrap());
        assert_eq!(first, other);
        assert_eq!(kept_with(&first, DictionaryMode::Digested), [true, true]);
        assert!(first.users() > 1);
        // Were they compared by content, each call with the other one would do that again.
        assert_eq!(kept_with(&other, DictionaryMode::Digested), [true, true]);
        assert_eq!(first.users(), 1);
        assert!(other.users() > 1);
    }

    #[test]
    fn calls_after_one_with_a_dictionary_know_nothing_of_it() {
        let data = b"what is in common, and what is not in common".repeat(3);
        let plain = crate::one_call::compress(&data, 3).unwrap();
        for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
            let first = Dictionary::raw(b"what is in common, and what is not").unwrap();
            let other = Dictionary::raw(b"nothing that would be alike at all").unwrap();
            let with = |dictionary: &Dictionary| {
                CompressOptions::new().level(3).dictionary_as(dictionary, mode).compress(&data)
            };
            let back = |dictionary: &Dictionary, frame: &[u8]| {
                DecompressOptions::new().dictionary_as(dictionary, mode).decompress(frame)
            };
            let of_first = with(&first).unwrap();
            assert!(of_first.len() < plain.len());
            assert_eq!(crate::one_call::compress(&data, 3).unwrap(), plain);
            assert_eq!(back(&first, &of_first).unwrap(), data);
            // Raw content has no id, so that nothing but the dictionary's absence tells.
            assert_ne!(crate::one_call::decompress(&of_first).as_ref(), Ok(&data));
            assert_eq!(back(&first, &of_first).unwrap(), data);
            assert_ne!(back(&other, &of_first).as_ref(), Ok(&data));
            // Gone before the thread's next call, and its memory perhaps taken by the next one.
            drop(first);
            let of_other = with(&other).unwrap();
            assert_eq!(back(&other, &of_other).unwrap(), data);
            assert_eq!(crate::one_call::decompress(&plain).unwrap(), data);
        }
    }

    #[test]
    fn a_large_context_is_freed() {
        crate::one_call::compress(&[0; 2 << 20], 22).unwrap();
        assert!(kept_compress_context().is_none());
    }
}

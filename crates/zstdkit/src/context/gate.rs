//! What a frame's header has to fulfil before any memory is taken for it.

use zstdkit_frame::FrameInfo;

use crate::{
    dictionary::{Dictionary, DictionaryMode, DictionarySet},
    error::{Error, Result},
    ffi::Dctx,
    options::{DecompressOptions, Dictionaries},
};

/// Refuses a frame whose window or dictionary the options don't allow.
#[inline]
pub(crate) fn admit(header: &FrameInfo, options: &DecompressOptions) -> Result<()> {
    admit_sizes(header.window_size(), header.dictionary_id(), options)
}

/// Refuses a frame of that window, which names that dictionary, where the options don't allow it.
#[inline]
pub(super) fn admit_sizes(
    window_size: u64,
    wanted: u32,
    options: &DecompressOptions,
) -> Result<()> {
    let limit = options.max_window();
    if window_size > limit {
        return Err(Error::WindowTooLarge { window_size, limit });
    }
    let had = match options.dictionary_choice() {
        // A prefix has no id.
        Dictionaries::None | Dictionaries::One(_, DictionaryMode::Prefix) => 0,
        Dictionaries::One(dictionary, _) => dictionary.id(),
        Dictionaries::Set(set) => set.get(wanted).map_or(0, Dictionary::id),
    };
    if wanted != 0 && wanted != had {
        return Err(Error::DictionaryMismatch { wanted, had });
    }
    Ok(())
}

/// Has C use the dictionary that an admitted frame names, where there's a choice.
#[inline]
pub(crate) fn choose_dictionary(
    dctx: &mut Dctx,
    header: &FrameInfo,
    options: &DecompressOptions,
) -> Result<()> {
    choose_dictionary_of_id(dctx, header.dictionary_id(), options)
}

/// Has C use the dictionary of that id, where there's a choice.
#[inline]
pub(super) fn choose_dictionary_of_id(
    dctx: &mut Dctx,
    id: u32,
    options: &DecompressOptions,
) -> Result<()> {
    match options.dictionary_choice() {
        Dictionaries::Set(set) => choose_from(dctx, set, id),
        _ => Ok(()),
    }
}

/// The error for what the parser found in `bytes`, where a frame begins that lies at `base` of the
/// input.
///
/// The parser knows of no window that's over every limit, which makes it an error like the others
/// over one.
#[cold]
pub(crate) fn unfit(
    error: zstdkit_frame::Error,
    bytes: &[u8],
    base: u64,
    options: &DecompressOptions,
) -> Error {
    let zstdkit_frame::Error::WindowTooLarge { window_log, .. } = error else {
        return Error::from_frame(error, base);
    };
    // The window's descriptor follows the frame's, of which the magic number may be left out.
    let at = if options.wants_magic() { 5 } else { 1 };
    let eighths = bytes.get(at).map_or(0, |descriptor| u64::from(descriptor & 7));
    let power = 1_u64 << window_log.min(60);
    let window_size = power + power / 8 * eighths;
    Error::WindowTooLarge { window_size, limit: options.max_window() }
}

fn choose_from(dctx: &mut Dctx, set: &DictionarySet, id: u32) -> Result<()> {
    match set.get(id) {
        Some(dictionary) => dctx.refer_to_digest(dictionary.decompress_digest()?)?,
        None => dctx.refer_to_nothing()?,
    }
    Ok(())
}

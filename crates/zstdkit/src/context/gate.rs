//! What a frame's header has to fulfil before any memory is taken for it.

use zstdkit_frame::FrameInfo;

use crate::{
    DecompressOptions, Dictionary, DictionaryMode, DictionarySet, Error, Result, ffi::Dctx,
    options::Dictionaries,
};

/// Refuses a frame whose window or dictionary the options don't allow.
#[inline]
pub(crate) fn admit(header: &FrameInfo, options: &DecompressOptions) -> Result<()> {
    let (window_size, limit) = (header.window_size(), options.max_window());
    if window_size > limit {
        return Err(Error::WindowTooLarge { window_size, limit });
    }
    let wanted = header.dictionary_id();
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
    match options.dictionary_choice() {
        Dictionaries::Set(set) => choose_from(dctx, set, header.dictionary_id()),
        _ => Ok(()),
    }
}

fn choose_from(dctx: &mut Dctx, set: &DictionarySet, id: u32) -> Result<()> {
    match set.get(id) {
        Some(dictionary) => dctx.refer_to_digest(dictionary.decompress_digest()?)?,
        None => dctx.refer_to_nothing()?,
    }
    Ok(())
}

//! C's dictionary training.

use anyhow::{Context as _, Result, ensure};
use zstdkit_sys as sys;

/// `ZDICT_trainFromBuffer`: samples end to end, and their sizes; returns the dictionary.
pub(crate) fn train(samples: &[u8], sizes: &[usize], dict_size: usize) -> Result<Vec<u8>> {
    ensure!(sizes.iter().sum::<usize>() == samples.len(), "the sizes don't add up");
    let count = u32::try_from(sizes.len()).context("too many samples")?;
    let mut dictionary = Vec::<u8>::with_capacity(dict_size);
    // SAFETY: the sizes add up to the samples' length, as just checked; the room is given with its
    // capacity.
    let len = unsafe {
        sys::ZDICT_trainFromBuffer(
            dictionary.as_mut_ptr().cast(),
            dictionary.capacity(),
            samples.as_ptr().cast(),
            sizes.as_ptr(),
            count,
        )
    };
    // SAFETY: a pure function of the number.
    ensure!(unsafe { sys::ZDICT_isError(len) } == 0, "libzstd trained no dictionary");
    // SAFETY: so many bytes were written.
    unsafe { dictionary.set_len(len) };
    Ok(dictionary)
}

//! How dictionaries come about.

use core::num::NonZeroU32;

use zstdkit_sys as sys;

use crate::{
    buffer::{WriteBuf, fill},
    error::SafeResult,
};

/// Makes a dictionary of samples that lie one behind the other. Wraps `ZDICT_trainFromBuffer`.
///
/// # Panics
///
/// If the sizes don't add up to the samples' length, or are too many for C to count.
pub fn train_from_buffer<C: WriteBuf + ?Sized>(
    dict_buffer: &mut C,
    samples_buffer: &[u8],
    samples_sizes: &[usize],
) -> SafeResult {
    let total = samples_sizes.iter().try_fold(0usize, |sum, size| sum.checked_add(*size));
    assert_eq!(total, Some(samples_buffer.len()), "sample sizes don't add up");
    let count = u32::try_from(samples_sizes.len()).expect("more samples than C can count");
    // SAFETY: the sizes are those of the samples, which lie within the buffer; C writes within the capacity, and
    // answers how much, or an error.
    unsafe {
        fill(dict_buffer, |start, capacity| {
            sys::ZDICT_trainFromBuffer(
                start,
                capacity,
                samples_buffer.as_ptr().cast(),
                samples_sizes.as_ptr(),
                count,
            )
        })
    }
}

/// A dictionary's id; `None` if it's content alone.
pub fn get_dict_id(dict_buffer: &[u8]) -> Option<NonZeroU32> {
    // SAFETY: the pointer is of a slice of that length.
    NonZeroU32::new(unsafe { sys::ZDICT_getDictID(dict_buffer.as_ptr().cast(), dict_buffer.len()) })
}

//! The ZDICT functions.

use zstdkit_sys as raw;

#[test]
fn samples_become_a_dictionary() {
    let samples: Vec<String> = (0..2000)
        .map(|n| format!("{{\"id\":{n},\"name\":\"user-{}\",\"active\":{}}}", n * 37 % 911, n % 3))
        .collect();
    let sizes: Vec<usize> = samples.iter().map(String::len).collect();
    let joined = samples.concat();
    let mut dictionary = vec![0u8; 4096];
    // SAFETY: the buffers are live, and the sizes add up to the samples' length.
    let size = unsafe {
        raw::ZDICT_trainFromBuffer(
            dictionary.as_mut_ptr().cast(),
            dictionary.len(),
            joined.as_ptr().cast(),
            sizes.as_ptr(),
            u32::try_from(sizes.len()).expect("few samples"),
        )
    };
    // SAFETY: any number may be asked about.
    assert_eq!(unsafe { raw::ZDICT_isError(size) }, 0);
    assert!(size >= raw::ZDICT_DICTSIZE_MIN && size <= dictionary.len());
    // SAFETY: `size` bytes of the buffer were written.
    let id = unsafe { raw::ZDICT_getDictID(dictionary.as_ptr().cast(), size) };
    assert_ne!(id, 0);
    assert_eq!(dictionary[..4], raw::ZSTD_MAGIC_DICTIONARY.to_le_bytes());
}

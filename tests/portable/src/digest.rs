//! A digest of bytes that needs nothing of what is being tested.

/// FNV-1a, of 64 bits.
pub(crate) fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

/// How the report tells of bytes.
pub(crate) fn tell(bytes: &[u8]) -> String {
    format!("{} bytes, {:016x}", bytes.len(), digest(bytes))
}

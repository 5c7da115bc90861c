//! What the operations work on.

use zstdkit::{CompressOptions, CompressParameter};

/// Compresses well, and isn't a run.
pub(crate) fn text(len: usize) -> Vec<u8> {
    zstdkit_tests::text(len, 12)
}

/// Not compressible.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    zstdkit_tests::noise(len, 12)
}

/// Records with much in common.
pub(crate) fn records(count: u64) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| format!("{{\"id\":{},\"kind\":\"record\"}}", number * 7919).into_bytes())
        .collect()
}

/// A trained dictionary, without digests yet.
pub(crate) fn trained() -> Vec<u8> {
    let samples = records(2000);
    zstdkit_dict::train(&zstdkit_dict::Samples::collect(&samples).unwrap(), 2048)
        .unwrap()
        .content()
        .to_vec()
}

/// What the thread keeps for one-call functions is freed by this: it has grown too large to be kept.
pub(crate) fn forget_kept() {
    let large = CompressOptions::new().set(CompressParameter::WindowLog, 23);
    let large =
        large.set(CompressParameter::HashLog, 22).set(CompressParameter::ContentSizeFlag, 0);
    large.compress(&vec![7; 8 << 20]).unwrap();
}

/// An outcome in few words, so that tests of it take no memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gist {
    len: usize,
    hash: u64,
}

impl Gist {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
        });
        Self { len: bytes.len(), hash }
    }

    /// That of this, and of what comes behind it.
    pub(crate) fn then(self, other: Self) -> Self {
        let hash = self.hash.rotate_left(7).wrapping_mul(0x0100_0000_01B3) ^ other.hash;
        Self { len: self.len + other.len, hash }
    }
}

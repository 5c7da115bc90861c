//! Magic numbers: the first four bytes that tell what a run of bytes is.

use core::fmt;

/// The magic number of a Zstandard frame (RFC 8878, section 3.1.1), read as little-endian.
#[doc(alias = "MAGICNUMBER")]
pub const ZSTANDARD_MAGIC: u32 = 0xFD2F_B528;

/// The least magic number of a skippable frame (RFC 8878, section 3.1.2).
///
/// The sixteen numbers from this one on are all magic numbers of skippable frames; the lowest four
/// bits are the frame's variant.
#[doc(alias = "MAGIC_SKIPPABLE_MASK")]
#[doc(alias = "MAGIC_SKIPPABLE_START")]
pub const SKIPPABLE_MAGIC_START: u32 = 0x184D_2A50;

/// The magic number of a dictionary (RFC 8878, section 5), read as little-endian.
#[doc(alias = "MAGIC_DICTIONARY")]
pub const DICTIONARY_MAGIC: u32 = 0xEC30_A437;

/// The number that ends a file in the seekable format, read as little-endian.
#[doc(alias = "SEEKABLE_MAGICNUMBER")]
pub const SEEKABLE_MAGIC: u32 = 0x8F92_EAB1;

const SKIPPABLE_MASK: u32 = 0xFFFF_FFF0;

/// A release of zstd whose frames have a format of their own.
///
/// Nothing but the magic number of such frames is understood here: their lengths and contents need
/// a libzstd that was built with legacy support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LegacyVersion {
    /// Written by zstd 0.1.
    V01 = 1,
    /// Written by zstd 0.2.
    V02 = 2,
    /// Written by zstd 0.3.
    V03 = 3,
    /// Written by zstd 0.4.
    V04 = 4,
    /// Written by zstd 0.5.
    V05 = 5,
    /// Written by zstd 0.6.
    V06 = 6,
    /// Written by zstd 0.7.
    V07 = 7,
}

impl LegacyVersion {
    const ALL: [Self; 7] =
        [Self::V01, Self::V02, Self::V03, Self::V04, Self::V05, Self::V06, Self::V07];

    /// The version whose frames start with `magic` (read as little-endian), if there is one.
    ///
    /// ```
    /// use zstdkit_frame::LegacyVersion;
    /// assert_eq!(LegacyVersion::from_magic(0xFD2FB527), Some(LegacyVersion::V07));
    /// assert_eq!(LegacyVersion::from_magic(0xFD2FB528), None);
    /// ```
    #[must_use]
    pub const fn from_magic(magic: u32) -> Option<Self> {
        Some(match magic {
            0x1EB5_2FFD => Self::V01,
            0xFD2F_B522 => Self::V02,
            0xFD2F_B523 => Self::V03,
            0xFD2F_B524 => Self::V04,
            0xFD2F_B525 => Self::V05,
            0xFD2F_B526 => Self::V06,
            0xFD2F_B527 => Self::V07,
            _ => return None,
        })
    }

    /// The magic number of this version's frames, read as little-endian.
    #[must_use]
    pub const fn magic(self) -> u32 {
        match self {
            Self::V01 => 0x1EB5_2FFD,
            newer => 0xFD2F_B520 + newer as u32,
        }
    }

    /// The version's minor number, 1 to 7.
    #[must_use]
    pub const fn minor(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for LegacyVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v0.{}", self.minor())
    }
}

/// Whether `magic` starts a skippable frame.
#[inline(always)]
pub(crate) const fn is_skippable(magic: u32) -> bool {
    magic & SKIPPABLE_MASK == SKIPPABLE_MAGIC_START
}

/// Whether `start`, of one to three bytes, is how some frame's magic number starts.
pub(crate) fn may_become_magic(start: &[u8]) -> bool {
    let mut skippable = SKIPPABLE_MAGIC_START.to_le_bytes();
    if let Some(first) = start.first() {
        skippable[0] |= first & 0x0F;
    }
    ZSTANDARD_MAGIC.to_le_bytes().starts_with(start)
        || skippable.starts_with(start)
        || LegacyVersion::ALL.iter().any(|v| v.magic().to_le_bytes().starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legacy_magics_are_each_others_inverse() {
        for version in LegacyVersion::ALL {
            assert_eq!(LegacyVersion::from_magic(version.magic()), Some(version));
        }
        assert_eq!(LegacyVersion::V01.magic().to_le_bytes(), [0xFD, 0x2F, 0xB5, 0x1E]);
    }

    #[test]
    fn every_start_of_every_magic_may_become_one() {
        let skippable = (0..16).map(|variant| SKIPPABLE_MAGIC_START + variant);
        let legacy = LegacyVersion::ALL.into_iter().map(LegacyVersion::magic);
        for magic in skippable.chain(legacy).chain([ZSTANDARD_MAGIC]) {
            for len in 0..4 {
                assert!(may_become_magic(&magic.to_le_bytes()[..len]), "{magic:#x}, {len} bytes");
            }
        }
        for other in [&[0x4F][..], &[0x60], &[0x28, 0xB6], &[0x50, 0x2A, 0x4E], &[0xFD, 0xB5]] {
            assert!(!may_become_magic(other), "{other:x?}");
        }
    }
}

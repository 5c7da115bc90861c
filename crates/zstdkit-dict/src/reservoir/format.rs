//! Reservoirs as bytes.

use twox_hash::XxHash64;

use super::{OVERHEAD, Reservoir};
use crate::error::{Error, Result, reserve};

/// What the bytes of a reservoir begin with.
const MAGIC: [u8; 8] = *b"ZSTKRSVR";

const VERSION: u64 = 1;

/// Magic number, version, limit, seed, samples seen, threshold, samples kept.
const HEADER_SIZE: usize = 7 * 8;

/// A sample's number and length, which its bytes follow.
const ENTRY_SIZE: usize = 2 * 8;

const CHECKSUM_SIZE: usize = 8;

impl Reservoir {
    /// The reservoir as bytes, by which it travels from one machine to another.
    ///
    /// They depend on what the reservoir was offered, as the choice does, and on nothing else: not on the
    /// order, and not on how it was merged. All numbers in them are little-endian and have 8 bytes:
    ///
    /// | what | |
    /// |---|---|
    /// | `ZSTKRSVR` | |
    /// | version | 1 |
    /// | limit, seed, samples seen | |
    /// | threshold | no sample with this number or a higher one stays |
    /// | samples kept, `n` | |
    /// | `n` times: number, length, the sample's bytes | the numbers ascend |
    /// | checksum | XXH64, with a seed of 0, of all before it |
    ///
    /// A sample's number is its XXH64; the hash's seed is the reservoir's, or, with a key, the XXH64 of the
    /// key with that seed.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let size = HEADER_SIZE + self.len() * ENTRY_SIZE + self.total_size() + CHECKSUM_SIZE;
        let mut bytes = Vec::new();
        reserve(&mut bytes, size, "a reservoir's bytes")?;
        bytes.extend(MAGIC);
        let numbers =
            [VERSION, self.limit, self.seed, self.seen, self.threshold, self.len() as u64];
        bytes.extend(numbers.map(u64::to_le_bytes).as_flattened());
        for (number, sample) in self.in_order()? {
            bytes.extend(number.to_le_bytes());
            bytes.extend((sample.len() as u64).to_le_bytes());
            bytes.extend(sample);
        }
        bytes.extend(XxHash64::oneshot(0, &bytes).to_le_bytes());
        Ok(bytes)
    }

    /// The reservoir that [`to_bytes`](Self::to_bytes) gave these bytes, to be offered more, merged or
    /// trained on.
    ///
    /// The bytes may come from strangers. What they say is checked, and memory is taken for the samples that are
    /// there, not for those that are announced: less than 100 bytes for each, and
    /// its own.
    ///
    /// # Errors
    ///
    /// [`Error::BadReservoir`] where they are no such bytes, or damaged; [`Error::OutOfMemory`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let bad = |reason| Error::BadReservoir { reason };
        if !bytes.starts_with(&MAGIC) {
            return Err(bad("they don't begin as a reservoir's do"));
        }
        let mut fields = Fields(&bytes[MAGIC.len()..]);
        let short = || bad("they are cut short");
        if fields.number().ok_or_else(short)? != VERSION {
            return Err(bad("they are of a version that isn't known here"));
        }
        let (hashed, checksum) = bytes.split_last_chunk::<CHECKSUM_SIZE>().ok_or_else(short)?;
        if hashed.len() < HEADER_SIZE {
            return Err(short());
        }
        if XxHash64::oneshot(0, hashed) != u64::from_le_bytes(*checksum) {
            return Err(bad("they are damaged, or cut short: the checksum is another"));
        }
        fields = Fields(&hashed[MAGIC.len() + size_of_val(&VERSION)..]);
        let mut header = || fields.number().ok_or_else(short);
        let (limit, seed, seen) = (header()?, header()?, header()?);
        let (threshold, count) = (header()?, header()?);
        let mut reservoir = Self::new(0, seed);
        (reservoir.limit, reservoir.seen) = (limit, seen);
        let mut last = None;
        while !fields.0.is_empty() {
            let (Some(number), Some(len)) = (fields.number(), fields.number()) else {
                return Err(bad("a sample's entry is cut short"));
            };
            let sample = fields.take(len).ok_or_else(|| bad("a sample is cut short"))?;
            if number >= threshold || last.is_some_and(|last| number <= last) {
                return Err(bad("its samples are not in order"));
            }
            last = Some(number);
            let held = reservoir.held().saturating_add(len).saturating_add(OVERHEAD);
            if held > limit {
                return Err(bad("its samples exceed its limit"));
            }
            reservoir.keep(number, sample)?;
        }
        if reservoir.len() as u64 != count || seen < count {
            return Err(bad("it has another number of samples than it says"));
        }
        reservoir.threshold = threshold;
        Ok(reservoir)
    }
}

/// Numbers and bytes, read one after the other.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn take(&mut self, len: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(len).ok()?)?;
        self.0 = rest;
        Some(taken)
    }
}

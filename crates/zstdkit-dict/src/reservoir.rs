//! A fair choice among more samples than fit in memory.

use std::collections::BinaryHeap;

use crate::error::{Error, Result, reserve};
use crate::samples::{Flat, Samples};

/// What a sample takes in memory beside its own bytes. A number of its own rather than the size of
/// what is kept, so that the choice is the same on every machine.
const OVERHEAD: usize = 32;
const _: () = assert!(size_of::<Kept>() <= OVERHEAD);

/// Keeps a fair choice of a stream's samples within a limit of memory.
///
/// Every sample draws a number; those with the lowest numbers stay, as many as fit. So each of the
/// stream's samples is as likely as any other to be among those kept, wherever it stands and
/// however long it is. The same stream and seed give the same choice.
///
/// ```
/// use zstdkit_dict::Reservoir;
///
/// let mut reservoir = Reservoir::new(256 * 1024, 1);
/// for record in (0..100_000).map(|i| format!("record {i}\n")) {
///     reservoir.push(&record)?;
/// }
/// let samples = reservoir.into_samples()?;
/// assert!(samples.total_size() <= 256 * 1024);
/// assert!(samples.len() > 4000);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
#[doc(alias = "from_sample_iterator")]
#[derive(Debug)]
pub struct Reservoir {
    limit: usize,
    state: u64,
    seen: u64,
    /// Bytes in the samples kept.
    size: usize,
    /// Numbers from here on don't stay: a sample with this one didn't.
    threshold: u64,
    kept: BinaryHeap<Kept>,
}

/// The order is that of the fields: the number drawn first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    number: u64,
    index: u64,
    sample: Box<[u8]>,
}

impl Reservoir {
    /// A reservoir for `limit` bytes: those of the samples, and 32 more for each of them, so that
    /// empty and tiny ones are limited too. The list of them may have room for twice as many.
    pub fn new(limit: usize, seed: u64) -> Self {
        Self { limit, state: seed, seen: 0, size: 0, threshold: u64::MAX, kept: BinaryHeap::new() }
    }

    /// Offers a sample; it is copied if it stays for now, and may have to go for a later one.
    ///
    /// A sample that exceeds the limit by itself never stays.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn push(&mut self, sample: impl AsRef<[u8]>) -> Result<()> {
        let sample = sample.as_ref();
        let (number, index) = (self.draw(), self.seen);
        self.seen += 1;
        if number >= self.threshold || sample.len().saturating_add(OVERHEAD) > self.limit {
            return Ok(());
        }
        let mut copy = Vec::new();
        copy.try_reserve_exact(sample.len())
            .map_err(|_| Error::OutOfMemory { bytes: sample.len() as u64, purpose: "a sample" })?;
        copy.extend_from_slice(sample);
        self.kept.try_reserve(1).map_err(|_| Error::OutOfMemory {
            bytes: size_of::<Kept>() as u64,
            purpose: "the list of samples",
        })?;
        self.size += copy.len();
        self.kept.push(Kept { number, index, sample: copy.into_boxed_slice() });
        while self.held() > self.limit
            && let Some(gone) = self.kept.pop()
        {
            self.size -= gone.sample.len();
            self.threshold = gone.number;
        }
        Ok(())
    }

    /// How many samples were offered.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// How many samples are kept.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// Whether no sample is kept.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// Bytes in the samples kept.
    pub fn total_size(&self) -> usize {
        self.size
    }

    /// What the samples kept take in memory. Their number is far from an overflow: their entries
    /// lie in memory.
    fn held(&self) -> usize {
        self.size.saturating_add(self.kept.len() * OVERHEAD)
    }

    /// The samples kept, in the stream's order, laid end to end.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn into_samples(self) -> Result<Samples<'static>> {
        let mut kept = self.kept.into_vec();
        kept.sort_unstable_by_key(|kept| kept.index);
        let mut flat = Flat::default();
        reserve(&mut flat.data, self.size, "the samples")?;
        // Each is freed as soon as it is copied.
        for kept in kept {
            flat.push(&kept.sample)?;
        }
        Ok(flat.into())
    }

    /// SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
    fn draw(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

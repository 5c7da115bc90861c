//! A fair choice among more samples than fit in memory, on one machine or on many.

mod format;

use std::{
    collections::{BinaryHeap, HashMap, hash_map::Entry},
    fmt,
};

use twox_hash::XxHash64;

use crate::error::{Error, Result, reserve};
use crate::samples::{Flat, Samples};

/// What a sample takes in memory beside its own bytes, on the average: its place in the table, which is full to a
/// half or more, and in the heap. A number of its own rather than the size of what is kept, so that the
/// choice is the same on every machine.
const OVERHEAD: u64 = 64;
const _: () = assert!(size_of::<(u64, Box<[u8]>)>() * 2 + size_of::<u64>() <= OVERHEAD as usize);

/// Keeps a fair choice of a stream's samples within a limit of memory.
///
/// Every sample has a number, a hash of the seed and its content; those with the lowest numbers stay,
/// as many as fit. So each of the stream's samples is as likely as any other to be among those kept,
/// wherever it stands, but for the last one, which has to fit.
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
/// assert!(samples.len() > 3000);
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
///
/// # Samples that equal each other
///
/// A sample that is offered again changes nothing: what is kept is a choice among different samples.
/// Where repetitions are to count (one record in ten is this one), tell them apart by a key, with
/// [`push_keyed`](Self::push_keyed).
///
/// # Many machines
///
/// What is kept depends on the limit, the seed and the set of samples, and on nothing else: not on their
/// order, not on who saw which of them, and not on whether one was seen twice, after a worker's failure
/// or by two at once. So data in partitions has one reservoir for each, with the same limit and seed;
/// they travel as [bytes](Self::to_bytes), are [merged](Self::merge) in any order, and the dictionary
/// that is trained on the outcome has the same bytes as if one machine had seen everything.
///
/// ```
/// use zstdkit_dict::{Reservoir, train};
///
/// let records: Vec<String> = (0..5000).map(|i| format!("user {i} logged in\n")).collect();
/// let sampled = |records: &[String]| {
///     let mut reservoir = Reservoir::new(40_000, 7);
///     records.iter().try_for_each(|record| reservoir.push(record))?;
///     reservoir.to_bytes()
/// };
///
/// let mut merged = Reservoir::from_bytes(&sampled(&records[3000..])?)?;
/// merged.merge(Reservoir::from_bytes(&sampled(&records[..3000])?)?)?;
/// assert_eq!(merged.to_bytes()?, sampled(&records)?);
/// let dictionary = train(&merged.into_samples()?, 2048)?;
/// # Ok::<(), zstdkit_dict::Error>(())
/// ```
///
/// The seed is no secret: whoever knows it can make samples that stay.
#[doc(alias = "from_sample_iterator")]
#[derive(Clone)]
pub struct Reservoir {
    limit: u64,
    seed: u64,
    seen: u64,
    /// Bytes in the samples kept.
    size: u64,
    /// Numbers from here on don't stay: a sample with this one didn't.
    threshold: u64,
    kept: HashMap<u64, Box<[u8]>>,
    /// The numbers of those kept, the highest first.
    numbers: BinaryHeap<u64>,
}

impl fmt::Debug for Reservoir {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservoir")
            .field("limit", &self.limit)
            .field("seed", &self.seed)
            .field("seen", &self.seen)
            .field("len", &self.len())
            .field("total_size", &self.size)
            .finish_non_exhaustive()
    }
}

impl Reservoir {
    /// A reservoir for `limit` bytes: those of the samples, and 64 more for each of them, which is about what
    /// their list takes, so that empty and tiny ones are limited too. While the list grows it takes up to three
    /// times as much.
    pub fn new(limit: usize, seed: u64) -> Self {
        Self {
            limit: limit as u64,
            seed,
            seen: 0,
            size: 0,
            threshold: u64::MAX,
            kept: HashMap::new(),
            numbers: BinaryHeap::new(),
        }
    }

    /// Offers a sample; it is copied if it stays for now, and may have to go for a later one.
    ///
    /// A sample that is kept already, or exceeds the limit by itself, changes nothing.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn push(&mut self, sample: impl AsRef<[u8]>) -> Result<()> {
        let sample = sample.as_ref();
        self.offer(XxHash64::oneshot(self.seed, sample), sample)
    }

    /// Offers a sample that only an equal one with the same key equals.
    ///
    /// Keys are what tells records apart: a row's number in all of the data, a file's name and the place
    /// in it. Nothing in them may depend on how the data is spread, or the choice does.
    ///
    /// ```
    /// use zstdkit_dict::Reservoir;
    ///
    /// let mut reservoir = Reservoir::new(1000, 1);
    /// for row in 0..10_u64 {
    ///     reservoir.push_keyed(row.to_le_bytes(), "ok\n")?;
    ///     reservoir.push("ok\n")?;
    /// }
    /// assert_eq!((reservoir.seen(), reservoir.len()), (20, 11));
    /// # Ok::<(), zstdkit_dict::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn push_keyed(&mut self, key: impl AsRef<[u8]>, sample: impl AsRef<[u8]>) -> Result<()> {
        let sample = sample.as_ref();
        let seed = XxHash64::oneshot(self.seed, key.as_ref());
        self.offer(XxHash64::oneshot(seed, sample), sample)
    }

    fn offer(&mut self, number: u64, sample: &[u8]) -> Result<()> {
        if number < self.threshold
            && self.may_stay(sample.len() as u64)
            && self.kept.get(&number).is_none_or(|kept| **kept != *sample)
        {
            self.keep(number, sample)?;
        }
        self.seen = self.seen.saturating_add(1);
        Ok(())
    }

    /// Keeps a copy of a sample, for now.
    fn keep(&mut self, number: u64, sample: &[u8]) -> Result<()> {
        let mut copy = Vec::new();
        copy.try_reserve_exact(sample.len())
            .map_err(|_| Error::OutOfMemory { bytes: sample.len() as u64, purpose: "a sample" })?;
        copy.extend_from_slice(sample);
        self.make_room(1)?;
        self.admit(number, copy.into_boxed_slice());
        Ok(())
    }

    /// Takes over what another reservoir keeps, as if this one had been offered all that the other was.
    ///
    /// In whichever order and grouping reservoirs are merged, the outcome is the same. One that is merged
    /// twice counts twice in [`seen`](Self::seen), and changes nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentReservoirs`] where limits or seeds differ, [`Error::OutOfMemory`]. Either leaves this
    /// reservoir as it was.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        for (what, ours, theirs) in
            [("limit", self.limit, other.limit), ("seed", self.seed, other.seed)]
        {
            if ours != theirs {
                return Err(Error::DifferentReservoirs { what, ours, theirs });
            }
        }
        self.make_room(other.len())?;
        self.cut_at(other.threshold);
        for (number, sample) in other.kept {
            if number < self.threshold {
                self.admit(number, sample);
            }
        }
        self.seen = self.seen.saturating_add(other.seen);
        Ok(())
    }

    /// How many bytes it's for: what [`new`](Self::new) was given.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// What it chooses by.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many samples were offered, equal ones included.
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
        // They lie in memory.
        self.size as usize
    }

    /// A copy of the samples kept, laid end to end, in the order of their numbers: a stream that is sorted
    /// has them in no order of its own, so that those that a search holds back are as good as any.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn samples(&self) -> Result<Samples<'static>> {
        let mut flat = Flat::default();
        reserve(&mut flat.data, self.total_size(), "the samples")?;
        for (_, sample) in self.in_order()? {
            flat.push(sample)?;
        }
        Ok(flat.into())
    }

    /// The same for a reservoir of which nothing else is needed: each sample is freed as soon as it is copied.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfMemory`].
    pub fn into_samples(mut self) -> Result<Samples<'static>> {
        let mut flat = Flat::default();
        reserve(&mut flat.data, self.total_size(), "the samples")?;
        for number in self.numbers.into_sorted_vec() {
            if let Some(sample) = self.kept.remove(&number) {
                flat.push(&sample)?;
            }
        }
        Ok(flat.into())
    }

    /// The samples kept and their numbers, by which they are sorted.
    fn in_order(&self) -> Result<Vec<(u64, &[u8])>> {
        let mut list = Vec::new();
        reserve(&mut list, self.len(), "the list of samples")?;
        list.extend(self.kept.iter().map(|(&number, sample)| (number, &**sample)));
        list.sort_unstable_by_key(|&(number, _)| number);
        Ok(list)
    }

    fn may_stay(&self, len: u64) -> bool {
        len.saturating_add(OVERHEAD) <= self.limit
    }

    /// Has [`admit`](Self::admit) need no memory for so many samples.
    fn make_room(&mut self, samples: usize) -> Result<()> {
        let refused = || Error::OutOfMemory {
            bytes: (samples as u64).saturating_mul(OVERHEAD),
            purpose: "the list of samples",
        };
        self.kept.try_reserve(samples).map_err(|_| refused())?;
        self.numbers.try_reserve(samples).map_err(|_| refused())
    }

    /// Keeps a sample below the threshold, and drops those that don't fit any more.
    ///
    /// Of two samples with one number, which a hash may have, the longer stays. What lies below any number then
    /// only ever grows, so that the threshold falls to the same place in whichever order they come.
    fn admit(&mut self, number: u64, sample: Box<[u8]>) {
        match self.kept.entry(number) {
            Entry::Vacant(place) => {
                self.numbers.push(number);
                self.size += sample.len() as u64;
                place.insert(sample);
            }
            Entry::Occupied(mut kept) => {
                if (sample.len(), &sample) > (kept.get().len(), kept.get()) {
                    self.size += (sample.len() - kept.get().len()) as u64;
                    kept.insert(sample);
                }
            }
        }
        while self.held() > self.limit
            && let Some(&highest) = self.numbers.peek()
        {
            self.cut_at(highest);
        }
    }

    /// Drops the samples from this number on, and all that will have such a number.
    fn cut_at(&mut self, threshold: u64) {
        self.threshold = self.threshold.min(threshold);
        while let Some(&highest) = self.numbers.peek()
            && highest >= self.threshold
        {
            self.numbers.pop();
            if let Some(gone) = self.kept.remove(&highest) {
                self.size -= gone.len() as u64;
            }
        }
    }

    /// What the samples kept take in memory. Their number is far from an overflow: their entries
    /// lie in memory.
    fn held(&self) -> u64 {
        self.size.saturating_add(self.kept.len() as u64 * OVERHEAD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// No two samples are known that have one number, so these are given theirs.
    #[test]
    fn of_samples_with_one_number_the_longer_stays_in_any_order() {
        let offers: [(u64, &[u8]); 5] =
            [(5, b"short"), (5, b"longer"), (5, b"lonest"), (3, b""), (9, b"the last")];
        let choice = |order: &[usize]| {
            let mut reservoir = Reservoir::new(6 + 2 * 64 + 65, 1);
            order.iter().for_each(|&at| reservoir.offer(offers[at].0, offers[at].1).unwrap());
            reservoir.to_bytes().unwrap()
        };
        let expected = choice(&[0, 1, 2, 3, 4]);
        for order in [[4, 3, 2, 1, 0], [1, 4, 0, 3, 2], [2, 0, 1, 4, 3], [3, 4, 1, 2, 0]] {
            assert_eq!(choice(&order), expected, "{order:?}");
        }
        let kept = Reservoir::from_bytes(&expected).unwrap();
        assert_eq!(kept.samples().unwrap().iter().collect::<Vec<_>>(), [&b""[..], b"longer"]);
    }
}

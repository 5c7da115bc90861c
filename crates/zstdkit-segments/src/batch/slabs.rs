//! The memory that results are written to, and its way back for the next batch.
//!
//! A thread writes result after result into a slab of a fixed size, and starts another when the
//! next result may not fit: memory grows with the output, nothing is moved, and no result has an
//! allocation of its own unless it is big. The slabs become the members of the collection that the
//! caller gets. When the caller drops them, they return to the shelf they came from.

use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What a slab holds.
const SLAB_SIZE: std::ops::Range<usize> = 64 << 10..4 << 20;

/// How many slabs per thread the output is expected to fill: what a last one leaves unused is
/// little beside the others.
const SLABS_PER_THREAD: u64 = 16;

/// What a small result is taken to need before there have been any, in bytes.
const USUAL: usize = 4 << 10;

/// A big result may leave unused one byte in as many as this.
const BIG_SPARE: usize = 16;

/// Where a result was put: it reaches from `start` to the slab's end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed {
    pub(crate) slab: usize,
    pub(crate) start: usize,
}

/// Free slabs, up to a limit of bytes.
#[derive(Debug)]
pub(crate) struct Shelf {
    free: Mutex<Free>,
}

struct Free {
    slabs: Vec<Vec<u8>>,
    bytes: usize,
    limit: usize,
}

impl fmt::Debug for Free {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Free")
            .field("slabs", &self.slabs.len())
            .field("bytes", &self.bytes)
            .field("limit", &self.limit)
            .finish()
    }
}

impl Free {
    /// Frees slabs of `size` bytes or more in all, if there are so many.
    fn make_way(&mut self, size: usize) {
        let mut freed = 0;
        while freed < size
            && let Some(slab) = self.slabs.pop()
        {
            self.bytes -= slab.capacity();
            freed += slab.capacity();
        }
    }
}

impl Shelf {
    pub(crate) fn new(limit: usize) -> Self {
        Shelf { free: Mutex::new(Free { slabs: Vec::new(), bytes: 0, limit }) }
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Free> {
        // Nothing in here can be left half done.
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets how many bytes may lie on the shelf, and frees what is over.
    pub(crate) fn set_limit(&self, limit: usize) {
        let mut free = self.free();
        free.limit = limit;
        let over = free.bytes.saturating_sub(limit);
        free.make_way(over);
    }

    /// The bytes that lie on the shelf.
    pub(crate) fn bytes(&self) -> usize {
        self.free().bytes
    }

    /// An empty slab with room for `size` bytes, and not much more.
    fn take(&self, size: usize) -> Result<Vec<u8>, zstdkit::Error> {
        if let Some(slab) = self.take_kept(size, size) {
            return Ok(slab);
        }
        let mut slab = Vec::new();
        slab.try_reserve_exact(size).map_err(|_| zstdkit::Error::OutOfMemory)?;
        Ok(slab)
    }

    /// A free slab with room for `size` bytes and at most `spare` more. If there is none, as much as
    /// that makes way for what the caller will take elsewhere.
    fn take_kept(&self, size: usize, spare: usize) -> Option<Vec<u8>> {
        let mut free = self.free();
        let fits = |slab: &Vec<u8>| slab.capacity().checked_sub(size).is_some_and(|by| by <= spare);
        let fitting = free.slabs.iter().enumerate().rev().filter(|(_, slab)| fits(slab));
        match fitting.min_by_key(|(_, slab)| slab.capacity()) {
            Some((place, _)) => {
                let slab = free.slabs.swap_remove(place);
                free.bytes -= slab.capacity();
                Some(slab)
            }
            None => {
                free.make_way(size);
                None
            }
        }
    }

    /// Takes a slab back.
    fn put(&self, mut slab: Vec<u8>) {
        let mut free = self.free();
        if slab.capacity() > 0 && slab.capacity() <= free.limit.saturating_sub(free.bytes) {
            slab.clear();
            // Where there's no memory to note it in, it isn't kept.
            if free.slabs.try_reserve(1).is_err() {
                return;
            }
            free.bytes += slab.capacity();
            free.slabs.push(slab);
        }
    }
}

/// A slab in the caller's hands: returns to its shelf, if that is still there.
pub(crate) struct Slab {
    bytes: Vec<u8>,
    shelf: Weak<Shelf>,
}

impl AsRef<[u8]> for Slab {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Slab {
    fn drop(&mut self) {
        if let Some(shelf) = self.shelf.upgrade() {
            shelf.put(mem::take(&mut self.bytes));
        }
    }
}

/// The slabs that one thread has filled in the batch at hand.
pub(crate) struct Slabs {
    shelf: Arc<Shelf>,
    size: usize,
    slabs: Vec<Vec<u8>>,
    /// The slab that small results go to.
    current: Option<usize>,
    /// The most that a small result has needed so far, where that is not known beforehand.
    usual: usize,
    /// Results beyond this many bytes get memory of their own.
    big: usize,
    /// Where results of unknown size are put together, if they turn out small.
    pub(crate) scratch: Vec<u8>,
}

impl fmt::Debug for Slabs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slabs")
            .field("size", &self.size)
            .field("slabs", &self.slabs.len())
            .finish_non_exhaustive()
    }
}

impl Slabs {
    pub(crate) fn new(shelf: &Arc<Shelf>) -> Self {
        Slabs {
            shelf: Arc::clone(shelf),
            size: SLAB_SIZE.start,
            slabs: Vec::new(),
            current: None,
            usual: USUAL,
            big: SLAB_SIZE.start / 2,
            scratch: Vec::new(),
        }
    }

    /// Begins a batch whose output is expected to be about so many bytes.
    ///
    /// `bound` is the most that it can be, if that is known.
    pub(crate) fn begin(&mut self, expected: u64, bound: Option<u64>, threads: usize) {
        self.give_up();
        let share = expected / (SLABS_PER_THREAD * threads as u64);
        let share = share.clamp(SLAB_SIZE.start as u64, SLAB_SIZE.end as u64);
        self.size = bound.map_or(share, |bound| share.min(bound)) as usize;
        self.big = (self.size / 8).max(SLAB_SIZE.start / 2);
        self.usual = USUAL;
    }

    /// Puts away what a batch has left behind that came to nothing.
    pub(crate) fn give_up(&mut self) {
        self.current = None;
        for slab in self.slabs.drain(..) {
            self.shelf.put(slab);
        }
    }

    /// Whether a result of `len` bytes gets memory of its own.
    #[inline]
    pub(crate) fn is_big(&self, len: usize) -> bool {
        len > self.big
    }

    /// The slab to append a result to that is no larger than others were; it grows if need be.
    #[inline]
    pub(crate) fn place_usual(&mut self) -> Result<usize, zstdkit::Error> {
        self.place(self.usual)
    }

    /// Notes how large a result was that took its place by [`place_usual`](Slabs::place_usual).
    #[inline]
    pub(crate) fn is_usual(&mut self, len: usize) {
        if len > self.usual {
            self.raise_usual(len);
        }
    }

    #[cold]
    fn raise_usual(&mut self, len: usize) {
        self.usual = len.min(self.big);
        // What has outgrown its size is filled no further.
        if let Some(current) = self.current
            && self.slabs[current].capacity() > self.size.saturating_mul(2)
        {
            self.current = None;
        }
    }

    /// The slab to append a result of at most `need` bytes to; it has room for them.
    #[inline]
    pub(crate) fn place(&mut self, need: usize) -> Result<usize, zstdkit::Error> {
        match self.current {
            Some(current) if self.slabs[current].capacity() - self.slabs[current].len() >= need => {
                Ok(current)
            }
            _ => self.place_elsewhere(need),
        }
    }

    #[cold]
    fn place_elsewhere(&mut self, need: usize) -> Result<usize, zstdkit::Error> {
        let big = self.is_big(need);
        let slab = self.shelf.take(if big { need } else { need.max(self.size) })?;
        let place = self.adopt(slab)?;
        if !big {
            self.current = Some(place);
        }
        Ok(place)
    }

    /// Where a result of no bytes is: at the end of the last slab, or in a new one.
    pub(crate) fn place_nothing(&mut self) -> Result<Placed, zstdkit::Error> {
        let slab = match self.current.or(self.slabs.len().checked_sub(1)) {
            Some(slab) => slab,
            None => self.adopt(Vec::new())?,
        };
        Ok(Placed { slab, start: self.slabs[slab].len() })
    }

    /// A slab for a big result of `size` bytes. It has room for them if there is memory that fits; if
    /// not it has none yet, and what was kept has made way for what is to be taken.
    pub(crate) fn place_big(&mut self, size: usize) -> Result<usize, zstdkit::Error> {
        let kept = self.shelf.take_kept(size, size / BIG_SPARE);
        self.adopt(kept.unwrap_or_default())
    }

    /// Makes a slab of a big result that was put together elsewhere; what was kept makes way for it.
    pub(crate) fn adopt_big(&mut self, result: Vec<u8>) -> Result<usize, zstdkit::Error> {
        self.shelf.free().make_way(result.capacity());
        self.adopt(result)
    }

    /// Puts away the memory that a big result didn't come to fill.
    pub(crate) fn withdraw_big(&mut self, place: usize) {
        let memory = mem::take(&mut self.slabs[place]);
        self.shelf.put(memory);
    }

    /// Makes a slab of memory from elsewhere.
    fn adopt(&mut self, slab: Vec<u8>) -> Result<usize, zstdkit::Error> {
        self.slabs.try_reserve(1).map_err(|_| zstdkit::Error::OutOfMemory)?;
        self.slabs.push(slab);
        Ok(self.slabs.len() - 1)
    }

    /// How many slabs the batch has so far.
    pub(crate) fn count(&self) -> usize {
        self.slabs.len()
    }

    #[inline]
    pub(crate) fn slab(&mut self, place: usize) -> &mut Vec<u8> {
        &mut self.slabs[place]
    }

    /// Gives back what a big result, now written, has left of its memory.
    pub(crate) fn trim_big(&mut self, place: usize) {
        let slab = &mut self.slabs[place];
        if self.current != Some(place) && slab.capacity() - slab.len() > slab.len() / BIG_SPARE {
            slab.shrink_to_fit();
        }
    }

    /// Hands over the batch's slabs. The last one may have `unused` bytes to spare; if it has more,
    /// it is cut down, which makes it worth less for the next batch.
    pub(crate) fn finish(&mut self, unused: usize) -> impl Iterator<Item = Slab> {
        if let Some(current) = self.current.take() {
            let slab = &mut self.slabs[current];
            if slab.capacity() - slab.len() > unused.max(SLAB_SIZE.start) {
                slab.shrink_to_fit();
            }
        }
        if self.scratch.capacity() > self.size {
            self.scratch = Vec::new();
        }
        let shelf = Arc::downgrade(&self.shelf);
        self.slabs.drain(..).map(move |bytes| Slab { bytes, shelf: shelf.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_slab_returns_and_is_used_again() {
        let shelf = Arc::new(Shelf::new(1 << 20));
        let mut slabs = Slabs::new(&shelf);
        slabs.begin(10 << 20, None, 1);
        let place = slabs.place(100).unwrap();
        let address = slabs.slab(place).as_ptr();
        slabs.slab(place).extend_from_slice(&[1; 100]);
        let done: Vec<Slab> = slabs.finish(1 << 20).collect();
        assert_eq!(shelf.bytes(), 0);
        drop(done);
        assert!(shelf.bytes() >= 640 << 10);
        slabs.begin(10 << 20, None, 1);
        let place = slabs.place(100).unwrap();
        assert_eq!(slabs.slab(place).as_ptr(), address);
        assert!(slabs.slab(place).is_empty());
        assert_eq!(shelf.bytes(), 0);
    }

    #[test]
    fn the_shelf_holds_no_more_than_its_limit() {
        let shelf = Arc::new(Shelf::new(100));
        shelf.put(Vec::with_capacity(60));
        shelf.put(Vec::with_capacity(60));
        assert!((60..=100).contains(&shelf.bytes()));
        shelf.set_limit(10);
        assert_eq!(shelf.bytes(), 0);
    }

    #[test]
    fn slabs_that_do_not_fit_make_way() {
        let shelf = Arc::new(Shelf::new(1 << 20));
        shelf.put(Vec::with_capacity(1000));
        assert!(shelf.take(5000).unwrap().capacity() >= 5000);
        assert_eq!(shelf.bytes(), 0);
        shelf.put(Vec::with_capacity(5000));
        assert!(shelf.take(10).unwrap().capacity() < 5000);
    }

    #[test]
    fn a_slab_outlives_its_shelf() {
        let shelf = Arc::new(Shelf::new(1 << 20));
        let mut slabs = Slabs::new(&shelf);
        let place = slabs.place(4).unwrap();
        slabs.slab(place).extend_from_slice(b"kept");
        let done: Vec<Slab> = slabs.finish(4).collect();
        drop((slabs, shelf));
        assert_eq!(done[0].as_ref(), b"kept");
    }

    #[test]
    fn small_results_share_a_slab_and_big_ones_have_their_own() {
        let shelf = Arc::new(Shelf::new(0));
        let mut slabs = Slabs::new(&shelf);
        slabs.begin(16 << 20, None, 1);
        let small = slabs.place(300).unwrap();
        slabs.slab(small).extend_from_slice(&[0; 300]);
        let big = slabs.place(2 << 20).unwrap();
        assert_ne!(small, big);
        slabs.slab(big).extend_from_slice(&[0; 1000]);
        slabs.trim_big(big);
        assert!(slabs.slab(big).capacity() < 2000);
        assert_eq!(slabs.place(300).unwrap(), small);
    }
}

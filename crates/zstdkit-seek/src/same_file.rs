//! Whether a file is the one that an index was made of.

use crate::error::{Difference, Result};
use crate::format::check_behind;
use crate::index::{Index, SAMPLE_SIZE, sample_of};
use crate::lists::List as _;
use crate::source::ReadAt;

/// How many places of a file are looked at to tell whether it's the one that was indexed.
const SAMPLES_MAX: usize = 16;

impl Index {
    /// Looks whether `source` is the file that was indexed: at its length, at its end, and at the bytes
    /// of up to 16 points.
    ///
    /// An index may stand behind the file. Where a few places differ and most don't, the file is taken
    /// for damaged, not for another: reading tells what is lost, when it comes to it.
    ///
    /// # Errors
    ///
    /// [`Error::WrongFile`](crate::Error::WrongFile), and those of the source.
    pub fn check<S: ReadAt + ?Sized>(&self, source: &S) -> Result<()> {
        let (indexed, found) = (self.0.file_size, source.size()?);
        if found < indexed {
            return Err(Difference::Size { indexed, found }.into());
        }
        self.check_what_is_there(source)
    }

    /// As [`check`](Self::check), of a file that may have been cut short: what is there of it has to be like
    /// the one that was indexed. [`salvage`](crate::salvage()) asks for no more.
    ///
    /// # Errors
    ///
    /// Those of [`check`](Self::check).
    pub fn check_what_is_there<S: ReadAt + ?Sized>(&self, source: &S) -> Result<()> {
        let parts = &self.0;
        let found = source.size()?;
        if found > parts.file_size {
            check_behind(source, parts.file_size, found)?;
        }
        let mut places = Vec::new();
        let step = parts.points.len().div_ceil(SAMPLES_MAX - 1).max(1);
        for point in parts.points.iter().step_by(step) {
            if let Some(sample) = point.sample {
                places.append_one((point.compressed, sample))?;
            }
        }
        let tail = parts.file_size.saturating_sub(SAMPLE_SIZE as u64);
        if let Some(sample) = parts.tail_sample {
            places.append_one((tail, sample))?;
        }
        // What the file has no bytes for, or not all, tells nothing.
        places.retain(|(offset, _)| {
            found >= parts.file_size || offset.saturating_add(SAMPLE_SIZE as u64) <= found
        });
        let mut differing = Vec::new();
        for (offset, sample) in &places {
            if self.sample(source, *offset)? != *sample {
                differing.append_one(*offset)?;
            }
        }
        if 2 * differing.len() > places.len() {
            let (differing, offset) = (differing.len(), differing[0]);
            return Err(Difference::Samples { differing, samples: places.len(), offset }.into());
        }
        Ok(())
    }

    fn sample<S: ReadAt + ?Sized>(&self, source: &S, offset: u64) -> Result<u32> {
        let left = usize::try_from(self.0.file_size - offset).unwrap_or(usize::MAX);
        let mut buf = [0; SAMPLE_SIZE];
        let read = source.read_at(offset, &mut buf[..left.min(SAMPLE_SIZE)])?;
        Ok(sample_of(&buf[..read]))
    }
}

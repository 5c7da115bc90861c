//! The samples of points whose first bytes are still coming out.

use crate::error::Result;
use crate::index::{Point, SAMPLE_SIZE, sample_of};
use crate::lists::List as _;

/// What each of the last points begins with, as far as it has come out.
///
/// A sample may reach over the next point, and over several: where content shrinks to next to nothing, points
/// are few bytes apart.
#[derive(Debug, Default)]
pub(crate) struct Beginnings(Vec<(usize, Vec<u8>)>);

impl Beginnings {
    /// The next bytes are the first ones of the point at this place in the list.
    pub(crate) fn begin(&mut self, point: usize) -> Result<()> {
        self.0.append_one((point, Vec::new()))
    }

    /// Takes the next bytes of the file, and gives their samples to points that have all of theirs now.
    pub(crate) fn take(&mut self, bytes: &[u8], points: &mut [Point]) -> Result<()> {
        for (_, first) in &mut self.0 {
            let wanted = (SAMPLE_SIZE - first.len()).min(bytes.len());
            first.append_all(&bytes[..wanted])?;
        }
        // The oldest has the most.
        let done = self.0.iter().take_while(|(_, first)| first.len() == SAMPLE_SIZE).count();
        self.settle(done, points);
        Ok(())
    }

    /// The file is at its end: what has come is all that there is.
    pub(crate) fn end(&mut self, points: &mut [Point]) {
        self.settle(self.0.len(), points);
    }

    fn settle(&mut self, count: usize, points: &mut [Point]) {
        for (point, first) in self.0.drain(..count) {
            points[point].sample = Some(sample_of(&first));
        }
    }
}

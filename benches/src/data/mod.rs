//! What is measured on.

mod corpus;
mod made;
mod random;
mod records;

use std::path::Path;

use anyhow::{Result, ensure};

pub(crate) use made::{Kind, make};
pub(crate) use records::RecordSet;

/// One body of data, with a name for tables.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Everything that a run measures on.
#[derive(Debug)]
pub(crate) struct Data {
    /// The first is measured at every size, the others as a whole.
    pub(crate) samples: Vec<Sample>,
    /// Sets of small items that have much in common.
    pub(crate) records: Vec<RecordSet>,
    /// Whether the harness made all of it.
    pub(crate) is_made: bool,
}

impl Data {
    /// Makes samples of each kind, of `len` bytes, and a set of `records` JSON records.
    pub(crate) fn made(len: usize, records: usize) -> Self {
        let sample = |kind: Kind| Sample { name: kind.name().into(), bytes: made::make(kind, len) };
        Self {
            samples: Kind::ALL.map(sample).into(),
            records: vec![RecordSet::json(records)],
            is_made: true,
        }
    }

    /// Reads every file in a folder, of each `len` bytes at most.
    ///
    /// Files that consist of many paragraphs serve as sets of records too, beside the JSON records,
    /// which are made.
    pub(crate) fn corpus(folder: &Path, len: usize, records: usize) -> Result<Self> {
        let mut samples = corpus::read(folder)?;
        ensure!(!samples.is_empty(), "{} holds no files to measure on", folder.display());
        let paragraphs = samples.iter().filter_map(|sample| RecordSet::paragraphs(sample, records));
        let records = std::iter::once(RecordSet::json(records)).chain(paragraphs).collect();
        for sample in &mut samples {
            sample.bytes.truncate(len);
        }
        Ok(Self { samples, records, is_made: false })
    }
}

/// Cuts `count` pieces of `len` bytes out of `bytes`, spread evenly over it.
///
/// Many pieces, for a processor learns a small input by heart when it sees it again and again.
pub(crate) fn pieces(bytes: &[u8], len: usize, count: usize) -> Vec<&[u8]> {
    let len = len.min(bytes.len());
    let count = count.clamp(1, bytes.len().checked_div(len).unwrap_or(1).max(1));
    let stride = if count > 1 { (bytes.len() - len) / (count - 1) } else { 0 };
    (0..count).map(|piece| &bytes[piece * stride..][..len]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_reach_from_the_first_byte_to_the_last() {
        let bytes: Vec<u8> = (0..100).collect();
        let cut = pieces(&bytes, 10, 4);
        assert_eq!(cut.len(), 4);
        assert_eq!((cut[0][0], cut[1][0], cut[3][9]), (0, 30, 99));
        assert_eq!(pieces(&bytes, 1000, 4), [&bytes[..]]);
        assert_eq!(pieces(&bytes, 60, 4), [&bytes[..60]]);
        assert_eq!(pieces(b"", 10, 4), [b""]);
    }
}

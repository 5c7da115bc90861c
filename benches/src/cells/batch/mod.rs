//! Small records in batches, with a dictionary and without.

mod alone;
mod loops;
mod together;

use std::rc::Rc;
use std::sync::Arc;

use anyhow::{Result, ensure};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_segments::{BatchCompressor, BufferWithSegments, BufferWithSegmentsCollection};

use super::records::dictionary;
use super::{Group, Plan, Spec};
use crate::data::{Data, RecordSet};
use crate::harness::Cell;
use crate::python::Python;

const LEVEL: i32 = 3;

/// What a cell is made of.
#[derive(Clone)]
struct Setting<'d> {
    set: &'d RecordSet,
    dictionary: Option<Arc<[u8]>>,
    /// Where python-zstandard is, if it is to be measured too.
    python: Option<Rc<Python>>,
}

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    for set in &data.records {
        for dict_size in [None, Some(plan.dictionary)] {
            let how = if dict_size.is_some() { "with a dictionary" } else { "no dictionary" };
            let what = format!("{}, level {LEVEL}, {how}", set.name);
            type Make = for<'s> fn(&Setting<'s>) -> Result<Cell<'s>>;
            let makes: [(Group, &str, Make); 4] = [
                (Group::Batch, "compress", alone::compress),
                (Group::Batch, "decompress", alone::decompress),
                (Group::Threads, "compress", together::compress),
                (Group::Threads, "decompress", together::decompress),
            ];
            for (group, verb, make) in makes {
                let python = plan.python.clone();
                specs.push(Spec::new(group, format!("{verb} {what}"), move || {
                    let trained = dict_size.map(|size| dictionary(set, size)).transpose()?;
                    let dictionary = trained.map(Arc::from);
                    make(&Setting { set, dictionary, python: python.clone() })
                }));
            }
        }
    }
}

impl Setting<'_> {
    fn dictionary(&self) -> Option<&[u8]> {
        self.dictionary.as_deref()
    }

    /// The options of both directions.
    fn options(&self) -> Result<(CompressOptions, DecompressOptions)> {
        let compress = CompressOptions::new().level(LEVEL);
        let decompress = DecompressOptions::new();
        Ok(match self.dictionary() {
            None => (compress, decompress),
            Some(content) => {
                let dictionary = Dictionary::new(content)?;
                (compress.dictionary(&dictionary), decompress.dictionary(&dictionary))
            }
        })
    }

    /// The records in one piece of memory.
    fn items(&self) -> Arc<BufferWithSegments> {
        Arc::new(BufferWithSegments::from_items(&self.set.items))
    }

    /// The records' frames.
    fn frames(&self) -> Result<Arc<BufferWithSegmentsCollection>> {
        let (compress, _) = self.options()?;
        let frames = BatchCompressor::new(&compress)?.threads(1).compress(&self.set.items)?;
        Ok(Arc::new(frames))
    }

    fn bulk_compressor(&self) -> Result<zstd::bulk::Compressor<'static>> {
        Ok(match self.dictionary() {
            Some(content) => zstd::bulk::Compressor::with_dictionary(LEVEL, content)?,
            None => zstd::bulk::Compressor::new(LEVEL)?,
        })
    }

    fn bulk_decompressor(&self) -> Result<zstd::bulk::Decompressor<'static>> {
        Ok(match self.dictionary() {
            Some(content) => zstd::bulk::Decompressor::with_dictionary(content)?,
            None => zstd::bulk::Decompressor::new()?,
        })
    }

    /// The length of the longest record.
    fn longest(&self) -> usize {
        self.set.items.iter().map(Vec::len).max().unwrap_or_default()
    }
}

/// Sees to it that a contestant's results are, byte for byte, those that are expected.
fn ensure_same<A: AsRef<[u8]>, B: AsRef<[u8]>>(
    name: &str,
    results: impl IntoIterator<Item = A>,
    expected: impl IntoIterator<Item = B>,
) -> Result<()> {
    let (mut results, mut expected) = (results.into_iter(), expected.into_iter());
    for index in 0.. {
        match (results.next(), expected.next()) {
            (None, None) => break,
            (found, wanted) => {
                let found = found.as_ref().map(AsRef::as_ref);
                let wanted = wanted.as_ref().map(AsRef::as_ref);
                ensure!(
                    found == wanted,
                    "{name} makes something else of item {index}: {:?} bytes, and {:?} expected",
                    found.map(<[u8]>::len),
                    wanted.map(<[u8]>::len)
                );
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_results_and_missing_ones_are_told() {
        assert!(ensure_same("x", ["a", "b"], [b"a", b"b"]).is_ok());
        let error = |results: &[&str]| ensure_same("x", results, ["a", "b"]).unwrap_err();
        assert!(error(&["a", "c"]).to_string().contains("item 1"));
        assert!(error(&["a"]).to_string().contains("item 1: None bytes, and Some(1)"));
        assert!(error(&["a", "b", "c"]).to_string().contains("item 2"));
    }
}

//! Random access: indexes, readers, whole files, and what is left of damaged ones.
//!
//! Each index and each checkpoint that is opened is shared, and std ends the program where it can't make what
//! is to be shared; with threads, where it can't note that one was started.

use std::io::Write as _;

use zstdkit::CompressOptions;
use zstdkit_seek::{
    Error, Index, IndexOptions, IndexedWriter, SeekReader, SeekableWriter, salvage,
};

use crate::data::{Gist, text};
use crate::trial::refuse_each;

/// For an index.
const INDEX: usize = 1;

/// For a checkpoint: its dictionary and that one's content, and what decoders make of it.
const CHECKPOINT: usize = 3;

/// Two frames, of several stretches each.
fn file() -> Vec<u8> {
    let options = CompressOptions::new().level(3).checksum(true).window_log(17);
    [text(600_000), text(300_000)].iter().flat_map(|data| options.compress(data).unwrap()).collect()
}

fn indexed(file: &[u8]) -> Index {
    IndexOptions::new().spacing(256 << 10).build(file).unwrap()
}

#[test]
fn indexes() {
    let file = file();
    let make = || Vec::with_capacity(1 << 20);
    refuse_each("an index is built", INDEX, make, |written: &mut Vec<u8>| {
        written.clear();
        IndexOptions::new().spacing(256 << 10).build(&file[..])?.write_to(&mut *written)?;
        Ok::<_, Error>(Gist::of(written))
    });
    let mut written = Vec::new();
    indexed(&file).write_to(&mut written).unwrap();
    refuse_each(
        "an index is read",
        INDEX,
        || (),
        |()| Index::read_from(&written[..]).map(|index| (index.len(), index.windows_size())),
    );
}

#[test]
fn ranges() {
    let file = file();
    let index = indexed(&file);
    let make = || SeekReader::new(&file, index.clone()).unwrap();
    refuse_each("ranges", 2 * CHECKPOINT, make, |reader| {
        let mut output = Vec::new();
        for range in [500_000..500_100, 10..20, 590_000..650_000, 0..899_999] {
            reader.read_range(range, &mut output)?;
        }
        Ok::<_, Error>(output)
    });
}

#[test]
fn whole_files() {
    let file = file();
    let index = indexed(&file);
    let make = || vec![0; 900_000];
    // One thread goes on from stretch to stretch, and opens no checkpoint.
    for (threads, ends) in [(1, 0..=0), (2, 0..=40)] {
        refuse_each(&format!("a file on {threads} threads"), ends.clone(), make, |output| {
            index.decompress_into(&file, threads, output)?;
            Ok::<_, Error>(Gist::of(output))
        });
        refuse_each(&format!("a file on {threads} threads to a writer"), ends, make, |output| {
            output.clear();
            index.decompress(&file, threads, &mut *output)?;
            Ok::<_, Error>(Gist::of(output))
        });
    }
}

#[test]
fn damaged_files() {
    let mut file = file();
    let index = indexed(&file);
    let middle = file.len() / 2;
    file[middle..middle + 50].fill(0);
    for (name, index, ends) in
        [("salvage with an index", Some(&index), 3 * CHECKPOINT), ("salvage", None, 0)]
    {
        let make = || Vec::with_capacity(1 << 20);
        refuse_each(name, ends, make, |output| {
            output.clear();
            let report = salvage(&file, index, &mut *output)?;
            Ok::<_, Error>((report.holes.len(), Gist::of(output)))
        });
    }
}

#[test]
fn written_files() {
    let content = text(300_000);
    let options = CompressOptions::new().level(3);
    for (name, threads, ends) in [("frames of one size", 1, 0..=0), ("on two threads", 2, 0..=20)] {
        let make = || Vec::with_capacity(1 << 20);
        refuse_each(name, ends, make, |written: &mut Vec<u8>| {
            written.clear();
            let writer = SeekableWriter::new(&mut *written, &options)?;
            let mut writer = writer.frame_size(100_000).threads(threads);
            writer.write_all(&content)?;
            writer.finish()?;
            Ok::<_, Error>(Gist::of(written))
        });
    }
    let make = || Vec::with_capacity(1 << 20);
    refuse_each("a frame with its index", INDEX, make, |written: &mut Vec<u8>| {
        written.clear();
        let indexing = IndexOptions::new().spacing(100_000);
        let mut writer = IndexedWriter::new(&mut *written, &options, &indexing)?;
        writer.write_all(&content)?;
        writer.finish()?;
        Ok::<_, Error>(Gist::of(written))
    });
}

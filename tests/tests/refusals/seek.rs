//! Random access: indexes, readers, whole files, and what is left of damaged ones.
//!
//! What they keep is in std's lists. So many of these tries are ended by std; none may come to another end, nor to
//! other content.

use zstdkit::CompressOptions;
use zstdkit_seek::{Error, Index, IndexOptions, SeekReader, salvage};

use crate::data::{Gist, text};
use crate::trial::refuse_each;

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
    refuse_each("an index is built", 0..=80, make, |written: &mut Vec<u8>| {
        written.clear();
        IndexOptions::new().spacing(256 << 10).build(&file[..])?.write_to(&mut *written)?;
        Ok::<_, Error>(Gist::of(written))
    });
    let mut written = Vec::new();
    indexed(&file).write_to(&mut written).unwrap();
    refuse_each(
        "an index is read",
        0..=80,
        || (),
        |()| Index::read_from(&written[..]).map(|index| (index.len(), index.windows_size())),
    );
}

#[test]
fn ranges() {
    let file = file();
    let index = indexed(&file);
    let make = || SeekReader::new(&file, index.clone()).unwrap();
    refuse_each("ranges", 0..=80, make, |reader| {
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
    refuse_each("a file in one thread", 0..=80, make, |output| {
        index.decompress_into(&file, 1, output)?;
        Ok::<_, Error>(Gist::of(output))
    });
    refuse_each("a file in two threads", 0..=80, make, |output| {
        index.decompress_into(&file, 2, output)?;
        Ok::<_, Error>(Gist::of(output))
    });
}

#[test]
fn damaged_files() {
    let mut file = file();
    let index = indexed(&file);
    let middle = file.len() / 2;
    file[middle..middle + 50].fill(0);
    for (name, index) in [("salvage with an index", Some(&index)), ("salvage", None)] {
        let make = || Vec::with_capacity(1 << 20);
        refuse_each(name, 0..=80, make, |output| {
            output.clear();
            let report = salvage(&file, index, &mut *output)?;
            Ok::<_, Error>((report.holes.len(), Gist::of(output)))
        });
    }
}

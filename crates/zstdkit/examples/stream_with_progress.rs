//! A file compressed and decompressed piece by piece, with its progress told.
//!
//! `cargo run --example stream_with_progress`

use std::{
    fs::File,
    io::{self, BufWriter, Write},
};

use zstdkit::{CompressOptions, DecompressOptions, stream};

/// Lines in the file.
const LINES: u32 = 200_000;

fn main() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let plain = folder.path().join("log.txt");
    let packed = folder.path().join("log.txt.zst");
    let unpacked = folder.path().join("log.back.txt");

    let mut file = BufWriter::new(File::create(&plain)?);
    for line in 0..LINES {
        writeln!(
            file,
            "{line:08} request from 10.0.{}.{} took {} ms",
            line % 7,
            line % 251,
            line % 97
        )?;
    }
    file.into_inner()?.sync_all()?;
    let size = plain.metadata()?.len();

    let mut told = 0;
    let options = CompressOptions::new().checksum(true);
    let (read, written) = stream::copy_encode(
        File::open(&plain)?,
        File::create(&packed)?,
        &options,
        |read, written| {
            let percent = read * 100 / size;
            if percent >= told {
                println!("{percent:3} %: {read} bytes read, {written} written");
                told = percent + 20;
            }
        },
    )?;
    assert_eq!((read, written), (size, packed.metadata()?.len()));
    assert!(written < read / 4);

    let options = DecompressOptions::new();
    stream::copy_decode(File::open(&packed)?, File::create(&unpacked)?, &options, |_, _| {})?;
    assert!(std::fs::read(&unpacked)? == std::fs::read(&plain)?);
    println!("{size} bytes came back from {written}");
    Ok(())
}

//! What random access costs, and what it gains, on a file of one's own.
//!
//! ```text
//! cargo run --release -p zstdkit-seek --example measure -- FILE [LEVEL]
//! ```
//!
//! The file is compressed to one frame. Then an index is made, ranges are read, and the whole is decoded by
//! index on one thread and on two, by turns; the least times count. They are times of the CPU, except for
//! one thread and two, which are told by the clock: so these take an idle machine.

use std::io::{Read, sink};
use std::time::{Duration, Instant};

use zstdkit::{CompressOptions, stream};
use zstdkit_seek::{IndexOptions, SeekReader};

/// The least of the CPU times of this thread that `work` takes.
fn least(
    best: &mut Duration,
    work: impl FnOnce() -> Result<(), Box<dyn std::error::Error>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let start = cpu_time::ThreadTime::now();
    work()?;
    *best = start.elapsed().min(*best);
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    const RANGE: u64 = 4096;
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("give a FILE, and a LEVEL if you like")?;
    let level = arguments.next().map_or(Ok(3), |level| level.parse())?;
    let content = std::fs::read(path)?;
    let size = content.len() as u64;
    let file = CompressOptions::new().level(level).checksum(true).compress(&content)?;
    let options = IndexOptions::new();
    let index = options.build(&file[..])?;
    let mut out = Vec::with_capacity(content.len());
    let mut best = [Duration::MAX; 6];
    let [plain, build, range, start, one, two] = &mut best;
    let mut place = 1_u64;
    for round in 0..7 {
        least(plain, || {
            std::io::copy(&mut stream::read::Decoder::new(&file[..])?, &mut sink())?;
            Ok(())
        })?;
        least(build, || Ok(options.build(&file[..]).map(drop)?))?;
        out.clear();
        let began = Instant::now();
        index.decompress(&file, 1, &mut out)?;
        *one = began.elapsed().min(*one);
        out.clear();
        let began = Instant::now();
        index.decompress(&file, 2, &mut out)?;
        *two = began.elapsed().min(*two);
        assert!(out == content);
        if round < 3 {
            // A place in the last tenth, from the start: what is done without an index.
            let place = size - size / 10;
            least(start, || {
                let mut reader = stream::read::Decoder::new(&file[..])?.take(place + RANGE);
                std::io::copy(&mut reader, &mut sink())?;
                Ok(())
            })?;
        }
    }
    // Ranges here and there, the mean of them: some lie just behind a point, some just before the next.
    let ranges = 40;
    least(range, || {
        for _ in 0..ranges {
            place = place
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407)
                % size.saturating_sub(RANGE).max(1);
            let mut out = Vec::new();
            SeekReader::new(&file, index.clone())?
                .read_range(place..(place + RANGE).min(size), &mut out)?;
        }
        Ok(())
    })?;
    let speed = |time: Duration| size as f64 / 1e6 / time.as_secs_f64();
    let ratio = |a: Duration, b: Duration| a.as_secs_f64() / b.as_secs_f64();
    println!("{size} bytes of content, {} compressed at level {level}", file.len());
    println!(
        "index: {} points, {} bytes, {:.2} % of the file",
        index.len(),
        index.written_size(),
        100.0 * index.written_size() as f64 / file.len() as f64
    );
    println!("decompressing:      {:7.0} MB/s", speed(*plain));
    println!("making the index:   {:7.0} MB/s, {:.2} of it", speed(*build), ratio(*plain, *build));
    println!("by index, 1 thread: {:7.0} MB/s", speed(*one));
    println!("by index, 2 threads:{:7.0} MB/s, {:.2} of one", speed(*two), ratio(*one, *two));
    println!("4 KiB anywhere:     {:?} on average", *range / ranges);
    println!("4 KiB at nine tenths, from the start: {:?}", *start);
    Ok(())
}

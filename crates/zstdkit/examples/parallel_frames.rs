//! Data cut into frames that are compressed, and decompressed, by several threads.
//!
//! `cargo run --example parallel_frames`

use std::{thread, time::Instant};

use zstdkit::{CompressOptions, DecompressOptions, Error};

/// Content of a frame, in bytes.
const PART: usize = 1 << 20;

fn main() -> Result<(), Error> {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let data: Vec<u8> = (0..500_000_u32)
        .flat_map(|n| format!("{n:06} {}\n", n.wrapping_mul(2_654_435_761)).into_bytes())
        .collect();

    // Each thread compresses a run of parts; the frames are put together in their order.
    let parts: Vec<&[u8]> = data.chunks(PART).collect();
    let options = CompressOptions::new().level(5).checksum(true);
    let mut frames = vec![Vec::new(); parts.len()];
    let run = frames.len().div_ceil(threads);
    thread::scope(|scope| {
        let workers: Vec<_> = parts
            .chunks(run)
            .zip(frames.chunks_mut(run))
            .map(|(parts, frames)| {
                let mut context = options.context()?;
                Ok(scope.spawn(move || {
                    let mut pairs = parts.iter().zip(frames);
                    pairs.try_for_each(|(part, frame)| context.compress_into(part, frame).map(drop))
                }))
            })
            .collect::<Result<_, Error>>()?;
        workers.into_iter().try_for_each(|worker| worker.join().expect("no worker panics"))
    })?;
    let stream = frames.concat();
    println!("{} frames: {} bytes became {}", frames.len(), data.len(), stream.len());

    // Any decoder reads them as one stream; this one does with several threads.
    for workers in [1, u32::try_from(threads).unwrap_or(u32::MAX).max(2)] {
        let began = Instant::now();
        let back = DecompressOptions::new().workers(workers).decompress(&stream)?;
        assert!(back == data);
        println!("{workers} thread(s) decompress them in {:?}", began.elapsed());
    }
    Ok(())
}

//! Counts the sequences of a file's frames, and says how fast they were decoded.

use std::time::Instant;

use zstdkit_frame::{Tables, frames};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("give a FILE.zst")?;
    let file = std::fs::read(path)?;
    let start = Instant::now();
    let (mut count, mut matched, mut content) = (0u64, 0u64, 0u64);
    for frame in frames(&file) {
        // A frame that uses a dictionary begins with Tables::from_dictionary.
        let mut tables = Tables::new();
        for block in frame?.blocks() {
            let mut sequences = block.sequences(&tables)?;
            for sequence in &mut sequences {
                count += 1;
                matched += u64::from(sequence?.match_length);
            }
            content += u64::from(sequences.content_size());
            tables = sequences.finish()?;
        }
    }
    let speed = content as f64 / 1e6 / start.elapsed().as_secs_f64();
    println!(
        "{count} sequences match {matched} of {content} bytes; {speed:.0} MB of content a second"
    );
    Ok(())
}

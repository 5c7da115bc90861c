//! One call each way, then options, then a context for many inputs.
//!
//! `cargo run --example quick_start`

use zstdkit::{CompressContext, CompressOptions, DecompressOptions, Error};

fn main() -> Result<(), Error> {
    let text = "All of it comes back, and takes less room meanwhile. ".repeat(1000);

    let frame = zstdkit::compress(text.as_bytes(), 3)?;
    let back = zstdkit::decompress(&frame)?;
    assert_eq!(back, text.as_bytes());
    println!("level 3: {} bytes became {}", text.len(), frame.len());

    let options = CompressOptions::new().level(19).checksum(true);
    let smaller = options.compress(text.as_bytes())?;
    assert!(smaller.len() <= frame.len() + 4);
    println!("level 19, with a checksum: {} bytes", smaller.len());

    // A value out of its bounds is an error that says what would have done.
    let error = CompressOptions::new().level(100).compress(b"").unwrap_err();
    println!("level 100: {error}");
    assert!(matches!(error, Error::ParameterOutOfBounds { value: 100, .. }));

    // One context for many inputs, into memory of one's own.
    let mut context = CompressContext::new(&CompressOptions::new().level(1))?;
    let mut frames = Vec::new();
    for number in 0..100 {
        context.compress_into(format!("record {number}\n").as_bytes(), &mut frames)?;
    }
    let records = DecompressOptions::new().max_output(1 << 20).decompress(&frames)?;
    assert_eq!(records.iter().filter(|byte| **byte == b'\n').count(), 100);
    println!("100 frames in a row: {} bytes, decompressed in one call", frames.len());
    Ok(())
}

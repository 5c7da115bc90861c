//! Input of a stranger's, with limits on what it may cost.
//!
//! `cargo run --example untrusted_input`

use std::io::Read;

use zstdkit::{CompressOptions, DecompressOptions, EndDirective, Error, stream};

/// The most content that is of use here, in bytes.
const MOST: usize = 1 << 20;

fn main() -> Result<(), Error> {
    let options = DecompressOptions::new().max_output(MOST).window_limit(8 << 20);

    // What stays within the limits is decompressed as ever.
    let honest = zstdkit::compress(&[b'a'; MOST], 3)?;
    assert_eq!(options.decompress(&honest)?.len(), MOST);

    // A bomb: little input, much output. Its header tells, so that nothing is taken for it.
    let bomb = zstdkit::compress(&vec![0; 50 * MOST], 3)?;
    let error = options.decompress(&bomb).unwrap_err();
    println!("{} bytes that hold {}: {error}", bomb.len(), 50 * MOST);
    assert_eq!(error, Error::OutputLimit { limit: MOST });

    // A bomb that doesn't say its size is stopped where it passes the limit.
    let sizeless = CompressOptions::new().content_size(false).compress(&vec![0; 50 * MOST])?;
    let mut output = Vec::new();
    let mut decoder = stream::bufread::Decoder::with_options(&sizeless[..], &options)?;
    let error = decoder.read_to_end(&mut output).unwrap_err();
    assert_eq!(Error::try_from(error).ok(), Some(Error::OutputLimit { limit: MOST }));
    assert!(output.len() <= MOST);
    println!("without a size: stopped after {} bytes", output.len());

    // A window that would take more memory than allowed, whatever the frame holds.
    let mut sender = CompressOptions::new().window_log(27).compressor()?;
    let mut wide = sender.compress(b"of unknown size", EndDirective::Continue)?;
    wide.extend(sender.finish()?);
    let error = options.decompress(&wide).unwrap_err();
    println!("{} bytes: {error}", wide.len());
    assert_eq!(error, Error::WindowTooLarge { window_size: 1 << 27, limit: 8 << 20 });

    // What is cut off, or damaged, is an error and never half a result.
    let whole = CompressOptions::new().checksum(true).compress(b"all of it, or nothing")?;
    assert_eq!(options.decompress(&whole[..whole.len() - 1]), Err(Error::Truncated));
    let mut damaged = whole;
    damaged[12] ^= 1;
    println!("damaged: {}", options.decompress(&damaged).unwrap_err());
    Ok(())
}

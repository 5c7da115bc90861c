//! `cargo xtask bench --peers`: the benchmarks, with Zstandard in pure Rust among the contestants.

use std::process::ExitCode;

use anyhow::Result;
use zstdkit_benches::{Compress, Decompress, Peer};

fn main() -> ExitCode {
    zstdkit_benches::main(&[
        Peer {
            name: "mzstd 0.2.9",
            compress: |level| {
                let config = mzstd::EncoderConfig::default().with_level(level.try_into()?);
                let mut compressor = mzstd::Compressor::new(config)?;
                Ok(Some(Box::new(move |input| Ok(compressor.compress(input)?))))
            },
            decompress: || {
                let mut decompressor = mzstd::Decompressor::default();
                Ok(Box::new(move |frame, _| Ok(decompressor.decompress(frame)?)))
            },
        },
        Peer {
            name: "structured-zstd 0.2.6",
            compress: |level| {
                let level = structured_zstd::encoding::CompressionLevel::from_level(level);
                let mut compressor: structured_zstd::encoding::FrameCompressor =
                    structured_zstd::encoding::FrameCompressor::new(level);
                Ok(Some(Box::new(move |input| Ok(compressor.compress_independent_frame(input)))))
            },
            decompress: || {
                let mut decoder = structured_zstd::decoding::FrameDecoder::new();
                Ok(Box::new(move |frame, len| {
                    let mut content = vec![0; len];
                    let written = decoder.decode_all(frame, &mut content)?;
                    content.truncate(written);
                    Ok(content)
                }))
            },
        },
        Peer {
            name: "zstdx 0.4.0",
            compress: |level| {
                let level = zstdx::Level::from_zstd(level);
                Ok(Some(Box::new(move |input| Ok(zstdx::compress(input, level)))))
            },
            decompress: || Ok(Box::new(|frame, len| Ok(zstdx::decompress(frame, len)?))),
        },
        Peer { name: "ruzstd 0.9.1", compress: ruzstd_compress, decompress: ruzstd_decompress },
    ])
}

/// It has one level that compresses.
fn ruzstd_compress(level: i32) -> Result<Option<Compress>> {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};
    if level != 1 {
        return Ok(None);
    }
    Ok(Some(Box::new(|input| Ok(compress_to_vec(input, CompressionLevel::Fastest)))))
}

fn ruzstd_decompress() -> Result<Decompress> {
    let mut decoder = ruzstd::decoding::FrameDecoder::new();
    Ok(Box::new(move |frame, len| {
        let mut content = vec![0; len];
        let written = decoder.decode_all(frame, &mut content)?;
        content.truncate(written);
        Ok(content)
    }))
}

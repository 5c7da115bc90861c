//! How fast this build decompresses, whatever its profile.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::clock::Clock;
use crate::data::{Kind, make};
use crate::harness::Summary;

const LEN: usize = 10_000_000;

/// How long it goes on.
const ENOUGH: Duration = Duration::from_secs(2);

/// Decompresses 10 MB of text by `zstdkit::decompress`, over and over, and says how fast.
pub(crate) fn run() -> Result<String> {
    let text = make(Kind::Text, LEN);
    let frame = zstdkit::compress(&text, 3)?;
    ensure!(zstdkit::decompress(&frame)? == text, "what came back is not what went in");
    let (mut speeds, mut total) = (Vec::new(), Duration::ZERO);
    while total < ENOUGH {
        let (time, output) = Clock::Thread.time(|| zstdkit::decompress(&frame));
        output?;
        speeds.push(LEN as f64 / time.as_secs_f64() / 1e6);
        total += time;
    }
    let speed = Summary::of(speeds);
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    Ok(format!(
        "{profile} build: zstdkit::decompress gives {:.0} MB/s of CPU time ({:.0} to {:.0})",
        speed.median, speed.first_quartile, speed.third_quartile
    ))
}

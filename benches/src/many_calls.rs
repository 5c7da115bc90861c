//! Many calls of the one-call functions on 300 bytes, beside as many of a reused context.

use std::hint::black_box;
use std::time::Duration;

use anyhow::{Result, ensure};
use zstdkit::{CompressOptions, DecompressOptions};

use crate::clock::Clock;
use crate::data::{Kind, make, pieces};
use crate::harness::Summary;

const LEN: usize = 300;
const LEVEL: i32 = 3;

/// How many different inputs the calls go through, over and over.
const INPUTS: usize = 500;

/// The two take turns after this many calls.
const SLICE: u32 = 2000;

/// Makes `calls` calls of each, in turn, and says how fast the functions are beside the contexts.
pub(crate) fn run(calls: u32) -> Result<String> {
    let text = make(Kind::Text, LEN * INPUTS);
    let inputs = pieces(&text, LEN, INPUTS);
    let frames: Vec<Vec<u8>> = inputs
        .iter()
        .map(|input| zstdkit::compress(input, LEVEL))
        .collect::<zstdkit::Result<_>>()?;
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();

    let mut context = CompressOptions::new().level(LEVEL).context()?;
    let mut reused = Vec::new();
    let compress = in_turn(
        calls,
        &inputs,
        |input| {
            reused.clear();
            context.compress_into(input, &mut reused)
        },
        |input| Ok(black_box(zstdkit::compress(input, LEVEL)?).len()),
    )?;
    let mut context = DecompressOptions::new().context()?;
    let mut reused = Vec::new();
    let decompress = in_turn(
        calls,
        &frames,
        |frame| {
            reused.clear();
            context.decompress_into(frame, &mut reused)
        },
        |frame| Ok(black_box(zstdkit::decompress(frame)?).len()),
    )?;
    Ok(format!(
        "{calls} calls on {LEN} bytes, and as many of a reused context, in slices of {SLICE}:\n\
         compress: {compress}\ndecompress: {decompress}"
    ))
}

/// Has `base` and `other` go through `inputs` until each has made `calls` calls.
fn in_turn(
    calls: u32,
    inputs: &[&[u8]],
    mut base: impl FnMut(&[u8]) -> zstdkit::Result<usize>,
    mut other: impl FnMut(&[u8]) -> zstdkit::Result<usize>,
) -> Result<String> {
    let (mut base_total, mut other_total) = (Duration::ZERO, Duration::ZERO);
    let mut ratios = Vec::new();
    let mut made = 0;
    while made < calls {
        let slice = SLICE.min(calls - made);
        let mut base_turn = || turn(slice, inputs, &mut base);
        let mut other_turn = || turn(slice, inputs, &mut other);
        // Neither always comes first.
        let (base, other) = if ratios.len() % 2 == 0 {
            let base = base_turn()?;
            (base, other_turn()?)
        } else {
            let other = other_turn()?;
            (base_turn()?, other)
        };
        ensure!(base.1 == other.1, "{} bytes by one way, {} by the other", base.1, other.1);
        ratios.push(base.0.as_secs_f64() / other.0.as_secs_f64());
        base_total += base.0;
        other_total += other.0;
        made += slice;
    }
    let ratio = Summary::of(ratios);
    Ok(format!(
        "{:.2} s against {:.2} s of CPU time; {:.3} of the context's speed, slice by slice ({:.3} to \
         {:.3})",
        other_total.as_secs_f64(),
        base_total.as_secs_f64(),
        ratio.median,
        ratio.first_quartile,
        ratio.third_quartile
    ))
}

/// So many calls; answers how long they took, and how many bytes came out.
fn turn(
    calls: u32,
    inputs: &[&[u8]],
    call: &mut impl FnMut(&[u8]) -> zstdkit::Result<usize>,
) -> Result<(Duration, usize)> {
    let (time, outcome) = Clock::Thread.time(|| {
        let inputs = inputs.iter().cycle().take(calls as usize);
        inputs.map(|input| call(input)).sum::<zstdkit::Result<usize>>()
    });
    Ok((time.max(Duration::from_nanos(1)), outcome?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_make_all_calls() {
        let report = run(SLICE + 500).unwrap();
        assert!(report.starts_with("2500 calls on 300 bytes"), "{report}");
        assert!(report.contains("\ncompress: ") && report.contains("\ndecompress: "), "{report}");
    }

    #[test]
    fn ways_that_put_out_other_bytes_are_refused() {
        let error = in_turn(1, &[b"x"], |_| Ok(1), |_| Ok(2)).unwrap_err();
        assert_eq!(error.to_string(), "1 bytes by one way, 2 by the other");
    }
}

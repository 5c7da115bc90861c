//! Dictionaries from samples that nobody would train on, with options in and out of bounds.

#![no_main]

use std::ops::ControlFlow;

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use zstdkit::{CompressOptions, DecompressOptions, Dictionary};
use zstdkit_dict::{Cover, Error, FastCover, Legacy, Reservoir, Samples, TrainOptions, evaluate};

/// Bytes in all samples: more of them only takes longer.
const MOST: usize = 150_000;

#[derive(Arbitrary, Debug)]
struct Input {
    samples: Vec<Shape>,
    size: u32,
    level: i8,
    id: u32,
    threads: u8,
    algorithm: Algorithm,
    stop_after: Option<u8>,
    then: Then,
}

/// What a sample is made of.
#[derive(Arbitrary, Debug)]
enum Shape {
    Bytes(Vec<u8>),
    Alike {
        byte: u8,
        len: u16,
    },
    Huge {
        byte: u8,
    },
    Noise {
        seed: u64,
        len: u16,
    },
    Counted {
        times: u16,
        len: u8,
    },
    Again {
        index: u8,
        times: u8,
    },
    /// Some of the bytes that libzstd's legacy trainer takes for unheard of.
    Mark {
        from: u8,
        len: u8,
    },
}

#[derive(Arbitrary, Debug)]
enum Algorithm {
    Default,
    FastCover {
        k: Option<u16>,
        d: Option<u8>,
        steps: u8,
        f: u8,
        accel: u8,
        split: Split,
        shrink: Option<u8>,
    },
    Cover {
        k: Option<u16>,
        d: Option<u8>,
        steps: u8,
        split: Split,
        shrink: Option<u8>,
    },
    Legacy {
        selectivity: u8,
    },
}

#[derive(Arbitrary, Debug)]
enum Split {
    Default,
    Part(u8),
    Any(f64),
}

/// What else is done with the samples.
#[derive(Arbitrary, Debug)]
enum Then {
    Finalize { content: Vec<u8> },
    Segments(Vec<(u64, u64)>),
    Cut { size: u16, delimiter: u8 },
    Choose { limit: u16, seed: u64 },
    Evaluate,
}

const MARK: [u8; 32] = [
    0xE2, 0x33, 0xF7, 0x69, 0xDD, 0xE1, 0x89, 0x70, 0x05, 0xBC, 0x0F, 0x4F, 0xB7, 0xF3, 0x6E, 0xD1,
    0x0E, 0xDE, 0x5F, 0x0E, 0x8E, 0xCE, 0x1F, 0x43, 0xD8, 0xDB, 0x1F, 0x9A, 0x58, 0xB8, 0xB2, 0x00,
];

fn samples(shapes: Vec<Shape>) -> Vec<Vec<u8>> {
    let mut samples: Vec<Vec<u8>> = Vec::new();
    let mut total = 0;
    let mut add = |samples: &mut Vec<Vec<u8>>, mut sample: Vec<u8>| {
        sample.truncate(MOST - total);
        total += sample.len();
        samples.push(sample);
    };
    for shape in shapes {
        match shape {
            Shape::Bytes(bytes) => add(&mut samples, bytes),
            Shape::Alike { byte, len } => add(&mut samples, vec![byte; (len % 4000).into()]),
            Shape::Huge { byte } => add(&mut samples, vec![byte; 140_000]),
            Shape::Noise { mut seed, len } => {
                let draw = |_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    (seed >> 56) as u8
                };
                let noise = (0..len % 4000).map(draw).collect();
                add(&mut samples, noise);
            }
            Shape::Counted { times, len } => {
                for number in 0..u32::from(times % 300) {
                    let mut sample = number.to_le_bytes().repeat(8);
                    sample.truncate((len % 33).into());
                    add(&mut samples, sample);
                }
            }
            Shape::Again { index, times } => {
                if let Some(sample) = samples.get(usize::from(index)).cloned() {
                    for _ in 0..times {
                        add(&mut samples, sample.clone());
                    }
                }
            }
            Shape::Mark { from, len } => {
                let from = usize::from(from) % MARK.len();
                add(&mut samples, MARK[from..].iter().copied().take(len.into()).collect());
            }
        }
    }
    samples
}

fn split(split: &Split) -> Option<f64> {
    match *split {
        Split::Default => None,
        Split::Part(part) => Some(f64::from(part) / 200.0),
        Split::Any(any) => Some(any),
    }
}

fn options(input: &Input) -> TrainOptions {
    // Beyond these, options cost memory or time, and no other code runs.
    let (steps, k) = (|steps: u8| u32::from(steps % 6), |k: u16| u32::from(k));
    let options = TrainOptions::new()
        .size(input.size as usize % 150_000)
        .level(i32::from(input.level) % 24)
        .dictionary_id(input.id);
    match &input.algorithm {
        Algorithm::Default => options,
        Algorithm::FastCover { k: length, d, steps: count, f, accel, split: part, shrink } => {
            let mut cover = FastCover::new()
                .steps(steps(*count))
                .f(if *f > 250 { 32 } else { u32::from(f % 18) })
                .accel((accel % 13).into());
            if let Some(length) = length {
                cover = cover.k(k(*length));
            }
            if let Some(d) = d {
                cover = cover.d(if d % 4 < 2 { 6 } else { (d % 10).into() });
            }
            if let Some(part) = split(part) {
                cover = cover.split_point(part);
            }
            if let Some(shrink) = shrink {
                cover = cover.shrink((shrink % 110).into());
            }
            options.fast_cover(cover)
        }
        Algorithm::Cover { k: length, d, steps: count, split: part, shrink } => {
            let mut cover = Cover::new().steps(steps(*count));
            if let Some(length) = length {
                cover = cover.k(k(*length));
            }
            if let Some(d) = d {
                cover = cover.d((*d).into());
            }
            if let Some(part) = split(part) {
                cover = cover.split_point(part);
            }
            if let Some(shrink) = shrink {
                cover = cover.shrink((shrink % 110).into());
            }
            options.cover(cover)
        }
        Algorithm::Legacy { selectivity } => {
            options.legacy(Legacy::new().selectivity((selectivity % 34).into()))
        }
    }
}

/// A dictionary that came out is one, and what it compresses comes back.
fn check(dictionary: &Dictionary, size: usize, level: i32, samples: &[Vec<u8>]) {
    assert!(dictionary.content().len() <= size);
    assert_ne!(dictionary.id(), 0);
    let frame = dictionary.content().len() / 2;
    let data = samples.first().map_or(&dictionary.content()[frame..], Vec::as_slice);
    let compress = CompressOptions::new().level(level).dictionary(dictionary);
    let frame = compress.compress(data).expect("a trained dictionary");
    let back = DecompressOptions::new().dictionary(dictionary).decompress(&frame);
    assert_eq!(back.expect("our frame"), data);
}

fuzz_target!(|input: Input| {
    let options = options(&input);
    let Input { samples: shapes, size, level, threads, stop_after, then, .. } = input;
    let (size, level) = (size as usize % 150_000, i32::from(level) % 24);
    let samples = samples(shapes);

    let outcome = options.clone().threads(1).train(&samples);
    if let Ok(dictionary) = &outcome {
        check(dictionary, size, level, &samples);
    }
    // Once more on other threads, for some.
    let threads = if threads < 80 { usize::from(threads % 4) } else { 1 };
    if threads != 1 {
        let again = options.clone().threads(threads).train(&samples);
        match (&outcome, &again) {
            (Ok(one), Ok(other)) => assert_eq!(one.content(), other.content()),
            (Err(one), Err(other)) => assert_eq!(one.to_string(), other.to_string()),
            _ => panic!("{outcome:?} on one thread, {again:?} on {threads}"),
        }
    }
    if let Some(count) = stop_after {
        let left = std::sync::atomic::AtomicU8::new(count);
        let stopped = options.clone().threads(threads).progress(move |_| {
            let before = left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
            if before == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let stopped = stopped.train(&samples);
        assert!(
            stopped.is_ok() == outcome.is_ok() || matches!(stopped, Err(Error::Cancelled { .. }))
        );
    }

    match then {
        Then::Finalize { content } => {
            if let Ok(dictionary) = options.finalize(&content, &samples) {
                check(&dictionary, size, level, &samples);
            }
        }
        Then::Segments(segments) => {
            let data = samples.concat();
            if let Ok(samples) = Samples::from_segments(&data, segments) {
                assert_eq!(samples.iter().map(<[u8]>::len).sum::<usize>(), samples.total_size());
            }
        }
        Then::Cut { size, delimiter } => {
            let data = samples.concat();
            let records = Samples::from_records(&data, delimiter).expect("memory");
            assert_eq!(records.iter().collect::<Vec<_>>().concat(), data);
            if let Ok(chunks) = Samples::from_chunks(&data, size.into()) {
                let _ = options.train_samples(&chunks);
            }
        }
        Then::Choose { limit, seed } => {
            let mut reservoir = Reservoir::new(limit.into(), seed);
            samples.iter().try_for_each(|sample| reservoir.push(sample)).expect("memory");
            // The same by two who share the work, and bytes.
            let mut halves = [0, 1].map(|_| Reservoir::new(limit.into(), seed));
            for (at, sample) in samples.iter().enumerate() {
                halves[at % 2].push(sample).expect("memory");
            }
            let [mut first, second] = halves;
            let bytes = second.to_bytes().expect("memory");
            first.merge(Reservoir::from_bytes(&bytes).expect("its own bytes")).expect("alike");
            assert_eq!(first.to_bytes().expect("memory"), reservoir.to_bytes().expect("memory"));
            let chosen = reservoir.into_samples().expect("memory");
            assert!(chosen.total_size() <= limit.into());
            let _ = options.train_samples(&chosen);
        }
        Then::Evaluate => {
            if let Ok(dictionary) = &outcome {
                let evaluation = evaluate(dictionary, &samples, level).expect("samples");
                assert_eq!(evaluation.samples, samples.len());
            }
        }
    }
});

//! Any value for any parameter: an error that names it, or a frame that gives the data back.

#![no_main]

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use zstdkit::{CompressOptions, CompressParameter, DecompressOptions, DecompressParameter, Error};
use zstdkit_fuzz::content::grown;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    parameters: Vec<(CompressParameter, Value)>,
    decompression: Vec<(DecompressParameter, i32)>,
    times: u8,
    data: &'a [u8],
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Value {
    /// So far from the lower bound.
    Low(u8),
    /// So far from the upper bound.
    High(u8),
    Any(i32),
}

fuzz_target!(|input: Input<'_>| {
    let data = grown(input.data, u64::from(input.times % 64));
    let mut options = CompressOptions::new();
    for (parameter, value) in input.parameters {
        options = options.set(parameter, light(parameter, value));
    }
    let Some(frame) = compressed(&options, &data) else { return };
    let reading = DecompressOptions::new()
        .window_log_max(31)
        .magicless(options.get(CompressParameter::Format) == Some(1));
    assert!(reading.decompress(&frame).as_ref() == Ok(&data), "another content");

    let mut bounded = reading;
    for (parameter, value) in input.decompression {
        // With the other format it isn't the same frame.
        if parameter != DecompressParameter::Format {
            bounded = bounded.set(parameter, value);
        }
    }
    let sound = DecompressParameter::ALL.iter().all(|parameter| {
        bounded
            .get(*parameter)
            .is_none_or(|value| value == 0 || parameter.bounds().contains(&value))
    });
    match bounded.decompress(&frame) {
        Ok(content) => assert!(sound && content == data, "another content"),
        Err(Error::ParameterOutOfBounds { .. }) => assert!(!sound),
        Err(_) => assert!(sound),
    }
});

/// The frame, if all parameters are within their bounds; if not, the error has to say so.
fn compressed(options: &CompressOptions, data: &[u8]) -> Option<Vec<u8>> {
    let outside = CompressParameter::ALL.iter().find_map(|parameter| {
        let value = options.get(*parameter)?;
        (!parameter.bounds().contains(&value) && value != 0).then_some((parameter.name(), value))
    });
    let outcome = options.compress(data);
    match (outside, outcome) {
        (None, Ok(frame)) => Some(frame),
        (Some(outside), Err(Error::ParameterOutOfBounds { parameter, value, .. })) => {
            assert_eq!((parameter, value), outside, "the first that is out of bounds");
            None
        }
        (outside, outcome) => panic!("out of bounds: {outside:?}, outcome: {outcome:?}"),
    }
}

/// The value, or one that takes less memory and time where it is within the bounds.
fn light(parameter: CompressParameter, value: Value) -> i32 {
    use CompressParameter as P;
    let (lower, upper) = parameter.bounds().into_inner();
    let value = match value {
        Value::Low(above) => lower.saturating_add(i32::from(above)).saturating_sub(1),
        Value::High(below) => upper.saturating_sub(i32::from(below)).saturating_add(1),
        Value::Any(value) => value,
    };
    if !(lower..=upper).contains(&value) {
        return value;
    }
    let most = match parameter {
        P::CompressionLevel => 12,
        P::WindowLog => 22,
        P::HashLog | P::ChainLog | P::LdmHashLog => 18,
        // libzstd takes gigabytes for rates over the window's.
        P::LdmHashRateLog => 8,
        P::SearchLog => 8,
        P::Strategy => 9,
        P::NbWorkers => 1,
        P::JobSize => 1 << 20,
        P::SrcSizeHint => 1 << 20,
        _ => upper,
    };
    value.min(most)
}

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use zstdkit::{
    CompressContext, CompressOptions, CompressParameter as P, DecompressOptions, Dictionary,
    DictionaryMode, Error, NoSequences, ProducerFault, Sequence, SequenceFault, SequenceProducer,
    decompress,
};

use crate::data::text;

/// Answers each block by a closure.
struct By<F>(F);

impl<F> SequenceProducer for By<F>
where
    F: FnMut(&[u8], &mut Vec<Sequence>) -> Result<(), NoSequences> + Send,
{
    fn produce(
        &mut self,
        block: &[u8],
        level: i32,
        window: usize,
        sequences: &mut Vec<Sequence>,
    ) -> Result<(), NoSequences> {
        assert!([1, 3].contains(&level));
        assert!(window >= block.len() && sequences.is_empty());
        (self.0)(block, sequences)
    }
}

/// What repeats the byte before it.
fn runs(block: &[u8], sequences: &mut Vec<Sequence>) {
    let (mut at, mut literal_length) = (1, 1);
    while at < block.len() {
        let same = block[at..].iter().take_while(|byte| **byte == block[at - 1]).count();
        if same >= 3 {
            let match_length = same as u32;
            sequences.push(Sequence { offset: 1, literal_length, match_length, repeat: 0 });
            literal_length = 0;
        } else {
            literal_length += same.max(1) as u32;
        }
        at += same.max(1);
    }
}

fn run_data() -> Vec<u8> {
    (0..300_000_u32).map(|i| (i / 40) as u8).collect()
}

fn context(fallback: bool) -> CompressContext {
    let options = CompressOptions::new().level(3).checksum(true);
    options.set(P::EnableSeqProducerFallback, fallback.into()).context().unwrap()
}

fn fault_of(outcome: zstdkit::Result<usize>) -> ProducerFault {
    match outcome {
        Err(Error::SequenceProducer { fault }) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_producers_sequences_are_used_until_it_is_cleared() {
    let data = run_data();
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = calls.clone();
    let mut context = context(false);
    context
        .set_sequence_producer(By(move |block: &[u8], sequences: &mut Vec<_>| {
            counter.fetch_add(1, Ordering::Relaxed);
            runs(block, sequences);
            // Delimiters in the middle say nothing here.
            sequences.insert(1, Sequence::delimiter(0));
            Ok(())
        }))
        .unwrap();
    for _ in 0..2 {
        let mut frame = Vec::new();
        context.compress_into(&data, &mut frame).unwrap();
        assert_eq!(decompress(&frame).unwrap(), data);
        assert!(frame.len() < data.len() / 20);
    }
    let called = calls.load(Ordering::Relaxed);
    assert!(called >= 4);
    context.clear_sequence_producer().unwrap();
    let mut frame = Vec::new();
    context.compress_into(&data, &mut frame).unwrap();
    assert_eq!(calls.load(Ordering::Relaxed), called);
    assert_eq!(context.options().compress(&data).unwrap(), frame);
    assert_eq!(Arc::strong_count(&calls), 1);
}

#[test]
fn a_producer_is_dropped_with_its_context_and_with_other_options() {
    let held = Arc::new(());
    let producer = || {
        let held = held.clone();
        By(move |_: &[u8], _: &mut Vec<_>| {
            let _ = &held;
            Ok(())
        })
    };
    let mut context = context(false);
    context.set_sequence_producer(producer()).unwrap();
    context.set_sequence_producer(producer()).unwrap();
    assert_eq!(Arc::strong_count(&held), 2);
    context.configure(&CompressOptions::new().level(5)).unwrap();
    assert_eq!(Arc::strong_count(&held), 1);
    context.configure(&CompressOptions::new().level(3)).unwrap();
    context.set_sequence_producer(producer()).unwrap();
    context.compress_into(&run_data(), &mut Vec::new()).unwrap();
    drop(context);
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn bad_sequences_are_an_error_that_names_them() {
    let data = text(50_000);
    let mut context = context(false);
    let bad = Sequence { offset: 3, literal_length: 10, match_length: 9, repeat: 0 };
    context
        .set_sequence_producer(By(move |_: &[u8], sequences: &mut Vec<_>| {
            sequences.push(bad);
            Ok(())
        }))
        .unwrap();
    let mut output = b"before".to_vec();
    let fault = fault_of(context.compress_into(&data, &mut output));
    assert!(
        matches!(fault, ProducerFault::Invalid { index: 0, fault: SequenceFault::Mismatch { .. } }),
        "{fault}"
    );
    assert_eq!(output, b"before");
}

#[test]
fn a_refusal_or_a_panic_is_an_error_or_the_fallback() {
    let data = text(300_000);
    let plain = CompressOptions::new().level(3).checksum(true);
    for panics in [false, true] {
        let calls = Arc::new(AtomicUsize::new(0));
        let producer = || {
            let calls = calls.clone();
            By(move |_: &[u8], _: &mut Vec<_>| {
                calls.fetch_add(1, Ordering::Relaxed);
                assert!(!panics, "as it should");
                Err(NoSequences)
            })
        };
        let mut strict = context(false);
        strict.set_sequence_producer(producer()).unwrap();
        let expected = if panics { ProducerFault::Panicked } else { ProducerFault::NoSequences };
        for _ in 0..2 {
            assert_eq!(fault_of(strict.compress_into(&data, &mut Vec::new())), expected);
        }
        // After a panic it isn't asked again.
        assert_eq!(calls.load(Ordering::Relaxed), if panics { 1 } else { 2 });

        let mut lenient = context(true);
        lenient.set_sequence_producer(producer()).unwrap();
        let mut frame = Vec::new();
        lenient.compress_into(&data, &mut frame).unwrap();
        assert_eq!(decompress(&frame).unwrap(), data);
        assert!(frame.len() < plain.compress(&data).unwrap().len() * 11 / 10);
    }
}

#[test]
fn workers_and_long_distances_are_refused() {
    let producer = || By(|_: &[u8], _: &mut Vec<_>| Ok(()));
    let with = "a sequence producer";
    let mut context = CompressOptions::new().long_distance_matching(true).context().unwrap();
    let parameter = "enableLongDistanceMatching";
    let conflict = Error::ParameterConflict { parameter, with };
    assert_eq!(context.set_sequence_producer(producer()), Err(conflict));
    #[cfg(feature = "multithread")]
    {
        context.configure(&CompressOptions::new().workers(2)).unwrap();
        let conflict = Error::ParameterConflict { parameter: "nbWorkers", with };
        assert_eq!(context.set_sequence_producer(producer()), Err(conflict));
    }
    // Where libzstd would choose long distances by itself.
    let options =
        CompressOptions::new().level(3).window_log(27).strategy(zstdkit::Strategy::BtUltra);
    context.configure(&options).unwrap();
    context.set_sequence_producer(producer()).unwrap();
    let data = vec![1; 200_000];
    let mut frame = Vec::new();
    context.compress_into(&data, &mut frame).unwrap();
    assert_eq!(decompress(&frame).unwrap(), data);
}

#[test]
fn a_producer_works_after_a_prefix_that_long_distances_would_be_matched_in() {
    let data = text(300_000);
    let prefix = Dictionary::raw(text(1 << 20)).unwrap();
    let options = CompressOptions::new().level(1).dictionary_as(&prefix, DictionaryMode::Prefix);
    let mut context = options.context().unwrap();
    let reading = DecompressOptions::new().dictionary_as(&prefix, DictionaryMode::Prefix);
    for _ in 0..2 {
        let nothing = By(|_: &[u8], _: &mut Vec<Sequence>| Ok(()));
        context.set_sequence_producer(nothing).unwrap();
        let mut literals = Vec::new();
        context.compress_into(&data, &mut literals).unwrap();
        assert_eq!(reading.decompress(&literals).as_ref(), Ok(&data));

        context.clear_sequence_producer().unwrap();
        let mut patch = Vec::new();
        context.compress_into(&data, &mut patch).unwrap();
        assert_eq!(reading.decompress(&patch).as_ref(), Ok(&data));
        assert!(patch.len() < 1000 && literals.len() > data.len() / 4);
    }
}

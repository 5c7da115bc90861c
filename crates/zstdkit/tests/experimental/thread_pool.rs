#![cfg(feature = "multithread")]

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, Dictionary, DictionaryMode, EndDirective,
    Error, ThreadPool, decompress,
};

use crate::data::text;

#[test]
fn several_contexts_share_a_pool_and_make_what_they_would_without() {
    let pool = ThreadPool::new(3).unwrap();
    let data = text(3_000_000);
    let alone = CompressOptions::new().workers(2);
    let shared = alone.clone().thread_pool(&pool);
    let expected = alone.compress(&data).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut context = shared.context().unwrap();
                for _ in 0..2 {
                    let mut frame = Vec::new();
                    context.compress_into(&data, &mut frame).unwrap();
                    assert_eq!(frame, expected);
                }
            });
        }
    });
    assert_eq!(shared.compress(&data).unwrap(), expected);
    assert_eq!(pool.threads(), 3);
    assert_ne!(shared, alone);
}

#[test]
fn a_pool_lives_as_long_as_a_context_that_is_configured_to_it() {
    let data = text(2_000_000);
    let options = CompressOptions::new().workers(2);
    let mut context = {
        let pool = ThreadPool::new(1).unwrap();
        options.clone().thread_pool(&pool).context().unwrap()
    };
    let mut frame = Vec::new();
    context.compress_into(&data, &mut frame).unwrap();
    for pool in [Some(ThreadPool::new(2).unwrap()), None, Some(ThreadPool::new(1).unwrap())] {
        for workers in [1, 3] {
            let options = CompressOptions::new().workers(workers);
            let options = pool.as_ref().map_or(options.clone(), |pool| options.thread_pool(pool));
            context.configure(&options).unwrap();
            frame.clear();
            context.compress_into(&data, &mut frame).unwrap();
            assert_eq!(decompress(&frame).unwrap(), data);
        }
    }
}

#[test]
fn streams_are_dropped_in_the_midst_of_their_jobs() {
    let pool = ThreadPool::new(2).unwrap();
    let data = text(4_000_000);
    for round in 0..10 {
        let options = CompressOptions::new().level(1).workers(2).thread_pool(&pool);
        let mut compressor = Compressor::new(&options).unwrap();
        compressor.compress(&data, EndDirective::Continue).unwrap();
        if round % 2 == 0 {
            compressor.reset(zstdkit::Reset::SESSION | zstdkit::Reset::PARAMETERS).unwrap();
        }
    }
    let options = CompressOptions::new().workers(2).thread_pool(&pool);
    assert_eq!(decompress(&options.compress(&data).unwrap()).unwrap(), data);
}

#[test]
fn an_abandoned_frame_leaves_no_worker_with_the_prefix_or_with_tables() {
    let data = text(4_000_000);
    for round in 0..10 {
        let prefix = Dictionary::raw(&data[..1_000_000]).unwrap();
        let options = CompressOptions::new().level(1).workers(1);
        let mut context = options.dictionary_as(&prefix, DictionaryMode::Prefix).context().unwrap();
        drop(prefix);
        let outcome = context.compress_into(&data, &mut [0; 100]);
        assert!(matches!(outcome, Err(Error::OutputTooSmall { .. })));
        // More workers have C replace its tables; the prefix is gone by then.
        context.configure(&CompressOptions::new().level(1).workers(4 + round)).unwrap();
        let mut frame = Vec::new();
        context.compress_into(&data, &mut frame).unwrap();
        assert_eq!(decompress(&frame).unwrap(), data);
    }
}

#[test]
fn pools_have_as_many_threads_as_contexts_may_have() {
    // 256; 64 where pointers have 32 bits.
    let most = *CompressParameter::NbWorkers.bounds().end();
    for threads in [0, most.unsigned_abs() + 1, u32::MAX] {
        let error = ThreadPool::new(threads).unwrap_err();
        assert!(matches!(
            error,
            Error::ParameterOutOfBounds { parameter: "threads", lower: 1, upper, .. } if upper == most
        ));
    }
}

#[test]
fn how_far_a_frame_has_come_is_asked_while_workers_are_at_work() {
    let data = text(3_000_000);
    let pool = ThreadPool::new(2).unwrap();
    let options = CompressOptions::new().level(1).workers(2).thread_pool(&pool);
    let options = options.set(CompressParameter::JobSize, 512 << 10);
    let mut compressor = options.compressor().unwrap();
    let mut frame = Vec::new();
    for (number, piece) in data.chunks(250_000).enumerate() {
        compressor.compress_into(piece, zstdkit::EndDirective::Continue, &mut frame).unwrap();
        let (compressor, pool) = (&compressor, &pool);
        std::thread::scope(|scope| {
            let look = || {
                let progression = compressor.frame_progression();
                assert_eq!(progression.ingested, 250_000 * (number as u64 + 1));
                assert!(progression.consumed <= progression.ingested);
                assert!(compressor.memory_size() > 0 && pool.threads() == 2);
            };
            // Joined one by one: the thread sanitizer doesn't see how a scope ends.
            let looking = [scope.spawn(look), scope.spawn(look)];
            looking.into_iter().for_each(|looking| looking.join().unwrap());
        });
    }
    frame.extend(compressor.finish().unwrap());
    assert!(zstdkit::decompress(&frame).unwrap() == data);
}

//! Searches: the same on any number of threads, reported, watched, stopped.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use zstdkit_dict::{Cover, Error, FastCover, Samples, TrainOptions};

use crate::data::records;

fn searches() -> [TrainOptions; 3] {
    [
        TrainOptions::new(),
        TrainOptions::new().fast_cover(FastCover::new().steps(12).f(16)),
        TrainOptions::new().cover(Cover::new().steps(8).split_point(0.8)),
    ]
    .map(|options| options.size(4096))
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let samples = Samples::collect(records(600)).unwrap();
    for options in searches() {
        let one = options.clone().threads(1).train_samples(&samples).unwrap();
        for threads in [0, 2, 3, 64] {
            let many = options.clone().threads(threads).train_samples(&samples).unwrap();
            assert_eq!(many.dictionary.content(), one.dictionary.content());
            assert_eq!(many.candidates, one.candidates);
            assert_eq!(many.chosen, one.chosen);
        }
    }
}

#[test]
fn among_equals_the_first_candidate_wins_on_any_number_of_threads() {
    // So little content that every segment length takes all of it.
    let samples = Samples::collect(vec!["nothing but the same few words"; 50]).unwrap();
    let options = TrainOptions::new().size(2048).fast_cover(FastCover::new().d(8).f(12));
    let first = options.clone().train_samples(&samples).unwrap();
    let figures: Vec<_> = first.candidates.iter().map(|tried| tried.compressed_size).collect();
    let least = figures.iter().flatten().min().copied();
    assert!(figures.iter().filter(|&&figure| figure == least).count() > 1, "{figures:?}");
    assert_eq!(first.chosen, figures.iter().position(|&figure| figure == least));
    for _ in 0..20 {
        let again = options.clone().threads(4).train_samples(&samples).unwrap();
        assert_eq!(again.chosen, first.chosen);
        assert_eq!(again.dictionary.content(), first.dictionary.content());
    }
}

#[test]
fn the_report_lists_every_candidate_and_the_best() {
    let samples = Samples::collect(records(600)).unwrap();
    let options = TrainOptions::new().size(4096).fast_cover(FastCover::new().steps(3).f(16));
    let training = options.train_samples(&samples).unwrap();
    let tried: Vec<_> = training.candidates.iter().map(|tried| (tried.d, tried.k)).collect();
    let expected =
        [(6, 50), (6, 700), (6, 1350), (6, 2000), (8, 50), (8, 700), (8, 1350), (8, 2000)];
    assert_eq!(tried, expected);
    let least = training.candidates.iter().filter_map(|tried| tried.compressed_size).min();
    assert_eq!(training.chosen().unwrap().compressed_size, least);
    // What was chosen, on its own, and trained on the same part, is the same dictionary.
    let chosen = training.chosen().unwrap();
    let part = samples.split_at(450).0;
    let alone = FastCover::new().k(chosen.k).d(chosen.d).f(16);
    let alone = options.fast_cover(alone).train_samples(&part).unwrap();
    assert_eq!(alone.dictionary.content(), training.dictionary.content());
    assert_eq!(alone.candidates[0].compressed_size, None);
}

#[test]
fn progress_counts_every_candidate_once() {
    for threads in [1, 3] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&seen);
        let options = TrainOptions::new()
            .size(2048)
            .threads(threads)
            .fast_cover(FastCover::new().steps(4).f(12))
            .progress(move |progress| {
                assert_eq!(progress.total, 10);
                heard.lock().unwrap().push(progress.done);
                ControlFlow::Continue(())
            });
        options.train(records(200)).unwrap();
        let mut seen = seen.lock().unwrap().clone();
        seen.sort_unstable();
        assert_eq!(seen, (1..=10).collect::<Vec<_>>());
    }
}

#[test]
fn a_search_can_be_stopped() {
    for threads in [1, 4] {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let options = TrainOptions::new().size(1024).threads(threads).cover(Cover::new()).progress(
            move |_| {
                counted.fetch_add(1, Ordering::Relaxed);
                ControlFlow::Break(())
            },
        );
        let error = options.train(records(200)).unwrap_err();
        assert!(matches!(error, Error::Cancelled { total, .. } if total > 10), "{error}");
        assert!(calls.load(Ordering::Relaxed) <= threads);
    }
}

/// One candidate each, on enough samples to take a while.
fn lone_candidates() -> [(TrainOptions, Vec<String>); 3] {
    let options = TrainOptions::new().size(32 << 10).threads(2);
    let fast = FastCover::new().k(200).d(8).f(16);
    [
        (options.clone().fast_cover(fast), records(6000)),
        (options.clone().cover(Cover::new().k(200).d(8)), records(2000)),
        // Nearly all of the work is in shrinking.
        (options.fast_cover(fast.accel(10).shrink(1)), records(6000)),
    ]
}

#[test]
fn a_lone_candidate_is_reported_on_the_way() {
    for (options, records) in lone_candidates() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&heard);
        let options = options.progress(move |progress| {
            assert!(progress.done <= progress.total && progress.total == 1, "{progress:?}");
            to.lock().unwrap().push((progress.done, progress.fraction));
            ControlFlow::Continue(())
        });
        options.train(&records).unwrap();
        let heard = heard.lock().unwrap();
        let on_the_way = heard.iter().filter(|&&(done, _)| done == 0).count();
        assert!(on_the_way >= 5, "{heard:?}");
        assert!(heard.is_sorted_by_key(|&(_, fraction)| fraction), "{heard:?}");
        assert!(heard[0].1 < 0.5 && heard.last() == Some(&(1, 1.0)), "{heard:?}");
    }
}

#[test]
fn a_lone_candidate_can_be_stopped_anywhere() {
    for (options, records) in lone_candidates() {
        let samples = Samples::collect(&records).unwrap();
        let stop_at = |call: usize| {
            let calls = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&calls);
            let options = options.clone().progress(move |_| {
                let before = counted.fetch_add(1, Ordering::Relaxed);
                if before == call { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let outcome = options.train_samples(&samples);
            (outcome, calls.load(Ordering::Relaxed))
        };
        let (outcome, all) = stop_at(usize::MAX);
        assert!(outcome.is_ok());
        for call in [0, 1, all / 2, all - 1] {
            let (outcome, calls) = stop_at(call);
            assert!(matches!(outcome, Err(Error::Cancelled { total: 1, .. })), "call {call}");
            assert_eq!(calls, call + 1, "nothing is reported after the end");
        }
    }
}

#[test]
fn best_size_can_be_stopped() {
    let options = TrainOptions::new().progress(|progress| match progress.done {
        2 => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    let error = options.best_size(records(400)).unwrap_err();
    assert!(matches!(error, Error::Cancelled { done: 2, total: 3 }), "{error}");
}

#[test]
#[should_panic(expected = "the callback's own")]
fn a_panic_of_the_callback_reaches_the_caller() {
    let options =
        TrainOptions::new().size(1024).threads(3).progress(|_| panic!("the callback's own"));
    let _ = options.train(records(200));
}

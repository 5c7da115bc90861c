//! Training, finishing and judging dictionaries.

use zstdkit_dict::{Cover, Error, FastCover, Legacy, Samples, TrainOptions, evaluate_samples};

use crate::data::records;
use crate::trial::refuse_each;

/// What a trained dictionary is made of, see `dictionaries`: its own `Arc` and that of a digest.
const DICTIONARY: usize = 2;

/// The lists of a search, as long as it has candidates, and what std makes to wait for its threads.
const SEARCH: usize = 8;

fn samples() -> Samples<'static> {
    Samples::collect(records(150)).unwrap()
}

/// That one comes of it is all that can be asked: libzstd leaves a sample out of a dictionary's statistics
/// where it has no memory for it, and says nothing.
fn train(options: &TrainOptions, samples: &Samples<'_>) -> Result<(), Error> {
    options.train_samples(samples).map(drop)
}

#[test]
fn each_algorithm() {
    let samples = samples();
    let options = || TrainOptions::new().size(1024).threads(1);
    let fast = FastCover::new().k(50).d(8).f(12);
    let exact = Cover::new().k(50).d(8);
    let kinds = [
        ("fastCover", SEARCH, options().fast_cover(fast)),
        ("COVER", SEARCH, options().cover(exact)),
        ("legacy", 0, options().legacy(Legacy::default())),
    ];
    for (name, lists, options) in &kinds {
        refuse_each(name, DICTIONARY + lists, || (), |()| train(options, &samples));
    }
}

#[test]
fn a_search() {
    let samples = samples();
    let fast = FastCover::new().d(8).f(10).steps(2);
    let options = TrainOptions::new().size(1024).fast_cover(fast).threads(1);
    refuse_each("a search", DICTIONARY + SEARCH, || (), |()| train(&options, &samples));
}

#[test]
fn finishing_and_judging() {
    let samples = samples();
    let options = TrainOptions::new().size(1024);
    let content = records(20).concat();
    refuse_each(
        "a dictionary is finished",
        DICTIONARY,
        || (),
        |()| options.finalize_samples(&content, &samples).map(drop),
    );
    let dictionary = options.finalize_samples(&content, &samples).unwrap();
    evaluate_samples(&dictionary, &samples, 3).unwrap();
    refuse_each(
        "a dictionary is judged",
        0,
        || (),
        |()| evaluate_samples(&dictionary, &samples, 3).map(|evaluation| evaluation.saving()),
    );
    let records = records(50);
    refuse_each("samples", 0, || (), |()| Samples::collect(&records).map(|samples| samples.len()));
}

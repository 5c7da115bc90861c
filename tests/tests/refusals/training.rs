//! Training, finishing and judging dictionaries.

use zstdkit_dict::{
    Cover, Error, FastCover, Files, Legacy, Reservoir, Samples, SizePoint, TrainOptions, advise,
    evaluate_samples,
};

use crate::data::{Gist, records};
use crate::trial::refuse_each;

/// What a trained dictionary is made of, see `dictionaries`: its own `Arc`, its content's and that of a digest.
const DICTIONARY: usize = 3;

/// The lists of what a search tries, which no samples make longer, and what std makes to wait for its threads.
const SEARCH: usize = 3;

fn samples() -> Samples<'static> {
    Samples::collect(records(150)).unwrap()
}

fn train(options: &TrainOptions, samples: &Samples<'_>) -> Result<Gist, Error> {
    options.train_samples(samples).map(|training| Gist::of(training.dictionary.content()))
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
fn sizes_and_advice() {
    let (records, options) = (records(300), TrainOptions::new().threads(1));
    let fast = FastCover::new().k(50).d(8).f(10);
    let options = options.fast_cover(fast);
    let (samples, held_back) = Samples::collect_split(&records, 4).unwrap();
    refuse_each(
        "a curve of sizes",
        0..=100,
        || (),
        |()| {
            let curve = options.size_curve([256, 512], &samples, &held_back)?;
            let point = |point: &SizePoint| (point.size, point.compressed_size);
            Ok::<_, Error>((curve.best, curve.points.iter().map(point).collect::<Vec<_>>()))
        },
    );
    refuse_each(
        "advice",
        0..=100,
        || (),
        |()| {
            let advice = advise(&records, 3)?;
            Ok::<_, Error>((advice.verdict, advice.evaluation.map(|found| found.saving())))
        },
    );
}

#[test]
fn samples_from_files_and_streams() {
    let records = records(40);
    refuse_each(
        "a reservoir",
        0,
        || (),
        |()| {
            let mut reservoir = Reservoir::new(1500, 7);
            for record in &records {
                reservoir.push(record)?;
            }
            let samples = reservoir.into_samples()?;
            Ok::<_, Error>(Gist::of(samples.data()))
        },
    );
    refuse_each(
        "reservoirs are written, read and merged",
        0,
        || (),
        |()| {
            let mut halves = [Reservoir::new(1500, 7), Reservoir::new(1500, 7)];
            for (index, record) in records.iter().enumerate() {
                halves[index % 2].push_keyed([index as u8], record)?;
            }
            let [mut first, second] = halves;
            first.merge(Reservoir::from_bytes(&second.to_bytes()?)?)?;
            let samples = first.samples()?;
            Ok::<_, Error>(Gist::of(samples.data()))
        },
    );
    // Two files of this crate's own. Paths and lists of them are std's.
    let files =
        ["Cargo.toml", "README.md"].map(|name| format!("{}/{name}", env!("CARGO_MANIFEST_DIR")));
    refuse_each(
        "files",
        2 * 2,
        || (),
        |()| {
            let samples = Files::new().read(&files)?;
            Ok::<_, Error>(Gist::of(samples.data()))
        },
    );
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
        |()| {
            let finished = options.finalize_samples(&content, &samples)?;
            Ok::<_, Error>(Gist::of(finished.content()))
        },
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

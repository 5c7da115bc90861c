//! The push compressor, asked for anything in any order, beside a model of what it has taken.

#![no_main]

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, DictionaryMode, EndDirective, Error, Reset,
};
use zstdkit_fuzz::content::grown;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    options: CompressOptions,
    steps: Vec<Step<'a>>,
}

#[derive(Arbitrary, Debug)]
enum Step<'a> {
    Compress { data: &'a [u8], times: u8, directive: EndDirective },
    Pledge(Option<u16>),
    PledgeNext,
    Flush,
    Finish,
    Reset(Reset),
}

/// What was given and made, and where the frame at hand began.
#[derive(Default)]
struct Model {
    given: Vec<u8>,
    made: Vec<u8>,
    start: (usize, usize),
    inside: bool,
}

impl Model {
    fn take(&mut self, data: &[u8], directive: EndDirective, outcome: Result<Vec<u8>, Error>) {
        match outcome {
            Ok(made) => {
                self.given.extend_from_slice(data);
                self.made.extend(made);
                self.inside = directive != EndDirective::End;
                if !self.inside {
                    self.start = (self.given.len(), self.made.len());
                }
            }
            Err(error) => {
                assert!(matches!(error, Error::PledgedSize { .. }), "{error}");
                self.give_up();
            }
        }
    }

    /// The frame at hand is gone.
    fn give_up(&mut self) {
        self.given.truncate(self.start.0);
        self.made.truncate(self.start.1);
        self.inside = false;
    }
}

fuzz_target!(|input: Input<'_>| {
    let mut compressor = Compressor::new(&input.options).expect("options within their bounds");
    let mut model = Model::default();
    for (index, step) in input.steps.iter().enumerate().take(64) {
        match step {
            Step::Compress { data, times, directive } => {
                let content = grown(data, u64::from(*times % 32));
                let outcome = compressor.compress(&content, *directive);
                model.take(&content, *directive, outcome);
            }
            Step::Pledge(size) => pledge(&mut compressor, size.map(u64::from), model.inside),
            Step::PledgeNext => {
                // True pledges, which are seldom met by chance.
                if let Some(Step::Compress { data, times, .. }) = input.steps.get(index + 1) {
                    let len = grown(data, u64::from(*times % 32)).len() as u64;
                    pledge(&mut compressor, Some(len), model.inside);
                }
            }
            Step::Flush => {
                let outcome = compressor.flush();
                model.take(&[], EndDirective::Flush, outcome);
            }
            Step::Finish => {
                let outcome = compressor.finish();
                model.take(&[], EndDirective::End, outcome);
            }
            Step::Reset(what) => match compressor.reset(*what) {
                Ok(()) if what.contains(Reset::SESSION) => model.give_up(),
                Ok(()) => {}
                Err(error) => assert!(model.inside, "nothing is in the way: {error}"),
            },
        }
    }
    match compressor.finish() {
        Ok(made) => model.made.extend(made),
        Err(error) => {
            assert!(matches!(error, Error::PledgedSize { .. }), "{error}");
            model.give_up();
        }
    }
    let mut options = DecompressOptions::new();
    match input.options.get_dictionary() {
        // It is used up by the first frame, be that given up or not.
        Some((_, DictionaryMode::Prefix)) => return,
        Some((dictionary, mode)) => options = options.dictionary_as(dictionary, mode),
        None => {}
    }
    let back = options.decompress(&model.made);
    assert!(back.as_ref() == Ok(&model.given), "{back:?}");
});

fn pledge(compressor: &mut Compressor, size: Option<u64>, inside: bool) {
    match compressor.set_pledged_size(size) {
        Ok(()) => assert!(!inside, "a pledge inside of a frame"),
        Err(error) => assert!(inside && error == Error::PledgeInsideFrame, "{error}"),
    }
}

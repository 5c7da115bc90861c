//! Trying candidates, on several threads, with an outcome that doesn't depend on their number.
//!
//! A candidate's dictionary and its figure depend on the samples and the parameters alone. The
//! smallest figure wins, and among equals the candidate that comes first, so neither the threads
//! nor the order in which they finish can be seen in the result.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::algorithm::Plan;
use crate::cover::{self, Frequencies};
use crate::error::{Error, Result, reserve};
use crate::progress::{Callback, Task, Watch, compressing};
use crate::report::Candidate;
use crate::samples::Samples;
use crate::zdict::{self, Finish, Judge};

/// libzstd's rule: fewer samples teach nothing.
const LEAST_TRAINING_SAMPLES: usize = 5;
/// What an error says of them.
const LISTS: &str = "the list of candidates";
/// The smallest content that shrinking tries.
const LEAST_CONTENT: usize = 256;

/// A training by fastCover or cover.
pub(crate) struct Search<'a> {
    pub(crate) plan: Plan,
    pub(crate) samples: &'a Samples<'a>,
    pub(crate) dict_size: usize,
    pub(crate) finish: Finish,
    pub(crate) threads: usize,
    pub(crate) callback: Option<&'a Callback>,
}

/// What a search ends with.
pub(crate) struct Found {
    pub(crate) dictionary: Vec<u8>,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) chosen: usize,
    pub(crate) shrunk_from: Option<usize>,
}

/// The samples' parts, by what they are for.
struct Parts<'a> {
    train: Samples<'a>,
    /// The part of `train` that the entropy tables are built from.
    finalize: Samples<'a>,
    test: Samples<'a>,
}

/// The best candidate so far.
struct Best {
    /// 0 where nothing is compared.
    figure: u64,
    index: usize,
    dictionary: Vec<u8>,
    /// The dictionary's content, kept where shrinking will cut it.
    content: Vec<u8>,
}

/// One candidate tried: its figure, if there is something to compare.
type Tried = Result<Option<u64>>;

/// What one thread did, or all of them.
struct Share {
    /// By the candidate's index.
    tried: Vec<(usize, Tried)>,
    best: Option<Best>,
}

impl Search<'_> {
    /// Runs the search; `count` counts the dmers of a given length in the training samples.
    pub(crate) fn run<F, C>(&self, count: C) -> Result<Found>
    where
        F: Frequencies,
        C: Fn(&Samples<'_>, usize, &mut Task<'_>) -> Result<F>,
    {
        let parts = self.parts()?;
        let Plan { dmers, segments, .. } = &self.plan;
        let to_count = (parts.train.total_size() * F::COUNTING) as u64;
        let of_dmer = to_count + segments.len() as u64 * self.expected::<F>(&parts);
        let all_work = dmers.len() as u64 * of_dmer;
        let watch = Watch::new(self.callback, dmers.len() * segments.len(), all_work);
        let mut candidates = Vec::new();
        reserve(&mut candidates, dmers.len() * segments.len(), LISTS)?;
        let mut best: Option<Best> = None;
        let mut failure = None;
        for &dmer in dmers {
            // Only one dmer length's frequencies are in memory at a time.
            let frequencies = count(&parts.train, dmer, &mut watch.task(to_count))?;
            let Share { tried, best: mut found } =
                self.try_segments(&frequencies, &parts, &watch)?;
            if let Some(found) = &mut found {
                found.index += candidates.len();
            }
            best = better(best, found);
            for (&segment, (_, result)) in segments.iter().zip(tried) {
                let compressed_size = result.unwrap_or_else(|error| {
                    failure.get_or_insert(error);
                    None
                });
                // Both are within bounds that fit.
                let (k, d) = (segment as u32, dmer as u32);
                candidates.push(Candidate { k, d, compressed_size });
            }
        }
        let Some(best) = best else {
            return Err(failure.unwrap_or(Error::NoSamples { count: self.samples.len() }));
        };
        let chosen = best.index;
        let (dictionary, shrunk_from) = match self.plan.shrink {
            Some(percent) => self.shrink(best, &parts, percent, &mut watch.task(0))?,
            None => (best.dictionary, None),
        };
        Ok(Found { dictionary, candidates, chosen, shrunk_from })
    }

    fn parts(&self) -> Result<Parts<'_>> {
        let Plan { algorithm, split_point, .. } = self.plan;
        let samples = self.samples;
        let compares = self.plan.search && split_point < 1.0;
        let trained = |count: usize| {
            if compares { (count as f64 * split_point) as usize } else { count }
        };
        let suffices = |count: usize| {
            trained(count) >= LEAST_TRAINING_SAMPLES && (!compares || trained(count) < count)
        };
        if !suffices(samples.len()) {
            // Rounding may put the least number a little to either side of the quotient.
            let share = if compares { split_point } else { 1.0 };
            let near = (LEAST_TRAINING_SAMPLES as f64 / share) as usize - 1;
            let needed = (near..near.saturating_add(4)).find(|&count| suffices(count));
            return Err(Error::TooFewSamples {
                algorithm,
                found: samples.len(),
                needed: needed.unwrap_or(usize::MAX),
            });
        }
        let (train, held_back) = samples.split_at(trained(samples.len()));
        let longest_dmer = self.plan.dmers.iter().fold(8, |longest, &dmer| longest.max(dmer));
        if train.total_size() < longest_dmer {
            return Err(Error::SamplesTooShort {
                algorithm,
                what: "in all samples to train on",
                found: train.total_size() as u64,
                needed: longest_dmer as u64,
            });
        }
        let finalized = train.len() * self.plan.finalize_percent / 100;
        Ok(Parts {
            finalize: samples.split_at(finalized).0,
            test: if compares { held_back } else { samples.split_at(samples.len()).0 },
            train,
        })
    }

    /// How much work a candidate is expected to be.
    fn expected<F: Frequencies>(&self, parts: &Parts<'_>) -> u64 {
        let to_choose = (parts.train.total_size() * F::PASSES) as u64;
        let to_judge = if self.plan.search { parts.test.total_size() } else { 0 };
        to_choose + compressing(parts.finalize.total_size()) + compressing(to_judge)
    }

    /// Tries every segment length with these frequencies: each one's figure, and the best.
    fn try_segments<F: Frequencies>(
        &self,
        frequencies: &F,
        parts: &Parts<'_>,
        watch: &Watch<'_>,
    ) -> Result<Share> {
        let segments = &self.plan.segments;
        let next = AtomicUsize::new(0);
        let expected = self.expected::<F>(parts);
        let work = || -> Result<Share> {
            let mut bench = Bench::new(self, frequencies, parts)?;
            let mut tried = Vec::new();
            reserve(&mut tried, segments.len(), LISTS)?;
            let mut best = None;
            loop {
                watch.check()?;
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(&segment) = segments.get(index) else { break };
                let mut task = watch.task(expected);
                let result = match bench.try_segment(segment, &mut task) {
                    // To leave the candidate out would be another search, with another outcome.
                    Err(error) if error.is_out_of_memory() => return Err(error),
                    result => result,
                };
                match result {
                    Ok(figure) => bench.keep_if_better(&mut best, figure.unwrap_or(0), index),
                    Err(Error::Cancelled { .. }) => break,
                    Err(_) => {}
                }
                tried.push((index, result));
                watch.candidate_done(task);
            }
            watch.check()?;
            Ok(Share { tried, best })
        };

        let helpers = self.threads.min(segments.len()).saturating_sub(1);
        let (mut outcomes, mut all) = (Vec::new(), Vec::new());
        reserve(&mut outcomes, helpers + 1, LISTS)?;
        reserve(&mut all, segments.len(), LISTS)?;
        thread::scope(|scope| -> Result<()> {
            let mut spawned = Vec::new();
            reserve(&mut spawned, helpers, LISTS)?;
            // A thread that the system doesn't give us is no failure: the others do its work.
            let helper = || thread::Builder::new().name("zstdkit search".to_owned());
            let spawn = |_| helper().spawn_scoped(scope, work).ok();
            spawned.extend((0..helpers).filter_map(spawn));
            outcomes.push(work());
            for thread in spawned {
                outcomes.push(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
            }
            Ok(())
        })?;

        let mut best = None;
        for outcome in outcomes {
            let share = outcome?;
            all.extend(share.tried);
            best = better(best, share.best);
        }
        all.sort_unstable_by_key(|&(index, _)| index);
        Ok(Share { tried: all, best })
    }

    /// Cuts the content of the best dictionary from its front, where the least valuable is, as far
    /// as what it compresses grows by no more than `percent`.
    fn shrink(
        &self,
        best: Best,
        parts: &Parts<'_>,
        percent: u32,
        task: &mut Task<'_>,
    ) -> Result<(Vec<u8>, Option<usize>)> {
        let Best { content, dictionary, .. } = best;
        let mut judge = Judge::new(longest(&parts.test))?;
        let level = self.finish.level;
        let whole = judge.total(&dictionary, &parts.test, level, task)?;
        let mut smaller = Vec::new();
        let mut len = LEAST_CONTENT;
        while len < content.len() && len + zdict::MAX_HEADER_SIZE <= dictionary.len() {
            let tail = &content[content.len() - len..];
            let capacity = len + zdict::MAX_HEADER_SIZE;
            zdict::finalize(tail, &parts.finalize, capacity, self.finish, &mut smaller)?;
            task.compressed(parts.finalize.total_size())?;
            let figure = judge.total(&smaller, &parts.test, level, task)?;
            if figure * 100 <= whole * u64::from(100 + percent) {
                return Ok((smaller, Some(content.len())));
            }
            len *= 2;
        }
        Ok((dictionary, None))
    }
}

/// One thread's tools for trying candidates.
struct Bench<'a, F: Frequencies> {
    search: &'a Search<'a>,
    frequencies: &'a F,
    parts: &'a Parts<'a>,
    scratch: F::Scratch,
    judge: Option<Judge>,
    content: Vec<u8>,
    dictionary: Vec<u8>,
}

impl<'a, F: Frequencies> Bench<'a, F> {
    fn new(search: &'a Search<'a>, frequencies: &'a F, parts: &'a Parts<'a>) -> Result<Self> {
        let judge = if search.plan.search { Some(Judge::new(longest(&parts.test))?) } else { None };
        Ok(Self {
            search,
            frequencies,
            parts,
            scratch: frequencies.scratch()?,
            judge,
            content: Vec::new(),
            dictionary: Vec::new(),
        })
    }

    /// Makes a candidate's dictionary, and finds its figure.
    fn try_segment(&mut self, segment: usize, task: &mut Task<'_>) -> Tried {
        let Search { dict_size, finish, .. } = *self.search;
        let (data, scratch) = (self.parts.train.data(), &mut self.scratch);
        let chosen = cover::select(self.frequencies, data, scratch, segment, dict_size, task)?;
        cover::assemble(data, &chosen, &mut self.content)?;
        let finalize = &self.parts.finalize;
        zdict::finalize(&self.content, finalize, dict_size, finish, &mut self.dictionary)?;
        task.compressed(finalize.total_size())?;
        let Some(judge) = &mut self.judge else { return Ok(None) };
        judge.total(&self.dictionary, &self.parts.test, finish.level, task).map(Some)
    }

    /// Keeps the candidate just tried if it beats the best. A thread takes candidates in
    /// ascending order, so an equal one never does.
    fn keep_if_better(&mut self, best: &mut Option<Best>, figure: u64, index: usize) {
        if best.as_ref().is_some_and(|best| best.figure <= figure) {
            return;
        }
        let best =
            best.get_or_insert(Best { figure, index, dictionary: Vec::new(), content: Vec::new() });
        (best.figure, best.index) = (figure, index);
        std::mem::swap(&mut best.dictionary, &mut self.dictionary);
        if self.search.plan.shrink.is_some() {
            std::mem::swap(&mut best.content, &mut self.content);
        }
    }
}

fn better(one: Option<Best>, other: Option<Best>) -> Option<Best> {
    one.into_iter().chain(other).min_by_key(|best| (best.figure, best.index))
}

fn longest(samples: &Samples<'_>) -> usize {
    samples.sizes().iter().copied().max().unwrap_or(0)
}

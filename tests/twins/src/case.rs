//! What both libraries are asked to do.

use std::fmt;
use std::ops::Range;

use crate::content;
use zstdkit_tests::{Numbers, damage};

/// A source of choices.
pub trait Choices {
    /// A number from 0 up to `end`, which is left out and isn't 0.
    fn below(&mut self, end: usize) -> usize;

    /// True once in `times`.
    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// A number from 1, of any size up to 2^`bits`: small ones come as often as large ones.
    fn spread(&mut self, bits: usize) -> usize {
        let size = 1 << self.below(bits + 1);
        1 + self.below(size)
    }

    /// A number of a range that isn't empty.
    fn within(&mut self, range: Range<i32>) -> i32 {
        range.start + self.below(range.end.abs_diff(range.start) as usize) as i32
    }
}

impl Choices for Numbers {
    fn below(&mut self, end: usize) -> usize {
        Numbers::below(self, end)
    }
}

/// Choices from a fuzzer's bytes, two for each; zeros when they are used up.
#[derive(Debug)]
pub struct Drawn<'a>(pub &'a [u8]);

impl Choices for Drawn<'_> {
    fn below(&mut self, end: usize) -> usize {
        let taken = self.0.len().min(2);
        let (bytes, rest) = self.0.split_at(taken);
        self.0 = rest;
        bytes.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)) % end
    }
}

/// A dictionary, and how it comes into use.
#[derive(Clone)]
pub(crate) enum Dictionary {
    None,
    Loaded(Vec<u8>),
    Digested(Vec<u8>, i32),
    Prefix(Vec<u8>),
}

/// One task: parameters, a dictionary, contents, and how they are handed over.
#[derive(Clone)]
pub struct Case {
    /// Numbers of parameters, as C has them, with their values.
    pub(crate) parameters: Vec<(i32, i32)>,
    pub(crate) dictionary: Dictionary,
    /// One frame each, from one context.
    contents: Vec<Vec<u8>>,
    /// Handed over in pieces, of which this is the longest; in one call where it's 0.
    pub(crate) piece: usize,
    /// Whether the size is known ahead, in pieces.
    pub(crate) pledged: bool,
    pub(crate) seed: u64,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dictionary = match &self.dictionary {
            Dictionary::None => "none".to_owned(),
            Dictionary::Loaded(content) => format!("{} bytes, loaded", content.len()),
            Dictionary::Digested(content, level) => {
                format!("{} bytes, digested at level {level}", content.len())
            }
            Dictionary::Prefix(content) => format!("{} bytes, a prefix", content.len()),
        };
        f.debug_struct("Case")
            .field("parameters", &self.parameters)
            .field("dictionary", &dictionary)
            .field("contents", &self.contents.iter().map(Vec::len).collect::<Vec<_>>())
            .field("piece", &self.piece)
            .field("pledged", &self.pledged)
            .field("seed", &self.seed)
            .finish()
    }
}

/// The parameters that a case may set, beside the level, and the values that it may give them: all that
/// the library takes, but for tables of more than 2^`memory` entries.
fn bounds(memory: i32) -> [(i32, Range<i32>); 31] {
    [
        (101, 10..memory + 1), // the window's logarithm
        (102, 6..memory),      // the hash table's
        (103, 6..memory),      // the chain table's
        (104, 1..9),           // searches, as a logarithm
        (105, 3..8),           // the shortest match
        (106, 0..1000),        // the length that is long enough
        (107, 1..10),          // the strategy
        (107, 1..10),
        (107, 7..10),
        (130, 1340..131_073), // the target of compressed blocks
        (160, 0..3),          // long-distance matching
        (160, 1..2),
        (161, 6..memory),
        (162, 4..200),
        (163, 1..9),
        (164, 0..8),
        (200, 0..2),           // content size
        (201, 0..2),           // checksum
        (202, 0..2),           // dictionary's id
        (500, 0..2),           // rsyncable
        (10, 0..2),            // no magic number
        (1000, 0..2),          // the largest window
        (1001, 0..4),          // how dictionaries are attached
        (1002, 0..3),          // literals
        (1004, 0..500_000),    // a hint at the size
        (1005, 0..2),          // search structures of dictionaries
        (1010, 0..3),          // splitting of blocks
        (1011, 0..3),          // rows
        (1012, 0..2),          // prefixes
        (1015, 1024..131_073), // the largest block
        (1017, 0..7),          // splitting by level
    ]
}

/// The numbers of some, as C has them.
const MAGICLESS: i32 = 10;
const LEVEL: i32 = 100;
const WINDOW: i32 = 101;
const WORKERS: i32 = 400;

impl Case {
    /// Draws a case whose contents are no longer than `largest` bytes.
    pub fn draw(choices: &mut impl Choices, largest: usize) -> Self {
        let seed = choices.below(1 << 16) as u64;
        let frames = if choices.one_in(4) { 2 + choices.below(2) } else { 1 };
        let contents: Vec<_> = (0..frames)
            .map(|frame| {
                let kind = choices.below(content::KINDS);
                content::of(kind, size(choices, largest / frames), seed + frame as u64)
            })
            .collect();
        let longest = contents.iter().map(Vec::len).max().unwrap_or(0);
        let dictionary = dictionary(choices, &contents[0], seed);
        let piece = if choices.one_in(2) { choices.spread(18) } else { 0 };
        let pledged = choices.one_in(2);
        let mut parameters = parameters(choices, longest);
        // Of unknown size, content gets tables for a lot of it, and clearing those takes all the time.
        if piece > 0 && !pledged && !choices.one_in(50) {
            parameters.push((WINDOW, choices.within(10..19)));
        }
        Case { parameters, dictionary, contents, piece, pledged, seed }
    }

    /// The same with another first content.
    #[must_use]
    pub fn with_content(mut self, content: Vec<u8>) -> Self {
        self.contents[0] = content;
        self
    }

    /// The contents, one for each frame.
    pub(crate) fn contents(&self) -> &[Vec<u8>] {
        &self.contents
    }

    /// What a frame is made of.
    pub(crate) fn content(&self, number: usize) -> &[u8] {
        &self.contents[number]
    }

    /// Whether frames come without the magic number.
    pub(crate) fn magicless(&self) -> bool {
        let mut set = self.parameters.iter().filter(|(number, _)| *number == MAGICLESS);
        set.next_back().is_some_and(|(_, value)| *value == 1)
    }

    /// Whether worker threads take part.
    pub(crate) fn has_workers(&self) -> bool {
        self.parameters.iter().any(|(number, _)| *number == WORKERS)
    }

    /// The frame as it is, and copies that are damaged.
    pub(crate) fn damaged(&self, frame: &[u8]) -> Vec<Vec<u8>> {
        let mut numbers = Numbers::new(self.seed);
        let copies = if frame.len() > 100_000 { 1 } else { 3 };
        let mut all = vec![frame.to_vec(); 1 + copies];
        all[1..].iter_mut().for_each(|frame| damage(frame, &mut numbers));
        // The `zstd` crate reads formats before 0.8, which we don't here.
        all.retain(|frame| !matches!(frame.first(), Some(0x1E..0x28)) || self.magicless());
        all
    }
}

/// Mostly small, at times large.
fn size(choices: &mut impl Choices, largest: usize) -> usize {
    let class = match choices.below(1000) {
        0..150 => 24,
        150..400 => 300,
        400..700 => 4096,
        700..900 => 64 << 10,
        900..980 => 300 << 10,
        980..999 => 2 << 20,
        _ => 32 << 20,
    };
    choices.below(class.min(largest) + 1)
}

fn parameters(choices: &mut impl Choices, longest: usize) -> Vec<(i32, i32)> {
    // What takes seconds shows nothing that less of it doesn't.
    let patient = longest <= 2 << 20 || choices.one_in(8);
    let level = match choices.below(8) {
        0 => choices.within(-20..1),
        1 | 2 => choices.within(if patient { 13..23 } else { 1..8 }),
        3 => choices.within(1..5),
        _ => choices.within(if patient { 1..23 } else { 1..8 }),
    };
    let mut parameters = vec![(LEVEL, level)];
    if choices.one_in(3) {
        let memory = if choices.one_in(40) { 22 } else { 18 };
        for _ in 0..1 + choices.below(8) {
            let bounds = bounds(memory);
            let (number, range) = bounds[choices.below(bounds.len())].clone();
            // At a bound more often than chance has it.
            let value = match choices.below(4) {
                0 => range.start,
                1 => range.end - 1,
                _ => choices.within(range),
            };
            let deep = matches!(number, 104 | 107) && value > 6;
            if patient || !deep {
                parameters.push((number, value));
            }
        }
    }
    if choices.one_in(12) {
        parameters.push((WORKERS, choices.within(1..4)));
        parameters.push((401, if choices.one_in(2) { 0 } else { 512 << 10 }));
        parameters.push((402, choices.within(0..10)));
    }
    parameters
}

fn dictionary(choices: &mut impl Choices, content: &[u8], seed: u64) -> Dictionary {
    if !choices.one_in(3) {
        return Dictionary::None;
    }
    let len = choices.spread(18);
    let bytes = match choices.below(3) {
        // Something of the content's kind, or a part of it.
        0 => content[content.len() / 3..].iter().copied().take(len).collect(),
        1 => content::of(choices.below(content::KINDS), len, seed + 99),
        _ => trained(seed % 4),
    };
    match choices.below(4) {
        0 => Dictionary::Loaded(bytes),
        1 => Dictionary::Prefix(bytes),
        _ => Dictionary::Digested(bytes, choices.within(1..23)),
    }
}

/// A dictionary with tables of its own.
fn trained(number: u64) -> Vec<u8> {
    static TRAINED: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    let all = TRAINED.get_or_init(|| {
        (0..4)
            .map(|kind| {
                let sample = |number| content::of([0, 2, 9, 8][kind], 90, number);
                let samples: Vec<_> = (0..2000).map(sample).collect();
                let trained = zstdkit_dict::train(&samples, 2048 << kind);
                trained.map(|dictionary| dictionary.content().to_vec()).unwrap_or_default()
            })
            .collect()
    });
    all[number as usize].clone()
}

//! Sequences of every kind, right and wrong, with dictionaries, levels and block splits at random:
//! what is taken comes back, and the context is none the worse for it.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::{
    arbitrary::{self, Arbitrary},
    fuzz_target,
};
use zstdkit::{
    CompressContext, CompressOptions, CompressParameter as P, DecompressOptions, Dictionary,
    DictionaryMode, Error, ErrorCode, NoSequences, Sequence, SequenceProducer,
};

/// The most data, in bytes, that steps make: more of it only takes longer.
const MOST: usize = 900_000;

/// The most work in one context.
const MOST_ROUNDS: usize = 3;

#[derive(Arbitrary, Debug)]
struct Input {
    level: i8,
    parameters: Vec<(u8, i32)>,
    dictionary: Option<(u8, Mode)>,
    seed: u64,
    rounds: Vec<Round>,
}

#[derive(Arbitrary, Debug, Clone, Copy)]
enum Mode {
    Digested,
    Content,
    Prefix,
}

#[derive(Arbitrary, Debug)]
struct Round {
    steps: Vec<Step>,
    work: Work,
}

/// What becomes of the steps.
#[derive(Arbitrary, Debug)]
enum Work {
    Sequences,
    Literals,
    /// The data is compressed as any.
    Plain,
    /// A producer finds the sequences, of all blocks or of every so many.
    Producer {
        refuses: u8,
        fallback: bool,
    },
    /// Into a slice of so many sixteenths of what is enough.
    Narrow(u8),
    /// One of the sequences is something else.
    Spoilt {
        index: u16,
        offset: Option<u32>,
        literal_length: Option<u32>,
        match_length: Option<u32>,
    },
}

/// What data is made of, and the sequence that says so.
#[derive(Arbitrary, Debug)]
enum Step {
    /// So many literals of so many kinds.
    Literals {
        len: u16,
        kinds: u8,
    },
    /// The same, but enough for a block and more that is stored.
    Noise {
        len: u8,
    },
    /// One byte again and again.
    Run {
        byte: u8,
        len: u32,
    },
    /// A match, from anywhere before.
    Match {
        back: u32,
        len: u8,
    },
    /// One with more than 16 bits of length.
    Long {
        back: u32,
        len: u32,
    },
    /// A match at one of the last offsets, or one less.
    Repeat {
        which: u8,
        less: bool,
        len: u8,
    },
    /// Matches of the least length, one after the other.
    Least {
        back: u32,
        times: u16,
    },
    /// As far back as can be, into the dictionary.
    Farthest {
        len: u8,
    },
    /// As near as can be to where codes of offsets change.
    Edge {
        log: u8,
        delta: i8,
        len: u8,
    },
    Delimiter,
}

/// Trained ones, with tables that lack codes and tables that don't, and raw ones.
static DICTIONARIES: LazyLock<Vec<Dictionary>> = LazyLock::new(|| {
    let lines: Vec<_> =
        (0..800).map(|i| format!("user {i} logged in at {} from {}", i * 7, i % 13)).collect();
    let mut numbers = Numbers(5);
    let mixed: Vec<Vec<u8>> = (0..600)
        .map(|i| (0..100 + i % 90).map(|_| (numbers.next(16) * numbers.next(17)) as u8).collect())
        .collect();
    let trained = |samples: &[Vec<u8>], size| zstdkit_dict::train(samples, size).expect("enough");
    let lines: Vec<Vec<u8>> = lines.into_iter().map(String::into_bytes).collect();
    vec![
        trained(&lines, 2048),
        trained(&lines, 600),
        trained(&mixed, 20_000),
        trained(&mixed, 4000),
        Dictionary::raw(b"raw content that begins with no magic number").expect("long enough"),
        Dictionary::raw(mixed.concat()).expect("long enough"),
        Dictionary::raw(lines.concat()).expect("long enough"),
    ]
});

struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % below
    }
}

/// What sequences may refer to.
struct World<'a> {
    history: &'a [u8],
    least_match: u32,
    window: u64,
}

/// Data, and the sequences that describe it.
#[derive(Default)]
struct Made {
    data: Vec<u8>,
    sequences: Vec<Sequence>,
    /// The literals alone.
    literals: Vec<u8>,
    /// Those that no sequence has yet.
    pending: u32,
    /// Offsets, the last one first.
    last: [u32; 3],
}

impl Made {
    fn of(steps: &[Step], world: &World<'_>, numbers: &mut Numbers) -> Self {
        let mut made = Self { last: [1, 4, 8], ..Self::default() };
        for step in steps {
            if made.data.len() < MOST {
                made.step(step, world, numbers);
            }
        }
        made
    }

    fn step(&mut self, step: &Step, world: &World<'_>, numbers: &mut Numbers) {
        let least = world.least_match;
        let reach = (self.data.len() + world.history.len()) as u64;
        let anywhere = |back| 1 + u64::from(back) % reach.max(1);
        match *step {
            Step::Literals { len, kinds } => {
                let kinds = u64::from(kinds) + 1;
                self.add_literals((0..len).map(|_| numbers.next(kinds) as u8));
            }
            Step::Noise { len } => {
                let len = 120_000 + usize::from(len) * 100;
                self.add_literals((0..len).map(|_| numbers.next(256) as u8));
            }
            Step::Run { byte, len } => {
                self.add_literals([byte]);
                self.copy(1, least + len % 300_000, world);
            }
            Step::Match { back, len } => self.copy(anywhere(back), least + u32::from(len), world),
            Step::Long { back, len } => self.copy(anywhere(back), 65_530 + len % 80_000, world),
            Step::Repeat { which, less, len } => {
                let offset = u64::from(self.last[usize::from(which) % 3]) - u64::from(less);
                self.copy(offset, least + u32::from(len), world);
            }
            Step::Least { back, times } => {
                for _ in 0..times % 4000 {
                    self.copy(anywhere(back), least, world);
                }
            }
            Step::Farthest { len } => {
                let len = least + u32::from(len);
                let inside = self.data.len() as u64 + u64::from(len) <= world.window;
                self.copy(if inside { reach } else { world.window.min(reach) }, len, world);
            }
            Step::Edge { log, delta, len } => {
                let offset = (1_u64 << (log % 21)).saturating_add_signed(delta.into());
                self.copy(offset, least + u32::from(len), world);
            }
            Step::Delimiter => {
                self.sequences.push(Sequence::delimiter(std::mem::take(&mut self.pending)));
            }
        }
    }

    fn add_literals(&mut self, bytes: impl IntoIterator<Item = u8>) {
        let before = self.data.len();
        self.data.extend(bytes);
        self.literals.extend_from_slice(&self.data[before..]);
        self.pending += (self.data.len() - before) as u32;
    }

    /// Adds a match, if there can be one.
    fn copy(&mut self, offset: u64, len: u32, world: &World<'_>) {
        let history = world.history;
        let start = self.data.len() as u64;
        let within_window = offset.min(start + u64::from(len)) <= world.window;
        if offset == 0 || offset > start + history.len() as u64 || !within_window {
            return;
        }
        let back = offset as usize;
        for at in self.data.len()..self.data.len() + len as usize {
            let before = back.checked_sub(at).filter(|before| *before > 0);
            self.data.push(match before {
                Some(before) => history[history.len() - before],
                None => self.data[at - back],
            });
        }
        let literal_length = std::mem::take(&mut self.pending);
        let offset = offset as u32;
        self.sequences.push(Sequence { offset, literal_length, match_length: len, repeat: 0 });
        self.last = [offset, self.last[0], self.last[1]];
    }
}

/// Gives the sequences that libzstd finds, as far as they lie within a block; refuses every so many.
struct Finder {
    options: CompressOptions,
    refuses: u8,
    asked: u8,
}

impl SequenceProducer for Finder {
    fn produce(
        &mut self,
        block: &[u8],
        _: i32,
        window: usize,
        sequences: &mut Vec<Sequence>,
    ) -> Result<(), NoSequences> {
        self.asked = self.asked.wrapping_add(1);
        if self.refuses > 0 && self.asked % self.refuses == 0 {
            return Err(NoSequences);
        }
        let found = self.options.generate_sequences(block).map_err(|_| NoSequences)?;
        assert!(found.iter().all(|sequence| sequence.offset as usize <= window.max(block.len())));
        *sequences = found;
        Ok(())
    }
}

fn options_of(input: &Input) -> CompressOptions {
    let mut options = CompressOptions::new().level(i32::from(input.level) % 20);
    for (index, value) in &input.parameters {
        let parameter = P::ALL[usize::from(*index) % P::ALL.len()];
        let (least, most) = parameter.bounds().into_inner();
        let most = match parameter {
            // All of them in bounds, but tables of no more than 2^18 entries.
            P::WindowLog | P::HashLog | P::ChainLog | P::LdmHashLog => 18,
            P::SearchLog => 6,
            P::MaxBlockSize | P::TargetCBlockSize | P::SrcSizeHint => most,
            _ => most.min(least.max(30)),
        };
        // A value in bounds from any number.
        let value =
            least + (i64::from(*value).rem_euclid(i64::from(most) - i64::from(least) + 1)) as i32;
        let left_out = [P::NbWorkers, P::LdmHashRateLog, P::CompressionLevel, P::Format];
        if !left_out.contains(&parameter) {
            options = options.set(parameter, value);
        }
    }
    if let Some((index, mode)) = input.dictionary {
        let dictionary = &DICTIONARIES[usize::from(index) % DICTIONARIES.len()];
        options = options.dictionary_as(
            dictionary,
            match mode {
                Mode::Digested => DictionaryMode::Digested,
                Mode::Content => DictionaryMode::Content,
                Mode::Prefix => DictionaryMode::Prefix,
            },
        );
    }
    options
}

/// What sequences may refer to with these options, as their documentation has it.
fn world_of<'a>(
    options: &CompressOptions,
    dictionary: Option<(&'a Dictionary, Mode)>,
) -> World<'a> {
    let history = match dictionary {
        None | Some((_, Mode::Prefix)) => &[],
        Some((dictionary, _)) => {
            let content = dictionary.content();
            zstdkit_frame::dictionary_info(content)
                .map_or(content, |info| &content[info.content_offset()..])
        }
    };
    let digested = matches!(dictionary, Some((_, Mode::Digested)));
    let least = matches!(options.get(P::MinMatch), None | Some(0 | 3)) && !digested;
    let window = match options.get(P::WindowLog) {
        None | Some(0) => 1 << 31,
        Some(log) => 1 << log,
    };
    World { history, least_match: if least { 3 } else { 4 }, window }
}

fuzz_target!(|input: Input| {
    let options = options_of(&input);
    let dictionary = input
        .dictionary
        .map(|(index, mode)| (&DICTIONARIES[usize::from(index) % DICTIONARIES.len()], mode));
    let world = world_of(&options, dictionary);
    let mut back = DecompressOptions::new().window_log_max(31);
    if let Some((dictionary, mode)) = dictionary {
        back = back.dictionary_as(
            dictionary,
            match mode {
                Mode::Prefix => DictionaryMode::Prefix,
                _ => DictionaryMode::Digested,
            },
        );
    }
    let returns = |frame: &[u8], data: &[u8], what: &str| {
        let returned = back.decompress(frame).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert!(returned == data, "{what}: other content");
    };
    let mut numbers = Numbers(input.seed | 1);
    let mut context = CompressContext::new(&options).expect("parameters within their bounds");
    for round in input.rounds.iter().take(MOST_ROUNDS) {
        let made = Made::of(&round.steps, &world, &mut numbers);
        let Made { data, sequences, literals, .. } = &made;
        let mut frame = Vec::new();
        match &round.work {
            Work::Sequences => {
                context.compress_sequences(sequences, data, &mut frame).expect("right sequences");
                returns(&frame, data, "sequences");
            }
            Work::Literals => {
                match context.compress_sequences_and_literals(sequences, literals, &mut frame) {
                    Ok(_) => returns(&frame, data, "literals"),
                    Err(Error::Library { code: ErrorCode::CannotProduceUncompressedBlock }) => {}
                    Err(Error::ParameterConflict { parameter: "checksumFlag", .. }) => {}
                    Err(error) => panic!("literals: {error}"),
                }
            }
            Work::Plain => {
                context.compress_into(data, &mut frame).expect("any data");
                returns(&frame, data, "plain");
                let anew = options.compress(data).expect("any data");
                assert!(frame == anew, "a used context and a new one differ");
            }
            Work::Producer { refuses, fallback } => {
                let fallback = i32::from(*fallback);
                let options = options.clone().set(P::EnableSeqProducerFallback, fallback);
                let mut context = CompressContext::new(&options).expect("as before");
                let finder = Finder {
                    options: CompressOptions::new().level(1),
                    refuses: *refuses,
                    asked: 0,
                };
                if context.set_sequence_producer(finder).is_ok() {
                    match context.compress_into(data, &mut frame) {
                        Ok(_) => returns(&frame, data, "producer"),
                        Err(Error::SequenceProducer { .. }) if fallback == 0 => {}
                        Err(error) => panic!("producer: {error}"),
                    }
                }
            }
            Work::Narrow(sixteenths) => {
                context.compress_sequences(sequences, data, &mut frame).expect("right sequences");
                let mut narrow = vec![0; frame.len() * usize::from(sixteenths % 17) / 16];
                if let Ok(len) = context.compress_sequences(sequences, data, narrow.as_mut_slice())
                {
                    returns(&narrow[..len], data, "narrow");
                }
            }
            Work::Spoilt { index, offset, literal_length, match_length } => {
                let mut spoilt = sequences.clone();
                let count = spoilt.len().max(1);
                if let Some(sequence) = spoilt.get_mut(usize::from(*index) % count) {
                    sequence.offset = offset.unwrap_or(sequence.offset);
                    sequence.literal_length = literal_length.unwrap_or(sequence.literal_length);
                    sequence.match_length = match_length.unwrap_or(sequence.match_length);
                }
                if context.compress_sequences(&spoilt, data, &mut frame).is_ok() {
                    returns(&frame, data, "spoilt");
                }
                // Small ones alone: the content is what the sequences say, up to gigabytes.
                let said: u64 =
                    spoilt.iter().map(|sequence| u64::from(sequence.match_length)).sum();
                frame.clear();
                if said < 1 << 24
                    && context
                        .compress_sequences_and_literals(&spoilt, literals, &mut frame)
                        .is_ok()
                {
                    back.decompress(&frame).expect("a right frame of whatever content");
                }
            }
        }
    }
});

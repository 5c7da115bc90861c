//! Decoding, from a point on: a machine that is given compressed bytes as it asks for them.

use zstdkit::{DecompressOptions, Decompressor, Dictionary, FrameDecompressor};

use crate::error::{Damage, Error, IndexProblem, Result};
use crate::hash::{Hash, low};
use crate::index::{Checksum, Index, SAMPLE_SIZE, Start, Stored, sample_of};
use crate::state::frame_header;

/// How decoding is set up: limits, and the file's dictionary.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    pub(crate) options: DecompressOptions,
    pub(crate) window_limit: u64,
    pub(crate) dictionary: Option<Dictionary>,
}

/// The largest window, unless it is set.
pub(crate) const WINDOW_LOG_MAX: u32 = 27;

impl Setup {
    pub(crate) fn new() -> Self {
        let options = DecompressOptions::new();
        Self { options, window_limit: 1 << WINDOW_LOG_MAX, dictionary: None }
    }

    pub(crate) fn set_window_log_max(&mut self, log: u32) {
        self.options = self.options.clone().window_log_max(log);
        self.window_limit = 1_u64.checked_shl(log).unwrap_or(u64::MAX);
    }

    pub(crate) fn set_dictionary(&mut self, dictionary: &Dictionary) {
        self.options = self.options.clone().dictionary(dictionary);
        self.dictionary = Some(dictionary.clone());
    }

    /// The dictionary of a checkpoint.
    pub(crate) fn open(&self, at: usize, window_size: u64, stored: &Stored) -> Result<Dictionary> {
        if window_size > self.window_limit {
            return Err(Error::WindowTooLarge { size: window_size, limit: self.window_limit });
        }
        let damaged = || Error::from(IndexProblem::Window { point: at });
        // As much as a window may hold, the file's dictionary before it, and tables.
        let before = self.dictionary.as_ref().map_or(0, |dictionary| dictionary.content().len());
        let most = window_size.saturating_add(before as u64).saturating_add(1 << 10);
        let mut options =
            DecompressOptions::new().max_output(usize::try_from(most).unwrap_or(usize::MAX));
        options = options.window_log_max(31);
        let content = options.decompress(&stored.frame).map_err(|error| match error {
            zstdkit::Error::OutOfMemory => Error::Zstd(error),
            _ => damaged(),
        })?;
        Dictionary::for_decompression(content).map_err(|error| match error {
            zstdkit::Error::OutOfMemory => Error::Zstd(error),
            _ => damaged(),
        })
    }
}

enum Decoder {
    /// From a frame's start, over any number of frames.
    Frames(Decompressor),
    /// From a checkpoint to its frame's end.
    Rest(FrameDecompressor),
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Frames(_) => "Frames",
            Self::Rest(_) => "Rest",
        })
    }
}

/// What a step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// So many compressed bytes of the stretch are left from this offset on, and some are needed.
    Needs { offset: u64, left: u64 },
    /// So many bytes of content were given.
    Gave(usize),
    /// The stretch is at its end, and sound as far as can be told.
    Ended,
}

/// The decoding of one stretch, and of those after it.
#[derive(Debug)]
pub(crate) struct Run {
    index: Index,
    at: usize,
    decoder: Decoder,
    /// Compressed bytes that were given and not taken yet.
    input: Vec<u8>,
    /// Where the next compressed bytes stand.
    offset: u64,
    compressed_end: u64,
    content: u64,
    content_end: u64,
    hash: Hash,
    /// Whether the stretch's first bytes have been compared.
    sampled: bool,
    ended: bool,
}

impl Run {
    /// At the start of a stretch; the dictionary is that of its checkpoint.
    pub(crate) fn new(
        index: &Index,
        at: usize,
        setup: &Setup,
        dictionary: Option<&Dictionary>,
    ) -> Result<Self> {
        let (decoder, input) = match (&index.0.points[at].start, dictionary) {
            (Start::Block { window_size, .. }, Some(dictionary)) => {
                let options = setup.options.clone().dictionary(dictionary);
                let header = frame_header(*window_size).to_vec();
                (Decoder::Rest(FrameDecompressor::new(&options)?), header)
            }
            _ => (Decoder::Frames(Decompressor::new(&setup.options)?), Vec::new()),
        };
        let mut run = Self {
            index: index.clone(),
            at,
            decoder,
            input,
            offset: 0,
            compressed_end: 0,
            content: 0,
            content_end: 0,
            hash: Hash::new(),
            sampled: false,
            ended: false,
        };
        run.enter(at);
        Ok(run)
    }

    fn enter(&mut self, at: usize) {
        let stretch = self.index.stretch(at);
        self.at = at;
        self.offset = stretch.compressed.start;
        self.compressed_end = stretch.compressed.end;
        self.content = stretch.content.start;
        self.content_end = stretch.content.end;
        self.hash = Hash::new();
        self.sampled = false;
        self.ended = false;
    }

    /// Which stretch this is.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Where in the content the next byte stands.
    pub(crate) const fn content(&self) -> u64 {
        self.content
    }

    /// Whether the next stretch can be decoded by going on; else it has a decoder of its own.
    pub(crate) fn goes_on(&self) -> bool {
        match self.index.0.points.get(self.at + 1).map(|point| &point.start) {
            Some(Start::Block { .. }) => true,
            Some(Start::Frame) => matches!(self.decoder, Decoder::Frames(_)),
            None => false,
        }
    }

    /// Goes on with the next stretch, after the end of this one, where that [`goes_on`](Self::goes_on).
    pub(crate) fn go_on(&mut self) {
        debug_assert!(self.ended && self.goes_on());
        self.enter(self.at + 1);
    }

    /// Takes compressed bytes of where [`Step::Needs`] says; none means that the file ends there.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        if bytes.is_empty() {
            return Err(self.damaged(Damage::CutShort));
        }
        if !self.sampled {
            self.sampled = true;
            // A sample may reach over the stretch's end, where the bytes at hand don't.
            let is_whole = bytes.len() >= SAMPLE_SIZE
                || self.offset + bytes.len() as u64 == self.index.file_size();
            let sample = self.index.0.points[self.at].sample;
            if is_whole && sample.is_some_and(|sample| sample != sample_of(bytes)) {
                return Err(self.damaged(Damage::Changed));
            }
        }
        self.input.extend_from_slice(bytes);
        self.offset += bytes.len() as u64;
        Ok(())
    }

    const fn left(&self) -> u64 {
        self.compressed_end - self.offset
    }

    /// Decodes up to `max` bytes to the end of `out`.
    ///
    /// The last bytes of a stretch are given only when its checksum is right. After an error `out` has
    /// what it had before.
    pub(crate) fn step(&mut self, out: &mut Vec<u8>, max: usize) -> Result<Step> {
        if self.ended {
            return Ok(Step::Ended);
        }
        let before = out.len();
        let room = usize::try_from(self.content_end - self.content).unwrap_or(usize::MAX).min(max);
        if self.content < self.content_end {
            let outcome = self.decode(out, room);
            let given = match outcome {
                Ok(given) => given,
                Err(error) => {
                    out.truncate(before);
                    return Err(error);
                }
            };
            self.hash.write(&out[before..]);
            self.content += given as u64;
            if self.content == self.content_end
                && let Err(error) = self.check()
            {
                out.truncate(before);
                return Err(error);
            }
            if given > 0 {
                return Ok(Step::Gave(given));
            }
            return if self.left() > 0 {
                Ok(self.needs())
            } else {
                Err(self.damaged(Damage::Short))
            };
        }
        // What is left are blocks and frames without content, skippable frames, a checksum.
        if self.decode(out, 1)? > 0 {
            out.truncate(before);
            return Err(self.damaged(Damage::Long));
        }
        if self.left() > 0 && !self.rest_is_over() {
            return Ok(self.needs());
        }
        let next_is_frame = !matches!(
            self.index.0.points.get(self.at + 1).map(|point| &point.start),
            Some(Start::Block { .. })
        );
        if next_is_frame && !self.at_edge() {
            return Err(self.damaged(Damage::Short));
        }
        if self.content == self.content_end && self.index.stretch(self.at).content.is_empty() {
            self.check()?;
        }
        self.ended = true;
        Ok(Step::Ended)
    }

    /// Whether a frame that began at a checkpoint is through: what follows is no concern of its.
    fn rest_is_over(&self) -> bool {
        matches!(&self.decoder, Decoder::Rest(decoder) if decoder.is_finished())
    }

    fn at_edge(&self) -> bool {
        match &self.decoder {
            Decoder::Frames(decoder) => decoder.at_frame_edge(),
            Decoder::Rest(decoder) => decoder.is_finished(),
        }
    }

    const fn needs(&self) -> Step {
        Step::Needs { offset: self.offset, left: self.left() }
    }

    fn decode(&mut self, out: &mut Vec<u8>, max: usize) -> Result<usize> {
        let outcome = match &mut self.decoder {
            Decoder::Frames(decoder) => decoder.decompress_into(&self.input, Some(max), out),
            Decoder::Rest(decoder) if decoder.is_finished() => Ok(0),
            Decoder::Rest(decoder) => decoder.decompress_into(&self.input, Some(max), out),
        };
        self.input.clear();
        outcome.map_err(|error| match error {
            zstdkit::Error::OutOfMemory | zstdkit::Error::WindowTooLarge { .. } => {
                Error::Zstd(error)
            }
            error => self.damaged(Damage::Undecodable(error)),
        })
    }

    fn check(&self) -> Result<()> {
        let found = self.hash.value();
        let right = match self.index.0.points[self.at].checksum {
            Checksum::Unknown => true,
            Checksum::Low(checksum) => checksum == low(found),
            Checksum::Full(checksum) => checksum == found,
        };
        if right { Ok(()) } else { Err(self.damaged(Damage::Checksum)) }
    }

    #[cold]
    fn damaged(&self, problem: Damage) -> Error {
        let stretch = self.index.stretch(self.at);
        Error::Damaged { compressed: stretch.compressed, content: stretch.content, problem }
    }
}

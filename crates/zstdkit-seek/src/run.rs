//! Decoding, from a point on: a machine that is given compressed bytes as it asks for them.

use zstdkit::{Decompressor, Dictionary, FrameDecompressor, Reset};

use crate::error::{Damage, Error, Result};
use crate::hash::{Hash, low};
use crate::index::{Checksum, Index, SAMPLE_SIZE, Start, sample_of};
use crate::lists::List as _;
use crate::options::ReadOptions;
use crate::source::ReadAt;
use crate::state::frame_header;

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

impl ReadOptions {
    /// Decoding from the start of a stretch.
    pub(crate) fn start(&self, index: &Index, at: usize) -> Result<Run> {
        Run::new(index, at, self, self.open(index, at)?.as_ref())
    }

    /// Has a decoding at the start of a stretch, by what was decoded with before where that can be used.
    pub(crate) fn place<'r>(
        &self,
        run: &'r mut Option<Run>,
        index: &Index,
        at: usize,
    ) -> Result<&'r mut Run> {
        let placed = match run.take() {
            Some(run) => run.moved_to(self, at)?,
            None => self.start(index, at)?,
        };
        Ok(run.insert(placed))
    }
}

impl Run {
    /// At the start of a stretch; the dictionary is that of its checkpoint.
    pub(crate) fn new(
        index: &Index,
        at: usize,
        options: &ReadOptions,
        dictionary: Option<&Dictionary>,
    ) -> Result<Self> {
        let (decoder, input) = match (&index.0.points[at].start, dictionary) {
            (Start::Block { window_size, .. }, Some(dictionary)) => {
                let options = options.decompress().clone().dictionary(dictionary);
                let mut header = Vec::new();
                header.append_all(&frame_header(*window_size))?;
                (Decoder::Rest(FrameDecompressor::new(&options)?), header)
            }
            _ => (Decoder::Frames(Decompressor::new(options.decompress())?), Vec::new()),
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

    /// At the start of any stretch, in the memory of this one's decoder if that will do.
    fn moved_to(mut self, options: &ReadOptions, at: usize) -> Result<Self> {
        if self.ended && self.at + 1 == at && self.goes_on() {
            self.go_on();
            return Ok(self);
        }
        let (Decoder::Rest(decoder), Start::Block { window_size, .. }) =
            (&mut self.decoder, &self.index.0.points[at].start)
        else {
            return options.start(&self.index, at);
        };
        // What the last dictionary took is free before there is another.
        decoder.reset(Reset::SESSION)?;
        decoder.configure(options.decompress())?;
        if let Some(dictionary) = options.open(&self.index, at)? {
            decoder.configure(&options.decompress().clone().dictionary(&dictionary))?;
        }
        self.input.clear();
        self.input.append_all(&frame_header(*window_size))?;
        self.enter(at);
        Ok(self)
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

    /// How much content of the stretch is to come.
    pub(crate) const fn content_left(&self) -> u64 {
        self.content_end - self.content
    }

    /// Where in the file the next bytes are that it takes.
    #[cfg(feature = "tokio")]
    pub(crate) const fn offset(&self) -> u64 {
        self.offset
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
        self.input.append_all(bytes)?;
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
        let room = usize::try_from(self.content_left()).unwrap_or(usize::MAX).min(max);
        if self.content_left() > 0 {
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

    /// Decodes up to `max` bytes to the end of `out`, reading from `source` what it takes; 0 at the
    /// stretch's end.
    pub(crate) fn read<S: ReadAt + ?Sized>(
        &mut self,
        source: &S,
        piece: &mut Vec<u8>,
        out: &mut Vec<u8>,
        max: usize,
    ) -> Result<usize> {
        loop {
            match self.step(out, max)? {
                Step::Gave(given) => return Ok(given),
                Step::Ended => return Ok(0),
                Step::Needs { offset, left } => {
                    let left = usize::try_from(left).unwrap_or(usize::MAX);
                    piece.set_len_with(left.min(source.read_size().max(1)), 0)?;
                    let read = source.read_at(offset, piece)?;
                    self.feed(&piece[..read])?;
                }
            }
        }
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

//! What an adaptor does that is read from: the part that neither waits nor reads.
//!
//! [`stream::bufread`](super::bufread) drives it with calls that block, `async_io::bufread` with polls.

use alloc::vec::Vec;
use std::io::{self, BufRead};

use crate::{
    error::{Error, Result},
    options::{CompressOptions, DecompressOptions},
    output::{Output, Room, Sealed},
    parameters::EndDirective,
    step,
    stream::hold,
};

/// Output that grows has room made for so many bytes, and for as many again as it has.
const ROOM: usize = 8 * 1024;

/// What a machine needs to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Input; none at all tells it that the inner reader is at its end.
    Input,
    /// A step without input.
    Nothing,
    /// Nothing more: all is handed over.
    Done,
}

/// What a step did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Bytes of the input that were used.
    pub(crate) taken: usize,
    /// Whether it ended between frames with nothing to go on with, until the inner reader has more.
    pub(crate) resting: bool,
}

/// A machine that turns input into output, as much as is asked for.
pub(crate) trait Pull {
    /// What it needs; the error that stopped it, once there is one.
    fn need(&self) -> Result<Need>;

    /// Takes what it needs from `input`, writes to `room`, which has room. An error shows with the
    /// next [`need`](Self::need).
    fn step(&mut self, input: &[u8], room: &mut Room<'_>) -> Step;

    /// Told that there is no input at hand, before a wait for it; says whether a step without input is to
    /// come first.
    #[cfg(any(feature = "futures", feature = "tokio"))]
    fn has_use_for_a_pause(&mut self) -> bool {
        false
    }
}

/// What `read` does, into any output; one that grows has room made if it has none.
pub(crate) fn read<O>(
    inner: &mut impl BufRead,
    machine: &mut impl Pull,
    output: &mut O,
) -> io::Result<usize>
where
    O: Output + ?Sized,
{
    read_room(inner, machine, &mut output.room())
}

/// Reads from `inner` to the end of what there is, behind `output`; returns how many bytes.
pub(crate) fn read_to_end(
    inner: &mut impl BufRead,
    machine: &mut impl Pull,
    output: &mut Vec<u8>,
) -> io::Result<usize> {
    let before = output.len();
    loop {
        match read_room(inner, machine, &mut output.room()) {
            Ok(0) => return Ok(output.len() - before),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => _ = outcome?,
        }
    }
}

/// Reads from `inner` until there is output, or none any more.
fn read_room(
    inner: &mut impl BufRead,
    machine: &mut impl Pull,
    room: &mut Room<'_>,
) -> io::Result<usize> {
    if room.spare().is_empty() {
        if !room.grows() {
            return Ok(0);
        }
        room.reserve(ROOM)?;
    }
    loop {
        let input = match machine.need()? {
            Need::Input => inner.fill_buf()?,
            Need::Nothing => &[],
            Need::Done => return Ok(0),
        };
        let step = machine.step(input, room);
        inner.consume(step.taken);
        if room.written() > 0 || step.resting {
            return Ok(room.written());
        }
    }
}

/// How far a machine has come.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// Under way.
    Open,
    /// The inner reader has ended; the end of the frame is still to be handed over.
    Ending,
    /// All is handed over.
    Done,
    /// Stopped by bad data, or a wrong pledge.
    Failed(Error),
}

/// Turns plain bytes into one frame.
#[derive(Debug)]
pub(crate) struct Encoder {
    encoder: hold::Encoder,
    /// Whether the encoder has output that it can hand over without input.
    has_output: bool,
    /// Whether all that was taken is to come out before more is.
    flushing: bool,
    /// Whether something was taken since it was last so.
    unflushed: bool,
    /// Whether it's so whenever there is no input at hand.
    #[cfg(any(feature = "futures", feature = "tokio"))]
    uses_pauses: bool,
    totals: Totals,
    state: State,
}

/// How many bytes went in and came out since the beginning.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    taken: u64,
    given: u64,
}

impl Totals {
    fn count(&mut self, step: Step, given: usize) {
        self.taken += step.taken as u64;
        self.given += given as u64;
    }
}

impl Encoder {
    pub(crate) fn new(options: &CompressOptions) -> Result<Self> {
        Ok(Self {
            encoder: hold::Encoder::new(options)?,
            has_output: false,
            flushing: false,
            unflushed: false,
            #[cfg(any(feature = "futures", feature = "tokio"))]
            uses_pauses: false,
            totals: Totals::default(),
            state: State::Open,
        })
    }

    pub(crate) fn pledge(&mut self, size: Option<u64>) -> Result<()> {
        self.encoder.pledge(size)
    }

    pub(crate) fn options(&self) -> &CompressOptions {
        self.encoder.options()
    }

    /// Takes other options, between frames.
    pub(crate) fn configure(&mut self, options: &CompressOptions) -> Result<()> {
        self.check()?;
        self.encoder.configure(options)
    }

    pub(crate) fn set_level(&mut self, level: i32) -> Result<()> {
        self.check()?;
        self.encoder.set_level(level)
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.encoder.restart();
        self.has_output = false;
        self.flushing = false;
        self.unflushed = false;
        self.totals = Totals::default();
        self.state = State::Open;
    }

    /// Has all that was taken come out whenever there is no input at hand.
    #[cfg(any(feature = "futures", feature = "tokio"))]
    pub(crate) fn use_pauses(&mut self, on: bool) {
        self.uses_pauses = on;
    }

    /// Writes to `output` all that was taken, as far as it fits; returns how many bytes.
    pub(crate) fn flush<O>(&mut self, output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        self.check()?;
        self.begin_to_flush();
        let mut room = output.room();
        while self.flushing {
            if room.spare().is_empty() {
                if !room.grows() {
                    break;
                }
                room.reserve(ROOM)?;
            }
            self.step(&[], &mut room);
            self.check()?;
        }
        Ok(room.written())
    }

    fn begin_to_flush(&mut self) {
        self.flushing = self.state == State::Open && (self.unflushed || self.has_output);
    }

    fn check(&self) -> Result<()> {
        match &self.state {
            State::Failed(error) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// How many bytes went in since the beginning.
    pub(crate) fn total_in(&self) -> u64 {
        self.totals.taken
    }

    /// How many bytes came out since the beginning.
    pub(crate) fn total_out(&self) -> u64 {
        self.totals.given
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.encoder.memory_size()
    }

    /// What came of a step, of which so many bytes at least are still to come.
    fn after(&mut self, directive: EndDirective, left: usize, is_full: bool) {
        match directive {
            EndDirective::End if left == 0 => self.state = State::Done,
            EndDirective::End => {}
            EndDirective::Flush => {
                self.flushing = left > 0;
                self.unflushed = self.flushing;
                self.has_output = false;
            }
            EndDirective::Continue => {
                self.has_output = self.encoder.has_input() || (left > 0 && is_full);
            }
        }
    }
}

impl Pull for Encoder {
    fn need(&self) -> Result<Need> {
        match &self.state {
            State::Done => Ok(Need::Done),
            State::Failed(error) => Err(error.clone()),
            State::Open if !self.has_output && !self.flushing => Ok(Need::Input),
            State::Open | State::Ending => Ok(Need::Nothing),
        }
    }

    fn step(&mut self, input: &[u8], room: &mut Room<'_>) -> Step {
        let directive = match self.state {
            _ if self.flushing => EndDirective::Flush,
            State::Ending => EndDirective::End,
            _ if input.is_empty() && !self.has_output => EndDirective::End,
            _ => EndDirective::Continue,
        };
        if directive == EndDirective::End {
            self.state = State::Ending;
        }
        let (mut rest, before) = (input, room.written());
        match self.encoder.advance(&mut rest, directive, room) {
            Ok(left) => self.after(directive, left, room.spare().is_empty()),
            Err(error) => self.state = State::Failed(error),
        }
        let step = Step { taken: input.len() - rest.len(), resting: false };
        self.unflushed |= step.taken > 0;
        self.totals.count(step, room.written() - before);
        step
    }

    #[cfg(any(feature = "futures", feature = "tokio"))]
    fn has_use_for_a_pause(&mut self) -> bool {
        if self.uses_pauses {
            self.begin_to_flush();
        }
        self.flushing
    }
}

/// Reads on to the end of the frame at hand, of which no content may be left.
pub(crate) fn finish_frame(inner: &mut impl BufRead, machine: &mut Decoder) -> io::Result<()> {
    loop {
        let need = machine.need()?;
        if !machine.owes_an_end() {
            return Ok(());
        }
        let input = match need {
            Need::Input => match inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                input => input?,
            },
            Need::Nothing => &[],
            Need::Done => return Ok(()),
        };
        let taken = machine.step_to_end(input)?;
        inner.consume(taken);
    }
}

/// After which frame a decoder stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// After none.
    Never,
    /// After the first with content.
    Content,
    /// After the first, a skippable one too.
    Any,
}

/// Turns frames into what they hold.
#[derive(Debug)]
pub(crate) struct Decoder {
    decoder: step::Decoder,
    state: State,
    stop: Stop,
    /// The next byte of content, which came when there should have been none.
    early: Option<u8>,
    /// Whether the inner reader had more than the last step took: it can be asked for that without
    /// waiting.
    at_hand: bool,
    /// Whether the inner reader had ended behind a frame when it was last asked.
    ended: bool,
    totals: Totals,
}

impl Decoder {
    pub(crate) fn new(options: &DecompressOptions) -> Result<Self> {
        let decoder = step::Decoder::new(options)?;
        let (state, stop) = (State::Open, Stop::Never);
        let totals = Totals::default();
        Ok(Self { decoder, state, stop, early: None, at_hand: false, ended: false, totals })
    }

    pub(crate) fn options(&self) -> &DecompressOptions {
        self.decoder.options()
    }

    /// Takes other options, between frames.
    pub(crate) fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
        match &self.state {
            State::Failed(error) => Err(error.clone()),
            _ if self.early.is_some() => Err(Error::OptionsInsideFrame),
            _ => self.decoder.configure(options),
        }
    }

    /// How many bytes went in since the beginning.
    pub(crate) fn total_in(&self) -> u64 {
        self.totals.taken
    }

    /// How many bytes came out since the beginning.
    pub(crate) fn total_out(&self) -> u64 {
        self.totals.given
    }

    /// Has it end with the first frame, of those that count.
    pub(crate) fn stop_after_frame(&mut self, stop: Stop) {
        self.stop = stop;
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.decoder.restart();
        self.state = State::Open;
        self.early = None;
        self.at_hand = false;
        self.ended = false;
        self.totals = Totals::default();
    }

    /// Knows nothing any more of what the inner reader has.
    pub(crate) fn forget_reader(&mut self) {
        self.at_hand = false;
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.decoder.memory_size()
    }

    /// Whether a frame is complete and handed over, or nothing begun.
    pub(crate) fn at_frame_edge(&self) -> bool {
        let failed = matches!(self.state, State::Failed(_));
        !failed && self.early.is_none() && self.decoder.at_frame_edge()
    }

    /// Whether reading is over: behind the one frame, or with the inner reader.
    pub(crate) fn is_finished(&self) -> bool {
        self.at_frame_edge() && (self.state == State::Done || self.ended)
    }

    /// Whether there is a frame whose end hasn't gone by.
    pub(crate) fn owes_an_end(&self) -> bool {
        match self.stop {
            Stop::Never => !self.at_frame_edge(),
            Stop::Content | Stop::Any => !self.is_finished(),
        }
    }

    fn has_output(&self) -> bool {
        self.early.is_some() || self.decoder.has_output()
    }

    /// A step towards the frame's end, without a reader of content; returns how many bytes of `input`
    /// were used.
    ///
    /// Content is [`Error::ContentLeft`], and stays to be read.
    pub(crate) fn step_to_end(&mut self, input: &[u8]) -> Result<usize> {
        if self.early.is_some() || self.decoder.expects_content() == Some(true) {
            return Err(Error::ContentLeft);
        }
        let mut byte = [0];
        let mut room = byte.room();
        let step = self.decode(input, &mut room);
        self.totals.count(step, 0);
        if room.written() > 0 {
            self.early = Some(byte[0]);
        }
        match &self.state {
            State::Failed(error) => Err(error.clone()),
            _ => Ok(step.taken),
        }
    }

    /// One step of the decoder, the byte that came early left out.
    fn decode(&mut self, input: &[u8], room: &mut Room<'_>) -> Step {
        if input.is_empty() && !self.decoder.has_output() {
            self.ended = self.decoder.at_frame_edge();
            if !self.ended {
                self.state = State::Failed(Error::Truncated);
            }
            return Step { taken: 0, resting: self.ended };
        }
        let mut rest = input;
        match self.decoder.advance(&mut rest, room, usize::MAX) {
            Err(error) => self.state = State::Failed(error),
            Ok(_) if self.stops_here() => self.state = State::Done,
            Ok(_) => {}
        }
        self.ended = false;
        self.at_hand = !rest.is_empty();
        Step { taken: input.len() - rest.len(), resting: false }
    }

    /// One step, which begins with the byte that came early, if one did.
    fn step_with_early(&mut self, input: &[u8], room: &mut Room<'_>) -> Step {
        if let Some(byte) = self.early.take() {
            room.push(byte);
            let more = !input.is_empty() || self.decoder.has_output();
            if room.spare().is_empty() || !more || self.state == State::Done {
                return Step { taken: 0, resting: false };
            }
        }
        self.decode(input, room)
    }

    fn stops_here(&self) -> bool {
        let stops = match self.stop {
            Stop::Never => false,
            Stop::Content => self.decoder.frames() > 0,
            Stop::Any => true,
        };
        stops && self.decoder.at_frame_edge()
    }
}

impl Pull for Decoder {
    fn need(&self) -> Result<Need> {
        match &self.state {
            State::Failed(error) => Err(error.clone()),
            State::Done if self.early.is_none() => Ok(Need::Done),
            State::Done => Ok(Need::Nothing),
            // What the reader has at hand goes along, for the frame's end may be in it.
            State::Open | State::Ending if self.has_output() && !self.at_hand => Ok(Need::Nothing),
            State::Open | State::Ending => Ok(Need::Input),
        }
    }

    fn step(&mut self, input: &[u8], room: &mut Room<'_>) -> Step {
        let before = room.written();
        let step = self.step_with_early(input, room);
        self.totals.count(step, room.written() - before);
        step
    }
}

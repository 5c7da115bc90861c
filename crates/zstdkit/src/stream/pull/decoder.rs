//! Frames in, what they hold out.

use std::io::{self, BufRead};

use super::{Need, Pull, State, Step, Totals};
use crate::{
    error::{Error, Result},
    options::DecompressOptions,
    output::{Room, Sealed},
    step,
};

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

//! What an adaptor does that is read from: the part that neither waits nor reads.
//!
//! [`stream::bufread`](super::bufread) drives it with calls that block, `async_io::bufread` with polls.

use std::io::{self, BufRead};

use crate::{
    error::{Error, Result},
    options::{CompressOptions, DecompressOptions},
    output::{Room, Sealed},
    parameters::EndDirective,
    push,
};

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
}

/// Reads from `inner` until there is output, or none any more.
pub(crate) fn read(
    inner: &mut impl BufRead,
    machine: &mut impl Pull,
    buf: &mut [u8],
) -> io::Result<usize> {
    if buf.is_empty() {
        return Ok(0);
    }
    let mut room = buf.room();
    loop {
        let input = match machine.need()? {
            Need::Input => inner.fill_buf()?,
            Need::Nothing => &[],
            Need::Done => return Ok(0),
        };
        let step = machine.step(input, &mut room);
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
    encoder: push::Encoder,
    /// Whether the encoder has output that it can hand over without input.
    has_output: bool,
    state: State,
}

impl Encoder {
    pub(crate) fn new(options: &CompressOptions) -> Result<Self> {
        let encoder = push::Encoder::new(options)?;
        Ok(Self { encoder, has_output: false, state: State::Open })
    }

    pub(crate) fn pledge(&mut self, size: Option<u64>) -> Result<()> {
        self.encoder.pledge(size)
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.encoder.restart();
        self.has_output = false;
        self.state = State::Open;
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.encoder.memory_size()
    }
}

impl Pull for Encoder {
    fn need(&self) -> Result<Need> {
        match &self.state {
            State::Done => Ok(Need::Done),
            State::Failed(error) => Err(error.clone()),
            State::Open if !self.has_output => Ok(Need::Input),
            State::Open | State::Ending => Ok(Need::Nothing),
        }
    }

    fn step(&mut self, input: &[u8], room: &mut Room<'_>) -> Step {
        if input.is_empty() && !self.has_output {
            self.state = State::Ending;
        }
        let ending = self.state == State::Ending;
        let directive = if ending { EndDirective::End } else { EndDirective::Continue };
        let mut rest = input;
        match self.encoder.step(&mut rest, directive, room) {
            Ok(0) if ending => self.state = State::Done,
            Ok(left) => self.has_output = left > 0 && room.spare().is_empty(),
            Err(error) => self.state = State::Failed(error),
        }
        Step { taken: input.len() - rest.len(), resting: false }
    }
}

/// Turns frames into what they hold.
#[derive(Debug)]
pub(crate) struct Decoder {
    decoder: push::Decoder,
    state: State,
    single_frame: bool,
}

impl Decoder {
    pub(crate) fn new(options: &DecompressOptions) -> Result<Self> {
        let decoder = push::Decoder::new(options)?;
        Ok(Self { decoder, state: State::Open, single_frame: false })
    }

    /// Has it end with the first frame.
    pub(crate) fn stop_after_frame(&mut self) {
        self.single_frame = true;
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.decoder.restart();
        self.state = State::Open;
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.decoder.memory_size()
    }
}

impl Pull for Decoder {
    fn need(&self) -> Result<Need> {
        match &self.state {
            State::Done => Ok(Need::Done),
            State::Failed(error) => Err(error.clone()),
            State::Open | State::Ending if self.decoder.has_output() => Ok(Need::Nothing),
            State::Open | State::Ending => Ok(Need::Input),
        }
    }

    fn step(&mut self, input: &[u8], room: &mut Room<'_>) -> Step {
        if input.is_empty() && !self.decoder.has_output() {
            let resting = self.decoder.at_frame_edge();
            if !resting {
                self.state = State::Failed(Error::Truncated);
            }
            return Step { taken: 0, resting };
        }
        let mut rest = input;
        let outcome = self.decoder.step(&mut rest, room, usize::MAX);
        if let Err(error) = outcome {
            self.state = State::Failed(error);
        } else if self.single_frame && self.decoder.at_frame_edge() {
            self.state = State::Done;
        }
        Step { taken: input.len() - rest.len(), resting: false }
    }
}

//! Plain bytes in, a frame out.

use super::{Need, Pull, ROOM, State, Step, Totals};
use crate::{
    error::Result,
    options::CompressOptions,
    output::{Output, Room},
    parameters::EndDirective,
    stream::hold,
};

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

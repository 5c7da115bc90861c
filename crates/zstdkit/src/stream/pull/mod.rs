//! What an adaptor does that is read from: the part that neither waits nor reads.
//!
//! [`stream::bufread`](super::bufread) drives it with calls that block, `async_io::bufread` with polls.

mod decoder;
mod encoder;

use alloc::vec::Vec;
use std::io::{self, BufRead};

use crate::{
    error::{Error, Result},
    output::{Output, Room, Sealed},
};

pub(crate) use decoder::{Decoder, Stop, finish_frame};
pub(crate) use encoder::Encoder;

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

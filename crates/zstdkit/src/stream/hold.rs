//! An encoder that waits with a frame's beginning until it knows whether that is all.

use alloc::vec::Vec;

use crate::{
    error::{Error, Result},
    options::CompressOptions,
    output::Room,
    parameters::EndDirective,
    step,
};

/// How much of a frame is held back, in bytes: a block at its largest.
const MOST: usize = step::Encoder::INPUT_SIZE;

/// Holds back up to a block of each frame before C sees any.
///
/// If the end comes first, all of the frame goes to C at once, which then writes its size into the header,
/// and takes the memory and the window that this much data needs, not those of the level. A flush, or more
/// data, ends the holding back. A frame whose size is pledged needs none.
#[derive(Debug)]
pub(crate) struct Encoder {
    encoder: step::Encoder,
    /// What is held back, or, once that has ended, what C is still to see of it.
    held: Vec<u8>,
    /// How much of it C has seen.
    seen: usize,
}

impl Encoder {
    pub(crate) fn new(options: &CompressOptions) -> Result<Self> {
        Ok(Self { encoder: step::Encoder::new(options)?, held: Vec::new(), seen: 0 })
    }

    /// Whether C has something to see yet that it could see at once.
    pub(crate) fn has_input(&self) -> bool {
        !self.held.is_empty() && self.is_begun()
    }

    /// Whether C has seen something of the frame at hand, and not its end.
    fn is_begun(&self) -> bool {
        self.encoder.last_end_directive() != EndDirective::End
    }

    /// Takes all of `data` and carries the directive out, into room that grows.
    pub(crate) fn run(
        &mut self,
        data: &[u8],
        directive: EndDirective,
        room: &mut Room<'_>,
    ) -> Result<()> {
        if self.holds(data, directive)? {
            return Ok(());
        }
        if !self.held.is_empty() {
            let held = core::mem::take(&mut self.held);
            let first = if data.is_empty() { directive } else { EndDirective::Continue };
            let outcome = self.encoder.run(&held[self.seen..], first, room);
            self.held = held;
            self.forget();
            outcome?;
            if data.is_empty() {
                return Ok(());
            }
        }
        self.encoder.run(data, directive, room)
    }

    /// One step, as [`step::Encoder::advance`]; with input left over or
    /// [`has_input`](Self::has_input), there is more to do for the directive.
    pub(crate) fn advance(
        &mut self,
        input: &mut &[u8],
        directive: EndDirective,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        if self.holds(input, directive)? {
            *input = &[];
            return Ok(0);
        }
        if self.held.is_empty() {
            return self.encoder.advance(input, directive, room);
        }
        let mut rest = &self.held[self.seen..];
        let first = if input.is_empty() { directive } else { EndDirective::Continue };
        let outcome = self.encoder.advance(&mut rest, first, room);
        self.seen = self.held.len() - rest.len();
        if rest.is_empty() || outcome.is_err() {
            self.forget();
        }
        // More is to come than C knows of.
        outcome
            .map(|left| if self.held.is_empty() && input.is_empty() { left } else { left.max(1) })
    }

    /// Holds `data` back, if that is all that there is to do for now.
    #[inline]
    fn holds(&mut self, data: &[u8], directive: EndDirective) -> Result<bool> {
        if self.is_begun() || self.encoder.is_pledged() {
            return Ok(false);
        }
        match directive {
            EndDirective::Continue if data.len() <= MOST - self.held.len() => {
                self.hold(data)?;
                Ok(true)
            }
            // Nothing was taken that could come out.
            EndDirective::Flush => Ok(self.held.is_empty() && data.is_empty()),
            EndDirective::Continue | EndDirective::End => Ok(false),
        }
    }

    fn hold(&mut self, data: &[u8]) -> Result<()> {
        let (len, capacity) = (self.held.len(), self.held.capacity());
        if data.len() > capacity - len {
            let enough = (len + data.len()).max(2 * capacity).min(MOST);
            self.held.try_reserve_exact(enough - len).map_err(|_| Error::OutOfMemory)?;
        }
        self.held.extend_from_slice(data);
        Ok(())
    }

    /// Forgets what is held back; the memory stays.
    fn forget(&mut self) {
        self.held.clear();
        self.seen = 0;
    }

    pub(crate) fn pledge(&mut self, size: Option<u64>) -> Result<()> {
        if !self.held.is_empty() {
            return Err(Error::PledgeInsideFrame);
        }
        self.encoder.set_pledged_size(size)
    }

    pub(crate) fn options(&self) -> &CompressOptions {
        self.encoder.options()
    }

    pub(crate) fn configure(&mut self, options: &CompressOptions) -> Result<()> {
        // What is held back counts as begun, but for what could be changed then too.
        let search_alone = || options.differ_in_search_alone(self.options());
        if self.held.is_empty() || (self.options().has_workers() && search_alone()) {
            return self.encoder.configure(options);
        }
        options.check()?;
        Err(Error::OptionsInsideFrame)
    }

    pub(crate) fn set_level(&mut self, level: i32) -> Result<()> {
        if !self.held.is_empty() && !self.options().has_workers() {
            return Err(Error::OptionsInsideFrame);
        }
        self.encoder.set_level(level)
    }

    /// Begins anew, whatever there was; options and memory stay.
    pub(crate) fn restart(&mut self) {
        self.forget();
        self.encoder.restart();
    }

    pub(crate) fn memory_size(&self) -> usize {
        self.encoder.memory_size() + self.held.capacity()
    }
}

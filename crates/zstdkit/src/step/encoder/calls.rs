//! The calls of C, and what comes before and after each.

use super::{BLOCK, Encoder};
use crate::{
    context::{reach, reach_nothing},
    error::{Error, Result},
    output::{Room, compress_bound},
    parameters::EndDirective,
};

impl Encoder {
    /// Runs `work`, the one way to C's streams: where it doesn't come to its end, be it by an error or by a
    /// panic, the frame in progress is dropped.
    pub(crate) fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        struct Underway<'a>(&'a mut Encoder);
        impl Drop for Underway<'_> {
            fn drop(&mut self) {
                self.0.abandon_frame();
            }
        }
        let underway = Underway(self);
        underway.0.revive()?;
        let outcome = work(underway.0)?;
        core::mem::forget(underway);
        Ok(outcome)
    }

    /// Takes all of `data` and carries the directive out, into room that grows.
    ///
    /// After an error, the frame in progress is dropped.
    pub(crate) fn run(
        &mut self,
        data: &[u8],
        directive: EndDirective,
        room: &mut Room<'_>,
    ) -> Result<()> {
        self.guarded(|encoder| encoder.run_on(data, directive, room))
    }

    fn run_on(&mut self, data: &[u8], directive: EndDirective, room: &mut Room<'_>) -> Result<()> {
        debug_assert!(room.grows());
        let mut input = data;
        if directive != EndDirective::Continue {
            room.reserve(compress_bound(data.len()).min(BLOCK))?;
        }
        loop {
            let left = self.call(&mut input, directive, room)?;
            let done = match directive {
                // With workers, output may be under way that isn't worth waiting for.
                EndDirective::Continue => {
                    input.is_empty() && (left == 0 || self.options.has_workers())
                }
                EndDirective::Flush | EndDirective::End => left == 0,
            };
            if done {
                return Ok(());
            }
            if room.spare().is_empty() {
                room.reserve(left.max(BLOCK))?;
            }
        }
    }

    /// One call of C: takes from `input`, writes to `room`; returns how many bytes, at least, are
    /// still to come.
    ///
    /// To flush or to end takes calls until nothing is still to come. After an error, the frame in
    /// progress is dropped.
    #[inline]
    pub(crate) fn advance(
        &mut self,
        input: &mut &[u8],
        directive: EndDirective,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        self.guarded(|encoder| encoder.call(input, directive, room))
    }

    /// One call of C, within [`guarded`](Self::guarded).
    fn call(
        &mut self,
        input: &mut &[u8],
        directive: EndDirective,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        let before = input.len();
        self.check_pledge(before, directive)?;
        self.begin(before, directive)?;
        let (written, left) = self.cctx.stream(input, room.spare(), directive)?;
        // SAFETY: ZSTD_compressStream2 wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        self.given += (before - input.len()) as u64;
        match directive {
            EndDirective::End if left == 0 => {
                if self.prefix.take().is_some() {
                    // It fails only inside of a frame.
                    let _ = reach_nothing(&mut self.cctx, &self.options);
                }
                self.at_start();
            }
            EndDirective::End => self.last_directive = EndDirective::Continue,
            directive => self.last_directive = directive,
        }
        Ok(left)
    }

    /// Where a frame begins, has it reach all of its prefix. Its size is known if it was pledged, or if
    /// all of it is there.
    fn begin(&mut self, len: usize, directive: EndDirective) -> Result<()> {
        let begins = self.last_directive == EndDirective::End;
        if begins && self.stale {
            let digest = self.options.digest()?;
            self.follow_level(digest)?;
        }
        let Some(prefix) = self.prefix.as_ref().filter(|_| begins) else { return Ok(()) };
        let all = (directive == EndDirective::End).then_some(len as u64);
        let old = prefix.content().len();
        reach(&mut self.cctx, &self.options, old, self.pledged.or(all))
    }

    /// C overlooks a wrong pledge where a frame's first call is its last, so it's checked here.
    fn check_pledge(&self, more: usize, directive: EndDirective) -> Result<()> {
        let Some(pledged) = self.pledged else { return Ok(()) };
        let given = self.given.saturating_add(more as u64);
        let wrong = match directive {
            EndDirective::Continue | EndDirective::Flush => given > pledged,
            EndDirective::End => given != pledged,
        };
        if wrong { Err(Error::PledgedSize { pledged, given }) } else { Ok(()) }
    }
}

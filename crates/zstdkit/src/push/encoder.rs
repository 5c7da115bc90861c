//! The engine of every compressing stream: steps through a C context, frame by frame.

use crate::{
    context::{drop_frame, prepare_cctx, reach, reach_nothing, revive},
    dictionary::Dictionary,
    error::{Error, ErrorCode, Result},
    ffi::Cctx,
    options::CompressOptions,
    output::Room,
    parameters::{EndDirective, Reset},
};

/// A C context, and where it stands between and inside of frames.
#[derive(Debug)]
pub(crate) struct Encoder {
    cctx: Cctx,
    options: CompressOptions,
    /// The prefix, until the first frame has ended.
    prefix: Option<Dictionary>,
    /// What the frame at hand, or the next one, was pledged to hold.
    pledged: Option<u64>,
    /// What the frame at hand was given.
    given: u64,
    last_directive: EndDirective,
}

/// Output is made room for in steps of this many bytes: a block at its largest.
const STEP: usize = 128 * 1024;

impl Encoder {
    pub(crate) fn new(options: &CompressOptions) -> Result<Self> {
        Self::around(Cctx::new()?, options)
    }

    /// Takes a C object over, and gives it the options.
    pub(crate) fn around(mut cctx: Cctx, options: &CompressOptions) -> Result<Self> {
        prepare_cctx(&mut cctx, options)?;
        Ok(Self {
            cctx,
            options: options.clone(),
            prefix: options.prefix().cloned(),
            pledged: None,
            given: 0,
            last_directive: EndDirective::End,
        })
    }

    pub(crate) fn last_directive(&self) -> EndDirective {
        self.last_directive
    }

    /// Pledges the next frame's size, or takes a pledge back.
    pub(crate) fn pledge(&mut self, size: Option<u64>) -> Result<()> {
        if self.last_directive != EndDirective::End {
            return Err(Error::PledgeInsideFrame);
        }
        self.revive()?;
        // u64::MAX is how C writes "unknown", and the number below it an error. Neither is a size
        // that data could have, so that the pledge fails where it's checked.
        self.cctx.pledge(size.filter(|size| *size < u64::MAX - 1))?;
        self.pledged = size;
        Ok(())
    }

    /// Drops the frame in progress; parameters and dictionary stay.
    pub(crate) fn abandon_frame(&mut self) {
        drop_frame(&mut self.cctx, &self.options);
        self.at_start();
        self.renew_prefix();
    }

    /// Makes the C object anew that was lost together with a frame, if it was.
    fn revive(&mut self) -> Result<()> {
        if self.cctx.is_lost() {
            revive(&mut self.cctx, &self.options)?;
            self.renew_prefix();
        }
        Ok(())
    }

    /// Has C use the prefix if the first frame hasn't ended.
    fn renew_prefix(&mut self) {
        match &self.prefix {
            // C drops a prefix when a frame begins. It refuses one only inside of a frame.
            Some(prefix) => _ = self.cctx.refer_to_prefix(prefix.lend()),
            // The options have it still, and a C object made anew has it from there.
            None if self.options.prefix().is_some() => self.cctx.refer_to_nothing(),
            None => {}
        }
    }

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

    /// Drops the frame in progress, and is as it was when made.
    #[cfg(feature = "std")]
    pub(crate) fn restart(&mut self) {
        self.prefix = self.options.prefix().cloned();
        self.abandon_frame();
    }

    /// Whether the frame at hand, or the next one, has a pledged size.
    #[cfg(feature = "bytes")]
    pub(crate) fn is_pledged(&self) -> bool {
        self.pledged.is_some()
    }

    pub(crate) fn reset(&mut self, what: Reset) -> Result<()> {
        if what == Reset::PARAMETERS && self.last_directive != EndDirective::End {
            return Err(Error::Library { code: ErrorCode::StageWrong });
        }
        if what.contains(Reset::PARAMETERS) {
            self.cctx.reset_all()?;
            self.options = CompressOptions::new();
            self.prefix = None;
        }
        if what.contains(Reset::SESSION) {
            self.abandon_frame();
        }
        Ok(())
    }

    #[cfg(feature = "experimental")]
    pub(crate) fn cctx(&self) -> &Cctx {
        &self.cctx
    }

    #[cfg(feature = "experimental")]
    pub(crate) fn to_flush_now(&self) -> usize {
        self.cctx.to_flush_now()
    }

    fn at_start(&mut self) {
        self.pledged = None;
        self.given = 0;
        self.last_directive = EndDirective::End;
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
            room.reserve(crate::output::compress_bound(data.len()).min(STEP))?;
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
                room.reserve(left.max(STEP))?;
            }
        }
    }

    /// One call of C: takes from `input`, writes to `room`; returns how many bytes, at least, are
    /// still to come.
    ///
    /// To flush or to end takes calls until nothing is still to come. After an error, the frame in
    /// progress is dropped.
    #[cfg(feature = "std")]
    pub(crate) fn step(
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

    pub(crate) fn memory_size(&self) -> usize {
        self.cctx.memory_size()
    }
}

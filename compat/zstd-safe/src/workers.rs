//! What a context's worker threads are at.
//!
//! libzstd 1.5.7 resets a session without waiting for them, and frees what they read before they are
//! joined. So no frame is given up here before they are idle; [`CCtx`](crate::CCtx) sees to that.

use crate::{
    error::{ErrorCode, number},
    zstd_sys::{ZSTD_EndDirective, ZSTD_ErrorCode},
};

/// What they are at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Nothing: no frame was begun.
    Idle,
    /// A frame that was begun.
    Busy(Stage),
    /// Nothing: the frame that was begun is so small that C leaves it to the calling thread.
    Spared,
}

/// How far a frame's input has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// More may follow.
    Open,
    /// The end was asked for, of what is left of the input at hand.
    Ending,
    /// The end was asked for, and all input was taken.
    Ended,
}

/// A context's worker threads, if it's set to have any.
#[derive(Debug)]
pub(crate) struct Workers {
    /// Whether it's set to have some.
    pub(crate) wanted: bool,
    /// What they are at.
    pub(crate) work: Work,
    /// One of them failed: C may have left things of its work about, which the next frame would trip over.
    pub(crate) lost: bool,
    /// The memory that the context took when they were last at rest, in bytes.
    pub(crate) at_rest: usize,
}

impl Workers {
    pub(crate) fn none() -> Self {
        Self { wanted: false, work: Work::Idle, lost: false, at_rest: 0 }
    }

    /// Whether a frame may be begun.
    pub(crate) fn guard(&self) -> Result<(), ErrorCode> {
        if self.lost {
            return Err(number(ZSTD_ErrorCode::ZSTD_error_stage_wrong));
        }
        Ok(())
    }

    /// Whether a frame that has come so far may have this call. C drops the frame over one that it may not
    /// have, or waits for ever.
    pub(crate) fn guard_call(
        stage: Stage,
        has_input: bool,
        directive: ZSTD_EndDirective,
    ) -> Result<(), ErrorCode> {
        let is_wrong = match stage {
            Stage::Open => false,
            Stage::Ending => directive == ZSTD_EndDirective::ZSTD_e_continue,
            Stage::Ended => has_input || directive == ZSTD_EndDirective::ZSTD_e_continue,
        };
        if is_wrong {
            return Err(number(ZSTD_ErrorCode::ZSTD_error_stage_wrong));
        }
        Ok(())
    }

    /// Notes how a call of C's went.
    pub(crate) fn note(
        &mut self,
        stage: Stage,
        outcome: Result<usize, ErrorCode>,
        directive: ZSTD_EndDirective,
        has_input: bool,
    ) {
        let is_end = directive == ZSTD_EndDirective::ZSTD_e_end;
        match outcome {
            Err(_) => {
                self.lost = true;
                self.work = Work::Idle;
            }
            Ok(0) if is_end => self.work = Work::Idle,
            Ok(_) if is_end && !has_input => self.work = Work::Busy(Stage::Ended),
            Ok(_) if is_end => self.work = Work::Busy(Stage::Ending),
            Ok(_) => self.work = Work::Busy(stage),
        }
    }
}

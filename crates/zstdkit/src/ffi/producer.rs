//! Sequence producers: Rust that C calls for each block.

use alloc::{boxed::Box, vec::Vec};
use core::{ffi::c_void, fmt, ptr::NonNull, slice};

use zstdkit_sys as sys;

use super::guard::guard;
use crate::{
    error::{Error, ProducerFault},
    sequences::{
        Content, NoPlan, NoSequences, Plan, Rules, Sequence, SequenceProducer,
        merge_block_delimiters,
    },
};

/// What C takes for an error: any number over the room it gave.
const ERROR: usize = usize::MAX;

/// The shortest match that C takes from a producer, in bytes.
const LEAST_MATCH: u32 = 3;

/// A producer at a fixed place, which C has a pointer to.
pub(crate) struct ProducerSlot(NonNull<State>);

struct State {
    producer: Box<dyn SequenceProducer>,
    /// Its sequences for a block; kept for the memory.
    sequences: Vec<Sequence>,
    /// How it failed last.
    fault: Option<Error>,
    /// A producer that panicked may be in any state, and isn't asked again.
    panicked: bool,
}

// SAFETY: it owns what it points to, which is `Send`.
unsafe impl Send for ProducerSlot {}
// SAFETY: nothing can be done with a shared reference to it.
unsafe impl Sync for ProducerSlot {}

impl Drop for ProducerSlot {
    fn drop(&mut self) {
        // SAFETY: made by `Box::leak` and owned by this; C no longer has the pointer, for it was
        // reset before, or gives no block to it any more, for it is gone.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

impl ProducerSlot {
    pub(super) fn new(producer: Box<dyn SequenceProducer>) -> Self {
        let state = State { producer, sequences: Vec::new(), fault: None, panicked: false };
        Self(NonNull::from(Box::leak(Box::new(state))))
    }

    /// What C calls, and what it hands to it.
    pub(super) fn for_c(&self) -> (sys::ZSTD_sequenceProducer_F, *mut c_void) {
        (Some(produce as _), self.0.as_ptr().cast())
    }

    /// How the producer failed since it was last asked about; while no call of C's is under way.
    pub(super) fn take_fault(&mut self) -> Option<Error> {
        // SAFETY: it points to what it owns, and no call of C's is under way: `&mut` of the context
        // that has it sees to that.
        unsafe { self.0.as_mut() }.fault.take()
    }
}

impl fmt::Debug for ProducerSlot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProducerSlot")
    }
}

/// Called by C for a block, within a call that has the context to itself.
unsafe extern "C" fn produce(
    state: *mut c_void,
    out: *mut sys::ZSTD_Sequence,
    capacity: usize,
    block: *const c_void,
    block_len: usize,
    _history: *const c_void,
    _history_len: usize,
    level: core::ffi::c_int,
    window: usize,
) -> usize {
    // SAFETY: `state` is what `set_producer` gave, and nobody else uses it during this call.
    let state = unsafe { &mut *state.cast::<State>() };
    let block = if block_len == 0 {
        &[]
    } else {
        // SAFETY: zstd.h gives the block as pointer and length, to be read during this call.
        unsafe { slice::from_raw_parts(block.cast::<u8>(), block_len) }
    };
    match state.sequences_of(block, level, window) {
        Ok(plan) if plan.sequences.len() <= capacity => {
            // SAFETY: zstd.h gives room for `capacity` sequences, apart from everything else, and
            // the types have one layout.
            unsafe {
                let from = plan.sequences.as_ptr().cast();
                out.copy_from_nonoverlapping(from, plan.sequences.len());
            }
            plan.sequences.len()
        }
        Ok(_) => ERROR,
        Err(fault) => {
            state.fault = Some(fault);
            ERROR
        }
    }
}

impl State {
    /// The block's sequences, checked.
    fn sequences_of(&mut self, block: &[u8], level: i32, window: usize) -> Result<Plan, Error> {
        if self.panicked {
            return Err(Error::SequenceProducer { fault: ProducerFault::Panicked });
        }
        self.sequences.clear();
        let Self { producer, sequences, .. } = self;
        match guard(|| producer.produce(block, level, window, sequences)) {
            None => {
                self.panicked = true;
                return Err(Error::SequenceProducer { fault: ProducerFault::Panicked });
            }
            Some(Err(NoSequences)) => {
                return Err(Error::SequenceProducer { fault: ProducerFault::NoSequences });
            }
            Some(Ok(())) => {}
        }
        // One block it is, and stays: it can't be cut.
        let rules = Rules {
            history: &[],
            least_match: LEAST_MATCH,
            window: window as u64,
            block: block.len().max(1),
            block_sequences: usize::MAX,
        };
        merge_block_delimiters(sequences);
        Plan::new(sequences, Content::Data(block), &rules).map_err(|none| match none {
            NoPlan::Invalid(index, fault) => {
                Error::SequenceProducer { fault: ProducerFault::Invalid { index, fault } }
            }
            NoPlan::OutOfMemory => Error::OutOfMemory,
        })
    }
}

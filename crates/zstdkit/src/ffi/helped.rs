//! What helps a compression context: shared worker threads, a match finder in Rust.

use alloc::{boxed::Box, sync::Arc};
use core::ptr::null_mut;

use zstdkit_sys as sys;

use super::{Cctx, check, pool::Pool, producer::ProducerSlot};
use crate::{
    error::{Error, ErrorCode, Result},
    sequences::SequenceProducer,
};

impl Cctx {
    /// Has worker threads come from `pool`, or be the context's own. There are no parameters yet.
    ///
    /// C takes its threads at the first frame for workers and keeps to them for life, and resizes
    /// them, a pool's too, when their number changes. So a change of either takes a new C object.
    pub(crate) fn use_pool(&mut self, pool: Option<&Arc<Pool>>, workers: i32) -> Result<()> {
        let same = match (&self.pool, pool) {
            (None, None) => true,
            (Some((had, count)), Some(pool)) => Arc::ptr_eq(had, pool) && *count == workers,
            _ => false,
        };
        if same {
            return Ok(());
        }
        let mut fresh = self.another()?;
        if let Some(pool) = pool {
            // SAFETY: both pointers are live; `pool` holds the threads for as long as the context
            // lives, which zstd.h asks for.
            check(unsafe { sys::ZSTD_CCtx_refThreadPool(fresh.raw.as_ptr(), pool.0.as_ptr()) })?;
            fresh.pool = Some((pool.clone(), workers));
        }
        *self = fresh;
        Ok(())
    }

    /// Has C ask `producer` for each block's sequences, or nobody, until the next parameter reset.
    pub(crate) fn set_producer(
        &mut self,
        producer: Option<Box<dyn SequenceProducer>>,
    ) -> Result<(), ErrorCode> {
        let slot = producer.map(ProducerSlot::new);
        self.drop_frame();
        let validate = slot.is_some().into();
        self.set(sys::ZSTD_cParameter::ZSTD_c_validateSequences, validate)?;
        let (function, state) = slot.as_ref().map_or((None, null_mut()), ProducerSlot::for_c);
        // SAFETY: the pointer is a live CCtx; `producer` keeps the state in place until C forgets it,
        // and the one before is dropped only when it has.
        unsafe { sys::ZSTD_registerSequenceProducer(self.raw.as_ptr(), state, function) };
        self.producer = slot;
        Ok(())
    }

    /// Whether C asks a producer.
    pub(crate) fn has_producer(&self) -> bool {
        self.producer.is_some()
    }

    /// How the producer failed since it was last asked about.
    pub(crate) fn producer_fault(&mut self) -> Option<Error> {
        self.producer.as_mut()?.take_fault()
    }
}

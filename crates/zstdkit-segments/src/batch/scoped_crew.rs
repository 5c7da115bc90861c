//! Threads that are started for a batch and end with it.

use std::panic;
use std::thread;

/// Where the threads beside the calling one come from.
#[derive(Debug)]
pub(crate) struct Crew;

impl Crew {
    pub(crate) fn new() -> Self {
        Crew
    }

    /// How many threads there may be, if it is not for the caller to say.
    pub(crate) fn size(&self) -> Option<usize> {
        None
    }

    /// Does `work` with `own` in this thread and with each of `others` in another, as far as there
    /// are threads to be had, until all are done.
    pub(crate) fn work<W: Send>(
        &mut self,
        own: &mut W,
        others: &mut [W],
        work: impl Fn(&mut W) + Sync,
    ) {
        let work = &work;
        thread::scope(|scope| {
            let helpers: Vec<_> = others
                .iter_mut()
                .map_while(|other| {
                    let helper = thread::Builder::new().name("zstdkit batch".to_owned());
                    helper.spawn_scoped(scope, || work(other)).ok()
                })
                .collect();
            work(own);
            for helper in helpers {
                if let Err(payload) = helper.join() {
                    panic::resume_unwind(payload);
                }
            }
        });
    }
}

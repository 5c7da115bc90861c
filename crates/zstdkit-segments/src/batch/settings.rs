//! What is set in the same way for batches of either direction.

/// The settings of an object that has an `engine`.
macro_rules! settings {
    ($batch:ident) => {
        impl $batch {
            /// Sets how many threads work on a batch, the calling one among them; 0 is as many as
            /// there are cores.
            ///
            /// There are never more than items, and a batch that is done sooner than another thread
            /// would be at it stays in the calling one. If the system has no more threads to give,
            /// those that there are do the work. With the feature `rayon`, on by default, the threads
            /// are kept with the object and stand by for its next batch.
            #[must_use]
            pub fn threads(mut self, threads: usize) -> Self {
                self.engine.set_threads(threads);
                self
            }

            /// Works on the threads of rayon's pool, the one that the call is made in, or else the
            /// global one, where the calling thread helps.
            ///
            /// While it waits for them, a thread of that pool may take up other work of the pool's,
            /// as with anything of rayon's: hold no lock that this needs too.
            #[cfg(feature = "rayon")]
            #[must_use]
            pub fn in_rayon_pool(mut self) -> Self {
                self.engine.set_rayon_pool();
                self
            }

            /// Sets how much memory of dropped results is kept for the next batch, in bytes; 64 MiB
            /// unless set.
            ///
            /// Memory that has been in use before is faster than new memory, which the system has to
            /// clear. 0 keeps nothing.
            #[must_use]
            pub fn keep_memory(mut self, bytes: usize) -> Self {
                self.engine.set_keep_memory(bytes);
                self
            }

            /// The memory that contexts take and that is kept for the next batch, in bytes.
            #[doc(alias = "sizeof")]
            #[must_use]
            pub fn memory_size(&self) -> usize {
                let contexts = self.engine.contexts().map(|context| context.memory_size());
                contexts.sum::<usize>() + self.engine.kept_memory()
            }
        }
    };
}

pub(super) use settings;

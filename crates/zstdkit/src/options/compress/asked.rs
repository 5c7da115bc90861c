//! What contexts ask of options, and what only this crate sets.

use alloc::sync::Arc;

use super::CompressOptions;
#[cfg(feature = "experimental")]
use crate::ffi::Pool;
use crate::{
    dictionary::{Dictionary, DictionaryMode},
    error::Result,
    ffi::CompressDigest,
    parameters::CompressParameter,
};

impl CompressOptions {
    /// Lets neither a level nor a prefix choose a larger window.
    pub(crate) fn limit_window_log(mut self, limit: Option<u32>) -> Self {
        self.window_log_limit = limit;
        self
    }

    pub(crate) fn window_log_limit(&self) -> Option<u32> {
        self.window_log_limit
    }

    /// Has worker threads come from a pool.
    #[cfg(feature = "experimental")]
    pub(crate) fn with_pool(mut self, pool: Arc<Pool>) -> Self {
        self.pool = Some(pool);
        self
    }

    /// What was set, in the parameters' order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (CompressParameter, i32)> + '_ {
        self.parameters.iter().map(|(index, value)| (CompressParameter::ALL[index], value))
    }

    /// The level as set, or the default one.
    pub(crate) fn level_or_default(&self) -> i32 {
        self.get(CompressParameter::CompressionLevel).unwrap_or(0)
    }

    pub(crate) fn dictionary_and_mode(&self) -> Option<&(Dictionary, DictionaryMode)> {
        self.dictionary.as_ref()
    }

    /// The digest that C is given, where that is how the dictionary is used.
    pub(crate) fn digest(&self) -> Result<Option<Arc<CompressDigest>>> {
        match &self.dictionary {
            Some((dictionary, DictionaryMode::Digested)) => {
                dictionary.compress_digest(self.level_or_default()).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Whether the two differ in nothing but what the match finder is told.
    pub(crate) fn differ_in_search_alone(&self, other: &Self) -> bool {
        let as_other = |options: Self, parameter: &CompressParameter| {
            options.set(*parameter, other.get(*parameter).unwrap_or(0))
        };
        let like =
            |options: &Self| CompressParameter::OF_SEARCH.iter().fold(options.clone(), as_other);
        like(self).are_same_as(&like(other))
    }

    /// What each frame, or the first one, comes after.
    pub(crate) fn prefix(&self) -> Option<&Dictionary> {
        match &self.dictionary {
            Some((prefix, DictionaryMode::Prefix)) => Some(prefix),
            _ => None,
        }
    }

    #[cfg(feature = "experimental")]
    pub(crate) fn pool(&self) -> Option<&Arc<Pool>> {
        self.pool.as_ref()
    }

    /// Refuses worker threads for what works in the caller's only.
    #[cfg(feature = "experimental")]
    pub(crate) fn refuse_workers(&self, with: &'static str) -> Result<()> {
        if self.has_workers() {
            return Err(crate::error::Error::ParameterConflict { parameter: "nbWorkers", with });
        }
        Ok(())
    }

    /// Whether both are equal down to the very same dictionary, not only one of the same content:
    /// comparing that would take longer than small inputs do.
    #[inline]
    pub(crate) fn are_same_as(&self, other: &Self) -> bool {
        let dictionaries = match (&self.dictionary, &other.dictionary) {
            (None, None) => true,
            (Some((one, mode)), Some((other, others))) => mode == others && one.is_same_as(other),
            _ => false,
        };
        #[cfg(feature = "experimental")]
        let dictionaries = dictionaries && self.pool == other.pool;
        dictionaries
            && self.parameters == other.parameters
            && self.window_log_limit == other.window_log_limit
    }

    /// The memory, in bytes, that a context keeps alive by keeping these options after a one-call
    /// function; `None` where it may not: a prefix is for one call, and a pool for who made it.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) fn lends(&self) -> Option<usize> {
        #[cfg(feature = "experimental")]
        if self.pool.is_some() {
            return None;
        }
        match &self.dictionary {
            None => Some(0),
            Some((_, DictionaryMode::Prefix)) => None,
            Some((dictionary, _)) => Some(dictionary.memory_size()),
        }
    }

    /// Whether there are worker threads.
    pub(crate) fn has_workers(&self) -> bool {
        self.get(CompressParameter::NbWorkers).is_some_and(|workers| workers > 0)
    }
}

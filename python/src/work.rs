//! When the interpreter's lock is given back.

use pyo3::Python;
use zstdkit::{CompressOptions, CompressParameter, DictionaryMode};

/// Up to how many bytes of content a call is over in a few microseconds.
const SHORT: usize = 1024;

/// The highest level for which that is so.
const QUICK: i32 = 9;

/// The largest dictionary, in bytes, whose first use is over soon.
const SMALL_DICTIONARY: usize = 128 << 10;

/// How long a call takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// So short that to give the lock back, and to take it anew, would be a good part of it.
    Short,
    Long,
}

impl Work {
    /// Compression of data with a level, which is all that says how long it takes.
    pub(crate) fn compressing(data: &[u8], options: &CompressOptions) -> Self {
        use CompressParameter as P;
        let costly = [P::WindowLog, P::HashLog, P::ChainLog, P::SearchLog, P::Strategy]
            .into_iter()
            .chain([P::TargetLength, P::EnableLongDistanceMatching, P::LdmHashLog, P::NbWorkers])
            .any(|parameter| options.get(parameter).is_some());
        let small = options.get_dictionary().is_none_or(|(dictionary, mode)| {
            mode == DictionaryMode::Digested && dictionary.content().len() <= SMALL_DICTIONARY
        });
        let quick = options.get(P::CompressionLevel).is_none_or(|level| level <= QUICK);
        let short = data.len() <= SHORT && quick && small && !costly;
        if short { Self::Short } else { Self::Long }
    }

    /// Decompression of so many bytes to so many, without a dictionary that C has yet to read.
    pub(crate) fn decompressing(len: usize, size: usize) -> Self {
        if len.max(size) <= SHORT { Self::Short } else { Self::Long }
    }

    /// Does it: detached, unless it's short.
    #[inline]
    pub(crate) fn run<T: Send>(self, py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
        match self {
            Self::Short => work(),
            Self::Long => py.detach(work),
        }
    }
}

//! Every call into libzstd that needs `unsafe`.

use std::os::raw::{c_uint, c_void};
use std::ptr::NonNull;

use zstdkit_sys as sys;

use crate::error::{Error, Result, reserve};
use crate::progress::Task;
use crate::samples::Samples;

/// The most bytes that all samples may hold: libzstd counts what it finds in them in 32 bits.
pub(crate) const MAX_SAMPLES_SIZE: u64 =
    if size_of::<usize>() >= 8 { u32::MAX as u64 - 1 } else { (1 << 30) - 1 };

/// What the legacy trainer can sort.
pub(crate) const MAX_LEGACY_SAMPLES_SIZE: u64 = 2000 << 20;

/// Room that the header and the entropy tables never exceed: libzstd builds them in as much.
pub(crate) const MAX_HEADER_SIZE: usize = 256;

/// What a dictionary is finished with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Finish {
    pub(crate) level: i32,
    /// 0: derived from the content.
    pub(crate) dictionary_id: u32,
}

impl From<Finish> for sys::ZDICT_params_t {
    fn from(finish: Finish) -> Self {
        Self {
            compressionLevel: finish.level,
            // Nothing is ever printed.
            notificationLevel: 0,
            dictID: finish.dictionary_id,
        }
    }
}

/// The levels that libzstd knows.
pub(crate) fn levels() -> std::ops::RangeInclusive<i32> {
    // SAFETY: both functions take nothing and read constants.
    unsafe { sys::ZSTD_minCLevel()..=sys::ZSTD_maxCLevel() }
}

/// A sample array as C takes it. `Samples` guarantees that the sizes add up to the data; the
/// number of samples has been checked to fit.
struct Flat<'a> {
    data: *const c_void,
    sizes: &'a [usize],
    count: c_uint,
}

impl<'a> Flat<'a> {
    fn new(samples: &'a Samples<'_>) -> Result<Self> {
        let most = u32::MAX as usize - 1;
        let sizes = samples.sizes();
        if sizes.len() > most {
            return Err(Error::TooManySamples { found: sizes.len(), most });
        }
        debug_assert_eq!(sizes.iter().sum::<usize>(), samples.data().len());
        Ok(Self { data: samples.data().as_ptr().cast(), sizes, count: sizes.len() as c_uint })
    }
}

/// Turns a `size_t` of libzstd's into a length or its error.
fn checked(code: usize, what: &'static str) -> Result<usize> {
    // SAFETY: both functions look at the number alone.
    let error = unsafe {
        if sys::ZDICT_isError(code) == 0 {
            return Ok(code);
        }
        sys::ZSTD_getErrorCode(code)
    };
    let source = zstdkit::ErrorCode::from_raw(error.0).into();
    Err(Error::Zstd { what, source })
}

/// Puts header and entropy tables before `content`, of which only the start is kept where both
/// don't fit in `capacity` bytes. The dictionary replaces what `dictionary` held.
///
/// Wraps `ZDICT_finalizeDictionary`. `capacity` is at least the content's length.
pub(crate) fn finalize(
    content: &[u8],
    samples: &Samples<'_>,
    capacity: usize,
    finish: Finish,
    dictionary: &mut Vec<u8>,
) -> Result<()> {
    let flat = Flat::new(samples)?;
    dictionary.clear();
    reserve(dictionary, capacity, "the dictionary")?;
    // SAFETY: zdict.h asks for a destination of `maxDictSize` writable bytes, which were just
    // reserved, for readable content of `dictContentSize` bytes, and for samples that lie end to
    // end with one size each, which `Samples` guarantees. Content and samples are only read, the
    // destination overlaps neither. A content longer than the destination is answered by an error.
    let code = unsafe {
        sys::ZDICT_finalizeDictionary(
            dictionary.as_mut_ptr().cast(),
            capacity,
            content.as_ptr().cast(),
            content.len(),
            flat.data,
            flat.sizes.as_ptr(),
            flat.count,
            finish.into(),
        )
    };
    let len = checked(code, "the entropy tables cannot be built")?;
    // SAFETY: zdict.h: the value returned is the "size of dictionary stored into `dstDictBuffer`
    // (<= `maxDictSize`)", so that many bytes of the reserved room have been written.
    unsafe { dictionary.set_len(len.min(capacity)) };
    Ok(())
}

/// Trains with the algorithm of zstd's first versions, `None` when it finds nothing to keep.
///
/// Wraps `ZDICT_trainFromBuffer_legacy`. The caller has checked that the samples hold at most
/// [`MAX_LEGACY_SAMPLES_SIZE`] bytes, that they have no [`LEGACY_MARK`] in them, and that the
/// selectivity is below 31.
pub(crate) fn train_legacy(
    samples: &Samples<'_>,
    capacity: usize,
    selectivity: u32,
    finish: Finish,
) -> Result<Option<Vec<u8>>> {
    let flat = Flat::new(samples)?;
    debug_assert!(samples.data().len() as u64 <= MAX_LEGACY_SAMPLES_SIZE && selectivity < 31);
    debug_assert_eq!(legacy_mark(samples.data()), None);
    let mut dictionary: Vec<u8> = Vec::new();
    reserve(&mut dictionary, capacity, "the dictionary")?;
    let parameters =
        sys::ZDICT_legacy_params_t { selectivityLevel: selectivity, zParams: finish.into() };
    // SAFETY: the destination has `dictBufferCapacity` writable bytes, the samples lie end to end
    // with one size each, as zdict.h asks. What zdict.h does not ask, and the code needs all the
    // same, the caller has checked: the samples are few enough to be sorted whole, they don't
    // contain the bytes that the code appends to stop its comparisons, and the selectivity can
    // be used as a shift.
    let mut train = || unsafe {
        sys::ZDICT_trainFromBuffer_legacy(
            dictionary.as_mut_ptr().cast(),
            capacity,
            flat.data,
            flat.sizes.as_ptr(),
            flat.count,
            parameters,
        )
    };
    let mut code = train();
    if is_nothing_found(code) {
        // C says so where it had no memory to look with, too: it's asked once more, with enough at hand.
        let needed = legacy_memory(samples);
        reserve(&mut Vec::<u8>::new(), needed, "the legacy algorithm")?;
        code = train();
    }
    if code == 0 || is_nothing_found(code) {
        return Ok(None);
    }
    let len = checked(code, "the legacy algorithm failed")?;
    // SAFETY: zdict.h: the value returned is the "size of dictionary stored into `dictBuffer`
    // (<= `dictBufferCapacity`)", so that many bytes of the reserved room have been written.
    unsafe { dictionary.set_len(len.min(capacity)) };
    Ok(Some(dictionary))
}

/// The memory that the legacy trainer looks with, in bytes: two numbers and a mark for each byte of the
/// samples, a number for each sample, and the tables of the sort.
fn legacy_memory(samples: &Samples<'_>) -> usize {
    const TABLES: usize = 1 << 20;
    let data = samples.data().len().saturating_mul(9);
    data.saturating_add(samples.len().saturating_mul(4)).saturating_add(TABLES)
}

fn is_nothing_found(code: usize) -> bool {
    // SAFETY: the function looks at the number alone.
    let error = unsafe { sys::ZSTD_getErrorCode(code) };
    error == sys::ZSTD_ErrorCode::ZSTD_error_dictionaryCreation_failed
}

/// The start of the bytes that the legacy trainer appends to the samples, as long as the shortest
/// repetition that it looks for. It takes for granted that no sample contains them; one that does
/// makes it read outside its memory.
pub(crate) const LEGACY_MARK: [u8; 7] = [0xE2, 0x33, 0xF7, 0x69, 0xDD, 0xE1, 0x89];

/// Where the mark occurs in `data` followed by the mark itself, if it does before `data`'s end.
pub(crate) fn legacy_mark(data: &[u8]) -> Option<usize> {
    let inside = data.windows(LEGACY_MARK.len()).position(|window| window == LEGACY_MARK);
    inside.or_else(|| {
        let start = data.len().saturating_sub(LEGACY_MARK.len() - 1);
        (start..data.len()).find(|&at| {
            let tail = &data[at..];
            LEGACY_MARK[..tail.len()] == *tail
                && LEGACY_MARK[tail.len()..] == LEGACY_MARK[..LEGACY_MARK.len() - tail.len()]
        })
    })
}

/// The length of a trained dictionary's header and entropy tables.
///
/// Wraps `ZDICT_getDictHeaderSize`.
pub(crate) fn header_size(dictionary: &[u8]) -> Result<usize> {
    // SAFETY: the function reads `dictSize` readable bytes at most, and takes any content:
    // zdict.h promises an error code on failure.
    let code =
        unsafe { sys::ZDICT_getDictHeaderSize(dictionary.as_ptr().cast(), dictionary.len()) };
    checked(code, "the dictionary's entropy tables are corrupt")
}

/// Adds up what samples compress to with a dictionary. One per thread; reusable.
pub(crate) struct Judge {
    context: NonNull<sys::ZSTD_CCtx>,
    room: Vec<u8>,
}

// SAFETY: a judge is the only owner of its context, and zstd.h lets a context be used from any
// thread as long as it is one at a time, which `&mut self` of its only method ensures.
unsafe impl Send for Judge {}

impl Judge {
    /// A judge of samples that are no longer than `longest`.
    pub(crate) fn new(longest: usize) -> Result<Self> {
        // SAFETY: the function computes a number from a number.
        let bound = unsafe { sys::ZSTD_compressBound(longest) };
        checked(bound, "a sample is too long to be compressed")?;
        let mut room: Vec<u8> = Vec::new();
        reserve(&mut room, bound, "a compressed sample")?;
        // SAFETY: the function takes nothing; null is looked for.
        let context = NonNull::new(unsafe { sys::ZSTD_createCCtx() })
            .ok_or(Error::OutOfMemory { bytes: 0, purpose: "a compression context" })?;
        Ok(Self { context, room })
    }

    /// Bytes that the samples compress to at `level`, and the dictionary's own length.
    pub(crate) fn total(
        &mut self,
        dictionary: &[u8],
        samples: &Samples<'_>,
        level: i32,
        task: &mut Task<'_>,
    ) -> Result<u64> {
        let digested = Digested::new(dictionary, level)?;
        let mut total = dictionary.len() as u64;
        for sample in samples {
            task.compressed(sample.len())?;
            // SAFETY: context and digested dictionary are live, the sample is readable, and the
            // room has the capacity named. The function answers a sample that doesn't fit with an
            // error. What it writes is never read.
            let code = unsafe {
                sys::ZSTD_compress_usingCDict(
                    self.context.as_ptr(),
                    self.room.as_mut_ptr().cast(),
                    self.room.capacity(),
                    sample.as_ptr().cast(),
                    sample.len(),
                    digested.0.as_ptr(),
                )
            };
            total += checked(code, "a sample cannot be compressed")? as u64;
        }
        Ok(total)
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        // SAFETY: the context came from ZSTD_createCCtx, and nobody else has it.
        unsafe { sys::ZSTD_freeCCtx(self.context.as_ptr()) };
    }
}

/// A dictionary digested for one level.
struct Digested(NonNull<sys::ZSTD_CDict>);

impl Digested {
    fn new(dictionary: &[u8], level: i32) -> Result<Self> {
        // SAFETY: the dictionary is readable, and zstd.h says that its content is copied.
        let digested =
            unsafe { sys::ZSTD_createCDict(dictionary.as_ptr().cast(), dictionary.len(), level) };
        NonNull::new(digested)
            .map(Self)
            .ok_or(Error::OutOfMemory { bytes: 0, purpose: "a digested dictionary" })
    }
}

impl Drop for Digested {
    fn drop(&mut self) {
        // SAFETY: the pointer came from ZSTD_createCDict, and nobody else has it.
        unsafe { sys::ZSTD_freeCDict(self.0.as_ptr()) };
    }
}

/// libzstd's own trainers, for tests that hold ours against them.
#[cfg(test)]
pub(crate) mod reference {
    use super::*;

    /// A search where `k` or `d` is 0, otherwise one training: `ZDICT_trainFromBuffer_fastCover`
    /// or `ZDICT_optimizeTrainFromBuffer_fastCover`, on one thread.
    pub(crate) fn fast_cover(
        samples: &Samples<'_>,
        size: usize,
        mut parameters: sys::ZDICT_fastCover_params_t,
    ) -> Result<Vec<u8>> {
        let flat = Flat::new(samples)?;
        let mut dictionary = vec![0; size];
        let (to, sizes) = (dictionary.as_mut_ptr().cast(), flat.sizes.as_ptr());
        parameters.nbThreads = 1;
        let code = if parameters.k == 0 || parameters.d == 0 {
            // SAFETY: as for `finalize`: writable and readable memory of the lengths named.
            unsafe {
                sys::ZDICT_optimizeTrainFromBuffer_fastCover(
                    to,
                    size,
                    flat.data,
                    sizes,
                    flat.count,
                    &mut parameters,
                )
            }
        } else {
            // SAFETY: as above.
            unsafe {
                sys::ZDICT_trainFromBuffer_fastCover(
                    to, size, flat.data, sizes, flat.count, parameters,
                )
            }
        };
        dictionary.truncate(checked(code, "fastCover")?);
        Ok(dictionary)
    }

    /// The same for cover.
    pub(crate) fn cover(
        samples: &Samples<'_>,
        size: usize,
        mut parameters: sys::ZDICT_cover_params_t,
    ) -> Result<Vec<u8>> {
        let flat = Flat::new(samples)?;
        let mut dictionary = vec![0; size];
        let (to, sizes) = (dictionary.as_mut_ptr().cast(), flat.sizes.as_ptr());
        parameters.nbThreads = 1;
        let code = if parameters.k == 0 || parameters.d == 0 {
            // SAFETY: as for `finalize`: writable and readable memory of the lengths named.
            unsafe {
                sys::ZDICT_optimizeTrainFromBuffer_cover(
                    to,
                    size,
                    flat.data,
                    sizes,
                    flat.count,
                    &mut parameters,
                )
            }
        } else {
            // SAFETY: as above.
            unsafe {
                sys::ZDICT_trainFromBuffer_cover(to, size, flat.data, sizes, flat.count, parameters)
            }
        };
        dictionary.truncate(checked(code, "cover")?);
        Ok(dictionary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_found_inside_and_over_the_end() {
        assert_eq!(legacy_mark(b""), None);
        assert_eq!(legacy_mark(b"abc"), None);
        let mut data = b"xyz".to_vec();
        data.extend(LEGACY_MARK);
        assert_eq!(legacy_mark(&data), Some(3));
        data.extend(b"more");
        assert_eq!(legacy_mark(&data), Some(3));
        data[5] ^= 1;
        assert_eq!(legacy_mark(&data), None);
        // The mark doesn't overlap itself, so no tail completes it.
        for len in 1..LEGACY_MARK.len() {
            assert_eq!(legacy_mark(&LEGACY_MARK[..len]), None);
        }
    }

    #[test]
    fn the_header_of_garbage_is_an_error() {
        for garbage in [&b""[..], b"short", b"\x37\xA4\x30\xEC\x01\0\0\0", &[0x37; 300]] {
            assert!(header_size(garbage).is_err());
        }
    }
}

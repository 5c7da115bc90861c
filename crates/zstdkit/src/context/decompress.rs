//! The reusable decompression context.

use zstdkit_frame::Frame;

use super::small::ShortCut;
use crate::{
    dictionary::DictionaryMode,
    error::{Error, ErrorCode, Result},
    ffi::Dctx,
    options::{DecompressOptions, Dictionaries},
    output::{Output, Room},
    parameters::DecompressParameter,
};

/// Output of unknown size is made in steps of at least this many bytes.
const STEP: usize = 128 * 1024;

/// Room for a frame of unknown size is taken at once up to this many bytes, whatever its length.
const SMALL_FRAME: u64 = 256 * 1024;

/// Beyond that, up to this many times the frame's length.
pub(super) const PLAUSIBLE_RATIO: u64 = 8;

/// How far one call got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Progress {
    /// Bytes of the input that were used.
    pub consumed: usize,
    /// Bytes of output that were made.
    pub produced: usize,
}

/// A reusable decompression context: whole frames per call, into the caller's memory.
///
/// It can be sent to another thread, and used by one at a time. Nothing that a header claims is
/// believed before the frame's blocks bear it out, and memory is taken once, exactly, for frames
/// whose size is known.
///
/// ```
/// use zstdkit::{DecompressContext, DecompressOptions};
///
/// let frame = zstdkit::compress(b"into the caller's memory", 3)?;
/// let mut context = DecompressContext::new(&DecompressOptions::new())?;
/// let mut array = [0; 64];
/// let len = context.decompress_into(&frame, &mut array)?;
/// assert_eq!(array[..len], *b"into the caller's memory");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_createDCtx` and `ZSTD_freeDCtx`.
#[doc(alias = "DCtx")]
#[doc(alias = "DStream")]
#[doc(alias = "Decompressor")]
#[doc(alias = "ZSTD_createDCtx")]
#[doc(alias = "ZSTD_createDStream")]
#[doc(alias = "ZSTD_freeDCtx")]
#[doc(alias = "ZSTD_freeDStream")]
#[doc(alias = "context_mut")]
#[derive(Debug)]
pub struct DecompressContext {
    pub(super) dctx: Dctx,
    pub(super) options: DecompressOptions,
    pub(super) short_cut: ShortCut,
}

impl DecompressOptions {
    /// A reusable context with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    #[doc(alias = "create")]
    #[doc(alias = "try_create")]
    pub fn context(&self) -> Result<DecompressContext> {
        DecompressContext::new(self)
    }
}

impl DecompressContext {
    /// Makes a context with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &DecompressOptions) -> Result<Self> {
        Self::around(Dctx::new()?, options)
    }

    /// Takes a C object over, which has no parameters.
    pub(crate) fn around(dctx: Dctx, options: &DecompressOptions) -> Result<Self> {
        let defaults = DecompressOptions::new();
        let short_cut = ShortCut::new(&defaults);
        let mut context = Self { dctx, options: defaults, short_cut };
        context.configure(options)?;
        Ok(context)
    }

    /// Takes other options in place of the ones it has; its memory stays.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds; the context then has the default options.
    #[doc(alias = "ZSTD_copyDCtx")]
    #[doc(alias = "disable_dictionary")]
    #[doc(alias = "init")]
    pub fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
        if options.are_same_as(&self.options) {
            return Ok(());
        }
        let outcome = prepare_anew(&mut self.dctx, &mut self.options, options);
        self.short_cut = ShortCut::new(&self.options);
        outcome
    }

    /// Goes by other options, while C has what goes with them.
    pub(super) fn swap_options(&mut self, other: &mut DecompressOptions) {
        core::mem::swap(&mut self.options, other);
        self.short_cut = ShortCut::new(&self.options);
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &DecompressOptions {
        &self.options
    }

    /// Decompresses the first frame in `data`, with the dictionary that C has.
    pub(super) fn decompress_one<O>(&mut self, data: &[u8], output: &mut O) -> Result<Progress>
    where
        O: Output + ?Sized,
    {
        let mut room = output.room();
        match self.frame(data, 0, &mut room) {
            Ok(consumed) => Ok(Progress { consumed, produced: room.written() }),
            Err(error) => {
                self.give_up(&mut room);
                Err(error)
            }
        }
    }

    /// What C has a parameter set to: the value given, or libzstd's own where none was.
    ///
    /// # Errors
    ///
    /// libzstd's own, for a parameter that this build doesn't have.
    ///
    /// Wraps `ZSTD_DCtx_getParameter`.
    #[doc(alias = "ZSTD_DCtx_getParameter")]
    #[cfg(feature = "experimental")]
    pub fn get(&self, parameter: DecompressParameter) -> Result<i32> {
        Ok(self.dctx.get(parameter.key())?)
    }

    /// The memory that it takes, in bytes, dictionaries by reference left out.
    ///
    /// Wraps `ZSTD_sizeof_DCtx`.
    #[doc(alias = "ZSTD_sizeof_DCtx")]
    #[doc(alias = "ZSTD_sizeof_DStream")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.dctx.memory_size()
    }

    /// After an error: takes back what was written, and is ready for the next call.
    #[cold]
    pub(super) fn give_up(&mut self, room: &mut Room<'_>) {
        room.rewind();
        self.dctx.reset_session();
    }

    /// C forgets a prefix after a frame; every call of a context has it.
    pub(super) fn renew_prefix(&mut self) -> Result<()> {
        if let Some(prefix) = self.options.prefix() {
            self.dctx.refer_to_prefix(prefix.lend())?;
        }
        Ok(())
    }

    /// Takes the options' dictionary up again.
    pub(super) fn renew_dictionary(&mut self) -> Result<()> {
        give_dictionary(&mut self.dctx, &self.options)
    }

    /// Decompresses the frame that `rest` begins with, which lies at `offset` of the input;
    /// returns its size there.
    pub(super) fn frame(
        &mut self,
        rest: &[u8],
        offset: usize,
        room: &mut Room<'_>,
    ) -> Result<usize> {
        let frame = match self.options.frame_options().first_frame(rest) {
            Ok(frame) => frame,
            #[cfg(feature = "legacy")]
            Err(zstdkit_frame::Error::LegacyFrame { version, .. }) => {
                return self.legacy_frame(version, rest, offset, room);
            }
            Err(error) => return Err(self.first_fault(error, rest, offset, room)),
        };
        let info = frame.info();
        if !info.is_zstandard() {
            return Ok(frame.size());
        }
        super::admit(&info, &self.options)?;
        super::choose_dictionary(&mut self.dctx, &info, &self.options)?;
        if self.options.keeps_prefix() {
            self.renew_prefix()?;
        }
        let Some(size) = info.content_size() else {
            return self.unknown_size(frame, room);
        };
        // Told before any memory is taken: the blocks can't hold what the header claims.
        if size > most(&frame) {
            return Err(Error::Library { code: ErrorCode::CorruptionDetected });
        }
        if size > self.allowance(room) {
            return Err(self.over_limit());
        }
        let available = make_room(size, room)?;
        // All the room there is: C refuses a frame that holds other than it says, and is faster far
        // from the end.
        match self.whole(frame.as_bytes(), room, available) {
            Ok(()) => Ok(frame.size()),
            Err(code) => Err(Error::from_decoder(code)),
        }
    }

    /// Decompresses a frame that doesn't say its size; returns its size in the input.
    fn unknown_size(&mut self, frame: Frame<'_>, room: &mut Room<'_>) -> Result<usize> {
        let bound = most(&frame);
        let allowed = self.allowance(room);
        if !room.grows() {
            self.fill_slice(&frame, room, allowed)?;
        } else if bound <= allowed && is_plausible(&frame, bound) {
            room.reserve(bound as usize)?;
            let outcome = self.whole(frame.as_bytes(), room, bound as usize);
            outcome.map_err(Error::from_decoder)?;
        } else {
            self.in_steps(&frame, room)?;
        }
        Ok(frame.size())
    }

    /// Decompresses a frame of unknown size into what a slice has left.
    fn fill_slice(&mut self, frame: &Frame<'_>, room: &mut Room<'_>, allowed: u64) -> Result<()> {
        let spare = room.spare().len();
        // No more than its blocks may hold: C lets one hold more in a large buffer, and not in a
        // small one.
        let bound = most(frame);
        let len = usize::try_from(allowed.min(bound)).map_or(spare, |len| len.min(spare));
        self.whole(frame.as_bytes(), room, len).map_err(|code| match code {
            ErrorCode::DstSizeTooSmall if len as u64 >= bound => Error::from_decoder(code),
            ErrorCode::DstSizeTooSmall if len < spare => self.over_limit(),
            ErrorCode::DstSizeTooSmall => {
                Error::OutputTooSmall { available: room.written() + spare, enough: None }
            }
            code => Error::from_decoder(code),
        })
    }

    /// Decompresses a frame straight into the room, of which it may use `len` bytes.
    #[inline(always)]
    pub(super) fn whole(
        &mut self,
        frame: &[u8],
        room: &mut Room<'_>,
        len: usize,
    ) -> Result<(), ErrorCode> {
        let written = self.dctx.decompress(frame, &mut room.spare()[..len])?;
        // SAFETY: ZSTD_decompressDCtx wrote that many bytes at the start of the room.
        unsafe { room.advance(written) };
        Ok(())
    }

    /// Decompresses a frame of unknown size, taking memory as output comes.
    pub(super) fn in_steps(&mut self, frame: &Frame<'_>, room: &mut Room<'_>) -> Result<()> {
        let mut input = frame.as_bytes();
        loop {
            if room.spare().len() < STEP {
                room.reserve(STEP)?;
            }
            let allowed = self.allowance(room);
            let spare = room.spare();
            // One byte over the limit tells that there is more.
            let most = usize::try_from(allowed.saturating_add(1)).unwrap_or(usize::MAX);
            let len = spare.len().min(most);
            let before = input.len();
            let (written, hint) =
                self.dctx.stream(&mut input, &mut spare[..len]).map_err(Error::from_decoder)?;
            if written as u64 > allowed {
                return Err(self.over_limit());
            }
            // SAFETY: ZSTD_decompressStream wrote that many bytes at the start of the room.
            unsafe { room.advance(written) };
            if hint == 0 {
                return Ok(());
            }
            // A slice that is full is no more room than input that is at its end is input.
            if written == 0 && input.len() == before {
                return Err(Error::Library { code: ErrorCode::CorruptionDetected });
            }
        }
    }

    /// How many bytes more the output may have.
    pub(super) fn allowance(&self, room: &Room<'_>) -> u64 {
        let limit = self.options.output_limit();
        limit.map_or(u64::MAX, |limit| limit.saturating_sub(room.written()) as u64)
    }

    pub(super) fn over_limit(&self) -> Error {
        Error::OutputLimit { limit: self.options.output_limit().unwrap_or(usize::MAX) }
    }
}

/// Makes room for `size` bytes, exactly that many where it's the first output; returns how many
/// there are.
#[inline]
pub(super) fn make_room(size: u64, room: &mut Room<'_>) -> Result<usize> {
    let len = usize::try_from(size).map_err(|_| Error::OutOfMemory)?;
    if room.written() == 0 {
        room.reserve_exact(len)?;
    } else {
        room.reserve(len)?;
    }
    let available = room.spare().len();
    if available < len {
        let written = room.written();
        return Err(Error::OutputTooSmall {
            available: written + available,
            enough: size.checked_add(written as u64),
        });
    }
    Ok(available)
}

/// The most bytes that a frame's blocks can hold, whatever its header claims.
#[inline]
pub(crate) fn most(frame: &Frame<'_>) -> u64 {
    frame.block_count().saturating_mul(frame.info().block_size_limit().into())
}

/// Whether a frame that doesn't say its size may have room for all that its blocks can hold.
#[inline]
pub(super) fn is_plausible(frame: &Frame<'_>, bound: u64) -> bool {
    bound <= SMALL_FRAME.max(frame.size() as u64 * PLAUSIBLE_RATIO)
}

/// Checks the options and sets them on a C object that has none.
pub(crate) fn prepare(dctx: &mut Dctx, options: &DecompressOptions) -> Result<()> {
    options.check()?;
    for (parameter, value) in options.parameters() {
        dctx.set(parameter.key(), value)?;
    }
    allow_window(dctx, options)?;
    give_dictionary(dctx, options)
}

/// Sets other options on a C object in place of `own`; after an error both are as by default.
pub(crate) fn prepare_anew(
    dctx: &mut Dctx,
    own: &mut DecompressOptions,
    options: &DecompressOptions,
) -> Result<()> {
    dctx.reset_all();
    let outcome = prepare(dctx, options);
    if outcome.is_ok() {
        own.clone_from(options);
    } else {
        dctx.reset_all();
        *own = DecompressOptions::new();
    }
    outcome
}

/// Has C allow the windows that the options do.
pub(super) fn allow_window(dctx: &mut Dctx, options: &DecompressOptions) -> Result<()> {
    // The exact limit is kept where frames are admitted; C's has to be no less.
    let log = options.max_window().next_power_of_two().trailing_zeros();
    Ok(dctx.set(DecompressParameter::WindowLogMax.key(), log as i32)?)
}

/// Has C use the options' dictionary.
fn give_dictionary(dctx: &mut Dctx, options: &DecompressOptions) -> Result<()> {
    match options.dictionary_choice() {
        Dictionaries::None | Dictionaries::Set(_) => {}
        Dictionaries::One(dictionary, DictionaryMode::Digested) => {
            dctx.refer_to_digest(dictionary.decompress_digest()?)?;
        }
        Dictionaries::One(dictionary, DictionaryMode::Content) => {
            dctx.refer_to_content(dictionary.lend())?;
        }
        Dictionaries::One(dictionary, DictionaryMode::Prefix) => {
            dctx.refer_to_prefix(dictionary.lend())?;
        }
    }
    Ok(())
}

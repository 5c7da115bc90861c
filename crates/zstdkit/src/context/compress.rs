//! The reusable compression context.

use core::mem::MaybeUninit;

use crate::{
    dictionary::DictionaryMode,
    error::{Error, ErrorCode, Result},
    ffi::Cctx,
    options::CompressOptions,
    output::{Output, Room, compress_bound},
};

/// A reusable compression context: one frame per call, into the caller's memory.
///
/// Its tables are allocated at first use and kept, so that later calls allocate nothing. It can be
/// sent to another thread, and used by one at a time.
///
/// ```
/// use zstdkit::{CompressContext, CompressOptions};
///
/// let mut context = CompressContext::new(&CompressOptions::new().level(5))?;
/// let mut frames = Vec::new();
/// for record in [&b"first record"[..], b"second record"] {
///     context.compress_into(record, &mut frames)?;
/// }
/// assert_eq!(zstdkit::decompress(&frames)?, b"first recordsecond record");
/// # Ok::<(), zstdkit::Error>(())
/// ```
///
/// Wraps `ZSTD_createCCtx` and `ZSTD_freeCCtx`.
#[doc(alias = "CCtx")]
#[doc(alias = "CStream")]
#[doc(alias = "Compressor")]
#[doc(alias = "ZSTD_createCCtx")]
#[doc(alias = "ZSTD_createCStream")]
#[doc(alias = "ZSTD_freeCCtx")]
#[doc(alias = "ZSTD_freeCStream")]
#[doc(alias = "context_mut")]
#[doc(alias = "create_cstream")]
#[derive(Debug)]
pub struct CompressContext {
    cctx: Cctx,
    options: CompressOptions,
}

impl CompressOptions {
    /// A reusable context with these options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    #[doc(alias = "create")]
    #[doc(alias = "try_create")]
    pub fn context(&self) -> Result<CompressContext> {
        CompressContext::new(self)
    }
}

impl CompressContext {
    /// Makes a context with the given options.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds, or no memory.
    pub fn new(options: &CompressOptions) -> Result<Self> {
        Self::around(Cctx::new()?, options)
    }

    /// Takes a C object over, which has no parameters.
    pub(crate) fn around(cctx: Cctx, options: &CompressOptions) -> Result<Self> {
        let mut context = Self { cctx, options: CompressOptions::new() };
        context.configure(options)?;
        Ok(context)
    }

    /// Takes other options in place of the ones it has; its memory stays.
    ///
    /// # Errors
    ///
    /// A parameter out of bounds; the context then has the default options.
    #[doc(alias = "ZSTD_copyCCtx")]
    #[doc(alias = "disable_dictionary")]
    #[doc(alias = "init")]
    #[doc(alias = "init_cstream")]
    pub fn configure(&mut self, options: &CompressOptions) -> Result<()> {
        if options.are_same_as(&self.options) {
            return Ok(());
        }
        self.options = CompressOptions::new();
        self.cctx.reset_all()?;
        let outcome = prepare(&mut self.cctx, options);
        if outcome.is_ok() {
            self.options.clone_from(options);
        } else {
            self.cctx.reset_all()?;
        }
        outcome
    }

    /// The options it was made with, or last configured to.
    pub fn options(&self) -> &CompressOptions {
        &self.options
    }

    /// Compresses `data` into one frame in `output`; returns the frame's size in bytes.
    ///
    /// A slice is written from its start and has to be large enough:
    /// [`compress_bound`] of the data's length always is. A `Vec` is appended to.
    ///
    /// # Errors
    ///
    /// [`Error::OutputTooSmall`] for a slice that is, or libzstd's own errors. A `Vec` is then as
    /// it was, and the context is ready for the next call.
    ///
    /// Wraps `ZSTD_compress2`.
    #[doc(alias = "ZSTD_compress")]
    #[doc(alias = "ZSTD_compress2")]
    #[doc(alias = "ZSTD_compressCCtx")]
    #[doc(alias = "compress2")]
    #[doc(alias = "compress_to_buffer")]
    #[doc(alias = "compress_using_cdict")]
    #[doc(alias = "compress_using_dict")]
    pub fn compress_into<O>(&mut self, data: &[u8], output: &mut O) -> Result<usize>
    where
        O: Output + ?Sized,
    {
        let mut room = output.room();
        if let Some(prefix) = self.options.prefix().cloned() {
            self.reach(prefix.content(), data)?;
        }
        let outcome =
            self.compress_to_room(data, &mut room, |cctx, room| cctx.compress(data, room));
        self.renew_prefix()?;
        outcome
    }

    #[inline]
    pub(super) fn compress_to_room(
        &mut self,
        data: &[u8],
        room: &mut Room<'_>,
        call: impl FnOnce(&mut Cctx, &mut [MaybeUninit<u8>]) -> Result<usize, ErrorCode>,
    ) -> Result<usize> {
        revive(&mut self.cctx, &self.options)?;
        if room.grows() {
            room.reserve(compress_bound(data.len()))?;
        }
        let available = room.spare().len();
        match call(&mut self.cctx, room.spare()) {
            Ok(size) => {
                // SAFETY: ZSTD_compress2 wrote that many bytes at the start of the room.
                unsafe { room.advance(size) };
                Ok(size)
            }
            Err(code) => {
                let error = self.explain(code);
                drop_frame(&mut self.cctx, &self.options);
                Err(match code {
                    ErrorCode::DstSizeTooSmall => Error::OutputTooSmall {
                        available,
                        enough: Some(compress_bound(data.len()) as u64),
                    },
                    _ => error,
                })
            }
        }
    }

    /// The error for a code, with what is known of it beside C.
    #[cold]
    fn explain(&mut self, code: ErrorCode) -> Error {
        #[cfg(feature = "experimental")]
        if let (ErrorCode::SequenceProducerFailed, Some(error)) = (code, self.cctx.producer_fault())
        {
            return error;
        }
        Error::from_code(code)
    }

    /// The C object, between frames.
    #[cfg(feature = "experimental")]
    pub(crate) fn cctx_mut(&mut self) -> &mut Cctx {
        &mut self.cctx
    }

    /// Has the next frame reach all of a prefix.
    pub(super) fn reach(&mut self, prefix: &[u8], data: &[u8]) -> Result<()> {
        revive(&mut self.cctx, &self.options)?;
        super::reach(&mut self.cctx, &self.options, prefix.len(), Some(data.len() as u64))
    }

    /// Takes the options' dictionary up again, and the window that goes with them.
    pub(super) fn renew_dictionary(&mut self) -> Result<()> {
        super::reach_nothing(&mut self.cctx, &self.options)?;
        give_dictionary(&mut self.cctx, &self.options)
    }

    /// C forgets a prefix after each frame; every call of a context has it.
    #[inline]
    pub(crate) fn renew_prefix(&mut self) -> Result<()> {
        if let Some(prefix) = self.options.prefix() {
            self.cctx.refer_to_prefix(prefix.lend())?;
        }
        Ok(())
    }

    /// What C has a parameter set to: the value given, or 0 where none was.
    ///
    /// # Errors
    ///
    /// libzstd's own, for a parameter that this build doesn't have.
    ///
    /// Wraps `ZSTD_CCtx_getParameter`.
    #[doc(alias = "ZSTD_CCtx_getParameter")]
    #[cfg(feature = "experimental")]
    pub fn get(&self, parameter: crate::parameters::CompressParameter) -> Result<i32> {
        Ok(self.cctx.get(parameter.key())?)
    }

    /// The memory that it takes, in bytes, dictionaries by reference left out.
    ///
    /// Wraps `ZSTD_sizeof_CCtx`.
    #[doc(alias = "ZSTD_sizeof_CCtx")]
    #[doc(alias = "ZSTD_sizeof_CStream")]
    #[doc(alias = "sizeof")]
    pub fn memory_size(&self) -> usize {
        self.cctx.memory_size()
    }
}

/// Drops the frame in progress; parameters and dictionary stay.
pub(crate) fn drop_frame(cctx: &mut Cctx, options: &CompressOptions) {
    if !cctx.drop_frame() {
        // Where memory is still short, the next use tries again.
        let _ = revive(cctx, options);
    }
}

/// Makes a C object anew that was lost together with a frame; one that wasn't is left as it is.
#[inline]
pub(crate) fn revive(cctx: &mut Cctx, options: &CompressOptions) -> Result<()> {
    if !cctx.is_lost() {
        return Ok(());
    }
    let mut anew = cctx.another()?;
    prepare(&mut anew, options)?;
    *cctx = anew;
    Ok(())
}

/// Checks the options and sets them on a C object that has none.
pub(crate) fn prepare(cctx: &mut Cctx, options: &CompressOptions) -> Result<()> {
    options.check()?;
    let workers = options.get(crate::parameters::CompressParameter::NbWorkers).unwrap_or(0);
    cctx.change_workers(workers)?;
    #[cfg(feature = "experimental")]
    cctx.use_pool(options.pool(), workers)?;
    for (parameter, value) in options.parameters() {
        cctx.set(parameter.key(), value)?;
    }
    super::reach::keep_to_limit(cctx, options)?;
    give_dictionary(cctx, options)
}

/// Has C use the options' dictionary.
fn give_dictionary(cctx: &mut Cctx, options: &CompressOptions) -> Result<()> {
    match options.dictionary_and_mode() {
        None => {}
        Some((dictionary, DictionaryMode::Digested)) => {
            cctx.refer_to_digest(dictionary.compress_digest(options.level_or_default())?)?;
        }
        Some((dictionary, DictionaryMode::Content)) => cctx.refer_to_content(dictionary.lend())?,
        Some((dictionary, DictionaryMode::Prefix)) => cctx.refer_to_prefix(dictionary.lend())?,
    }
    Ok(())
}

//! The frame crate's answers beside libzstd's own.

use zstdkit_frame::{Error, FrameKind, Options};
use zstdkit_sys as c;

/// libzstd's answers: numbers, of which some say "error".
#[derive(Debug)]
pub struct Asked<'a>(&'a [u8]);

impl<'a> Asked<'a> {
    /// Asks about `bytes`.
    #[must_use]
    pub fn about(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What a function says of the bytes.
    fn ask<T>(&self, function: unsafe extern "C" fn(*const core::ffi::c_void, usize) -> T) -> T {
        // SAFETY: every function that is asked here takes the pointer and the length of one slice,
        // and reads no further.
        unsafe { function(self.0.as_ptr().cast(), self.0.len()) }
    }

    /// What a function of a pointer and a length says of the bytes; errors are `None`.
    pub fn size(
        &self,
        function: unsafe extern "C" fn(*const core::ffi::c_void, usize) -> usize,
    ) -> Option<usize> {
        Some(self.ask(function)).filter(|size| !is_error(*size))
    }

    /// The header; or how many bytes it takes to read one; or an error.
    fn header(&self) -> Result<c::ZSTD_FrameHeader, Option<usize>> {
        let mut header = std::mem::MaybeUninit::zeroed();
        // SAFETY: the slice's pointer and length, and room for one header.
        let outcome = unsafe {
            c::ZSTD_getFrameHeader(header.as_mut_ptr(), self.0.as_ptr().cast(), self.0.len())
        };
        match outcome {
            // SAFETY: zeros are a valid header, whatever was written over them.
            0 => Ok(unsafe { header.assume_init() }),
            code if is_error(code) => Err(None),
            needed => Err(Some(needed)),
        }
    }
}

fn is_error(code: usize) -> bool {
    // SAFETY: a pure function of any number.
    unsafe { c::ZSTD_isError(code) != 0 }
}

/// Compares all answers about `bytes`.
///
/// # Errors
///
/// Which answer differs, and how.
pub fn compare(bytes: &[u8]) -> Result<(), String> {
    // libzstd's walk doesn't look at the limit for blocks.
    let options = Options::new().check_block_limit(false);
    let asked = Asked(bytes);
    compare_headers(bytes, &asked)?;

    let equal = |what: &str, ours: &dyn std::fmt::Debug, theirs: &dyn std::fmt::Debug| {
        let (ours, theirs) = (format!("{ours:?}"), format!("{theirs:?}"));
        (ours == theirs).then_some(()).ok_or_else(|| format!("{what}: {ours}, libzstd {theirs}"))
    };
    let strict = zstdkit_frame::frame_size(bytes);
    let lax = options.frame_size(bytes);
    equal("frame size", &lax.ok(), &asked.size(c::ZSTD_findFrameCompressedSize))?;
    if let Ok(size) = strict {
        equal("strict frame size", &size, &lax.unwrap_or(0))?;
    }

    let refused = c::ZSTD_CONTENTSIZE_ERROR;
    // A sum past 64 bits is an error here, and wraps around in libzstd.
    let bound = options.decompressed_bound(bytes);
    if !matches!(bound, Err(Error::SizeOverflow { .. })) {
        let theirs = asked.ask(c::ZSTD_decompressBound);
        equal("bound", &bound.ok(), &(theirs != refused).then_some(theirs))?;
    }
    let margin = options.decompression_margin(bytes);
    if !matches!(margin, Err(Error::SizeOverflow { .. })) {
        equal("margin", &margin.ok(), &asked.size(c::ZSTD_decompressionMargin))?;
    }
    let size = options.decompressed_size(bytes);
    if !matches!(size, Err(Error::SizeOverflow { .. })) {
        let ours = size.map_or(refused, |size| size.unwrap_or(c::ZSTD_CONTENTSIZE_UNKNOWN));
        equal("decompressed size", &ours, &asked.ask(c::ZSTD_findDecompressedSize))?;
    }
    Ok(())
}

fn compare_headers(bytes: &[u8], asked: &Asked<'_>) -> Result<(), String> {
    let ours = zstdkit_frame::frame_info(bytes);
    let theirs = asked.header();
    let differ =
        || Err(format!("header: {ours:?}, libzstd {:?}", asked.header().map(|h| h.headerSize)));
    let their_id = asked.ask(c::ZSTD_getDictID_fromFrame);
    match (&ours, &theirs) {
        (Ok(info), Ok(header)) => {
            let (content_size, id) = match info.kind() {
                // A skippable frame's content size and variant stand where others have their own.
                FrameKind::Skippable { size, variant } => (Some(size.into()), variant.into()),
                _ => (info.content_size(), info.dictionary_id()),
            };
            let same = content_size.unwrap_or(c::ZSTD_CONTENTSIZE_UNKNOWN)
                == header.frameContentSize
                && info.window_size() == header.windowSize
                && info.block_size_limit() == header.blockSizeMax
                && info.header_size() as u32 == header.headerSize
                && id == header.dictID
                && id == their_id
                && u32::from(info.has_checksum()) == header.checksumFlag;
            if same { Ok(()) } else { differ() }
        }
        (Err(Error::Incomplete { total, .. }), Err(Some(needed))) if *total == *needed as u64 => {
            Ok(())
        }
        // Recognised here, and no frame to a libzstd without legacy formats.
        (Ok(info), Err(None)) if matches!(info.kind(), FrameKind::Legacy(_)) => Ok(()),
        (Err(Error::Incomplete { .. }), Err(None)) if may_become_legacy(bytes) => Ok(()),
        (Err(Error::Incomplete { .. }), _) | (Ok(_), _) => differ(),
        (Err(_), Err(None)) if their_id == 0 => Ok(()),
        (Err(_), _) => differ(),
    }
}

/// Whether the bytes are the first few of a magic number that a libzstd without legacy formats
/// doesn't know.
fn may_become_legacy(bytes: &[u8]) -> bool {
    let mut magics = (0xFD2F_B522_u32..=0xFD2F_B527).chain([0x1EB5_2FFD]);
    bytes.len() < 4 && magics.any(|magic| magic.to_le_bytes().starts_with(bytes))
}

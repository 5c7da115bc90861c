//! How to look at bytes, where the plain functions' way is not the right one.

/// How frames start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// With a magic number, as RFC 8878 has it.
    #[default]
    Standard,
    /// Without one: four bytes less, no skippable frames, and nothing to recognise a frame by.
    Magicless,
}

impl Format {
    /// The length of a frame up to its descriptor, this one included.
    #[inline(always)]
    pub(crate) const fn prefix_len(self) -> usize {
        match self {
            Self::Standard => 5,
            Self::Magicless => 1,
        }
    }
}

/// The way to look at bytes: which format, and how strictly.
///
/// The plain functions ([`frame_info`](crate::frame_info), [`frames`](crate::frames) ...) are these
/// methods with the defaults.
///
/// ```
/// use zstdkit_frame::{Format, Options};
///
/// // An empty frame without its magic number: descriptor, content size, one empty last block.
/// let frame = [0x20, 0x00, 0x01, 0x00, 0x00];
/// let magicless = Options::new().format(Format::Magicless);
/// assert_eq!(magicless.frame_size(&frame)?, 5);
/// assert_eq!(magicless.frame_info(&frame)?.content_size(), Some(0));
/// # Ok::<(), zstdkit_frame::Error>(())
/// ```
#[doc(alias = "ZSTD_getFrameHeader_advanced")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Options {
    pub(crate) format: Format,
    pub(crate) block_limit: bool,
    pub(crate) block_content: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// The defaults: frames with magic numbers, blocks over the limit refused.
    #[must_use]
    pub const fn new() -> Self {
        Self { format: Format::Standard, block_limit: true, block_content: false }
    }

    /// How frames start; [`Format::Standard`] unless told otherwise.
    #[must_use]
    pub const fn format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Whether a block larger than its frame permits is an error; it is unless told otherwise.
    ///
    /// `ZSTD_findFrameCompressedSize` and its kin do not look at the limit, though the decoder
    /// then refuses such blocks. Without the check the answers here are theirs.
    #[must_use]
    pub const fn check_block_limit(mut self, check: bool) -> Self {
        self.block_limit = check;
        self
    }

    /// Whether a block that can't be decoded, as its header alone tells, is an error; it isn't unless
    /// told so.
    ///
    /// That is a compressed block of no bytes, which is neither literals nor sequences (RFC 8878,
    /// section 3.1.1.3): [`Error::BadSection`](crate::Error::BadSection). And the byte of a run of length 0 in a frame that holds
    /// nothing, for no block of a frame is longer than its window, as stored neither (section
    /// 3.1.1.2.3): [`Error::BlockTooLarge`](crate::Error::BlockTooLarge). Of libzstd's decoders, one passes over the first, the other
    /// over the second.
    ///
    /// ```
    /// use zstdkit_frame::Options;
    ///
    /// let frame = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 0x00, 0x05, 0x00, 0x00];
    /// assert_eq!(Options::new().frame_size(&frame), Ok(9));
    /// assert!(Options::new().check_block_content(true).frame_size(&frame).is_err());
    /// ```
    #[must_use]
    pub const fn check_block_content(mut self, check: bool) -> Self {
        self.block_content = check;
        self
    }
}

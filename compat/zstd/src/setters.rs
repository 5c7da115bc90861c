//! What contexts and adaptors can be set to, each by a name of its own.

/// Methods beside a `set_parameter` for compression.
macro_rules! compression_setters {
    () => {
        /// Whether frames end with a checksum.
        pub fn include_checksum(&mut self, include_checksum: bool) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::ChecksumFlag(include_checksum))
        }

        /// How many threads compress beside the calling one; 0 for none.
        #[cfg(feature = "zstdmt")]
        pub fn multithread(&mut self, n_workers: u32) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::NbWorkers(n_workers))
        }

        /// Whether frames say their dictionary's id.
        pub fn include_dictid(&mut self, include_dictid: bool) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::DictIdFlag(include_dictid))
        }

        /// Whether frames say their content's size where it's known.
        pub fn include_contentsize(&mut self, include_contentsize: bool) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::ContentSizeFlag(include_contentsize))
        }

        /// Whether matches are looked for far back.
        pub fn long_distance_matching(
            &mut self,
            long_distance_matching: bool,
        ) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::EnableLongDistanceMatching(
                long_distance_matching,
            ))
        }

        /// About how large compressed blocks are to be, in bytes; `None` for no matter.
        pub fn set_target_cblock_size(&mut self, target_size: Option<u32>) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::TargetCBlockSize(target_size.unwrap_or(0)))
        }

        /// How far back matches reach, as a power of two.
        pub fn window_log(&mut self, log_distance: u32) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::WindowLog(log_distance))
        }

        /// Whether frames begin with the four bytes that say so.
        #[cfg(feature = "experimental")]
        pub fn include_magicbytes(&mut self, include_magicbytes: bool) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::CParameter::Format(crate::setters::format(
                include_magicbytes,
            )))
        }
    };
}

/// Methods beside a `set_parameter` for decompression.
macro_rules! decompression_setters {
    () => {
        /// The largest window that's allowed, as a power of two.
        pub fn window_log_max(&mut self, log_distance: u32) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::DParameter::WindowLogMax(log_distance))
        }

        /// Whether frames begin with the four bytes that say so.
        #[cfg(feature = "experimental")]
        pub fn include_magicbytes(&mut self, include_magicbytes: bool) -> std::io::Result<()> {
            self.set_parameter(zstd_safe::DParameter::Format(crate::setters::format(
                include_magicbytes,
            )))
        }
    };
}

/// All setters of an encoder, whose adaptor is the named field.
macro_rules! encoder_setters {
    ($adaptor:ident) => {
        /// Sets a parameter, for all frames to come.
        pub fn set_parameter(&mut self, parameter: zstd_safe::CParameter) -> std::io::Result<()> {
            self.$adaptor.operation_mut().set_parameter(parameter)
        }

        /// Says how much input the frame will have; `None` for unknown.
        pub fn set_pledged_src_size(&mut self, size: Option<u64>) -> std::io::Result<()> {
            self.$adaptor.operation_mut().set_pledged_src_size(size)
        }

        crate::setters::compression_setters!();
    };
}

/// All setters of a decoder, whose adaptor is the named field.
macro_rules! decoder_setters {
    ($adaptor:ident) => {
        /// Sets a parameter, for all frames to come.
        pub fn set_parameter(&mut self, parameter: zstd_safe::DParameter) -> std::io::Result<()> {
            self.$adaptor.operation_mut().set_parameter(parameter)
        }

        crate::setters::decompression_setters!();
    };
}

pub(crate) use {compression_setters, decoder_setters, decompression_setters, encoder_setters};

#[cfg(feature = "experimental")]
pub(crate) fn format(with_magic: bool) -> zstd_safe::FrameFormat {
    if with_magic { zstd_safe::FrameFormat::One } else { zstd_safe::FrameFormat::Magicless }
}

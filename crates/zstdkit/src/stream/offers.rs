//! What every adaptor offers in the same words, whatever it stands on.

/// The methods of an encoder whose machine is at the given place.
macro_rules! offers_of_encoders {
    ($($machine:tt).+) => {
        /// The options it was made with, or last configured to.
        pub fn options(&self) -> &CompressOptions {
            self.$($machine).+.options()
        }

        /// Takes other options in place of the ones it has, for the frames to come; its memory stays,
        /// and a prefix among them is for the next frame. What was pledged stays pledged.
        ///
        /// As [`Compressor::configure`](crate::Compressor::configure): with worker threads, a frame in
        /// progress can be given another level.
        ///
        /// ```
        /// use std::io::Write;
        /// use zstdkit::{CompressOptions, stream::write::Encoder};
        ///
        /// let mut encoder = Encoder::new(Vec::new(), 3)?;
        /// encoder.write_all(b"first")?;
        /// let first = encoder.reset(Vec::new())?;
        /// encoder.configure(&CompressOptions::new().checksum(true))?;
        /// encoder.write_all(b"again")?;
        /// assert_eq!(encoder.finish()?.len(), first.len() + 4);
        /// # Ok::<(), std::io::Error>(())
        /// ```
        ///
        /// # Errors
        ///
        /// A parameter out of bounds, or
        /// [`Error::OptionsInsideFrame`] for what has to wait for the
        /// frame's end: all is then as it was. No memory, or a dictionary that can't be used: it then
        /// has the default options. The error that stopped it, once there is one.
        pub fn configure(&mut self, options: &CompressOptions) -> Result<()> {
            self.$($machine).+.configure(options)
        }

        /// Changes the level: for the frames to come, and, with worker threads, for the jobs of the frame
        /// in progress that haven't begun.
        ///
        /// # Errors
        ///
        /// A level out of bounds; [`Error::OptionsInsideFrame`]
        /// inside of a frame without workers; no memory for a dictionary digested for that level. All
        /// is then as it was. The error that stopped it, once there is one.
        pub fn set_level(&mut self, level: i32) -> Result<()> {
            self.$($machine).+.set_level(level)
        }

        $crate::stream::offers::offers_of_all!($($machine).+);
    };
}

/// The methods of a decoder whose machine is at the given place.
macro_rules! offers_of_decoders {
    ($($machine:tt).+) => {
        /// The options it was made with, or last configured to.
        pub fn options(&self) -> &DecompressOptions {
            self.$($machine).+.options()
        }

        /// Takes other options in place of the ones it has, for the frames to come; its memory stays.
        /// Limits count anew.
        ///
        /// ```
        /// use std::io::Write;
        /// use zstdkit::{DecompressOptions, stream::write::Decoder};
        ///
        /// let mut decoder = Decoder::new(Vec::new())?;
        /// decoder.configure(&DecompressOptions::new().max_output(4096))?;
        /// assert!(decoder.write_all(&zstdkit::compress(&[0; 5000], 3)?).is_err());
        /// # Ok::<(), std::io::Error>(())
        /// ```
        ///
        /// # Errors
        ///
        /// A parameter out of bounds, or
        /// [`Error::OptionsInsideFrame`]: all is then as it was. No
        /// memory, or a dictionary that can't be used: it then has the default options. The error that
        /// stopped it, once there is one.
        pub fn configure(&mut self, options: &DecompressOptions) -> Result<()> {
            self.$($machine).+.configure(options)
        }

        $crate::stream::offers::offers_of_all!($($machine).+);
    };
}

/// The methods of an adaptor whose machine is at the given place.
macro_rules! offers_of_all {
    ($($machine:tt).+) => {
        /// How many bytes have gone in since it was made or last reset: written to it, or used of what the
        /// inner reader has given.
        ///
        /// ```
        /// use std::io::Write;
        ///
        /// let mut encoder = zstdkit::stream::write::Encoder::new(Vec::new(), 3)?;
        /// encoder.write_all(b"plain bytes")?;
        /// encoder.try_finish()?;
        /// assert_eq!(encoder.total_in(), 11);
        /// assert_eq!(encoder.total_out(), encoder.get_ref().len() as u64);
        /// # Ok::<(), std::io::Error>(())
        /// ```
        pub fn total_in(&self) -> u64 {
            self.$($machine).+.total_in()
        }

        /// How many bytes have come out since it was made or last reset: taken by the inner writer, or
        /// read from it.
        pub fn total_out(&self) -> u64 {
            self.$($machine).+.total_out()
        }
    };
}

pub(crate) use {offers_of_all, offers_of_decoders, offers_of_encoders};

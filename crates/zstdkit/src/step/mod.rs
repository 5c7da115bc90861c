//! One step at a time, bounded on both sides: input as it comes, output as there is room.
//!
//! [`Encoder`] and [`Decoder`] are what all that works in pieces stands on: push streams,
//! [`stream`](crate::stream) and `async_io`. A step takes as much input, and makes as much output, as the
//! two slices allow, says how much that was, and allocates nothing beside the one C object. It's for event
//! loops, protocols and memory that other types are too free with; also without `std`.
//!
//! ```
//! use zstdkit::{CompressOptions, DecompressOptions, EndDirective, step};
//!
//! let mut encoder = step::Encoder::new(&CompressOptions::new())?;
//! let (mut wire, mut packet) = (Vec::new(), [0; 16]);
//! let mut input = &b"sent in packets of sixteen bytes"[..];
//! loop {
//!     let step = encoder.step(input, &mut packet, EndDirective::End)?;
//!     input = &input[step.consumed..];
//!     wire.extend_from_slice(&packet[..step.produced]);
//!     if step.hint == 0 {
//!         break;
//!     }
//! }
//!
//! let mut decoder = step::Decoder::new(&DecompressOptions::new())?;
//! let mut text = [0; 100];
//! let step = decoder.step(&wire, &mut text)?;
//! assert_eq!(text[..step.produced], *b"sent in packets of sixteen bytes");
//! assert!(step.hint == 0 && decoder.at_frame_edge());
//! # Ok::<(), zstdkit::Error>(())
//! ```

mod decoder;
mod encoder;
mod inside;

pub use decoder::Decoder;
pub use encoder::Encoder;

/// What one step did, and what is still to come.
#[doc(alias = "InBuffer")]
#[doc(alias = "Status")]
#[doc(alias = "bytes_read")]
#[doc(alias = "bytes_written")]
#[doc(alias = "pos")]
#[doc(alias = "remaining")]
#[doc(alias = "set_pos")]
#[doc(alias = "src")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Step {
    /// Bytes of the input that were used. The rest is to be given again.
    pub consumed: usize,
    /// Bytes of output that were made.
    pub produced: usize,
    /// What is still to come. For an [`Encoder`], how many bytes of output at least: 0 once a flush or the
    /// frame's end is handed over. For a [`Decoder`], how many bytes of input would be good to have next:
    /// 0 exactly when a frame is complete and handed over, or nothing begun.
    pub hint: usize,
}

#[cfg(test)]
mod tests {
    use super::{Decoder, Encoder};

    #[test]
    fn the_recommended_sizes_are_libzstds() {
        let encoder = [Encoder::INPUT_SIZE, Encoder::OUTPUT_SIZE];
        let decoder = [Decoder::INPUT_SIZE, Decoder::OUTPUT_SIZE];
        assert_eq!([encoder, decoder].concat(), crate::ffi::recommended_sizes());
    }
}

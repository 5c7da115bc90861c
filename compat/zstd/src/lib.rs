//! The interface of `zstd` 0.14, on zstdkit's libzstd: for `[patch.crates-io]`.
//!
//! New programs want the crate `zstdkit`. This one is for programs, and their dependencies, that are
//! written for `zstd` and are to run on zstdkit's libzstd without a change.
//!
//! ```
//! let frame = zstd::encode_all(&b"hello"[..], 3).unwrap();
//! assert_eq!(zstd::decode_all(&frame[..]).unwrap(), b"hello");
//! ```
//!
//! # Modules
//!
//! - [`stream`]: readers and writers, and what copies between them.
//! - [`bulk`]: whole inputs, in one call.
//! - [`dict`]: digested dictionaries, and how they come about.
//! - `error`: C's errors as errors of `std::io`. `setters`: what contexts and adaptors can be set to.

#![forbid(unsafe_code)]
#![cfg_attr(feature = "doc-cfg", feature(doc_cfg))]

mod error;
mod setters;

pub mod bulk;
pub mod dict;
pub mod stream;

use std::ops::RangeInclusive;

pub use zstd_safe::{self, CLEVEL_DEFAULT as DEFAULT_COMPRESSION_LEVEL, compress_bound};

pub use crate::{
    error::Error,
    stream::{
        Decoder, Encoder, compress_file, compress_file_into, compress_sized, compress_sized_into,
        decode_all, decompressed_size, encode_all,
    },
};

/// All levels.
pub fn compression_level_range() -> RangeInclusive<zstd_safe::CompressionLevel> {
    zstd_safe::min_c_level()..=zstd_safe::max_c_level()
}

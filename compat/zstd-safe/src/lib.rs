//! The interface of `zstd-safe` 8.3, on `zstdkit-sys`: for `[patch.crates-io]`.
//!
//! New programs want the crate `zstdkit`. This one is for programs, and their dependencies, that are
//! written for `zstd-safe` and are to run on zstdkit's libzstd without a change.
//!
//! ```
//! let mut frame = Vec::with_capacity(zstd_safe::compress_bound(5));
//! zstd_safe::compress(&mut frame, b"hello", 3).unwrap();
//! let mut content = Vec::with_capacity(5);
//! zstd_safe::decompress(&mut content, &frame).unwrap();
//! assert_eq!(content, b"hello");
//! ```
//!
//! # Modules
//!
//! All but [`seekable`] and [`zstd_sys`] is at the crate's root.
//!
//! - `buffer`: what C reads from and writes to.
//! - `cctx`, `workers`, `dctx`: contexts. `poison`: what an error leaves behind.
//! - `dictionary`, `train`: digested dictionaries, and how they come about.
//! - `parameters`: what can be set. `constants`: libzstd's numbers.
//! - `frame`: questions about bytes. `error`: numbers that are errors. `one_call`: without a context.
//! - `memory`: where C has its memory from. `thread_pool`: threads that contexts share.

#![no_std]
#![cfg_attr(feature = "doc-cfg", feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod buffer;
mod cctx;
mod constants;
mod dctx;
mod dictionary;
mod error;
mod frame;
mod memory;
mod one_call;
mod parameters;
mod poison;
#[cfg(feature = "seekable")]
pub mod seekable;
#[cfg(all(feature = "experimental", feature = "zstdmt"))]
mod thread_pool;
#[cfg(feature = "zdict_builder")]
mod train;
mod workers;
pub mod zstd_sys;

#[cfg(feature = "experimental")]
#[expect(deprecated, reason = "a name of the interface that this crate has")]
pub use self::cctx::get_block_size;
#[cfg(all(feature = "experimental", feature = "zstdmt"))]
pub use self::thread_pool::ThreadPool;
#[cfg(feature = "zdict_builder")]
pub use self::train::{get_dict_id, train_from_buffer};
#[cfg(feature = "experimental")]
pub use self::zstd_sys::ZSTD_frameProgression as FrameProgression;
pub use self::{
    buffer::{InBuffer, OutBuffer, WriteBuf},
    cctx::{CCtx, CStream, compress_using_cdict, create_cstream, init_cstream},
    constants::*,
    dctx::{DCtx, DStream, decompress_using_ddict},
    dictionary::{CDict, DDict, create_cdict, create_ddict},
    error::{ContentSizeError, ErrorCode, SafeResult, get_error_name, is_error_kind},
    frame::*,
    one_call::{compress, compress_bound, decompress},
    parameters::*,
    zstd_sys::ZSTD_strategy as Strategy,
};

//! The declarations, made from libzstd's headers by `cargo xtask codegen`.

#[rustfmt::skip]
mod stable;
pub use stable::*;

#[cfg(feature = "experimental")]
#[rustfmt::skip]
mod experimental;
#[cfg(feature = "experimental")]
pub use experimental::*;

#[cfg(feature = "dict-builder")]
#[rustfmt::skip]
mod zdict;
#[cfg(feature = "dict-builder")]
pub use zdict::*;

#[cfg(feature = "dict-builder")]
#[rustfmt::skip]
mod zdict_experimental;
#[cfg(feature = "dict-builder")]
pub use zdict_experimental::*;

#[cfg(feature = "seekable")]
#[rustfmt::skip]
mod seekable;
#[cfg(feature = "seekable")]
pub use seekable::*;

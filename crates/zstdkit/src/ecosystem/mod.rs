//! What other crates' traits make of this crate's types, a feature each.

#[cfg(feature = "arbitrary")]
mod arbitrary;
#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "serde")]
mod serde;

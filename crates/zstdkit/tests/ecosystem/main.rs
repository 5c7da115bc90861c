//! What other crates' traits make of this crate's types, for the features that are on.

#[cfg(feature = "bytes")]
mod buffers;
#[cfg(any(
    feature = "arbitrary",
    feature = "bytes",
    feature = "futures",
    feature = "serde",
    feature = "tokio"
))]
mod data;
#[cfg(any(feature = "futures", feature = "tokio"))]
mod hesitant;
#[cfg(feature = "arbitrary")]
mod made_up;
#[cfg(feature = "futures")]
mod over_futures;
#[cfg(feature = "tokio")]
mod over_tokio;
#[cfg(feature = "serde")]
mod serialized;

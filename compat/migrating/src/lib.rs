//! The examples of docs/migrating.md, which show two crates side by side.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/migrating.md")]
struct Page;

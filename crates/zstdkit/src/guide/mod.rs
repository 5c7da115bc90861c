//! The guide: one question a page, each answered in one screen.
//!
//! The repository has the same pages as a book, `docs/guide`. Their examples are tests; those that need
//! other crates of the workspace run in the workspace's own. `docs/migrating.md` there leads from the crates `zstd`
//! and `zstd-safe`, from flate2 and from Python's packages to zstdkit, item by item.

#[doc = include_str!("../../guide/level.md")]
pub mod level {}

#[doc = include_str!("../../guide/streaming.md")]
pub mod streaming {}

#[doc = include_str!("../../guide/socket.md")]
pub mod socket {}

#[cfg_attr(not(doctest), doc = include_str!("../../guide/records.md"))]
pub mod records {}

#[doc = include_str!("../../guide/untrusted.md")]
pub mod untrusted {}

#[doc = include_str!("../../guide/patches.md")]
pub mod patches {}

#[cfg_attr(not(doctest), doc = include_str!("../../guide/batches.md"))]
pub mod batches {}

#[cfg_attr(not(doctest), doc = include_str!("../../guide/random_access.md"))]
pub mod random_access {}

#[cfg_attr(any(not(doctest), feature = "tokio"), doc = include_str!("../../guide/async.md"))]
pub mod asynchronous {}

#[doc = include_str!("../../guide/no_std.md")]
pub mod no_std {}

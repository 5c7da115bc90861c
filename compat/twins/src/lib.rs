//! Our packages and those whose interface they have, in one program: the same case goes through the same doors of
//! both.
//!
//! `case` draws what is compressed, and damages what came of it. `doors` is one file that stands in both halves,
//! [`ours`] and [`theirs`], each of which means its own crate by `z`.

#![expect(clippy::duplicate_mod, reason = "the same doors of both is the point")]

pub mod case;
pub mod ours;
pub mod theirs;

/// What came of a case: what was given, how it ended, and where its reader stood then.
#[derive(Debug, PartialEq, Eq)]
pub struct Told {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The error, if there was one.
    pub error: Option<Failure>,
    /// Where the input was left.
    pub position: u64,
}

/// An error, without words that aren't libzstd's.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// What `std::io` calls it; none where the door has numbers alone.
    pub kind: Option<std::io::ErrorKind>,
    /// What libzstd calls it, if it's one of its own.
    pub name: Option<String>,
}

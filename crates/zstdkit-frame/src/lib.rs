//! Zstandard frame inspection in pure Rust: headers, sizes, blocks; no_std, no unsafe code

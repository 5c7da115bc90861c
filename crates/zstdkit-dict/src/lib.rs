//! Zstandard dictionary training

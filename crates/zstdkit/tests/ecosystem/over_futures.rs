//! The asynchronous adaptors over readers and writers of the crate `futures`.

use futures_util::{AsyncReadExt, AsyncWriteExt};

/// Ends what is under way.
macro_rules! close {
    ($writer:expr) => {
        insist!($writer.close())
    };
}

include!("async_cases.rs");

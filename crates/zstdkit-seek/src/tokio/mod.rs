//! The same over tokio's readers and writers.

mod read;
mod write;

pub use read::AsyncSeekReader;
pub use write::{AsyncIndexedWriter, AsyncSeekableWriter};

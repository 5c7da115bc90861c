//! Compressing and decompressing many items at once, on all cores.

mod compress;
mod decompress;
mod each;
mod engine;
mod frame_item;
mod plan;
mod progress;
#[cfg(not(feature = "rayon"))]
mod scoped_crew;
mod settings;
mod slabs;
#[cfg(feature = "rayon")]
mod standing_crew;
mod work;

pub use compress::{BatchCompressor, CompressRun};
pub use decompress::{BatchDecompressor, DecompressRun};
pub use each::{EachItems, EachResult};
pub use progress::BatchProgress;

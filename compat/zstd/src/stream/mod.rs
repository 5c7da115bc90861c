//! Readers and writers, and what copies between them.
//!
//! [`read`] pulls through a reader, [`mod@write`] pushes into a writer, [`raw`] does one step at a time, and
//! [`zio`] makes readers and writers of what does.

mod functions;
pub mod raw;
pub mod read;
pub mod write;
pub mod zio;

pub use self::{
    functions::{
        compress_file, compress_file_into, compress_sized, compress_sized_into, copy_decode,
        copy_encode, decode_all, decompressed_size, encode_all,
    },
    read::Decoder,
    write::{AutoFinishEncoder, Encoder},
};

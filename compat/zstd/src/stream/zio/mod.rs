//! Readers and writers made of anything that works step by step.

mod outbox;
mod reader;
mod writer;

pub use self::{reader::Reader, writer::Writer};

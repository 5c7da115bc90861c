//! The buffer between an adaptor and its reader.

use std::io::{BufRead, BufReader, Read};

/// The buffer's size, in bytes: a block at its largest.
const BUFFER: usize = 128 * 1024;

/// A buffer for what is read ahead from `inner`.
pub(super) fn buffered<R: Read>(inner: R) -> BufReader<R> {
    BufReader::with_capacity(BUFFER, inner)
}

/// Puts `inner` in place of the reader behind a buffer, whose memory stays; returns the one before.
pub(super) fn swap<R: Read>(buffered: &mut BufReader<R>, inner: R) -> R {
    let ahead = buffered.buffer().len();
    buffered.consume(ahead);
    std::mem::replace(buffered.get_mut(), inner)
}

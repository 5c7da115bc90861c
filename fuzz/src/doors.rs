//! The ways in which frames are decompressed, each to its [`Verdict`].

use std::{
    io::{self, BufRead, Read, Write},
    pin::Pin,
    task::Poll,
};

use zstdkit::{DecompressOptions, Error, async_io, stream};

use crate::{Cuts, Hesitant, insist, verdict::Verdict};

/// Pushed in pieces, and taken in pieces.
///
/// # Panics
///
/// Where the object gives more than was asked for, or says that it has more and gives nothing.
pub fn push(options: &DecompressOptions, data: &[u8], cuts: Cuts, mut rooms: Cuts) -> Verdict {
    let mut decompressor = options.decompressor()?;
    let mut output = Vec::new();
    for piece in cuts.pieces(data) {
        let mut piece = piece;
        loop {
            let most = rooms.length();
            let given = decompressor.decompress_into(piece, Some(most), &mut output)?;
            assert!(given <= most, "more than was asked for");
            piece = &[];
            if decompressor.needs_input() {
                break;
            }
        }
    }
    if decompressor.at_frame_edge() { Ok(output) } else { Err(Error::Truncated) }
}

/// Read from a reader.
///
/// # Errors
///
/// What the decoder says.
pub fn read(options: &DecompressOptions, data: &[u8], cuts: Cuts, rooms: Cuts) -> Verdict {
    read_all(stream::read::Decoder::with_options(Hesitant::new(data, cuts), options)?, rooms)
}

/// Read from a reader with a buffer.
///
/// # Errors
///
/// What the decoder says.
pub fn bufread(options: &DecompressOptions, data: &[u8], cuts: Cuts, rooms: Cuts) -> Verdict {
    read_all(stream::bufread::Decoder::with_options(Hesitant::new(data, cuts), options)?, rooms)
}

/// Written to a writer.
///
/// # Errors
///
/// What the decoder says.
pub fn write(options: &DecompressOptions, data: &[u8], cuts: Cuts, rooms: Cuts) -> Verdict {
    let sink = Hesitant::new(Vec::new(), rooms);
    let mut decoder = stream::write::Decoder::with_options(sink, options)?;
    for piece in cuts.pieces(data) {
        write_all(&mut decoder, piece).map_err(ours)?;
        again(|| decoder.flush()).map_err(ours)?;
    }
    again(|| decoder.try_finish()).map_err(ours)?;
    Ok(decoder.into_inner().inner)
}

/// Read by polls, as tokio has them.
///
/// # Errors
///
/// What the decoder says.
pub fn tokio_read(
    options: &DecompressOptions,
    data: &[u8],
    cuts: Cuts,
    mut rooms: Cuts,
) -> Verdict {
    let inner = Hesitant::new(data, cuts);
    let mut decoder = async_io::bufread::Decoder::with_options(inner, options)?;
    let mut output = Vec::new();
    let mut room = [0; 4096];
    loop {
        let most = rooms.length().clamp(1, room.len());
        let mut buf = tokio::io::ReadBuf::new(&mut room[..most]);
        insist(|context| {
            tokio::io::AsyncRead::poll_read(Pin::new(&mut decoder), context, &mut buf)
        })
        .map_err(ours)?;
        if buf.filled().is_empty() {
            return Ok(output);
        }
        output.extend_from_slice(buf.filled());
    }
}

/// Written by polls, as tokio has them.
///
/// # Errors
///
/// What the decoder says.
pub fn tokio_write(options: &DecompressOptions, data: &[u8], cuts: Cuts, rooms: Cuts) -> Verdict {
    use tokio::io::AsyncWrite;
    let sink = Hesitant::new(Vec::new(), rooms);
    let mut decoder = async_io::write::Decoder::with_options(sink, options)?;
    for mut piece in cuts.pieces(data) {
        while !piece.is_empty() {
            let len =
                insist(|context| AsyncWrite::poll_write(Pin::new(&mut decoder), context, piece));
            piece = &piece[len.map_err(ours)?..];
        }
        insist(|context| AsyncWrite::poll_flush(Pin::new(&mut decoder), context)).map_err(ours)?;
    }
    insist(|context| AsyncWrite::poll_shutdown(Pin::new(&mut decoder), context)).map_err(ours)?;
    Ok(decoder.into_inner().inner)
}

/// Read by polls, as the crate futures has them.
///
/// # Errors
///
/// What the decoder says.
pub fn futures_read(
    options: &DecompressOptions,
    data: &[u8],
    cuts: Cuts,
    mut rooms: Cuts,
) -> Verdict {
    let inner = Hesitant::new(data, cuts);
    let mut decoder = async_io::bufread::Decoder::with_options(inner, options)?;
    let mut output = Vec::new();
    let mut room = [0; 4096];
    loop {
        let most = rooms.length().clamp(1, room.len());
        let read = insist(|context| {
            let room = &mut room[..most];
            futures_io::AsyncRead::poll_read(Pin::new(&mut decoder), context, room)
        });
        match read.map_err(ours)? {
            0 => return Ok(output),
            len => output.extend_from_slice(&room[..len]),
        }
    }
}

/// Written by polls, as the crate futures has them.
///
/// # Errors
///
/// What the decoder says.
pub fn futures_write(options: &DecompressOptions, data: &[u8], cuts: Cuts, rooms: Cuts) -> Verdict {
    use futures_io::AsyncWrite;
    let sink = Hesitant::new(Vec::new(), rooms);
    let mut decoder = async_io::write::Decoder::with_options(sink, options)?;
    for mut piece in cuts.pieces(data) {
        while !piece.is_empty() {
            let len =
                insist(|context| AsyncWrite::poll_write(Pin::new(&mut decoder), context, piece));
            piece = &piece[len.map_err(ours)?..];
        }
        insist(|context| AsyncWrite::poll_flush(Pin::new(&mut decoder), context)).map_err(ours)?;
    }
    insist(|context| AsyncWrite::poll_close(Pin::new(&mut decoder), context)).map_err(ours)?;
    Ok(decoder.into_inner().inner)
}

/// All that a reader gives, asked for in pieces.
///
/// # Errors
///
/// What the reader says.
pub fn read_all(mut reader: impl Read, mut rooms: Cuts) -> Verdict {
    let mut output = Vec::new();
    let mut room = [0; 4096];
    loop {
        let most = rooms.length().clamp(1, room.len());
        match again(|| reader.read(&mut room[..most])).map_err(ours)? {
            0 => return Ok(output),
            len => output.extend_from_slice(&room[..len]),
        }
    }
}

/// Writes all of `data`, whatever fails in passing.
///
/// # Errors
///
/// What the writer says.
pub fn write_all(writer: &mut impl Write, mut data: &[u8]) -> io::Result<()> {
    while !data.is_empty() {
        let len = again(|| writer.write(data))?;
        data = &data[len..];
    }
    Ok(())
}

/// Makes a call anew for as long as it fails in passing.
///
/// # Errors
///
/// Those that stay.
pub fn again<T>(mut call: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    insist(|_| Poll::Ready(call()))
}

/// The library's error in one of input and output.
///
/// # Panics
///
/// Where there is none: nothing else fails here for good.
pub fn ours(error: io::Error) -> Error {
    Error::try_from(error).expect("an error of the library's")
}

/// What is left of a reader that a decoder has stopped at.
pub fn rest(mut reader: impl BufRead) -> Vec<u8> {
    let mut rest = Vec::new();
    loop {
        let len = match again(|| {
            let shown = reader.fill_buf()?;
            rest.extend_from_slice(shown);
            Ok(shown.len())
        }) {
            Ok(0) | Err(_) => return rest,
            Ok(len) => len,
        };
        reader.consume(len);
    }
}

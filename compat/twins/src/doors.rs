//! The doors of a crate: this file stands in both halves.

use std::io::{self, BufReader, Cursor, Read, Write};

use super::z::{
    self,
    stream::raw::{CParameter, InBuffer, Operation, OutBuffer},
    zstd_safe::{self as safe, CCtx, DCtx, ResetDirective, get_error_name},
};
use crate::{Failure, Told, case::Case};

/// What goes through a door.
type Door = fn(&Case) -> io::Result<Vec<u8>>;

/// All that compress.
pub const COMPRESSION: [Door; 8] =
    [bulk, write_pieces, read_pieces, encode_all, sized, raw, lent_context, reused];

/// What goes through a door, with the input and how much is taken at a time.
type WayBack = fn(&[u8], usize, &[u8]) -> Told;

/// All that decompress.
pub const DECOMPRESSION: [WayBack; 8] = [
    bulk_back,
    read_back,
    read_one_frame,
    write_back,
    decode_all,
    one_call_back,
    steps_back,
    copy_back,
];

/// Sets what a case asks for, by the object's own setters.
macro_rules! set {
    ($object:expr, $case:expr) => {{
        $object.include_checksum($case.checksum)?;
        $object.include_contentsize($case.says_size)?;
        $object.long_distance_matching($case.long)?;
        $object.multithread($case.workers)?;
        if let Some(log) = $case.window_log {
            $object.window_log(log)?;
        }
    }};
}

fn bulk(case: &Case) -> io::Result<Vec<u8>> {
    let digest = z::dict::EncoderDictionary::copy(&case.dictionary, case.level);
    let mut compressor = if case.is_digested {
        z::bulk::Compressor::with_prepared_dictionary(&digest)?
    } else {
        z::bulk::Compressor::with_dictionary(case.level, &case.dictionary)?
    };
    set!(compressor, case);
    compressor.compress(&case.content)
}

fn write_pieces(case: &Case) -> io::Result<Vec<u8>> {
    let digest = z::dict::EncoderDictionary::copy(&case.dictionary, case.level);
    let mut encoder = if case.is_digested {
        z::stream::write::Encoder::with_prepared_dictionary(Vec::new(), &digest)?
    } else {
        z::stream::write::Encoder::with_dictionary(Vec::new(), case.level, &case.dictionary)?
    };
    set!(encoder, case);
    if case.is_pledged {
        encoder.set_pledged_src_size(Some(case.content.len() as u64))?;
    }
    for (number, piece) in case.content.chunks(case.piece).enumerate() {
        encoder.write_all(piece)?;
        if number % case.flushes == case.flushes - 1 {
            encoder.flush()?;
        }
    }
    encoder.finish()
}

fn read_pieces(case: &Case) -> io::Result<Vec<u8>> {
    let source = BufReader::with_capacity(case.piece, &case.content[..]);
    let mut encoder =
        z::stream::read::Encoder::with_dictionary(source, case.level, &case.dictionary)?;
    set!(encoder, case);
    let mut frame = Vec::new();
    let mut room = vec![0; case.piece.min(100_000)];
    loop {
        match encoder.read(&mut room)? {
            0 => return Ok(frame),
            given => frame.extend_from_slice(&room[..given]),
        }
    }
}

fn encode_all(case: &Case) -> io::Result<Vec<u8>> {
    z::encode_all(&case.content[..], case.level)
}

fn sized(case: &Case) -> io::Result<Vec<u8>> {
    // Once in a while it's wrong.
    let wrong = u64::from(case.flushes == 3);
    z::compress_sized(&case.content[..], case.level, case.content.len() as u64 + wrong)
}

fn raw(case: &Case) -> io::Result<Vec<u8>> {
    let mut encoder = z::stream::raw::Encoder::with_ref_prefix(case.level, &case.dictionary)?;
    encoder.set_parameter(CParameter::ChecksumFlag(case.checksum))?;
    encoder.set_parameter(CParameter::WindowLog(case.window_log.unwrap_or(0)))?;
    let mut frame = Vec::new();
    let mut input = InBuffer::around(&case.content);
    let mut room = vec![0; case.piece];
    while input.pos() < input.src.len() {
        let mut output = OutBuffer::around(&mut room[..]);
        encoder.run(&mut input, &mut output)?;
        frame.extend_from_slice(output.as_slice());
    }
    loop {
        let mut output = OutBuffer::around(&mut room[..]);
        let left = encoder.finish(&mut output, true)?;
        frame.extend_from_slice(output.as_slice());
        if left == 0 {
            return Ok(frame);
        }
    }
}

fn lent_context(case: &Case) -> io::Result<Vec<u8>> {
    let mut context = CCtx::create();
    context.set_parameter(CParameter::CompressionLevel(case.level)).map_err(named)?;
    let window = CParameter::WindowLog(case.window_log.unwrap_or(0));
    context.set_parameter(window).map_err(named)?;
    context.load_dictionary(&case.dictionary).map_err(named)?;
    let mut frames = Vec::new();
    for half in case.content.chunks(case.content.len() / 2 + 1) {
        let mut encoder = z::stream::write::Encoder::with_context(&mut frames, &mut context);
        encoder.write_all(half)?;
        encoder.finish()?;
    }
    Ok(frames)
}

/// One context for all that a context can do, errors among it.
fn reused(case: &Case) -> io::Result<Vec<u8>> {
    let mut context = CCtx::create();
    let content = &case.content[..];
    let room = safe::compress_bound(content.len());
    let mut frames = Vec::new();
    let mut frame = Vec::with_capacity(room);
    let mut keep = |result: Result<usize, usize>, frame: &Vec<u8>| match result {
        Ok(_) => frames.extend_from_slice(frame),
        Err(code) => frames.extend_from_slice(get_error_name(code).as_bytes()),
    };
    context.set_parameter(CParameter::ChecksumFlag(case.checksum)).map_err(named)?;
    keep(context.compress(&mut frame, content, case.level), &frame);
    keep(context.compress2(&mut frame, content), &frame);
    keep(context.compress_using_dict(&mut frame, content, &case.dictionary, case.level), &frame);
    keep(context.compress2(&mut Vec::with_capacity(content.len() / 20), content), &frame);
    // What follows an error.
    keep(
        context.compress_stream(&mut OutBuffer::around(&mut frame), &mut InBuffer::around(content)),
        &frame,
    );
    context.reset(ResetDirective::SessionOnly).map_err(named)?;
    keep(context.set_parameter(CParameter::WindowLog(case.window_log.unwrap_or(99))), &frame);
    keep(context.ref_prefix(&case.dictionary), &frame);
    keep(context.compress2(&mut frame, content), &frame);
    keep(context.compress2(&mut frame, content), &frame);
    Ok(frames)
}

fn named(code: usize) -> io::Error {
    io::Error::other(get_error_name(code))
}

/// An error without words that aren't libzstd's.
pub fn failure(error: &io::Error) -> Failure {
    let own = error.get_ref().and_then(|own| own.downcast_ref::<z::Error>());
    Failure { kind: Some(error.kind()), name: own.map(ToString::to_string) }
}

fn told(bytes: Vec<u8>, result: io::Result<()>, position: usize) -> Told {
    Told { bytes, error: result.err().as_ref().map(failure), position: position as u64 }
}

fn numbered(bytes: Vec<u8>, result: Result<usize, usize>, position: usize) -> Told {
    let name = result.err().map(|code| get_error_name(code).to_owned());
    let error = name.map(|name| Failure { kind: None, name: Some(name) });
    Told { bytes, error, position: position as u64 }
}

/// What content may come to, in bytes.
const MOST: usize = 1 << 20;

fn bulk_back(input: &[u8], piece: usize, dictionary: &[u8]) -> Told {
    let result = z::bulk::Decompressor::with_dictionary(dictionary).and_then(|mut decompressor| {
        decompressor.decompress(input, if piece == 1 { 100 } else { MOST })
    });
    match result {
        Ok(content) => told(content, Ok(()), 0),
        Err(error) => told(Vec::new(), Err(error), 0),
    }
}

fn read_back(input: &[u8], piece: usize, dictionary: &[u8]) -> Told {
    let mut decoder =
        match z::stream::read::Decoder::with_dictionary(Cursor::new(input), dictionary) {
            Ok(decoder) => decoder,
            Err(error) => return told(Vec::new(), Err(error), 0),
        };
    let mut content = Vec::new();
    let result = read(&mut decoder, piece, &mut content);
    let position = decoder.into_inner().position() as usize;
    told(content, result, position)
}

fn read_one_frame(input: &[u8], piece: usize, dictionary: &[u8]) -> Told {
    let mut decoder =
        match z::stream::read::Decoder::with_dictionary(Cursor::new(input), dictionary) {
            Ok(decoder) => decoder.single_frame(),
            Err(error) => return told(Vec::new(), Err(error), 0),
        };
    let mut content = Vec::new();
    // As much as a program that knows the size reads.
    let size = z::decompressed_size(input).unwrap_or(100).min(MOST as u64);
    let mut room = vec![0; piece];
    let mut result = Ok(());
    while (content.len() as u64) < size {
        let least = room.len().min((size - content.len() as u64) as usize);
        match decoder.read(&mut room[..least]) {
            Ok(0) => break,
            Ok(given) => content.extend_from_slice(&room[..given]),
            Err(error) => {
                result = Err(error);
                break;
            }
        }
    }
    result = result.and(decoder.finish_frame());
    let position = decoder.finish().position() as usize;
    told(content, result, position)
}

fn read(source: &mut impl Read, piece: usize, content: &mut Vec<u8>) -> io::Result<()> {
    let mut room = vec![0; piece];
    loop {
        match source.read(&mut room)? {
            0 => return Ok(()),
            _ if content.len() > MOST => return Ok(()),
            given => content.extend_from_slice(&room[..given]),
        }
    }
}

fn write_back(input: &[u8], piece: usize, dictionary: &[u8]) -> Told {
    let mut decoder = match z::stream::write::Decoder::with_dictionary(Vec::new(), dictionary) {
        Ok(decoder) => decoder,
        Err(error) => return told(Vec::new(), Err(error), 0),
    };
    let mut position = 0;
    let mut result = Ok(());
    while position < input.len() && result.is_ok() && decoder.get_ref().len() < MOST {
        let end = input.len().min(position + piece);
        match decoder.write(&input[position..end]) {
            Ok(taken) => position += taken,
            Err(error) => result = Err(error),
        }
    }
    let result = result.and_then(|()| decoder.do_finish());
    told(decoder.into_inner(), result, position)
}

fn decode_all(input: &[u8], _piece: usize, _dictionary: &[u8]) -> Told {
    match z::decode_all(input) {
        Ok(content) => told(content, Ok(()), 0),
        Err(error) => told(Vec::new(), Err(error), 0),
    }
}

fn copy_back(input: &[u8], piece: usize, _dictionary: &[u8]) -> Told {
    let mut content = Vec::new();
    let result = z::stream::copy_decode(BufReader::with_capacity(piece, input), &mut content);
    told(content, result, 0)
}

fn one_call_back(input: &[u8], piece: usize, dictionary: &[u8]) -> Told {
    let mut context = DCtx::create();
    let mut content = Vec::with_capacity(if piece == 1 { 100 } else { MOST });
    // Twice: an error leaves nothing behind.
    let _ = context.decompress(&mut Vec::with_capacity(10), input);
    let result = context.decompress_using_dict(&mut content, input, dictionary);
    numbered(content, result, 0)
}

fn steps_back(input: &[u8], piece: usize, dictionary: &[u8]) -> Told {
    let mut context = DCtx::create();
    let mut content = Vec::new();
    if let Err(code) = context.load_dictionary(dictionary) {
        return numbered(content, Err(code), 0);
    }
    let (mut position, mut result) = (0, Ok(0));
    let mut room = vec![0; 1_000];
    // To the end, and once more: an error stays.
    for _ in 0..20_000 {
        let end = input.len().min(position + piece);
        let mut from = InBuffer::around(&input[position..end]);
        let mut to = OutBuffer::around(&mut room[..]);
        let step = context.decompress_stream(&mut to, &mut from);
        let moved = from.pos() + to.pos();
        content.extend_from_slice(to.as_slice());
        position += from.pos();
        if result.is_err() || step.is_ok() && moved == 0 && end == input.len() {
            return numbered(content, step, position);
        }
        result = step;
    }
    numbered(content, result, position)
}

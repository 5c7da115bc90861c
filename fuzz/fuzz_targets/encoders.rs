//! Encoders over readers and writers that hesitate: what went in comes back.

#![no_main]

use std::{io::Write, pin::Pin};

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, CompressParameter, async_io, stream};
use zstdkit_fuzz::{Choices, Cuts, Hesitant, content::grown, doors, insist, split};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let content = grown(data, choices.below(64));
    let options = options(&mut choices);
    let pledge = choices.flag().then_some(content.len() as u64);
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    let (content, pledge) = (&content[..], pledge);
    let frames = match choices.below(6) {
        0 => {
            let inner = Hesitant::new(content, cuts);
            let mut encoder = stream::read::Encoder::with_options(inner, &options).expect("sound");
            encoder.set_pledged_size(pledge).expect("nothing has begun");
            doors::read_all(encoder, rooms).expect("sound options")
        }
        1 => {
            let inner = Hesitant::new(content, cuts);
            let encoder = stream::bufread::Encoder::with_options(inner, &options);
            let mut encoder = encoder.expect("sound");
            encoder.set_pledged_size(pledge).expect("nothing has begun");
            doors::read_all(encoder, rooms).expect("sound options")
        }
        2 => written(content, &options, pledge, cuts, rooms, choices.below(4)),
        3 => {
            let mut frames = Vec::new();
            stream::copy_encode(content, &mut frames, &options, |_, _| ()).expect("sound options");
            frames
        }
        4 => tokio_written(content, &options, pledge, cuts, rooms, choices.below(4)),
        _ => futures_read(content, &options, pledge, cuts, rooms, choices.flag()),
    };
    let back = zstdkit::decompress(&frames).expect("frames of ours");
    assert!(back == content, "another content");
});

fn options(choices: &mut Choices) -> CompressOptions {
    let options = CompressOptions::new()
        .level(choices.pick(&[3, 1, -5, 5, 9]))
        .checksum(choices.flag())
        .content_size(choices.flag())
        .workers(choices.pick(&[0, 0, 0, 0, 0, 0, 0, 1]));
    match choices.below(4) {
        0 => options.set(CompressParameter::TargetCBlockSize, 1340),
        1 => options.window_log(10),
        _ => options,
    }
}

/// Flushed once in a while, if at all.
fn written(
    content: &[u8],
    options: &CompressOptions,
    pledge: Option<u64>,
    cuts: Cuts,
    rooms: Cuts,
    flush: u64,
) -> Vec<u8> {
    let sink = Hesitant::new(Vec::new(), rooms);
    let mut encoder = stream::write::Encoder::with_options(sink, options).expect("sound options");
    encoder.set_pledged_size(pledge).expect("nothing has begun");
    for (index, piece) in cuts.pieces(content).enumerate() {
        doors::write_all(&mut encoder, piece).expect("sound options");
        if index as u64 % 4 < flush {
            doors::again(|| encoder.flush()).expect("sound options");
        }
    }
    doors::again(|| encoder.try_finish()).expect("all was written");
    encoder.into_inner().inner
}

fn tokio_written(
    content: &[u8],
    options: &CompressOptions,
    pledge: Option<u64>,
    cuts: Cuts,
    rooms: Cuts,
    flush: u64,
) -> Vec<u8> {
    use tokio::io::AsyncWrite;
    let sink = Hesitant::new(Vec::new(), rooms);
    let mut encoder = async_io::write::Encoder::with_options(sink, options).expect("sound options");
    encoder.set_pledged_size(pledge).expect("nothing has begun");
    for (index, mut piece) in cuts.pieces(content).enumerate() {
        while !piece.is_empty() {
            let len =
                insist(|context| AsyncWrite::poll_write(Pin::new(&mut encoder), context, piece));
            piece = &piece[len.expect("sound options")..];
        }
        if index as u64 % 4 < flush {
            insist(|context| AsyncWrite::poll_flush(Pin::new(&mut encoder), context))
                .expect("sound options");
        }
    }
    insist(|context| AsyncWrite::poll_shutdown(Pin::new(&mut encoder), context))
        .expect("all was written");
    encoder.into_inner().inner
}

fn futures_read(
    content: &[u8],
    options: &CompressOptions,
    pledge: Option<u64>,
    cuts: Cuts,
    mut rooms: Cuts,
    flush: bool,
) -> Vec<u8> {
    let inner = Hesitant::new(content, cuts);
    let encoder = async_io::bufread::Encoder::with_options(inner, options).expect("sound");
    let mut encoder = encoder.flush_when_pending(flush);
    encoder.set_pledged_size(pledge).expect("nothing has begun");
    let mut frames = Vec::new();
    let mut room = [0; 4096];
    loop {
        let most = rooms.length().clamp(1, room.len());
        let read = insist(|context| {
            let room = &mut room[..most];
            futures_io::AsyncRead::poll_read(Pin::new(&mut encoder), context, room)
        });
        match read.expect("sound options") {
            0 => return frames,
            len => frames.extend_from_slice(&room[..len]),
        }
    }
}

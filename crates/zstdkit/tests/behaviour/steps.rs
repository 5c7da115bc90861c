//! Steps that are bounded on both sides.

use std::mem::MaybeUninit;

use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, Dictionary, DictionaryMode, EndDirective,
    Error, ErrorCode, Reset, decompress,
    step::{Decoder, Encoder},
    write_skippable_frame,
};

use crate::data::{noise, text};

/// Encodes with pieces of input and output of the given lengths.
fn encode(encoder: &mut Encoder, data: &[u8], piece: usize, room: usize) -> Vec<u8> {
    let (mut frame, mut room) = (Vec::new(), vec![0; room]);
    for piece in data.chunks(piece) {
        let mut rest = piece;
        while !rest.is_empty() {
            let step = encoder.step(rest, room.as_mut_slice(), EndDirective::Continue).unwrap();
            frame.extend_from_slice(&room[..step.produced]);
            rest = &rest[step.consumed..];
        }
    }
    loop {
        let step = encoder.step(b"", room.as_mut_slice(), EndDirective::End).unwrap();
        frame.extend_from_slice(&room[..step.produced]);
        if step.hint == 0 {
            return frame;
        }
    }
}

/// Decodes with pieces of input and output of the given lengths.
fn decode(decoder: &mut Decoder, frames: &[u8], piece: usize, room: usize) -> Vec<u8> {
    let (mut data, mut room) = (Vec::new(), vec![0; room]);
    for piece in frames.chunks(piece) {
        let mut rest = piece;
        loop {
            let step = decoder.step(rest, room.as_mut_slice()).unwrap();
            data.extend_from_slice(&room[..step.produced]);
            rest = &rest[step.consumed..];
            assert_eq!(step.hint == 0, decoder.at_frame_edge());
            if rest.is_empty() && step.produced < room.len() {
                break;
            }
        }
    }
    data
}

#[test]
fn steps_give_what_push_streams_give_however_both_sides_are_cut() {
    let data = [text(150_000), noise(30_000), vec![7; 200_000]].concat();
    let options = CompressOptions::new().checksum(true);
    let mut push = Compressor::new(&options).unwrap();
    let mut expected = push.compress(&data, EndDirective::Continue).unwrap();
    expected.extend(push.finish().unwrap());
    let mut encoder = Encoder::new(&options).unwrap();
    let mut decoder = Decoder::new(&DecompressOptions::new()).unwrap();
    for (piece, room) in [(1 << 20, 1 << 20), (1000, 1 << 17), (1 << 20, 77), (4096, 4096)] {
        let frame = encode(&mut encoder, &data, piece, room);
        assert!(frame == expected, "{piece} {room}");
        assert_eq!(encoder.last_end_directive(), EndDirective::End);
        assert!(decode(&mut decoder, &frame, piece, room) == data, "{piece} {room}");
    }
    let small = encode(&mut encoder, &data[..300], 1, 1);
    assert!(decode(&mut decoder, &small, 1, 1) == data[..300]);
}

#[test]
fn a_frame_whose_first_step_ends_it_says_its_size() {
    let data = text(5000);
    let mut encoder = Encoder::new(&CompressOptions::new()).unwrap();
    let mut frame = Vec::with_capacity(6000);
    let step = encoder.step(&data, &mut frame, EndDirective::End).unwrap();
    assert_eq!((step.consumed, step.produced, step.hint), (5000, frame.len(), 0));
    assert_eq!(frame, zstdkit::compress(&data, 3).unwrap());
}

#[test]
fn a_vec_is_filled_to_its_capacity_and_no_further() {
    let data = noise(1000);
    let mut encoder = Encoder::new(&CompressOptions::new()).unwrap();
    let mut output = Vec::with_capacity(100);
    output.push(9);
    let step = encoder.step(&data, &mut output, EndDirective::End).unwrap();
    assert_eq!((output.len(), output[0]), (output.capacity(), 9));
    assert_eq!(step.produced, output.len() - 1);
    assert!(step.hint > 0);
    let mut room = [MaybeUninit::uninit(); 2000];
    let rest = &data[step.consumed..];
    assert_eq!(encoder.step(rest, &mut room, EndDirective::End).unwrap().hint, 0);
}

#[test]
fn the_hint_of_a_decoder_is_how_much_input_leads_further() {
    let data = noise(300_000);
    let frame = CompressOptions::new().checksum(true).compress(&data).unwrap();
    let mut decoder = Decoder::new(&DecompressOptions::new()).unwrap();
    let (mut at, mut hint, mut got) = (0, 5, Vec::with_capacity(data.len()));
    // Following the hints comes to the frame's end exactly, and never needs many steps.
    let mut steps = 0;
    while hint > 0 {
        let step = decoder.step(&frame[at..frame.len().min(at + hint)], &mut got).unwrap();
        at += step.consumed;
        hint = step.hint;
        steps += 1;
        assert!(steps < 20);
    }
    assert_eq!(at, frame.len());
    assert!(got == data);
    assert_eq!(decoder.step(b"", &mut got).unwrap().hint, 0);
}

#[test]
fn without_room_a_decoder_goes_as_far_as_no_content_comes() {
    let mut stream = Vec::new();
    write_skippable_frame(&[1; 5000], 3, &mut stream).unwrap();
    let skipped = stream.len();
    stream.extend(zstdkit::compress(b"content", 3).unwrap());
    let mut decoder = Decoder::new(&DecompressOptions::new()).unwrap();
    let mut nothing = [0_u8; 0];
    for piece in stream[..skipped].chunks(100) {
        assert_eq!(decoder.step(piece, &mut nothing).unwrap().consumed, piece.len());
    }
    assert!(decoder.at_frame_edge());
    let mut rest = &stream[skipped..];
    // As often as somebody likes: it isn't an error to have no room.
    for _ in 0..100 {
        let step = decoder.step(rest, &mut nothing).unwrap();
        assert!(step.produced == 0 && step.hint > 0);
        rest = &rest[step.consumed..];
    }
    let mut text = Vec::with_capacity(7);
    assert_eq!(decoder.step(rest, &mut text).unwrap().hint, 0);
    assert_eq!(text, b"content");
}

#[test]
fn an_empty_frame_ends_without_room() {
    let frame = CompressOptions::new().checksum(true).compress(b"").unwrap();
    let mut decoder = Decoder::new(&DecompressOptions::new()).unwrap();
    let (mut rest, mut nothing) = (&frame[..], [0_u8; 0]);
    while !rest.is_empty() {
        let step = decoder.step(rest, &mut nothing).unwrap();
        assert!(step.consumed > 0);
        rest = &rest[step.consumed..];
    }
    assert!(decoder.at_frame_edge());
}

#[test]
fn after_an_error_a_step_begins_a_new_frame_and_a_vec_is_as_it_was() {
    let data = text(1000);
    let mut encoder = Encoder::new(&CompressOptions::new()).unwrap();
    encoder.set_pledged_size(Some(10)).unwrap();
    let mut output = Vec::with_capacity(5000);
    encoder.step(b"begun", &mut output, EndDirective::Flush).unwrap();
    let before = output.clone();
    let error = encoder.step(&data, &mut output, EndDirective::End).unwrap_err();
    assert_eq!(error, Error::PledgedSize { pledged: 10, given: 1005 });
    assert_eq!(output, before);
    let frame = encode(&mut encoder, &data, 100, 100);
    assert_eq!(decompress(&frame).unwrap(), data);

    let mut decoder = Decoder::new(&DecompressOptions::new()).unwrap();
    let mut damaged = CompressOptions::new().checksum(true).compress(&data).unwrap();
    *damaged.last_mut().unwrap() ^= 1;
    let mut output = Vec::with_capacity(2000);
    let error = decoder.step(&damaged, &mut output).unwrap_err();
    assert_eq!(error, Error::Library { code: ErrorCode::ChecksumWrong });
    assert!(output.is_empty() && decoder.at_frame_edge());
    assert_eq!(decode(&mut decoder, &frame, 100, 100), data);
}

#[test]
fn limits_and_resets_hold_for_steps() {
    let frame = zstdkit::compress(&[0; 5000], 3).unwrap();
    let mut decoder = Decoder::new(&DecompressOptions::new().max_output(4096)).unwrap();
    let mut room = vec![0; 5000];
    let refused = decoder.step(&frame, room.as_mut_slice());
    assert_eq!(refused, Err(Error::OutputLimit { limit: 4096 }));
    decoder.step(&frame[..7], room.as_mut_slice()).unwrap();
    let inside = Err(Error::Library { code: ErrorCode::StageWrong });
    assert_eq!(decoder.reset(Reset::PARAMETERS), inside);
    decoder.reset(Reset::SESSION | Reset::PARAMETERS).unwrap();
    assert_eq!(decoder.options(), &DecompressOptions::new());
    assert_eq!(decode(&mut decoder, &frame, 9, 900), [0; 5000]);

    let mut encoder = Encoder::new(&CompressOptions::new().checksum(true)).unwrap();
    encoder.step(b"dropped", room.as_mut_slice(), EndDirective::Continue).unwrap();
    assert_eq!(encoder.set_pledged_size(None), Err(Error::PledgeInsideFrame));
    encoder.reset(Reset::SESSION).unwrap();
    let kept = encode(&mut encoder, b"kept", 9, 9);
    assert_eq!(decompress(&kept).unwrap(), b"kept");
}

#[test]
fn dictionaries_and_prefixes_go_with_steps() {
    let old = Dictionary::raw(text(4000)).unwrap();
    let data = [&text(4000)[1000..], b"and more"].concat();
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = CompressOptions::new().dictionary_as(&old, mode);
        let frame = encode(&mut Encoder::new(&options).unwrap(), &data, 700, 700);
        assert!(frame.len() < 100, "{mode:?} {}", frame.len());
        let options = DecompressOptions::new().dictionary_as(&old, mode);
        assert_eq!(decode(&mut Decoder::new(&options).unwrap(), &frame, 7, 700), data);
    }
}

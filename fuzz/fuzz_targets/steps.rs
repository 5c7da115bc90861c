//! Steps with input and output of any size, none among them: the same verdict as one call, and what is encoded
//! comes back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, DecompressOptions, EndDirective, Error, step};
use zstdkit_fuzz::{
    Choices, Cuts, split,
    verdict::{Verdict, assert_same},
};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let options = choices.limits();
    let (cuts, rooms) = (choices.cuts(), choices.cuts());
    let whole = options.decompress(data);
    let stepped = decoded(&options, data, cuts.clone(), rooms.clone());
    assert_same(data, ("one call", &whole), ("steps", &stepped));

    let frames = encoded(data, cuts, rooms, &mut choices);
    let back = zstdkit::decompress(&frames).expect("frames of ours");
    assert!(back == data, "another content");
});

/// Decoded in steps; now and then one goes to the frame's end, if there is nothing before it.
fn decoded(options: &DecompressOptions, data: &[u8], cuts: Cuts, mut rooms: Cuts) -> Verdict {
    let mut decoder = step::Decoder::new(options)?;
    let mut output = Vec::new();
    let mut turn = 0_u32;
    for mut piece in cuts.pieces(data) {
        let mut idle = 0;
        loop {
            turn += 1;
            if turn.is_multiple_of(5) {
                match decoder.finish_frame(piece) {
                    Ok(step) => {
                        assert!(step.produced == 0 && (step.hint == 0) == decoder.at_frame_edge());
                        piece = &piece[step.consumed..];
                    }
                    Err(Error::ContentLeft) => assert!(!decoder.is_finished()),
                    Err(error) => return Err(error),
                }
            }
            let most = rooms.length().min(1 << 17);
            output.reserve(most);
            let before = output.len();
            let room = &mut output.spare_capacity_mut()[..most];
            let step = decoder.step(piece, room)?;
            assert!(step.produced <= most && step.consumed <= piece.len());
            // SAFETY: that many bytes were written at the start of the spare capacity.
            unsafe { output.set_len(before + step.produced) };
            piece = &piece[step.consumed..];
            if piece.is_empty() && step.produced < most {
                break;
            }
            idle = if step.consumed + step.produced > 0 || most == 0 { 0 } else { idle + 1 };
            assert!(idle < 2, "no way on, with room and input");
        }
    }
    // Full room may have left something.
    while decoder.step(b"", output_with_room(&mut output))?.produced > 0 {}
    if decoder.at_frame_edge() { Ok(output) } else { Err(Error::Truncated) }
}

fn output_with_room(output: &mut Vec<u8>) -> &mut Vec<u8> {
    output.reserve(1000);
    output
}

/// Encoded in steps with any directives, and other options between frames.
fn encoded(data: &[u8], cuts: Cuts, mut rooms: Cuts, choices: &mut Choices) -> Vec<u8> {
    let options = CompressOptions::new()
        .level(choices.pick(&[3, 1, -5, 5, 9]))
        .checksum(choices.flag())
        .workers(choices.pick(&[0, 0, 0, 0, 0, 0, 0, 1]));
    let mut encoder = step::Encoder::new(&options).expect("sound options");
    let mut frames = Vec::new();
    let mut run = |encoder: &mut step::Encoder, mut piece: &[u8], directive| {
        loop {
            let most = rooms.length().min(1 << 17);
            let mut room = vec![0; most];
            let step = encoder.step(piece, &mut room[..], directive).expect("sound options");
            frames.extend_from_slice(&room[..step.produced]);
            piece = &piece[step.consumed..];
            let done = piece.is_empty() && (directive == EndDirective::Continue || step.hint == 0);
            if done {
                return;
            }
        }
    };
    let every = choices.below(6);
    for (index, piece) in cuts.pieces(data).enumerate() {
        let directive = match (index as u64 + every) % 6 {
            0 if every > 3 => EndDirective::End,
            1 if every > 1 => EndDirective::Flush,
            _ => EndDirective::Continue,
        };
        run(&mut encoder, piece, directive);
        if directive == EndDirective::End {
            encoder.configure(&options.clone().level(1)).expect("between frames");
            encoder.set_level(4).expect("between frames");
        }
    }
    run(&mut encoder, b"", EndDirective::End);
    frames
}

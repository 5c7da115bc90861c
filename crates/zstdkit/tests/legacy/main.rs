//! Frames written by zstd 0.5.1, 0.6.0 and 0.7.3, of the same content, in one call and as a stream: read at
//! every door.

use std::io::{Read, Write};

#[cfg(feature = "tokio")]
use futures_util::FutureExt as _;
use zstdkit::{
    DecompressContext, DecompressOptions, Decompressor, Dictionary, DictionaryMode, Error,
    FrameDecompressor, compress, decompress, step, stream,
};

const FRAMES: [&[u8]; 6] = [
    include_bytes!("v05.zst"),
    include_bytes!("v05_stream.zst"),
    include_bytes!("v06.zst"),
    include_bytes!("v06_stream.zst"),
    include_bytes!("v07.zst"),
    include_bytes!("v07_stream.zst"),
];

fn content() -> Vec<u8> {
    (0..8000)
        .flat_map(|line| format!("line {} of an old file\n", line % 100).into_bytes())
        .collect()
}

/// What every door makes of `data`, by its name.
fn verdicts(data: &[u8], options: &DecompressOptions) -> Vec<(String, Result<Vec<u8>, Error>)> {
    let own = |error| Error::try_from(error).unwrap();
    let mut all = Vec::new();
    let mut tell = |door: &str, verdict| all.push((door.to_owned(), verdict));
    tell("one call", options.decompress(data));
    let mut context = options.context().unwrap();
    let mut room = vec![0; 1 << 20];
    let into = context.decompress_into(data, room.as_mut_slice());
    tell("a slice", into.map(|len| room[..len].to_vec()));
    let mut place = data.to_vec();
    tell("in place", context.decompress_in_place(&mut place).map(|_| place));
    let mut threads = options.clone().workers(3).context().unwrap();
    let mut vec = Vec::new();
    tell("threads", threads.decompress_into(data, &mut vec).map(|_| vec));
    for piece in [1, 3, 100, usize::MAX] {
        let piece = piece.min(data.len().max(1));
        for most in [None, Some(1000), Some(1)] {
            if most == Some(1) && piece < 100 {
                continue;
            }
            tell(&format!("push {piece} {most:?}"), pushed(data, piece, most, options));
        }
        let mut writer = stream::write::Decoder::with_options(Vec::new(), options).unwrap();
        let written = data.chunks(piece).try_for_each(|piece| writer.write_all(piece));
        let written = written.and_then(|()| writer.try_finish());
        tell("written", written.map(|()| writer.into_inner()).map_err(own));
        #[cfg(feature = "experimental")]
        tell(&format!("lasting {piece}"), into_lasting(data, piece, options));
    }
    let mut reader = stream::read::Decoder::with_options(data, options).unwrap();
    let mut vec = Vec::new();
    tell("read", reader.read_to_end(&mut vec).map(|_| vec).map_err(own));
    let mut vec = Vec::new();
    let copied = stream::copy_decode(data, &mut vec, options, |_, _| {});
    tell("copied", copied.map(|_| vec).map_err(own));
    #[cfg(feature = "tokio")]
    {
        tell("read by poll", polled_from(data, options).map_err(own));
        tell("written by poll", polled_into(data, options).map_err(own));
    }
    all
}

fn pushed(
    data: &[u8],
    piece: usize,
    most: Option<usize>,
    options: &DecompressOptions,
) -> Result<Vec<u8>, Error> {
    let mut push = Decompressor::new(options)?;
    let mut all = Vec::new();
    for piece in data.chunks(piece) {
        push.decompress_into(piece, most, &mut all)?;
        while !push.needs_input() {
            push.decompress_into(b"", most, &mut all)?;
        }
    }
    if push.at_frame_edge() { Ok(all) } else { Err(Error::Truncated) }
}

/// Memory never has to be waited for.
#[cfg(feature = "tokio")]
fn polled_from(data: &[u8], options: &DecompressOptions) -> std::io::Result<Vec<u8>> {
    use tokio::io::AsyncReadExt;

    let mut decoder = zstdkit::async_io::bufread::Decoder::with_options(data, options).unwrap();
    let mut all = Vec::new();
    let read = async { decoder.read_to_end(&mut all).await.map(drop) };
    read.now_or_never().unwrap().map(|()| all)
}

#[cfg(feature = "tokio")]
fn polled_into(data: &[u8], options: &DecompressOptions) -> std::io::Result<Vec<u8>> {
    use tokio::io::AsyncWriteExt;

    let decoder = zstdkit::async_io::write::Decoder::with_options(Vec::new(), options);
    let mut decoder = decoder.unwrap();
    let written = async {
        decoder.write_all(data).await?;
        decoder.shutdown().await
    };
    written.now_or_never().unwrap().map(|()| decoder.into_inner())
}

#[cfg(feature = "experimental")]
fn into_lasting(data: &[u8], piece: usize, options: &DecompressOptions) -> Result<Vec<u8>, Error> {
    let mut room = vec![0; 1 << 20];
    let mut stream = zstdkit::DecompressorInto::new(&mut room, options)?;
    data.chunks(piece).try_for_each(|piece| stream.decompress(piece).map(drop))?;
    stream.finish().map(|content| content.to_vec())
}

/// libzstd's older decoders allocate, which is refused before they are asked.
#[cfg(feature = "experimental")]
#[test]
fn contexts_in_memory_that_is_lent_name_the_version() {
    let mut memory = vec![std::mem::MaybeUninit::uninit(); 1 << 20];
    let options = DecompressOptions::new();
    let mut context = zstdkit::StaticDecompressContext::new(&mut memory, &options).unwrap();
    for (frame, version) in FRAMES.into_iter().zip([5, 5, 6, 6, 7, 7]) {
        let outcome = context.decompress_into(frame, &mut Vec::new());
        assert_eq!(outcome, Err(Error::LegacyFrame { offset: 0, version }));
    }
    let new = compress(b"new", 3).unwrap();
    assert_eq!(context.decompress_into(&new, &mut [0; 10]), Ok(3));
}

/// Room of just the content's size is enough, and a byte less isn't, whatever follows in pieces.
#[cfg(feature = "experimental")]
#[test]
fn room_that_stays_is_filled_to_its_last_byte() {
    let content = content();
    let new = compress(b"new", 3).unwrap();
    for frame in FRAMES {
        let stream = [frame, &new, frame].concat();
        let whole = [&content[..], b"new", &content].concat();
        for piece in [1, 7, 100, stream.len()] {
            let mut room = vec![0; whole.len()];
            let options = DecompressOptions::new();
            let mut into = zstdkit::DecompressorInto::new(&mut room, &options).unwrap();
            for piece in stream.chunks(piece) {
                into.decompress(piece).unwrap();
            }
            assert!(into.is_finished() && into.finish_frame().is_ok());
            assert!(into.finish().unwrap() == whole);
            for lack in [1, 2, 100, content.len(), content.len() + 1] {
                let mut room = vec![0; whole.len() - lack];
                let available = room.len();
                let mut into = zstdkit::DecompressorInto::new(&mut room, &options).unwrap();
                let outcome =
                    stream.chunks(piece).try_for_each(|piece| into.decompress(piece).map(drop));
                assert_eq!(
                    outcome,
                    Err(Error::OutputTooSmall { available, enough: None }),
                    "{piece} {lack}"
                );
                let mut room = vec![0; whole.len()];
                let limit = available;
                let options = DecompressOptions::new().max_output(limit);
                let mut into = zstdkit::DecompressorInto::new(&mut room, &options).unwrap();
                let outcome =
                    stream.chunks(piece).try_for_each(|piece| into.decompress(piece).map(drop));
                assert_eq!(outcome, Err(Error::OutputLimit { limit }), "{piece} {lack}");
            }
        }
    }
}

#[test]
fn old_frames_are_read_at_every_door_also_beside_others() {
    let content = content();
    for (index, frame) in FRAMES.into_iter().enumerate() {
        for (door, verdict) in verdicts(frame, &DecompressOptions::new()) {
            assert!(verdict.as_ref() == Ok(&content), "{index} {door}: {:?}", verdict.err());
        }
    }
    let new = compress(b"new", 3).unwrap();
    let mixed = [&new[..], FRAMES[2], FRAMES[5], &new, FRAMES[0]].concat();
    let expected = [b"new", &content[..], &content, b"new", &content].concat();
    for (door, verdict) in verdicts(&mixed, &DecompressOptions::new()) {
        assert!(verdict.as_ref() == Ok(&expected), "{door}: {:?}", verdict.err());
    }
}

#[test]
fn cut_frames_are_truncated_and_damaged_ones_have_one_verdict() {
    for frame in FRAMES {
        for cut in (1..frame.len()).step_by(13) {
            for (door, verdict) in verdicts(&frame[..cut], &DecompressOptions::new()) {
                assert!(verdict == Err(Error::Truncated), "{cut} {door}: {:?}", verdict.err());
            }
        }
        for at in (4..10).chain((10..frame.len()).step_by(17)) {
            let mut damaged = frame.to_vec();
            damaged[at] ^= 1 << (at % 8);
            let all = verdicts(&damaged, &DecompressOptions::new());
            for (door, verdict) in &all[1..] {
                // A room that is too small for what damage makes of it says nothing.
                if !matches!(verdict, Err(Error::OutputTooSmall { .. })) {
                    assert!(*verdict == all[0].1, "{at} {door}: {:?}", (verdict, &all[0].1));
                }
            }
        }
    }
}

#[test]
fn limits_hold_for_old_frames() {
    let content = content();
    for frame in FRAMES {
        for limit in [0, 1, content.len() - 1] {
            let options = DecompressOptions::new().max_output(limit);
            for (door, verdict) in verdicts(frame, &options) {
                assert!(verdict == Err(Error::OutputLimit { limit }), "{door} {limit}");
            }
        }
        let exact = DecompressOptions::new().max_output(content.len());
        assert!(exact.decompress(frame).unwrap() == content);
        for (door, verdict) in verdicts(frame, &DecompressOptions::new().window_log_max(10)) {
            assert!(matches!(verdict, Err(Error::WindowTooLarge { limit: 1024, .. })), "{door}");
        }
        let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
        let small = context.decompress_into(frame, &mut [0; 1000]);
        assert_eq!(small, Err(Error::OutputTooSmall { available: 1000, enough: None }));
        assert!(decompress(frame).unwrap() == content);
    }
}

#[test]
fn what_follows_an_old_frame_is_left_and_its_end_is_an_edge() {
    for frame in FRAMES {
        let stream = [frame, b"what follows"].concat();
        let mut single = FrameDecompressor::new(&DecompressOptions::new()).unwrap();
        assert!(single.decompress(&stream, None).unwrap() == content());
        assert!(single.is_finished());
        assert_eq!(single.unused_data(), b"what follows");
        let mut decoder = stream::bufread::Decoder::new(&stream[..]).unwrap().single_frame();
        let mut back = vec![0; content().len()];
        decoder.read_exact(&mut back).unwrap();
        decoder.finish_frame().unwrap();
        assert_eq!(decoder.into_inner(), b"what follows");
        let mut decoder = step::Decoder::new(&DecompressOptions::new()).unwrap();
        let mut rest = &stream[..];
        // Without room, as often as somebody likes.
        for _ in 0..50 {
            let step = decoder.step(rest, &mut [0; 0]).unwrap();
            assert!(step.produced == 0 && step.hint > 0);
            rest = &rest[step.consumed..];
        }
        back.clear();
        while back.is_empty() || !decoder.at_frame_edge() {
            back.reserve(1000);
            let step = decoder.step(rest, &mut back).unwrap();
            rest = &rest[step.consumed..];
        }
        assert!(back == content() && rest == b"what follows");
    }
}

#[test]
fn a_dictionary_does_no_harm_and_older_frames_are_refused() {
    let dictionary = Dictionary::raw(b"a dictionary that none of them used").unwrap();
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = DecompressOptions::new().dictionary_as(&dictionary, mode);
        for frame in [FRAMES[4], FRAMES[5]] {
            let verdicts = verdicts(frame, &options);
            assert!(verdicts.iter().all(|(_, verdict)| *verdict == verdicts[0].1), "{mode:?}");
        }
    }
    let of_4 = [0x24, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0, 0, 0];
    for (door, verdict) in verdicts(&of_4, &DecompressOptions::new()) {
        assert_eq!(verdict, Err(Error::LegacyFrame { offset: 0, version: 4 }), "{door}");
    }
}

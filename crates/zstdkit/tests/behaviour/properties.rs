//! Properties that hold for any input, however it's cut or damaged.

use std::io::{Read, Write};

use proptest::{collection::vec, prelude::*, sample::Index};
use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, Decompressor, EndDirective, FrameDecompressor,
    compress, decompress,
    stream::{bufread, read, write},
};

use crate::data::{noise, skippable, text};
use crate::flaky::{Flaky, Habits};

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() }
}

/// Content of several kinds: short, compressible, incompressible, constant.
fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..200),
        (0..60_000_usize).prop_map(text),
        (0..20_000_usize).prop_map(noise),
        (any::<u8>(), 0..300_000_usize).prop_map(|(byte, len)| vec![byte; len]),
    ]
}

fn options() -> impl Strategy<Value = CompressOptions> {
    (-7..=12, any::<bool>(), any::<bool>(), prop_oneof![Just(0_u32), 10..20_u32]).prop_map(
        |(level, checksum, content_size, window_log)| {
            CompressOptions::new()
                .level(level)
                .checksum(checksum)
                .content_size(content_size)
                .window_log(window_log)
        },
    )
}

fn directive() -> impl Strategy<Value = EndDirective> {
    prop_oneof![
        6 => Just(EndDirective::Continue),
        2 => Just(EndDirective::Flush),
        1 => Just(EndDirective::End),
    ]
}

/// A stream of up to four frames, and what it holds.
fn stream() -> impl Strategy<Value = (Vec<u8>, Vec<u8>)> {
    vec((content(), options(), 0..5_u8), 1..4).prop_map(|frames| {
        let (mut stream, mut data) = (Vec::new(), Vec::new());
        for (content, options, kind) in frames {
            match kind {
                0 => stream.extend(skippable(&content[..content.len().min(100)])),
                1 | 2 => {
                    let mut compressor = options.compressor().unwrap();
                    stream.extend(compressor.compress(&content, EndDirective::Flush).unwrap());
                    stream.extend(compressor.finish().unwrap());
                    data.extend(content);
                }
                _ => {
                    stream.extend(options.compress(&content).unwrap());
                    data.extend(content);
                }
            }
        }
        (stream, data)
    })
}

/// Damage: bits that flip, a piece that goes missing, an end that's cut off.
#[derive(Clone, Debug)]
enum Damage {
    Flip(Index, u8),
    Set(Index, u8),
    Remove(Index, usize),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        4 => (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        2 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        1 => (any::<Index>(), 1..20_usize).prop_map(|(at, len)| Damage::Remove(at, len)),
        1 => any::<Index>().prop_map(Damage::Cut),
    ]
}

fn apply(bytes: &mut Vec<u8>, damage: &Damage) {
    if bytes.is_empty() {
        return;
    }
    match damage {
        Damage::Flip(at, bit) => {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        Damage::Set(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Damage::Remove(at, len) => {
            let at = at.index(bytes.len());
            bytes.drain(at..(at + len).min(bytes.len()));
        }
        Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
    }
}

/// The limit under which damaged frames are decoded, lest one claims gigabytes of zeros.
const LIMIT: usize = 4 << 20;

fn bounded() -> DecompressOptions {
    DecompressOptions::new().max_output(LIMIT).window_log_max(23)
}

/// What a push decompressor makes of `bytes`, given `piece` at a time: all of it, or nothing.
fn pushed(bytes: &[u8], piece: usize) -> Option<Vec<u8>> {
    let mut decompressor = bounded().decompressor().unwrap();
    let mut output = Vec::new();
    for part in bytes.chunks(piece) {
        decompressor.decompress_into(part, None, &mut output).ok()?;
    }
    decompressor.at_frame_edge().then_some(output)
}

/// Whether there is a frame that the decoders may disagree about once it's damaged, as docs/safety.md has it.
///
/// A match of what came before the window is one thing: a stream's decoder no longer has that, and one that
/// writes all into one buffer does. A block that decodes to more than it may is the other: a stream's decoder
/// sees it, and one that writes into a buffer with room for several blocks doesn't.
fn may_be_judged_unlike(bytes: &[u8]) -> bool {
    zstdkit_frame::frames(bytes).map_while(Result::ok).any(|frame| {
        let mut blocks = frame.blocks();
        frame.decompressed_bound() > frame.info().window_size()
            || (frame.block_count() > 1
                && blocks.any(|block| block.kind() == zstdkit_frame::BlockKind::Compressed))
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_compressed_comes_back(data in content(), options in options()) {
        let frame = options.compress(&data).unwrap();
        prop_assert!(frame.len() <= zstdkit::compress_bound(data.len()));
        prop_assert!(decompress(&frame).unwrap() == data);
    }

    #[test]
    fn any_cutting_of_the_input_and_any_directives_lead_back(
        data in content(),
        options in options(),
        pieces in vec((1..70_000_usize, directive()), 1..40),
    ) {
        let mut compressor = Compressor::new(&options).unwrap();
        let mut stream = Vec::new();
        let mut rest = &data[..];
        for (len, directive) in pieces {
            let (part, after) = rest.split_at(len.min(rest.len()));
            stream.extend(compressor.compress(part, directive).unwrap());
            prop_assert_eq!(compressor.last_end_directive(), directive);
            rest = after;
        }
        stream.extend(compressor.compress(rest, EndDirective::End).unwrap());
        prop_assert!(decompress(&stream).unwrap() == data);
    }

    #[test]
    fn any_cutting_of_input_and_output_gives_the_same(
        (stream, data) in stream(),
        pieces in vec((0..30_000_usize, prop_oneof![Just(None), (0..50_000_usize).prop_map(Some)]), 0..60),
    ) {
        let mut decompressor = Decompressor::new(&DecompressOptions::new()).unwrap();
        let mut got = Vec::new();
        let mut rest = &stream[..];
        for (len, max_length) in pieces {
            let (part, after) = rest.split_at(len.min(rest.len()));
            let written = decompressor.decompress_into(part, max_length, &mut got).unwrap();
            prop_assert!(written <= max_length.unwrap_or(usize::MAX));
            rest = after;
        }
        decompressor.decompress_into(rest, None, &mut got).unwrap();
        prop_assert!(got == data);
        prop_assert!(decompressor.at_frame_edge() && decompressor.needs_input());
    }

    #[test]
    fn a_single_frame_decompressor_takes_exactly_its_frame(
        (stream, _) in stream(),
        piece in 1..5000_usize,
        max_length in prop_oneof![Just(None), (1..5000_usize).prop_map(Some)],
    ) {
        let first = zstdkit_frame::frame_size(&stream).unwrap();
        let mut decompressor = FrameDecompressor::new(&DecompressOptions::new()).unwrap();
        let mut got = Vec::new();
        let mut given = 0;
        for part in stream.chunks(piece) {
            given += part.len();
            decompressor.decompress_into(part, max_length, &mut got).unwrap();
            while !decompressor.is_finished() && !decompressor.needs_input() {
                decompressor.decompress_into(b"", max_length, &mut got).unwrap();
            }
            prop_assert_eq!(decompressor.is_finished(), given >= first);
            if decompressor.is_finished() {
                break;
            }
        }
        prop_assert_eq!(decompressor.unused_data(), &stream[first..given]);
        prop_assert!(got == decompress(&stream[..first]).unwrap());
    }

    #[test]
    fn adaptors_over_unreliable_ends_give_the_same(
        data in content(),
        options in options(),
        most in 1..5000_usize,
    ) {
        let habits = Habits { most: most + data.len() / 50, fails: false };
        let source = Flaky::new(&data[..], habits);
        let mut frame = Vec::new();
        read::Encoder::with_options(source, &options).unwrap().read_to_end(&mut frame).unwrap();
        let mut writer = write::Decoder::new(Flaky::new(Vec::new(), habits)).unwrap();
        writer.write_all(&frame).unwrap();
        prop_assert!(writer.finish().unwrap().inner == data);
    }

    #[test]
    fn damaged_frames_are_judged_alike_by_every_decoder(
        (stream, _) in stream(),
        damages in vec(damage(), 0..4),
        piece in 2..5000_usize,
    ) {
        let mut bytes = stream;
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        let one_call = bounded().decompress(&bytes).ok();

        let lax = may_be_judged_unlike(&bytes);
        let alike = |other: Option<&[u8]>| {
            let either_refuses = other.is_none() || one_call.is_none();
            other == one_call.as_deref() || (lax && either_refuses)
        };

        let whole = pushed(&bytes, usize::MAX);
        prop_assert!(alike(whole.as_deref()), "pushed whole");
        prop_assert!(alike(pushed(&bytes, piece).as_deref()), "pushed in pieces of {}", piece);
        if bytes.len() < 20_000 {
            prop_assert!(alike(pushed(&bytes, 1).as_deref()), "pushed byte by byte");
        }

        let mut reader = bufread::Decoder::with_options(&bytes[..], &bounded()).unwrap();
        let mut read = Vec::new();
        let read = reader.read_to_end(&mut read).ok().map(|_| read);
        prop_assert!(alike(read.as_deref()), "read");

        let mut writer = write::Decoder::with_options(Vec::new(), &bounded()).unwrap();
        let written = writer.write_all(&bytes).and_then(|()| writer.finish()).ok();
        prop_assert!(alike(written.as_deref()), "written");

        let mut slice = vec![0; LIMIT];
        let len = bounded().context().unwrap().decompress_into(&bytes, &mut slice[..]);
        prop_assert!(alike(len.ok().map(|len| &slice[..len])), "into a slice");
    }

    #[test]
    fn several_threads_judge_and_give_the_same_as_one(
        contents in vec(content(), 2..6),
        damages in vec(damage(), 0..2),
        sized in any::<bool>(),
    ) {
        let options = CompressOptions::new().content_size(sized).level(1);
        let large = options.compress(&text(1 << 20)).unwrap();
        let mut bytes: Vec<u8> =
            contents.iter().flat_map(|content| options.compress(content).unwrap()).collect();
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        let bytes = [&large[..], &bytes].concat();
        let alone = bounded().decompress(&bytes);
        let threaded = bounded().workers(3).decompress(&bytes);
        prop_assert!(threaded == alone);
        // One call into a slice is a door of its own: see docs/safety.md for what it can't tell.
        let in_slice = |options: DecompressOptions| {
            let mut slice = vec![0; LIMIT];
            let len = options.context().unwrap().decompress_into(&bytes, &mut slice[..]);
            len.map(|len| slice[..len].to_vec())
        };
        prop_assert!(in_slice(bounded().workers(3)) == in_slice(bounded()));
    }

    #[test]
    fn arbitrary_bytes_are_refused_or_decoded_but_never_panic(
        bytes in vec(any::<u8>(), 0..300),
        magic in any::<bool>(),
    ) {
        let magic: &[u8] = if magic { &[0x28, 0xB5, 0x2F, 0xFD] } else { &[] };
        let bytes = [magic, &bytes].concat();
        let one_call = bounded().decompress(&bytes).ok();
        prop_assert!(pushed(&bytes, usize::MAX) == one_call);
        prop_assert!(pushed(&bytes, 1) == one_call);
    }

    #[test]
    fn objects_go_on_after_damaged_input(
        (stream, _) in stream(),
        damages in vec(damage(), 1..4),
    ) {
        let mut bytes = stream;
        damages.iter().for_each(|damage| apply(&mut bytes, damage));
        let good = compress(b"after all that", 3).unwrap();

        let mut context = bounded().context().unwrap();
        let _ = context.decompress_into(&bytes, &mut Vec::new());
        let mut output = Vec::new();
        context.decompress_into(&good, &mut output).unwrap();
        prop_assert_eq!(&output, b"after all that");

        let mut push = bounded().decompressor().unwrap();
        if push.decompress(&bytes, None).is_err() || push.at_frame_edge() {
            // What the stream made so far counts towards the limit, unless it was reset.
            prop_assert_eq!(push.decompress(&good, None).unwrap(), b"after all that");
        }
    }
}

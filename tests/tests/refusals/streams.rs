//! The adaptors of `std::io`.

use std::io::{self, Read, Write};

use zstdkit::stream::{bufread, copy_decode, copy_encode, read, write};
use zstdkit::{CompressOptions, DecompressOptions};

use crate::data::{Gist, text};
use crate::trial::refuse_each;

/// Room of the test's own, so that none is asked for by it.
fn room() -> Vec<u8> {
    Vec::with_capacity(1 << 20)
}

fn read_all(from: &mut impl Read, output: &mut Vec<u8>) -> io::Result<()> {
    let mut piece = [0; 4000];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(()),
            read => output.extend_from_slice(&piece[..read]),
        }
    }
}

#[test]
fn writers() {
    let data = text(500_000);
    let frame = zstdkit::compress(&data, 3).unwrap();
    let options = CompressOptions::new().level(4).checksum(true);
    let make = || write::Encoder::with_options(room(), &options).unwrap();
    refuse_each("a writer", 0, make, |encoder| {
        let mut output = encoder.abandon(Vec::new());
        output.clear();
        encoder.abandon(output);
        encoder.write_all(&data[..1000])?;
        encoder.flush()?;
        encoder.write_all(&data[1000..])?;
        encoder.try_finish()?;
        encoder.set_pledged_size(Some(1000))?;
        encoder.write_all(&data[..1000])?;
        encoder.try_finish()?;
        Ok::<_, io::Error>(Gist::of(encoder.get_ref()))
    });
    let make = || write::Decoder::with_options(room(), &DecompressOptions::new()).unwrap();
    refuse_each("a writer back", 0, make, |decoder| {
        let mut output = decoder.abandon(Vec::new());
        output.clear();
        decoder.abandon(output);
        for piece in frame.chunks(10_000) {
            decoder.write_all(piece)?;
        }
        decoder.try_finish()?;
        Ok::<_, io::Error>(Gist::of(decoder.get_ref()))
    });
}

#[test]
fn readers() {
    let data = text(500_000);
    let frame = zstdkit::compress(&data, 3).unwrap();
    let options = CompressOptions::new().level(4).checksum(true);
    let back = DecompressOptions::new();
    let make = || (bufread::Encoder::with_options(&data[..], &options).unwrap(), room());
    refuse_each("a buffered reader", 0, make, |(encoder, output)| {
        output.clear();
        encoder.reset(&data[..]);
        read_all(encoder, output)?;
        Ok::<_, io::Error>(Gist::of(output))
    });
    let make = || (bufread::Decoder::with_options(&frame[..], &back).unwrap(), room());
    refuse_each("a buffered reader back", 0, make, |(decoder, output)| {
        output.clear();
        decoder.reset(&frame[..]);
        read_all(decoder, output)?;
        Ok::<_, io::Error>(Gist::of(output))
    });
    let make = || (read::Encoder::with_options(&data[..], &options).unwrap(), room());
    refuse_each("a reader", 0, make, |(encoder, output)| {
        output.clear();
        encoder.reset(&data[..]);
        read_all(encoder, output)?;
        Ok::<_, io::Error>(Gist::of(output))
    });
    let make = || (read::Decoder::with_options(&frame[..], &back).unwrap(), room());
    refuse_each("a reader back", 0, make, |(decoder, output)| {
        output.clear();
        decoder.reset(&frame[..]);
        read_all(decoder, output)?;
        Ok::<_, io::Error>(Gist::of(output))
    });
}

#[test]
fn frames_read_to_their_end() {
    let data = text(300_000);
    let frame = CompressOptions::new().checksum(true).compress(&data).unwrap();
    let back = DecompressOptions::new();
    // All of the content at once, and then the frame's end.
    let make = || (bufread::Decoder::with_options(&frame[..], &back).unwrap(), vec![0; data.len()]);
    refuse_each("a buffered reader to a frame's end", 0, make, |(decoder, output)| {
        decoder.reset(&frame[..]);
        decoder.read_exact(output)?;
        decoder.finish_frame()?;
        Ok::<_, io::Error>(Gist::of(output))
    });
    let make = || (read::Decoder::with_options(&frame[..], &back).unwrap(), vec![0; data.len()]);
    refuse_each("a reader to a frame's end", 0, make, |(decoder, output)| {
        decoder.reset(&frame[..]);
        decoder.read_exact(output)?;
        decoder.finish_frame()?;
        Ok::<_, io::Error>(Gist::of(output))
    });
}

#[test]
fn copies_and_adaptors_in_the_making() {
    let data = text(200_000);
    let frame = zstdkit::compress(&data, 3).unwrap();
    refuse_each("a copy", 0, room, |output| {
        output.clear();
        copy_encode(&data[..], &mut *output, &CompressOptions::new(), |_, _| {})?;
        Ok::<_, io::Error>(Gist::of(output))
    });
    refuse_each("a copy back", 0, room, |output| {
        output.clear();
        copy_decode(&frame[..], &mut *output, &DecompressOptions::new(), |_, _| {})?;
        Ok::<_, io::Error>(Gist::of(output))
    });
    let options = CompressOptions::new();
    let back = DecompressOptions::new();
    // `io::BufReader` has its buffer from std, which has no error for it.
    refuse_each(
        "a reader is made",
        1,
        || (),
        |()| read::Encoder::with_options(&data[..], &options).map(drop),
    );
    refuse_each(
        "a reader back is made",
        1,
        || (),
        |()| read::Decoder::with_options(&frame[..], &back).map(drop),
    );
    refuse_each(
        "adaptors are made",
        0,
        || (),
        |()| {
            bufread::Encoder::with_options(&data[..], &options)?;
            bufread::Decoder::with_options(&frame[..], &back)?;
            write::Encoder::with_options(Vec::new(), &options)?;
            write::Decoder::with_options(Vec::new(), &back).map(drop)
        },
    );
}

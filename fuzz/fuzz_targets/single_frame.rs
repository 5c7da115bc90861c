//! The first frame alone, and what follows it left where it is.

#![no_main]

use std::{
    future::Future,
    io::{self, Read},
    pin::{Pin, pin},
};

use libfuzzer_sys::fuzz_target;
use zstdkit::{DecompressOptions, Error, async_io, stream};
use zstdkit_fuzz::{
    Cuts, Hesitant, doors, insist, split,
    verdict::{Verdict, assert_same},
};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let options = choices.limits();
    let (cuts, rooms) = (choices.cuts(), choices.cuts());

    let mut context = options.context().expect("sound options");
    let mut content = Vec::new();
    let progress = context.decompress_frame_into(data, &mut content);
    let (first, whole) = match progress {
        Ok(progress) => (&data[..progress.consumed], Ok(content)),
        Err(error) => (data, Err(error)),
    };

    let (pushed, unused) = pushed(&options, data, cuts.clone(), rooms.clone());
    assert_same(first, ("one call", &whole), ("a push stream", &pushed));
    if pushed.is_ok() {
        assert_eq!(unused, data[first.len()..]);
    }

    let inner = Hesitant::new(data, cuts.clone());
    let decoder = stream::bufread::Decoder::with_options(inner, &options).expect("sound options");
    let mut decoder = decoder.single_frame_or_skippable();
    let read = doors::read_all(&mut decoder, rooms);
    // No bytes at all are no frame to one, and nothing to read to the other.
    if !data.is_empty() {
        assert_same(first, ("one call", &whole), ("a reader", &read));
    }
    if read.is_ok() {
        assert!(decoder.is_finished());
        assert_eq!(doors::rest(decoder.into_inner()), data[first.len()..]);
    }
    if let Ok(content) = whole {
        exactly(&options, data, &content, first.len(), cuts);
    }
});

/// Who asks for no more than there is, and then for the frame's end, stands right behind the frame.
fn exactly(options: &DecompressOptions, data: &[u8], content: &[u8], end: usize, cuts: Cuts) {
    let inner = || Hesitant::new(data, cuts.clone());
    let decoder = stream::bufread::Decoder::with_options(inner(), options).expect("sound options");
    let mut decoder = decoder.single_frame_or_skippable();
    let read = filled(content.len(), |room| doors::again(|| decoder.read(room)));
    if read.is_some() && doors::again(|| decoder.finish_frame()).is_ok() {
        assert_eq!(read.as_deref(), Some(content));
        assert!(decoder.at_frame_edge());
        assert_eq!(doors::rest(decoder.into_inner()), data[end..]);
    }

    // A reader that brings its own buffer has read ahead, and says the same of the frame.
    let decoder = stream::read::Decoder::with_options(inner(), options).expect("sound options");
    let mut decoder = decoder.single_frame_or_skippable();
    let read = filled(content.len(), |room| doors::again(|| decoder.read(room)));
    if read.is_some() && doors::again(|| decoder.finish_frame()).is_ok() {
        assert_eq!(read.as_deref(), Some(content));
        assert!(decoder.at_frame_edge());
    }

    let decoder =
        async_io::bufread::Decoder::with_options(inner(), options).expect("sound options");
    let mut decoder = decoder.single_frame_or_skippable();
    let read = filled(content.len(), |room| {
        insist(|context| {
            let mut buf = tokio::io::ReadBuf::new(room);
            let polled = tokio::io::AsyncRead::poll_read(Pin::new(&mut decoder), context, &mut buf);
            polled.map_ok(|()| buf.filled().len())
        })
    });
    // Each poll has a future of its own: one that is dropped loses nothing.
    let finished = insist(|context| pin!(decoder.finish_frame()).poll(context));
    if read.is_some() && finished.is_ok() {
        assert_eq!(read.as_deref(), Some(content));
        assert!(decoder.at_frame_edge());
        assert_eq!(doors::rest(decoder.into_inner()), data[end..]);
    }
}

/// So many bytes of what `read` gives; `None` where a stream refuses what one call took, or ends.
fn filled(len: usize, mut read: impl FnMut(&mut [u8]) -> io::Result<usize>) -> Option<Vec<u8>> {
    let mut output = vec![0; len];
    let mut filled = 0;
    while filled < output.len() {
        match read(&mut output[filled..]) {
            Ok(len) if len > 0 => filled += len,
            _ => return None,
        }
    }
    Some(output)
}

fn pushed(
    options: &DecompressOptions,
    data: &[u8],
    cuts: Cuts,
    mut rooms: Cuts,
) -> (Verdict, Vec<u8>) {
    let mut decompressor = options.frame_decompressor().expect("sound options");
    let mut output = Vec::new();
    let mut seen = 0;
    for piece in cuts.pieces(data) {
        let mut piece = piece;
        seen += piece.len();
        loop {
            match decompressor.decompress_into(piece, Some(rooms.length()), &mut output) {
                Ok(_) => piece = &[],
                Err(error) => return (Err(error), Vec::new()),
            }
            if decompressor.is_finished() {
                assert!(!decompressor.needs_input());
                assert_eq!(decompressor.decompress(b"", None), Err(Error::FrameFinished));
                let unused = [decompressor.unused_data(), &data[seen..]].concat();
                return (Ok(output), unused);
            }
            if decompressor.needs_input() {
                break;
            }
        }
    }
    (Err(Error::Truncated), Vec::new())
}

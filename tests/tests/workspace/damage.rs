//! Small frames of every kind, cut short everywhere and with every bit flipped, through every door and
//! with several cuts: the same content, or the same error.
//!
//! `ZSTDKIT_DAMAGE=2` flips every pair of bits that lie within two bytes too.

use std::io::{BufReader, Read, Write};

use zstdkit::{
    CompressOptions, Compressor, DecompressContext, DecompressOptions, Decompressor, Dictionary,
    EndDirective, Error, FrameDecompressor, compress, stream,
};
use zstdkit_segments::BatchDecompressor;
use zstdkit_tests::text;

type Verdict = Result<Vec<u8>, Error>;

const PIECES: [usize; 8] = [1, 2, 3, 4, 5, 6, 7, usize::MAX];

/// Makes what differs by the cut, as documented, equal: how much of no frame had been seen.
fn told(verdict: Verdict) -> Verdict {
    verdict.map_err(|error| match error {
        Error::UnknownFrame { offset, .. } => Error::UnknownFrame { offset, found: Vec::new() },
        error => error,
    })
}

fn own(error: std::io::Error) -> Error {
    Error::try_from(error).expect("an error of the codec's")
}

/// Every door's contexts, used again for each input.
struct Doors {
    options: DecompressOptions,
    context: DecompressContext,
    threads: DecompressContext,
    push: Decompressor,
    single: FrameDecompressor,
    batch: BatchDecompressor,
}

impl Doors {
    fn new(options: DecompressOptions) -> Self {
        Self {
            context: options.context().unwrap(),
            threads: options.clone().workers(2).context().unwrap(),
            push: options.decompressor().unwrap(),
            single: options.frame_decompressor().unwrap(),
            batch: BatchDecompressor::new(&options).unwrap().threads(1),
            options,
        }
    }

    /// Goes through all of them; panics where one's verdict is another than one call's.
    fn agree(&mut self, data: &[u8]) {
        let expected = told(self.options.decompress(data));
        let check = |door: &str, verdict: Verdict| {
            // Room says nothing of the bytes.
            if matches!(verdict, Err(Error::OutputTooSmall { .. })) {
                return;
            }
            let verdict = told(verdict);
            assert_eq!(verdict, expected, "{door} of {data:02x?}");
        };

        let mut slice = vec![0; 1 << 16];
        let into = self.context.decompress_into(data, slice.as_mut_slice());
        check("a slice", into.map(|len| slice[..len].to_vec()));
        let mut vec = Vec::new();
        check("threads", self.threads.decompress_into(data, &mut vec).map(|_| vec.clone()));
        let mut buffer = data.to_vec();
        check("in place", self.context.decompress_in_place(&mut buffer).map(|_| buffer.clone()));

        for piece in PIECES {
            let piece = piece.min(data.len().max(1));
            check("push", self.push(data, piece, None));
            if [1, 3, data.len()].contains(&piece) {
                check("push", self.push(data, piece, Some(1)));
                check("push", self.push(data, piece, Some(300)));
                check("frame by frame", self.one_by_one(data, piece));
            }
            if [1, data.len()].contains(&piece) {
                check("write", self.write(data, piece));
                #[cfg(feature = "experimental")]
                check("lasting", self.lasting(data, piece));
            }
        }
        for (buffered, asked) in [(1, 1), (5, 4096), (1 << 10, 3)] {
            let inner = BufReader::with_capacity(buffered, data);
            let decoder = stream::bufread::Decoder::with_options(inner, &self.options).unwrap();
            check("bufread", read(decoder, asked));
        }
        let decoder = stream::read::Decoder::with_options(data, &self.options).unwrap();
        check("read", read(decoder, 100));
        self.batch(data, &expected);
    }

    fn push(&mut self, data: &[u8], piece: usize, limit: Option<usize>) -> Verdict {
        // Offsets count from the beginning, or the last error.
        self.push.reset(zstdkit::Reset::SESSION).unwrap();
        let mut content = Vec::new();
        for piece in data.chunks(piece) {
            content.extend(self.push.decompress(piece, limit)?);
            while !self.push.needs_input() {
                content.extend(self.push.decompress(b"", limit)?);
            }
        }
        if self.push.at_frame_edge() {
            return Ok(content);
        }
        Err(Error::Truncated)
    }

    /// A single-frame decompressor for each frame, whose errors count from its own frame.
    fn one_by_one(&mut self, data: &[u8], piece: usize) -> Verdict {
        let (mut content, mut offset) = (Vec::new(), 0);
        while offset < data.len() {
            self.single.reset(zstdkit::Reset::SESSION).unwrap();
            let mut taken = 0;
            for piece in data[offset..].chunks(piece) {
                let part = self.single.decompress(piece, None);
                content.extend(part.map_err(|error| moved(error, offset as u64))?);
                taken += piece.len();
                if self.single.is_finished() {
                    break;
                }
            }
            if !self.single.is_finished() {
                return Err(Error::Truncated);
            }
            offset += taken - self.single.unused_data().len();
        }
        Ok(content)
    }

    fn write(&mut self, data: &[u8], piece: usize) -> Verdict {
        let mut decoder = stream::write::Decoder::with_options(Vec::new(), &self.options).unwrap();
        for piece in data.chunks(piece) {
            decoder.write_all(piece).map_err(own)?;
        }
        decoder.finish().map_err(own)
    }

    #[cfg(feature = "experimental")]
    fn lasting(&mut self, data: &[u8], piece: usize) -> Verdict {
        let mut room = vec![0; 1 << 16];
        let mut into = zstdkit::DecompressorInto::new(&mut room, &self.options).unwrap();
        for piece in data.chunks(piece) {
            into.decompress(piece)?;
        }
        into.finish().map(|content| content.to_vec())
    }

    /// A batch takes one frame to an item, so it's asked only where that is what there is.
    fn batch(&mut self, data: &[u8], expected: &Verdict) {
        use zstdkit_segments::Error as Batch;
        let verdict = match self.batch.decompress(&[data]) {
            Ok(results) => Ok(results[0].to_vec()),
            Err(Batch::Item { source, .. }) => Err(source),
            Err(Batch::NoFrame { .. } | Batch::TrailingData { .. }) => return,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(told(verdict), *expected, "a batch of {data:02x?}");
    }
}

/// An error that counts from `offset`, counted from the input's beginning.
fn moved(mut error: Error, by: u64) -> Error {
    if let Error::UnknownFrame { offset, .. }
    | Error::MalformedFrame { offset, .. }
    | Error::LegacyFrame { offset, .. } = &mut error
    {
        *offset += by;
    }
    error
}

fn read(mut decoder: impl Read, asked: usize) -> Verdict {
    let (mut content, mut room) = (Vec::new(), vec![0; asked]);
    loop {
        match decoder.read(&mut room).map_err(own)? {
            0 => return Ok(content),
            len => content.extend_from_slice(&room[..len]),
        }
    }
}

/// A frame that is flushed after each of `parts` and doesn't say its size.
fn flushed(options: &CompressOptions, parts: &[&[u8]]) -> Vec<u8> {
    let mut compressor = Compressor::new(options).unwrap();
    let mut frame = Vec::new();
    for part in parts {
        frame.extend(compressor.compress(part, EndDirective::Flush).unwrap());
    }
    frame.extend(compressor.finish().unwrap());
    frame
}

fn skippable(content: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    zstdkit::write_skippable_frame(content, 3, &mut frame).unwrap();
    frame
}

/// A frame of these blocks, by type, stated size and content, with this header.
fn made(header: &[u8], blocks: &[(u32, u32, &[u8])]) -> Vec<u8> {
    let mut frame = [&[0x28, 0xb5, 0x2f, 0xfd], header].concat();
    for (index, (kind, size, content)) in blocks.iter().enumerate() {
        let last = u32::from(index + 1 == blocks.len());
        frame.extend_from_slice(&(last | kind << 1 | size << 3).to_le_bytes()[..3]);
        frame.extend_from_slice(content);
    }
    frame
}

fn corpus() -> Vec<Vec<u8>> {
    let plain = CompressOptions::new();
    let checked = plain.clone().checksum(true);
    let words = b"compressed, compressed again, and compressed once more. ".repeat(2);
    let mut corpus = vec![
        compress(b"", 3).unwrap(),
        checked.compress(b"").unwrap(),
        compress(b"raw", 3).unwrap(),
        checked.compress(b"raw and checked").unwrap(),
        compress(&[7; 500], 3).unwrap(),
        checked.compress(&[7; 500]).unwrap(),
        compress(&words, 3).unwrap(),
        checked.compress(&words).unwrap(),
        checked.compress(&text(300, 5)).unwrap(),
        flushed(&plain, &[&words]),
        flushed(&checked, &[&words, b"raw", &[7; 300], &words]),
        flushed(&checked, &[]),
        skippable(b"skipped"),
        skippable(b""),
        // Hollow blocks: a compressed one of no bytes, in the middle and last; a run of none.
        made(&[0x20, 0], &[(2, 0, b"")]),
        made(&[0x20, 3], &[(0, 3, b"abc"), (2, 0, b"")]),
        made(&[0x20, 3], &[(2, 0, b""), (0, 3, b"abc")]),
        made(&[0x20, 0], &[(1, 0, b"x")]),
        made(&[0x20, 1], &[(1, 0, b"x"), (0, 1, b"y")]),
        made(&[0x00, 0], &[(1, 0, b"x"), (0, 0, b""), (1, 1000, b"y"), (0, 2, b"zz")]),
        // A window, and a size of 0, with blocks that hold nothing.
        made(&[0x40, 0, 0, 0], &[(1, 256, b"x")]),
        made(&[0x80, 0, 0, 0, 0, 0], &[(2, 2, b"\0\0")]),
    ];
    let pairs: Vec<_> = [(2, 7), (12, 6), (7, 12), (10, 13), (14, 2)]
        .map(|(one, other)| [&corpus[one][..], &corpus[other]].concat())
        .to_vec();
    corpus.extend(pairs);
    corpus
}

fn go_through(doors: &mut Doors, corpus: &[Vec<u8>]) {
    let pairs = std::env::var("ZSTDKIT_DAMAGE").is_ok_and(|level| level == "2");
    for frame in corpus {
        doors.agree(frame);
        for len in 0..frame.len() {
            doors.agree(&frame[..len]);
        }
        for bit in 0..8 * frame.len() {
            let mut damaged = frame.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            doors.agree(&damaged);
            for other in bit + 1..if pairs { (bit + 16).min(8 * frame.len()) } else { 0 } {
                damaged[other / 8] ^= 1 << (other % 8);
                doors.agree(&damaged);
                damaged[other / 8] ^= 1 << (other % 8);
            }
        }
    }
}

#[test]
fn damaged_frames_have_one_verdict_at_every_door() {
    go_through(&mut Doors::new(DecompressOptions::new()), &corpus());
}

#[test]
fn damaged_frames_with_a_dictionary_have_one_verdict_at_every_door() {
    let samples: Vec<_> = (0..300).map(zstdkit_tests::record).collect();
    let trained = zstdkit_dict::train(&samples, 1 << 12).unwrap();
    let raw = Dictionary::raw(&text(500, 9)[..]).unwrap();
    for dictionary in [trained, raw] {
        let options = CompressOptions::new().dictionary(&dictionary).checksum(true);
        let corpus = [
            options.compress(&zstdkit_tests::record(1000)).unwrap(),
            options.clone().checksum(false).compress(&text(300, 9)[..60]).unwrap(),
        ];
        let options = DecompressOptions::new().dictionary(&dictionary);
        go_through(&mut Doors::new(options), &corpus);
    }
}

#[cfg(feature = "experimental")]
#[test]
fn damaged_frames_without_a_magic_number_have_one_verdict_at_every_door() {
    let options = CompressOptions::new().magicless(true).checksum(true);
    let corpus = [b"".to_vec(), b"raw".to_vec(), vec![7; 500], text(120, 5)]
        .map(|content| options.compress(&content).unwrap());
    go_through(&mut Doors::new(DecompressOptions::new().magicless(true)), &corpus);
}

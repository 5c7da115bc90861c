//! Each door that a stranger's bytes come in by, and the worst that was found for it.

use std::hint::black_box;
use std::io::{self, Cursor, Read, Write};

use serde::de::value::{Error as NoValue, SeqDeserializer};
use zstdkit::stream::{bufread, copy_decode, read, write};
use zstdkit::{
    CompressOptions, DecompressContext, DecompressOptions, Decompressor, Dictionary,
    DictionaryMode, FrameDecompressor,
};
use zstdkit_frame::{SeekIndex, SeekTable, SourceFrames};
use zstdkit_seek::{Index, IndexOptions, SeekReader};
use zstdkit_segments::{BatchDecompressor, BufferSegments, BufferWithSegments};
use zstdkit_tests::{noise, text};

use crate::{hostile, memory::peak};

/// A row of the table.
pub(crate) struct Door {
    pub(crate) name: &'static str,
    /// The limit, and how to set it.
    pub(crate) limit: &'static str,
    /// What the limit comes to.
    pub(crate) most: &'static str,
    /// With which limit it was measured, and what else was given.
    pub(crate) given: &'static str,
    pub(crate) peak: usize,
}

/// What is allowed where a limit is set.
const ALLOWED: usize = 1 << 20;

/// How much comes in, and goes out, at a time.
const PIECE: usize = 64 << 10;

fn limited() -> DecompressOptions {
    DecompressOptions::new().max_output(ALLOWED).window_log_max(23)
}

/// The most that any of the inputs takes.
fn worst<I: AsRef<[u8]>, T>(
    inputs: impl IntoIterator<Item = I>,
    act: impl Fn(&[u8]) -> T,
) -> usize {
    let peaks = inputs.into_iter().map(|input| peak(|| act(input.as_ref())));
    peaks.max().expect("there are inputs")
}

pub(crate) fn all() -> Vec<Door> {
    let doors = [whole(), pieces(), files(), tables()];
    doors.into_iter().flatten().collect()
}

/// Whole inputs at a time.
fn whole() -> Vec<Door> {
    let frames = hostile::frames();
    let limit = "`max_output`; none by default. `window_log_max`; 128 MiB by default";
    let most = "the output, twice that while a `Vec` grows, and a window for a frame that doesn't say its size, or is damaged";
    let given = "1 MiB of output, windows of 8 MiB allowed";
    let context = |act: &dyn Fn(&mut DecompressContext, &[u8])| {
        worst(&frames, |frames| act(&mut limited().context().unwrap(), frames))
    };
    let into_vector = context(&|context, frames| {
        let mut output = Vec::new();
        black_box(context.decompress_into(frames, &mut output)).ok();
    });
    let one_call = worst(&frames, |frames| limited().decompress(frames));
    let mut vec = vec![
        Door {
            name: "one call",
            limit,
            most,
            given: "1 MiB of output allowed",
            peak: worst(&frames, |frames| {
                DecompressOptions::new().max_output(ALLOWED).decompress(frames)
            }),
        },
        Door {
            name: "one call, smaller windows",
            limit: "as above",
            most: "as above",
            given,
            peak: one_call,
        },
        Door { name: "a context into a `Vec`", limit, most, given, peak: into_vector },
    ];
    let mut room = vec![0; ALLOWED];
    let into_slice = frames.iter().map(|frames| {
        peak(|| {
            let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
            context.decompress_into(frames, room.as_mut_slice())
        })
    });
    vec.push(Door {
        name: "a context into a slice",
        limit: "the slice, `window_log_max`",
        most: "a context, and a window for a frame that is damaged",
        given: "1 MiB of room",
        peak: into_slice.max().unwrap(),
    });
    let copies = frames.iter().map(|frames| {
        let mut buffer = frames.clone();
        let mut context = limited().context().unwrap();
        peak(move || context.decompress_in_place(&mut buffer).map(|_| buffer))
    });
    vec.push(Door {
        name: "in place",
        limit: "`max_output`, `window_log_max`",
        most: "the output, and an eighth of the input; as a `Vec` where a frame doesn't say its size",
        given: "1 MiB of output, windows of 8 MiB allowed; 2.5 MB of input",
        peak: copies.max().unwrap(),
    });
    vec.push(Door {
        name: "`workers(n)`",
        limit: "`max_output`, `window_log_max`; 256 threads, each with half a MiB of content to do",
        most: "the output's room, for no more than eight times the input, what has been made so far, or 4 MiB a thread, whichever is the most; a context a thread, and a window for one frame",
        given: "2 workers, 1 MiB of output, windows of 8 MiB allowed",
        peak: worst(&frames, |frames| limited().workers(2).decompress(frames)),
    });
    let old = text(ALLOWED, 1);
    vec.push(Door {
        name: "after a prefix (`patch_from`)",
        limit: "`max_output`; windows of two to four times the prefix by default, 2 GiB at most",
        most: "as one call, and the prefix",
        given: "a prefix of 1 MiB; 1 MiB of output, windows of 8 MiB allowed",
        peak: worst(&frames, |frames| limited().patch_from(&old).decompress(frames)),
    });
    let batch = |frames: &[u8]| {
        let mut batch = BatchDecompressor::new(&limited()).unwrap().threads(2);
        batch.decompress_each(&[frames; 8]).map(|results| black_box(results.len()))
    };
    vec.push(Door {
        name: "`BatchDecompressor`",
        limit: "`max_output`, for each item; none by default. `window_log_max`",
        most: "the results, a context and a window a thread",
        given: "8 items, 2 threads; 1 MiB of output for each, windows of 8 MiB allowed",
        peak: worst(&frames, batch),
    });
    vec
}

/// What comes in pieces.
fn pieces() -> Vec<Door> {
    let frames = hostile::frames();
    let limit = "`window_log_max`; 128 MiB by default";
    let push = |options: &DecompressOptions, frames: &[u8]| {
        let mut decompressor = Decompressor::new(options)?;
        for piece in frames.chunks(PIECE) {
            let mut piece = piece;
            loop {
                black_box(decompressor.decompress(piece, Some(PIECE))?);
                piece = &[];
                if decompressor.needs_input() {
                    break;
                }
            }
        }
        Ok::<_, zstdkit::Error>(())
    };
    let single = |frames: &[u8]| {
        let mut decompressor = FrameDecompressor::new(&DecompressOptions::new())?;
        for piece in frames.chunks(PIECE) {
            let mut piece = piece;
            while !decompressor.is_finished() {
                black_box(decompressor.decompress(piece, Some(PIECE))?);
                piece = &[];
                if decompressor.needs_input() {
                    break;
                }
            }
        }
        Ok::<_, zstdkit::Error>(())
    };
    let defaults = DecompressOptions::new();
    let small = DecompressOptions::new().window_log_max(23);
    let readers = |options: &DecompressOptions, frames: &[u8]| {
        let mut room = [0; 4096];
        let mut reader = read::Decoder::with_options(frames, options)?;
        while reader.read(&mut room)? > 0 {}
        drop(reader);
        let mut reader = bufread::Decoder::with_options(frames, options)?;
        while reader.read(&mut room)? > 0 {}
        drop(reader);
        copy_decode(frames, io::sink(), options, |_, _| {}).map(drop)
    };
    let writer = |frames: &[u8]| {
        let mut writer = write::Decoder::with_options(io::sink(), &defaults)?;
        writer.write_all(frames)?;
        writer.finish().map(drop)
    };
    let given = "pieces of 64 KiB, both ways";
    #[cfg_attr(not(feature = "futures"), expect(unused_mut, reason = "one more comes with it"))]
    let mut doors = vec![
        Door {
            name: "`Decompressor`",
            limit: "`window_log_max`; 128 MiB by default. `max_length`, `max_output`",
            most: "a window, what comes out at a time, and the input that is left",
            given,
            peak: worst(&frames, |frames| push(&defaults, frames)),
        },
        Door {
            name: "`Decompressor` with a small window",
            limit: "as above",
            most: "as above",
            given: "windows of 8 MiB allowed, pieces of 64 KiB",
            peak: worst(&frames, |frames| push(&small, frames)),
        },
        Door {
            name: "`FrameDecompressor`",
            limit: "as above",
            most: "as above",
            given,
            peak: worst(&frames, single),
        },
        Door {
            name: "`stream::read`, `bufread`, `copy_decode`",
            limit,
            most: "a window, and 128 KiB of output ahead",
            given: "the defaults",
            peak: worst(&frames, |frames| readers(&defaults, frames)),
        },
        Door {
            name: "`stream::write`",
            limit,
            most: "a window, and 128 KiB of output ahead",
            given: "the defaults",
            peak: worst(&frames, writer),
        },
    ];
    #[cfg(feature = "futures")]
    doors.push(Door {
        name: "`async_io`",
        limit,
        most: "a window, and 128 KiB of output ahead",
        given: "the defaults",
        peak: worst(&frames, asynchronous),
    });
    doors
}

#[cfg(feature = "futures")]
fn asynchronous(frames: &[u8]) -> io::Result<()> {
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use futures_util::{AsyncRead, AsyncWrite};
    use zstdkit::async_io::{bufread, write};

    let mut cx = Context::from_waker(Waker::noop());
    let mut room = [0; 4096];
    let mut reader = bufread::Decoder::new(futures_util::io::Cursor::new(frames))?;
    while let Poll::Ready(Ok(1..)) = Pin::new(&mut reader).poll_read(&mut cx, &mut room) {}
    drop(reader);
    let mut writer = write::Decoder::new(futures_util::io::sink())?;
    let mut frames = frames;
    while let Poll::Ready(Ok(written @ 1..)) = Pin::new(&mut writer).poll_write(&mut cx, frames) {
        frames = &frames[written..];
    }
    Ok(())
}

/// What is walked through, or kept.
fn files() -> Vec<Door> {
    let frames = hostile::frames();
    let walk = |frames: &[u8]| {
        let mut walked = SourceFrames::new(Cursor::new(frames))?;
        while walked.next_with_blocks(|block| _ = black_box(block.sections()))?.is_some() {}
        black_box(zstdkit_frame::decompressed_bound(frames)).ok();
        black_box(SeekTable::parse(frames)).ok();
        black_box(zstdkit_frame::frames(frames).count());
        Ok::<_, zstdkit_frame::SourceError>(())
    };
    let seekable = hostile::seekable(1 << 20);
    let listed = peak(|| SeekIndex::read(Cursor::new(&seekable)));
    let nothing = peak(|| SeekIndex::read(hostile::seek_table_of_nothing(1 << 22)));
    let over = peak(|| SeekIndex::read(hostile::seek_table_of_nothing(1 << 28)));
    let mut many = b"\x5B\x2A\x4D\x18\0\0\0\0".repeat(1 << 20);
    many.extend(b"\x5B\x2A\x4D\x18\xFF\xFF\xFF\xFF");
    let index = |file: &[u8]| black_box(Index::read_from(file).map(drop));
    let random = |frames: &[u8]| {
        let file = frames.to_vec();
        let Ok(mut reader) = SeekReader::open(file) else { return };
        black_box(reader.read_range(..1, &mut Vec::new())).ok();
        black_box(reader.read_range(.., &mut Vec::new())).ok();
    };
    let build = |frames: &[u8]| drop(black_box(IndexOptions::new().build(frames)));
    vec![
        Door {
            name: "walking frames, `SeekTable`, of a buffer or a source",
            limit: "none needed",
            most: "64 KiB",
            given: "the defaults",
            peak: worst(&frames, walk),
        },
        Door {
            name: "`SeekIndex::read`",
            limit: "256 MiB; `SeekIndex::read_within`",
            most: "40 bytes for each frame listed, for which the file has 16 at least",
            given: "a million frames of 8 bytes listed; a sparse file with 2^22 or 2^28 entries",
            peak: listed.max(nothing).max(over),
        },
        Door {
            name: "`zstdkit_seek::Index::read_from`",
            limit: "none: it's for indexes of one's own",
            most: "a few times what is read",
            given: "8 MiB that say they're a million windows, and one of 4 GiB",
            peak: worst([many], index),
        },
        Door {
            name: "`zstdkit_seek::SeekReader`, of any file",
            limit: "`window_log_max`; 128 MiB by default",
            most: "the file's points, a window, and what is asked for",
            given: "2.5 MB of file",
            peak: worst(&frames, random),
        },
        Door {
            name: "`zstdkit_seek::IndexOptions::build`",
            limit: "`window_log_max`; 128 MiB by default",
            most: "a window twice, and the index: a window, compressed, for each `spacing` of content",
            given: "2.5 MB of file",
            peak: worst(&frames, build),
        },
    ]
}

/// What is taken as it is.
fn tables() -> Vec<Door> {
    let mut corrupt = noise(ALLOWED, 1);
    corrupt[..4].copy_from_slice(b"\x37\xA4\x30\xEC");
    let load = |content: &[u8]| {
        black_box(Dictionary::new(content)).ok();
        black_box(Dictionary::for_decompression(content)).ok();
        let dictionary = Dictionary::raw(content)?;
        for mode in [DictionaryMode::Content, DictionaryMode::Digested, DictionaryMode::Prefix] {
            let frame = CompressOptions::new().dictionary_as(&dictionary, mode).compress(b"x")?;
            DecompressOptions::new().dictionary_as(&dictionary, mode).decompress(&frame)?;
        }
        Ok::<_, zstdkit::Error>(())
    };
    // What is said of segments: places beyond all data, and as many of them.
    let entries = [u64::MAX, u64::MAX].map(u64::to_ne_bytes).concat().repeat(ALLOWED / 16);
    let overlapping = [0, 64_u64].map(u64::to_ne_bytes).concat().repeat(ALLOWED / 16);
    let segments = |table: &[u8]| {
        black_box(BufferWithSegments::from_segment_bytes([0; 64], table)).ok();
        black_box(BufferSegments::from_bytes(table.to_vec())).ok();
    };
    let serialized = peak(|| {
        use serde::Deserialize;
        let claimed = SeqDeserializer::<_, NoValue>::new(Claimed);
        BufferSegments::deserialize(claimed)
    });
    vec![
        Door {
            name: "a dictionary",
            limit: "its bytes",
            most: "its bytes, its digests, and what a context makes of it",
            given: "1 MiB, at level 3",
            peak: worst([text(ALLOWED, 2), corrupt], load),
        },
        Door {
            name: "segment tables",
            limit: "their bytes",
            most: "their bytes",
            given: "1 MiB of entries",
            peak: worst([entries, overlapping], segments),
        },
        Door {
            name: "segment tables, deserialized",
            limit: "their bytes",
            most: "their bytes, and 1 MiB ahead",
            given: "2^60 entries announced",
            peak: serialized,
        },
    ]
}

/// Says that there is a lot to come, and has nothing.
struct Claimed;

impl Iterator for Claimed {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (1 << 60, Some(1 << 60))
    }
}

//! How much memory is asked for, counted by an allocator that can also refuse.
//!
//! libzstd allocates by itself, so that what is counted here is this crate's own: outputs, inputs
//! that are kept.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use zstdkit::{
    CompressOptions, Compressor, DecompressOptions, EndDirective, Error, compress, decompress, step,
};

/// Counts calls and bytes, and refuses single allocations over a limit, in each thread by itself:
/// tests run beside each other.
struct Counting;

thread_local! {
    static CALLS: Cell<usize> = const { Cell::new(0) };
    static LARGEST: Cell<usize> = const { Cell::new(0) };
    static LIMIT: Cell<usize> = const { Cell::new(usize::MAX) };
}

impl Counting {
    fn admits(size: usize) -> bool {
        CALLS.set(CALLS.get() + 1);
        LARGEST.set(LARGEST.get().max(size));
        size <= LIMIT.get()
    }
}

// SAFETY: hands everything on to the system's allocator, or answers null, which means "no memory".
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !Self::admits(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) };
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !Self::admits(size) {
            return std::ptr::null_mut();
        }
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a call did: how often it asked for memory, and for how much at most at a time.
struct Asked {
    calls: usize,
    largest: usize,
}

/// Runs `call`, which gets no more than `limit` bytes at a time.
fn measured<T>(limit: usize, call: impl FnOnce() -> T) -> (T, Asked) {
    CALLS.set(0);
    LARGEST.set(0);
    LIMIT.set(limit);
    let outcome = call();
    LIMIT.set(usize::MAX);
    (outcome, Asked { calls: CALLS.get(), largest: LARGEST.get() })
}

/// A frame's header with a window of 64 KiB that claims `size` bytes, then `blocks`.
fn claiming(size: u64, blocks: &[u8]) -> Vec<u8> {
    let header = [0x28, 0xB5, 0x2F, 0xFD, 0b1100_0000, 6 << 3];
    [&header[..], &size.to_le_bytes(), blocks].concat()
}

#[test]
fn a_header_that_claims_2_to_the_60_takes_no_memory() {
    let single_segment = [&[0x28, 0xB5, 0x2F, 0xFD, 0b1110_0000][..], &(1_u64 << 60).to_le_bytes()];
    let single_segment = single_segment.concat();
    assert_eq!(single_segment.len(), 13);
    let one_byte = [1 | 1 << 3, 0, 0, b'x'];
    let frames = [
        single_segment.clone(),
        [&single_segment[..], &one_byte].concat(),
        claiming(1 << 60, b""),
        claiming(1 << 60, &one_byte),
        claiming(1 << 30, &one_byte),
    ];
    for frame in &frames {
        let (outcome, asked) = measured(usize::MAX, || decompress(frame));
        assert!(outcome.is_err());
        assert!(asked.largest < 10_000, "one call: {}", asked.largest);

        let mut push = DecompressOptions::new().decompressor().unwrap();
        let (_, asked) = measured(usize::MAX, || push.decompress(frame, None));
        assert!(asked.largest < 10_000, "push: {}", asked.largest);

        let mut context = DecompressOptions::new().workers(4).context().unwrap();
        let (outcome, asked) =
            measured(usize::MAX, || context.decompress_into(frame, &mut Vec::new()));
        assert!(outcome.is_err());
        assert!(asked.largest < 10_000, "with threads: {}", asked.largest);
    }
}

#[test]
fn a_frame_that_says_its_size_takes_exactly_that_once() {
    let data = vec![7; 3_000_000];
    let frame = compress(&data, 1).unwrap();
    let (back, asked) = measured(usize::MAX, || decompress(&frame).unwrap());
    assert!(back == data);
    assert_eq!(asked.largest, data.len());
}

#[test]
fn a_push_stream_that_gets_a_whole_frame_takes_its_content_size_once() {
    for len in [2000, 300_000, 1 << 20] {
        let data = vec![7; len];
        let frame = compress(&data, 1).unwrap();
        let mut push = DecompressOptions::new().decompressor().unwrap();
        let (back, asked) = measured(usize::MAX, || push.decompress(&frame, None).unwrap());
        assert!(back == data);
        assert_eq!((asked.calls, asked.largest), (1, len));
    }
}

#[test]
fn a_push_stream_takes_no_more_than_a_mebibyte_ahead_of_its_output() {
    // A run of 128 KiB takes four bytes: what blocks can hold is a claim, too.
    let block = [0b011, 0, 0x10, 0];
    let frame = [&claiming(1 << 27, b"")[..], &block.repeat(1023)].concat();
    let mut push = DecompressOptions::new().decompressor().unwrap();
    let (_, asked) = measured(usize::MAX, || push.decompress(&frame[..30], None));
    assert!(asked.largest <= 1 << 20, "{}", asked.largest);
}

#[test]
fn a_large_max_length_or_limit_takes_nothing_ahead() {
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    let mut sizeless = compressor.compress(b"little", EndDirective::Flush).unwrap();
    sizeless.extend(compressor.finish().unwrap());
    for most in [1 << 30, usize::MAX] {
        let options = DecompressOptions::new().max_output(most);
        let mut push = options.decompressor().unwrap();
        let (back, asked) = measured(usize::MAX, || push.decompress(&sizeless, Some(most)));
        assert_eq!(back.unwrap(), b"little");
        assert!(asked.largest <= 1 << 17, "push: {}", asked.largest);
        let (back, asked) = measured(usize::MAX, || options.decompress(&sizeless));
        assert_eq!(back.unwrap(), b"little");
        assert!(asked.largest <= 1 << 18, "one call: {}", asked.largest);
    }
}

#[test]
fn a_push_compressor_begins_anew_after_its_output_could_not_grow() {
    for (before, directive) in [(13, EndDirective::Continue), (300_000, EndDirective::Flush)] {
        let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
        let mut output = compressor.compress(&vec![1; before], directive).unwrap();
        output.shrink_to_fit();
        let had = output.len();
        let (failed, _) =
            measured(0, || compressor.compress_into(b"more", EndDirective::Flush, &mut output));
        assert_eq!(failed, Err(Error::OutOfMemory));
        assert_eq!(output.len(), had);
        assert_eq!(compressor.last_end_directive(), EndDirective::End);
        let next = compressor.compress(b"second frame", EndDirective::End).unwrap();
        assert_eq!(next, compress(b"second frame", 0).unwrap());
    }
}

#[test]
fn a_pledge_is_forgotten_with_the_frame_that_memory_was_short_for() {
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    compressor.set_pledged_size(Some(100)).unwrap();
    let (failed, _) = measured(0, || compressor.compress(b"some of it", EndDirective::Flush));
    assert_eq!(failed, Err(Error::OutOfMemory));
    assert_eq!(
        compressor.compress(b"second frame", EndDirective::End).unwrap(),
        compress(b"second frame", 0).unwrap()
    );
}

#[test]
fn an_io_error_for_short_memory_is_one_where_none_is_left() {
    let (error, _) = measured(0, || std::io::Error::from(Error::OutOfMemory));
    assert_eq!(error.kind(), std::io::ErrorKind::OutOfMemory);
    assert_eq!(Error::try_from(error).unwrap(), Error::OutOfMemory);
}

#[test]
fn a_reused_context_allocates_nothing() {
    let data = b"a record, a record, a record".repeat(20);
    let mut compress = CompressOptions::new().context().unwrap();
    let mut decompress = DecompressOptions::new().context().unwrap();
    let mut frame = Vec::with_capacity(zstdkit::compress_bound(data.len()));
    let mut back = Vec::with_capacity(data.len());
    let (_, asked) = measured(usize::MAX, || {
        for _ in 0..100 {
            frame.clear();
            back.clear();
            compress.compress_into(&data, &mut frame).unwrap();
            decompress.decompress_into(&frame, &mut back).unwrap();
        }
    });
    assert_eq!(asked.calls, 0);
    assert_eq!(back, data);
}

#[test]
fn one_call_allocates_its_output_and_nothing_else() {
    let data = b"a record, a record, a record".repeat(20);
    let frame = compress(&data, 3).unwrap();
    decompress(&frame).unwrap();
    let (_, asked) = measured(usize::MAX, || decompress(&frame).unwrap());
    assert_eq!(asked.calls, 1);
    let (_, asked) = measured(usize::MAX, || compress(&data, 3).unwrap());
    assert!(asked.calls <= 2, "{}: the bound, and what is given back", asked.calls);
}

#[test]
fn where_memory_cannot_be_had_that_is_an_error_and_no_more() {
    let data = vec![7; 2_000_000];
    let frame = compress(&data, 1).unwrap();
    let limit = 1_000_000;
    let mut frames = Vec::new();
    let mut context = CompressOptions::new().context().unwrap();
    let (outcome, _) = measured(limit, || context.compress_into(&data, &mut frames));
    assert_eq!(outcome, Err(Error::OutOfMemory));
    context.compress_into(&data, &mut frames).unwrap();

    let mut back = b"kept".to_vec();
    let mut context = DecompressOptions::new().context().unwrap();
    let (outcome, _) = measured(limit, || context.decompress_into(&frame, &mut back));
    assert_eq!(outcome, Err(Error::OutOfMemory));
    assert_eq!(back, b"kept");
    context.decompress_into(&frame, &mut back).unwrap();
    assert!(back[4..] == data);

    let mut push = DecompressOptions::new().decompressor().unwrap();
    let (outcome, _) = measured(limit, || push.decompress(&frame, None));
    assert_eq!(outcome, Err(Error::OutOfMemory));
    assert!(push.at_frame_edge() && push.needs_input());
    assert!(push.decompress(&frame, None).unwrap() == data);

    let (outcome, _) = measured(limit, || decompress(&frame));
    assert_eq!(outcome, Err(Error::OutOfMemory));
    let (outcome, _) = measured(limit, || compress(&data, 1));
    assert_eq!(outcome, Err(Error::OutOfMemory));
}

#[test]
fn kept_input_that_memory_is_short_for_is_an_error_and_the_stream_begins_anew() {
    // Bytes that don't compress, by xorshift.
    let mut state = 1_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    let data: Vec<u8> = (0..600_000).map(|_| next()).collect();
    let frame = CompressOptions::new().checksum(true).compress(&data).unwrap();
    let limit = frame.len() / 3;
    let mut push = DecompressOptions::new().decompressor().unwrap();
    // The first input has to be kept, or more than was kept before.
    for kept in [0, 200_000] {
        let before = push.decompress(&frame[..kept], Some(5)).unwrap();
        assert_eq!(push.needs_input(), kept == 0);
        let mut output = b"kept".to_vec();
        let (outcome, _) =
            measured(limit, || push.decompress_into(&frame[kept..], Some(5), &mut output));
        assert_eq!(outcome, Err(Error::OutOfMemory), "{kept} and {} before", before.len());
        assert_eq!(output, b"kept");
        assert!(push.at_frame_edge() && push.needs_input());
        assert!(push.decompress(&frame, None).unwrap() == data);
    }

    // What follows a single frame is kept too.
    let stream = [&compress(b"one", 3).unwrap()[..], &data].concat();
    let mut single = DecompressOptions::new().frame_decompressor().unwrap();
    let (outcome, _) = measured(limit, || single.decompress(&stream, None));
    assert_eq!(outcome, Err(Error::OutOfMemory));
    assert!(!single.is_finished() && single.unused_data().is_empty());
    assert_eq!(single.decompress(&stream, None).unwrap(), b"one");
    assert!(single.is_finished() && single.unused_data() == data);
}

#[test]
fn steps_allocate_nothing_of_their_own() {
    let data = vec![7; 300_000];
    let mut encoder = step::Encoder::new(&CompressOptions::new()).unwrap();
    let mut decoder = step::Decoder::new(&DecompressOptions::new()).unwrap();
    let (mut packet, mut room) = ([0; 1000], [0; 1000]);
    let mut content = 0;
    let (_, asked) = measured(0, || {
        let mut rest = &data[..];
        loop {
            let made = encoder.step(rest, &mut packet, EndDirective::End).unwrap();
            rest = &rest[made.consumed..];
            let mut wire = &packet[..made.produced];
            loop {
                let step = decoder.step(wire, &mut room).unwrap();
                wire = &wire[step.consumed..];
                content += step.produced;
                if wire.is_empty() && step.produced < room.len() {
                    break;
                }
            }
            if made.hint == 0 {
                break;
            }
        }
    });
    assert_eq!((asked.calls, content), (0, data.len()));
}

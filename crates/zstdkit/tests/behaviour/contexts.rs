//! Contexts: the caller's memory, and reuse.

use std::mem::MaybeUninit;

use zstdkit::{
    CompressContext, CompressOptions, DecompressContext, DecompressOptions, Error, Progress, Reset,
    compress, compress_bound, decompress,
};

use crate::data::{
    noise, run_block, single_segment_header, sizeless, sizeless_header, skippable, text,
};

fn compressing() -> CompressContext {
    CompressOptions::new().context().unwrap()
}

fn decompressing() -> DecompressContext {
    DecompressOptions::new().context().unwrap()
}

#[test]
fn slices_arrays_and_vecs_get_the_same_bytes() {
    let data = text(1000);
    let expected = compress(&data, 0).unwrap();
    let mut context = compressing();

    let mut slice = vec![0; compress_bound(data.len())];
    let len = context.compress_into(&data, &mut slice[..]).unwrap();
    assert_eq!(slice[..len], expected);

    let mut array = [0; 2000];
    let len = context.compress_into(&data, &mut array).unwrap();
    assert_eq!(array[..len], expected);

    let mut uninit = [const { MaybeUninit::<u8>::uninit() }; 2000];
    let len = context.compress_into(&data, &mut uninit).unwrap();
    // SAFETY: that many bytes were written.
    assert_eq!(unsafe { uninit[..len].assume_init_ref() }, expected);

    let mut vec = b"before".to_vec();
    assert_eq!(context.compress_into(&data, &mut vec).unwrap(), len);
    assert_eq!(vec, [b"before", &expected[..]].concat());

    let mut context = decompressing();
    let mut slice = vec![MaybeUninit::uninit(); 1000];
    assert_eq!(context.decompress_into(&expected, &mut slice[..]), Ok(1000));
    // SAFETY: that many bytes were written.
    assert_eq!(unsafe { slice.assume_init_ref() }, data);
    let mut array = [0; 1000];
    assert_eq!(context.decompress_into(&expected, &mut array), Ok(1000));
    assert_eq!(array[..], data);
    let mut vec = b"before".to_vec();
    assert_eq!(context.decompress_into(&expected, &mut vec), Ok(1000));
    assert_eq!(vec, [b"before", &data[..]].concat());
}

#[test]
fn a_vecs_spare_room_is_used_in_place() {
    let data = text(50_000);
    let mut frames = Vec::with_capacity(3 * compress_bound(data.len()));
    let place = frames.as_ptr();
    let mut context = compressing();
    for _ in 0..3 {
        context.compress_into(&data, &mut frames).unwrap();
    }
    assert_eq!(frames.as_ptr(), place);

    let mut back = Vec::with_capacity(3 * data.len());
    let place = back.as_ptr();
    decompressing().decompress_into(&frames, &mut back).unwrap();
    assert_eq!(back.as_ptr(), place);
    assert!(back == data.repeat(3));
}

#[test]
fn a_slice_of_exactly_the_contents_size_is_enough() {
    let data = text(5000);
    let frame = compress(&data, 0).unwrap();
    let unknown = sizeless(&CompressOptions::new(), &data);
    for frame in [frame, unknown] {
        let mut exact = vec![0; data.len()];
        assert_eq!(decompressing().decompress_into(&frame, &mut exact[..]), Ok(data.len()));
        assert_eq!(exact, data);
    }
}

#[test]
fn a_slice_too_small_is_an_error_that_says_what_would_do() {
    let data = noise(5000);
    let mut context = compressing();
    for available in [0, 1, 9, 4999] {
        let enough = Some(compress_bound(5000) as u64);
        let outcome = context.compress_into(&data, &mut vec![0; available][..]);
        assert_eq!(outcome, Err(Error::OutputTooSmall { available, enough }));
    }
    let known = compress(&data, 0).unwrap();
    let unknown = sizeless(&CompressOptions::new(), &data);
    let mut context = decompressing();
    for available in [0, 1, 4999] {
        for (frame, enough) in [(&known, Some(5000)), (&unknown, None)] {
            let outcome = context.decompress_into(frame, &mut vec![0; available][..]);
            assert_eq!(outcome, Err(Error::OutputTooSmall { available, enough }));
        }
    }
}

#[test]
fn a_slice_too_small_for_several_frames_is_told_for_all_of_them() {
    let (known, other) = (compress(b"abc", 3).unwrap(), compress(b"defg", 3).unwrap());
    let unknown = sizeless(&CompressOptions::new(), b"hi");
    let note = skippable(b"note");
    let cut = &other[..other.len() - 1];
    let mut context = decompressing();
    let mut check = |frames: &[&[u8]], available: usize, enough| {
        let outcome = context.decompress_into(&frames.concat(), &mut vec![0; available][..]);
        assert_eq!(outcome, Err(Error::OutputTooSmall { available, enough }), "{frames:?}");
    };
    for available in 0..7 {
        check(&[&known, &note, &other], available, Some(7));
    }
    // What didn't say its size but was decompressed is known as well.
    check(&[&unknown, &known], 4, Some(5));
    check(&[&known, &unknown], 4, None);
    check(&[&known, &unknown], 2, None);
    check(&[&known, cut], 2, None);
    check(&[&known, b"tail"], 2, None);

    let outcome = context.decompress_frame_into(&[&known[..], &other].concat(), &mut [0; 2]);
    assert_eq!(outcome, Err(Error::OutputTooSmall { available: 2, enough: Some(3) }));
}

#[test]
fn nothing_fits_into_nothing() {
    let frames =
        [compress(b"", 3).unwrap(), skippable(b"x"), sizeless(&CompressOptions::new(), b"")];
    let mut context = decompressing();
    assert_eq!(context.decompress_into(&frames.concat(), &mut [0; 0]), Ok(0));
    assert_eq!(context.decompress_into(b"", &mut [0; 0]), Ok(0));
}

#[test]
fn a_context_is_ready_for_the_next_call_after_any_error() {
    let data = text(200_000);
    let frame = CompressOptions::new().checksum(true).compress(&data).unwrap();
    let unknown = sizeless(&CompressOptions::new(), &data);
    let mut damaged = frame.clone();
    damaged[1000] ^= 0x55;
    let mut context = decompressing();
    for bad in [&frame[..frame.len() - 1], &unknown[..500], b"no frame", &damaged] {
        context.decompress_into(bad, &mut Vec::new()).unwrap_err();
        context.decompress_into(bad, &mut vec![0; data.len()][..]).unwrap_err();
        for good in [&frame, &unknown] {
            let mut back = Vec::new();
            context.decompress_into(good, &mut back).unwrap();
            assert!(back == data);
        }
    }
    let mut context = CompressOptions::new().checksum(true).context().unwrap();
    for _ in 0..3 {
        context.compress_into(&data, &mut [0; 100]).unwrap_err();
        let mut again = Vec::new();
        context.compress_into(&data, &mut again).unwrap();
        assert!(again == frame);
    }
}

#[test]
fn configuring_replaces_every_option() {
    let data = text(10_000);
    let plain = compress(&data, 0).unwrap();
    let first = CompressOptions::new().level(19).checksum(true).content_size(false).window_log(11);
    let mut context = first.context().unwrap();
    assert_eq!(*context.options(), first);
    context.configure(&CompressOptions::new()).unwrap();
    let mut frame = Vec::new();
    context.compress_into(&data, &mut frame).unwrap();
    assert_eq!(frame, plain);

    context.configure(&first).unwrap();
    context.configure(&CompressOptions::new().level(99)).unwrap_err();
    assert_eq!(*context.options(), CompressOptions::new());
    frame.clear();
    context.compress_into(&data, &mut frame).unwrap();
    assert_eq!(frame, plain);

    let strict = DecompressOptions::new().max_output(10).window_log_max(10);
    let mut context = strict.context().unwrap();
    assert_eq!(*context.options(), strict);
    context.decompress_into(&frame, &mut Vec::new()).unwrap_err();
    context.configure(&DecompressOptions::new()).unwrap();
    assert_eq!(context.decompress_into(&frame, &mut Vec::new()), Ok(10_000));
}

#[test]
fn the_first_frame_alone_is_decompressed_where_that_is_asked_for() {
    let first = compress(b"first", 3).unwrap();
    let stream = [&first[..], &compress(b"second", 3).unwrap(), b"garbage"].concat();
    let mut context = decompressing();
    let mut output = Vec::new();
    let progress = context.decompress_frame_into(&stream, &mut output).unwrap();
    assert_eq!(progress, Progress { consumed: first.len(), produced: 5 });
    let rest = &stream[progress.consumed..];
    let progress = context.decompress_frame_into(rest, &mut output).unwrap();
    assert_eq!(output, b"firstsecond");
    let error = context.decompress_frame_into(&rest[progress.consumed..], &mut output);
    assert!(matches!(error, Err(Error::UnknownFrame { offset: 0, .. })), "{error:?}");
    assert_eq!(context.decompress_frame_into(b"", &mut output), Err(Error::Truncated));
    let skipped = context.decompress_frame_into(&skippable(b"12345"), &mut output).unwrap();
    assert_eq!(skipped, Progress { consumed: 13, produced: 0 });
    assert_eq!(output, b"firstsecond");
}

#[test]
fn max_output_bounds_slices_too() {
    let data = text(1000);
    let unknown = sizeless(&CompressOptions::new(), &data);
    let mut context = DecompressOptions::new().max_output(999).context().unwrap();
    for frame in [compress(&data, 3).unwrap(), unknown] {
        let outcome = context.decompress_into(&frame, &mut [0; 2000]);
        assert_eq!(outcome, Err(Error::OutputLimit { limit: 999 }));
    }
    // Each call counts by itself.
    for _ in 0..3 {
        let frame = compress(&data[..999], 3).unwrap();
        assert_eq!(context.decompress_into(&frame, &mut [0; 2000]), Ok(999));
    }
}

#[test]
fn output_does_not_depend_on_what_the_memory_held() {
    let checksummed = CompressOptions::new().checksum(true);
    let data = [text(150_000), noise(3000), vec![7; 140_000]].concat();
    let frames = [
        compress(&data, 3).unwrap(),
        compress(&data, -50).unwrap(),
        sizeless(&checksummed, &data),
        [sizeless_header(17), run_block(1, 100_000, false), run_block(2, 5, true)].concat(),
    ];
    let mut numbers = crate::data::Numbers::new(1);
    let mut context = decompressing();
    for frame in frames {
        for round in 0..150 {
            let mut bytes = frame.clone();
            // The first round is the frame as it is; the others are damaged in a few places.
            for _ in 0..round % 4 {
                let at = numbers.below(bytes.len() as u64) as usize;
                bytes[at] ^= 1 << numbers.below(8);
            }
            let mut zeros = vec![0x00; data.len() + 64];
            let mut ones = vec![0xFF; data.len() + 64];
            let first = context.decompress_into(&bytes, &mut zeros[..]);
            let second = context.decompress_into(&bytes, &mut ones[..]);
            assert_eq!(first, second);
            if let Ok(len) = first {
                assert!(zeros[..len] == ones[..len], "uninitialised memory shows");
                assert_eq!(decompress(&bytes).unwrap(), zeros[..len]);
            }
        }
    }
}

#[test]
fn errors_do_not_depend_on_what_was_read_before() {
    // More than the frame says, more than the limit, and no end.
    let run = run_block(1, 3000, false);
    let overfull = [single_segment_header(3000), run.clone(), run].concat();
    let options = DecompressOptions::new().max_output(3000);
    let fresh = options.context().unwrap().decompress_into(&overfull, &mut Vec::new());

    // With a buffer for a larger window, in which what goes beyond the frame's size finds room.
    let larger = [sizeless_header(17), run_block(1, 2000, false)].concat();
    let mut used = options.context().unwrap();
    used.decompress_into(&larger, &mut Vec::new()).unwrap_err();
    assert_eq!(used.decompress_into(&overfull, &mut Vec::new()), fresh);

    // In steps, with a buffer that has room for what the frame doesn't say.
    for first in [&b""[..], &larger] {
        let mut pushed = options.decompressor().unwrap();
        let _ = pushed.decompress_into(first, None, &mut Vec::new());
        pushed.reset(Reset::SESSION).unwrap();
        let verdict = pushed.decompress_into(&overfull, None, &mut Vec::new());
        assert_eq!(verdict.map(drop), fresh.clone().map(drop), "after {} bytes", first.len());
    }
}

#[test]
fn memory_size_grows_with_use() {
    let mut context = CompressOptions::new().level(19).context().unwrap();
    let fresh = context.memory_size();
    context.compress_into(&text(1 << 20), &mut Vec::new()).unwrap();
    assert!(context.memory_size() > fresh + (1 << 20));
    assert!(decompressing().memory_size() > 10_000);
}

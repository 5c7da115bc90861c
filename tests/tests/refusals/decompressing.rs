//! Decompression in one call, by contexts, in place, by several threads, and by push streams; dictionaries.

use zstdkit::{
    CompressOptions, DecompressContext, DecompressOptions, Decompressor, Dictionary,
    DictionaryMode, DictionarySet, EndDirective, Error, FrameDecompressor, Reset,
};

use crate::data::{Gist, forget_kept, noise, text, trained};
use crate::trial::refuse_each;

/// Frames that say their size and frames that don't, compressible ones and others.
fn frames() -> Vec<u8> {
    let mut streamed = CompressOptions::new().checksum(true).compressor().unwrap();
    let mut frames = zstdkit::compress(&text(200_000), 3).unwrap();
    frames.extend(streamed.compress(&text(300_000), EndDirective::Flush).unwrap());
    frames.extend(streamed.compress(&noise(1000), EndDirective::End).unwrap());
    zstdkit::write_skippable_frame(b"skipped", 3, &mut frames).unwrap();
    frames
}

#[test]
fn one_call() {
    let frames = frames();
    refuse_each("one call back", 0, || (), |()| zstdkit::decompress(&frames));
    let small = zstdkit::compress(b"a small record", 3).unwrap();
    refuse_each("one small call back", 0, || (), |()| zstdkit::decompress(&small));
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let dictionary = Dictionary::raw(text(3000)).unwrap();
        let frame = CompressOptions::new().dictionary_as(&dictionary, mode).compress(&text(20_000));
        let frame = frame.unwrap();
        let options = DecompressOptions::new().dictionary_as(&dictionary, mode);
        refuse_each("one call back with a dictionary", 0, || (), |()| options.decompress(&frame));
    }
}

#[test]
fn one_call_of_a_thread_that_keeps_nothing() {
    let data = text(20_000);
    let frame = zstdkit::compress(&data, 3).unwrap();
    refuse_each("a first call", 0, forget_kept, |()| zstdkit::compress(&data, 3));
    refuse_each(
        "a first call back",
        0,
        || (),
        |()| {
            DecompressOptions::new().context()?;
            zstdkit::decompress(&frame)
        },
    );
}

#[test]
fn contexts() {
    let frames = frames();
    let options = DecompressOptions::new();
    refuse_each(
        "a context back is made",
        0,
        || (),
        |()| {
            let mut output = Vec::new();
            DecompressContext::new(&options)?.decompress_into(&frames, &mut output)?;
            Ok::<_, Error>(output)
        },
    );
    let make = || (options.context().unwrap(), vec![0; 600_000]);
    refuse_each("a context's slice back", 0, make, |(context, output)| {
        context.decompress_into(&frames, output.as_mut_slice())
    });
    let make = || options.context().unwrap();
    refuse_each("a context's vector back", 0, make, |context| {
        let mut output = Vec::new();
        context.decompress_into(&frames, &mut output)?;
        let progress = context.decompress_frame_into(&frames, &mut output)?;
        assert!(progress.consumed > 0);
        Ok::<_, Error>(output)
    });
    let dictionary = Dictionary::raw(text(3000)).unwrap();
    let with = CompressOptions::new().dictionary(&dictionary).compress(&text(9000)).unwrap();
    let content = options.clone().dictionary_as(&dictionary, DictionaryMode::Content);
    refuse_each("a context back changes", 0, make, |context| {
        let mut output = Vec::new();
        context.configure(&options)?;
        context.decompress_into(&frames, &mut output)?;
        context.configure(&content)?;
        context.decompress_into(&with, &mut output)?;
        Ok::<_, Error>(output)
    });
    let prefix = text(9000);
    let mut patch = Vec::new();
    CompressOptions::new()
        .context()
        .unwrap()
        .compress_with_prefix(&prefix, &text(20_000), &mut patch)
        .unwrap();
    refuse_each("a context back with a prefix of the caller's", 0, make, |context| {
        let mut output = Vec::new();
        context.decompress_with_prefix(&prefix, &patch, &mut output)?;
        Ok::<_, Error>(output)
    });
    let make = || (options.context().unwrap(), Vec::<u8>::with_capacity(600_000));
    refuse_each("in place", 0, make, |(context, buffer)| {
        buffer.clear();
        buffer.extend_from_slice(&frames);
        context.decompress_in_place(buffer)?;
        Ok::<_, Error>(Gist::of(buffer))
    });
}

#[test]
fn several_threads() {
    let part = zstdkit::compress(&text(150_000), 1).unwrap();
    let frames = part.repeat(4);
    let options = DecompressOptions::new().workers(2);
    let make = || options.context().unwrap();
    refuse_each("several threads back", 0..=THREAD, make, |context| {
        let mut output = Vec::new();
        context.decompress_into(&frames, &mut output)?;
        Ok::<_, Error>(output)
    });
}

/// What std makes for threads, and has no error for.
const THREAD: usize = 8;

#[test]
fn push_streams() {
    let frames = frames();
    let options = DecompressOptions::new();
    refuse_each(
        "a push stream back is made",
        0,
        || (),
        |()| Decompressor::new(&options)?.decompress(&frames, None),
    );
    let make = || Decompressor::new(&options).unwrap();
    refuse_each("a push stream back", 0, make, |decompressor| {
        decompressor.reset(Reset::SESSION)?;
        let mut output = decompressor.decompress(&frames[..1000], None)?;
        decompressor.decompress_into(&frames[1000..], None, &mut output)?;
        Ok::<_, Error>(output)
    });
    let first = zstdkit_frame::frame_size(&frames).unwrap();
    let make = || FrameDecompressor::new(&options).unwrap();
    refuse_each("a frame's push stream back", 0, make, |decompressor| {
        decompressor.reset(Reset::SESSION)?;
        let mut output = decompressor.decompress(&frames[..1000], None)?;
        decompressor.decompress_into(&frames[1000..first], None, &mut output)?;
        assert!(decompressor.is_finished());
        Ok::<_, Error>(output)
    });
}

#[test]
fn push_streams_with_limits() {
    let frames = frames();
    let options = DecompressOptions::new();
    let make = || Decompressor::new(&options).unwrap();
    refuse_each("a push stream back with limits", 0, make, |decompressor| {
        decompressor.reset(Reset::SESSION)?;
        let mut output = Vec::new();
        // Input that no output was asked for is kept, and added to.
        decompressor.decompress_into(&frames[..1000], Some(0), &mut output)?;
        decompressor.decompress_into(&frames[1000..60_000], Some(100_000), &mut output)?;
        decompressor.decompress_into(&frames[60_000..], Some(1), &mut output)?;
        while !decompressor.needs_input() {
            decompressor.decompress_into(b"", Some(100_000), &mut output)?;
        }
        assert!(decompressor.at_frame_edge());
        Ok::<_, Error>(output)
    });
    let first = zstdkit_frame::frame_size(&frames).unwrap();
    let make = || FrameDecompressor::new(&options).unwrap();
    refuse_each("a frame's push stream back with limits", 0, make, |decompressor| {
        decompressor.reset(Reset::SESSION)?;
        let mut output = Vec::new();
        decompressor.decompress_into(&frames[..1000], Some(10), &mut output)?;
        decompressor.decompress_into(&frames[1000..], Some(10), &mut output)?;
        while !decompressor.is_finished() {
            decompressor.decompress_into(b"", Some(100_000), &mut output)?;
        }
        assert!(decompressor.unused_data() == &frames[first..]);
        Ok::<_, Error>(output)
    });
    refuse_each("a frame's push stream back with data behind it", 0, make, |decompressor| {
        decompressor.reset(Reset::SESSION)?;
        let output = decompressor.decompress(&frames, None)?;
        assert!(decompressor.unused_data() == &frames[first..]);
        Ok::<_, Error>(output)
    });
}

#[test]
fn patches() {
    let old = text(60_000);
    let new = [&old[..20_000], b"something else", &old[20_000..]].concat();
    refuse_each("a patch", 2, || (), |()| CompressOptions::new().patch_from(&old).compress(&new));
    let patch = CompressOptions::new().patch_from(&old).compress(&new).unwrap();
    refuse_each(
        "a patch back",
        2,
        || (),
        |()| DecompressOptions::new().patch_from(&old).decompress(&patch),
    );
}

#[test]
fn dictionaries() {
    let content = trained();
    refuse_each(
        "a trained dictionary",
        3,
        || (),
        |()| Dictionary::new(&content).map(|dictionary| dictionary.id()),
    );
    refuse_each(
        "a raw dictionary",
        2,
        || (),
        |()| Dictionary::raw(&content[200..]).map(|dictionary| dictionary.id()),
    );
    let make = || Dictionary::new(&content).unwrap();
    refuse_each("digests", 2, make, |dictionary| {
        let compress = CompressOptions::new().dictionary(dictionary);
        let frame = compress.clone().level(2).context()?;
        drop((frame, compress.level(3).context()?));
        DecompressOptions::new().dictionary(dictionary).context().map(drop)
    });
    let dictionaries = [Dictionary::new(&content).unwrap()];
    refuse_each(
        "a set",
        1,
        || (),
        |()| {
            let set = DictionarySet::new(dictionaries.iter().cloned())?;
            Ok::<_, Error>(set.len())
        },
    );
}

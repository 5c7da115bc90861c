//! Compression in one call, by contexts, and by push streams.

use zstdkit::{
    CompressContext, CompressOptions, Compressor, Dictionary, DictionaryMode, EndDirective, Error,
    Reset, compress_bound,
};

use crate::data::{text, trained};
use crate::trial::refuse_each;

#[test]
fn one_call() {
    let data = text(20_000);
    refuse_each("one call", 0, || (), |()| zstdkit::compress(&data, 5));
    let mut dictionary = Dictionary::raw(text(3000)).unwrap();
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = CompressOptions::new().dictionary_as(&dictionary, mode);
        refuse_each("one call with a dictionary", 0, || (), |()| options.compress(&data));
    }
    dictionary = Dictionary::new(trained()).unwrap();
    let options = CompressOptions::new().level(7).dictionary(&dictionary);
    refuse_each("one call into", 0, Vec::new, |output: &mut Vec<u8>| {
        output.clear();
        options.compress_into(&data, output)
    });
}

#[test]
fn contexts() {
    let data = text(30_000);
    let options = CompressOptions::new().level(6).checksum(true);
    refuse_each(
        "a context is made",
        0,
        || (),
        |()| {
            let mut output = Vec::new();
            CompressContext::new(&options)?.compress_into(&data, &mut output)?;
            Ok::<_, Error>(output)
        },
    );
    let make = || (options.context().unwrap(), vec![0; compress_bound(data.len())]);
    refuse_each("a context's slice", 0, make, |(context, output)| {
        context.compress_into(&data, output.as_mut_slice())
    });
    let make = || options.context().unwrap();
    refuse_each("a context's vector", 0, make, |context| {
        let mut output = Vec::new();
        context.compress_into(&data, &mut output)?;
        Ok::<_, Error>(output)
    });
    let other = CompressOptions::new().level(12);
    refuse_each("a context changes", 0, make, |context| {
        let mut output = Vec::new();
        context.configure(&options)?;
        context.compress_into(&data, &mut output)?;
        context.configure(&other)?;
        context.compress_into(&data, &mut output)?;
        Ok::<_, Error>(output)
    });
}

#[test]
fn a_context_with_each_kind_of_dictionary() {
    let data = text(30_000);
    let content = trained();
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let make = || {
            let dictionary = Dictionary::new(&content).unwrap();
            (CompressOptions::new().context().unwrap(), dictionary)
        };
        let ends = usize::from(mode == DictionaryMode::Digested);
        refuse_each(&format!("a context with {mode:?}"), ends, make, |(context, dictionary)| {
            let mut output = Vec::new();
            let options = CompressOptions::new().level(4).dictionary_as(dictionary, mode);
            context.configure(&options)?;
            context.compress_into(&data, &mut output)?;
            context.compress_into(&data[..9000], &mut output)?;
            Ok::<_, Error>(output)
        });
    }
    let make = || CompressOptions::new().context().unwrap();
    refuse_each("a context with a prefix of the caller's", 0, make, |context| {
        let mut output = Vec::new();
        context.compress_with_prefix(&data[..9000], &data, &mut output)?;
        Ok::<_, Error>(output)
    });
}

#[test]
fn push_streams() {
    let data = text(300_000);
    for level in [1, 5, 17] {
        let options = CompressOptions::new().level(level).checksum(true);
        refuse_each(
            "a push stream is made",
            0,
            || (),
            |()| Compressor::new(&options)?.compress(&data, EndDirective::End),
        );
        let make = || Compressor::new(&options).unwrap();
        refuse_each("a push stream", 0, make, |compressor| {
            let mut frame = compressor.compress(&data[..100_000], EndDirective::Continue)?;
            compressor.compress_into(&data[100_000..200_000], EndDirective::Flush, &mut frame)?;
            compressor.compress_into(&data[200_000..], EndDirective::Continue, &mut frame)?;
            compressor.compress_into(b"", EndDirective::End, &mut frame)?;
            compressor.set_pledged_size(Some(data.len() as u64))?;
            compressor.compress_into(&data[..1000], EndDirective::Continue, &mut frame)?;
            compressor.compress_into(&data[1000..], EndDirective::End, &mut frame)?;
            Ok::<_, Error>(frame)
        });
    }
}

#[test]
fn push_streams_with_dictionaries_and_resets() {
    let data = text(200_000);
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let dictionary = Dictionary::raw(text(5000)).unwrap();
        let options = CompressOptions::new().level(3).dictionary_as(&dictionary, mode);
        options.compress(b"digested").unwrap();
        let make = || Compressor::new(&options).unwrap();
        refuse_each("a push stream with a dictionary", 0, make, |compressor| {
            // A prefix is for the first frame alone, so each turn has an object of its own.
            if mode == DictionaryMode::Prefix {
                *compressor = Compressor::new(&options)?;
            }
            let mut frame = compressor.compress(&data[..100_000], EndDirective::Flush)?;
            compressor.compress_into(&data[100_000..], EndDirective::End, &mut frame)?;
            Ok::<_, Error>(frame)
        });
        refuse_each("a push stream is reset", 0, make, |compressor| {
            let mut frame = compressor.compress(&data[..100_000], EndDirective::Flush)?;
            compressor.reset(Reset::SESSION | Reset::PARAMETERS)?;
            frame.clear();
            compressor.compress_into(&data, EndDirective::End, &mut frame)?;
            compressor.reset(Reset::SESSION | Reset::PARAMETERS)?;
            *compressor = Compressor::new(&options)?;
            Ok::<_, Error>(frame)
        });
    }
}

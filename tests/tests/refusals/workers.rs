//! Compression with worker threads.

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, Dictionary, DictionaryMode, EndDirective, Error,
};

use crate::data::{Gist, text};
use crate::trial::refuse_each;

fn options() -> CompressOptions {
    let options = CompressOptions::new().level(1).checksum(true).workers(2);
    options.set(CompressParameter::JobSize, 512 << 10)
}

#[test]
fn contexts() {
    let data = text(1_300_000);
    let make = || (options().context().unwrap(), Vec::with_capacity(2_000_000));
    refuse_each("a context with workers", 0, make, |(context, output)| {
        output.clear();
        context.compress_into(&data, output)?;
        Ok::<_, Error>(Gist::of(output))
    });
    refuse_each("a context gets more workers", 0, make, |(context, output)| {
        output.clear();
        for workers in [1, 3, 0, 2] {
            context.configure(&options().workers(workers))?;
            context.compress_into(&data, output)?;
        }
        Ok::<_, Error>(Gist::of(output))
    });
}

#[test]
fn push_streams() {
    let data = text(1_800_000);
    let make = || (Compressor::new(&options()).unwrap(), Vec::with_capacity(2_000_000));
    refuse_each("a push stream with workers", 0, make, |(compressor, output)| {
        output.clear();
        for piece in data.chunks(600_000) {
            compressor.compress_into(piece, EndDirective::Continue, output)?;
        }
        compressor.compress_into(b"", EndDirective::Flush, output)?;
        compressor.compress_into(b"and more", EndDirective::End, output)?;
        // Nothing to flush or to end is a job, too.
        compressor.compress_into(b"", EndDirective::Flush, output)?;
        compressor.compress_into(b"", EndDirective::End, output)?;
        Ok::<_, Error>(Gist::of(&zstdkit::decompress(output)?))
    });
}

#[test]
fn long_distance_matching_and_dictionaries() {
    let data = text(1_200_000);
    let long = options().long_distance_matching(true).window_log(20);
    let dictionary = Dictionary::raw(text(5000)).unwrap();
    let mut kinds = vec![("with workers and long distances", long)];
    for mode in [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix] {
        let options = options().dictionary_as(&dictionary, mode);
        options.compress(b"digested").unwrap();
        kinds.push(("with workers and a dictionary", options));
    }
    for (name, options) in &kinds {
        let make = || (options.context().unwrap(), Vec::with_capacity(2_000_000));
        refuse_each(name, 0, make, |(context, output)| {
            output.clear();
            context.compress_into(&data, output)?;
            Ok::<_, Error>(Gist::of(output))
        });
    }
}

//! What libzstd calls static-only.

use std::alloc::System;
use std::mem::MaybeUninit;
use std::sync::Arc;

use zstdkit::{
    CompressContext, CompressOptions, Compressor, CompressorInto, DecompressContext,
    DecompressOptions, Decompressor, DecompressorInto, EndDirective, Error, NoSequences, Reset,
    Sequence, SequenceProducer, SliceCompressor, StaticCompressContext, StaticDecompressContext,
    ThreadPool, estimate_compress_context, estimate_decompress_context,
};

use crate::data::{Gist, text};
use crate::trial::refuse_each;

#[test]
fn allocators() {
    let data = text(1_100_000);
    for workers in [0, 2] {
        let options = CompressOptions::new().level(1).workers(workers);
        let make = || {
            let context = CompressContext::with_allocator(&options, Arc::new(System)).unwrap();
            (context, Vec::with_capacity(2 << 20))
        };
        refuse_each("an allocator", 0, make, |(context, output)| {
            output.clear();
            context.compress_into(&data, output)?;
            Ok::<_, Error>(Gist::of(output))
        });
    }
    let frame = zstdkit::compress(&data, 1).unwrap();
    let make = || {
        let context =
            DecompressContext::with_allocator(&DecompressOptions::new(), Arc::new(System)).unwrap();
        (context, Vec::with_capacity(2 << 20))
    };
    refuse_each("an allocator back", 0, make, |(context, output)| {
        output.clear();
        context.decompress_into(&frame, output)?;
        Ok::<_, Error>(Gist::of(output))
    });
    let make = || {
        let options = CompressOptions::new();
        let compressor = Compressor::with_allocator(&options, Arc::new(System)).unwrap();
        let decompressor =
            Decompressor::with_allocator(&DecompressOptions::new(), Arc::new(System)).unwrap();
        (compressor, decompressor)
    };
    refuse_each("push streams with an allocator", 0, make, |(compressor, decompressor)| {
        let frame = compressor.compress(&data, EndDirective::End)?;
        decompressor.reset(Reset::SESSION)?;
        Ok::<_, Error>(Gist::of(&decompressor.decompress(&frame, None)?))
    });
    let allocator: zstdkit::Allocator = Arc::new(System);
    let (options, back) = (CompressOptions::new(), DecompressOptions::new());
    refuse_each(
        "contexts with an allocator are made",
        0,
        || (),
        |()| {
            CompressContext::with_allocator(&options, allocator.clone())?;
            DecompressContext::with_allocator(&back, allocator.clone()).map(drop)
        },
    );
}

#[test]
fn thread_pools() {
    let data = text(1_100_000);
    refuse_each("a pool", 1, || (), |()| ThreadPool::new(2).map(drop));
    // A pool's threads aren't there in a forked process: each has a pool of its own.
    let options = || {
        let pool = ThreadPool::new(2).unwrap();
        CompressOptions::new().level(1).workers(2).thread_pool(&pool)
    };
    let make = || (options().context().unwrap(), Vec::with_capacity(2 << 20));
    refuse_each("a context with a pool", 0, make, |(context, output)| {
        output.clear();
        context.compress_into(&data, output)?;
        Ok::<_, Error>(Gist::of(output))
    });
    refuse_each("a context with a pool is made", 0, options, |options| {
        options.context()?;
        Compressor::new(options).map(drop)
    });
}

#[test]
fn sequences() {
    let data = text(200_000);
    let options = CompressOptions::new().level(3);
    let make = || options.context().unwrap();
    refuse_each("sequences", 0, make, |context| {
        let sequences = options.generate_sequences(&data)?;
        let mut output = Vec::new();
        context.compress_sequences(&sequences, &data, &mut output)?;
        Ok::<_, Error>(output)
    });
    let sequences = options.generate_sequences(&data).unwrap();
    let mut literals = Vec::new();
    let mut at = 0;
    for sequence in &sequences {
        let end = at + sequence.literal_length as usize;
        literals.extend_from_slice(&data[at..end]);
        at = end + sequence.match_length as usize;
    }
    refuse_each("sequences and literals", 0, make, |context| {
        let mut output = Vec::new();
        context.compress_sequences_and_literals(&sequences, &literals, &mut output)?;
        Ok::<_, Error>(output)
    });
}

/// One match for a block that repeats itself every eight bytes.
struct Columns;

impl SequenceProducer for Columns {
    fn produce(
        &mut self,
        block: &[u8],
        _level: i32,
        _window: usize,
        sequences: &mut Vec<Sequence>,
    ) -> Result<(), NoSequences> {
        let match_length = block.len() as u32 - 8;
        sequences.try_reserve(1).map_err(|_| NoSequences)?;
        sequences.push(Sequence { offset: 8, literal_length: 8, match_length, repeat: 0 });
        Ok(())
    }
}

#[test]
fn a_producer() {
    let data = b"8 bytes ".repeat(20_000);
    let make = || {
        let mut context = CompressOptions::new().context().unwrap();
        context.set_sequence_producer(Columns).unwrap();
        context
    };
    refuse_each("a producer", 0, make, |context| {
        let mut output = Vec::new();
        match context.compress_into(&data, &mut output) {
            // Its own lack of memory has no other name.
            Err(Error::SequenceProducer { .. }) => Err(Error::OutOfMemory),
            other => other.map(|_| output),
        }
    });
}

#[test]
fn memory_of_the_callers() {
    let data = text(50_000);
    let frame = zstdkit::compress(&data, 3).unwrap();
    let options = CompressOptions::new().level(1);
    let size = estimate_compress_context(&options).unwrap() + 7;
    let make = || (vec![MaybeUninit::uninit(); size], vec![0; 60_000]);
    refuse_each("a static context", 0, make, |(memory, output)| {
        StaticCompressContext::new(memory, &options)?.compress_into(&data, output.as_mut_slice())
    });
    let size = estimate_decompress_context() + 7;
    let make = || (vec![MaybeUninit::uninit(); size], vec![0; 60_000]);
    refuse_each("a static context back", 0, make, |(memory, output)| {
        let options = DecompressOptions::new();
        let mut context = StaticDecompressContext::new(memory, &options)?;
        context.decompress_into(&frame, output.as_mut_slice())
    });
}

#[test]
fn lasting_buffers() {
    let data = text(300_000);
    let frame = zstdkit::compress(&data, 3).unwrap();
    let options = CompressOptions::new().level(3);
    refuse_each(
        "a slice's compressor",
        0,
        || (),
        |()| {
            let mut output = Vec::new();
            let mut compressor = SliceCompressor::new(&data, &options)?;
            while !compressor.is_finished() {
                compressor.compress_into(&mut output)?;
            }
            Ok::<_, Error>(output)
        },
    );
    let room = || vec![0; 400_000];
    refuse_each("a compressor into room", 0, room, |room| {
        let mut compressor = CompressorInto::new(room, &options)?;
        compressor.compress(&data[..200_000], EndDirective::Continue)?;
        compressor.compress(&data[200_000..], EndDirective::End)?;
        compressor.finish().map(|frame| Gist::of(frame))
    });
    refuse_each("a decompressor into room", 0, room, |room| {
        let mut decompressor = DecompressorInto::new(room, &DecompressOptions::new())?;
        decompressor.decompress(&frame[..1000])?;
        decompressor.decompress(&frame[1000..])?;
        decompressor.finish().map(|data| Gist::of(data))
    });
}

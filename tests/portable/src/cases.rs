//! The cases, each of which checks itself and tells what came out.

use std::io::{Read, Write};

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, DecompressOptions, Decompressor, Dictionary,
    EndDirective, stream,
};
use zstdkit_dict::{Cover, FastCover, Legacy, Samples, TrainOptions, evaluate, finalize};
use zstdkit_frame::frames;
use zstdkit_seek::{IndexOptions, SeekReader};
use zstdkit_segments::{BatchCompressor, BatchDecompressor, BufferWithSegments};
use zstdkit_tests::{Numbers, damage, mixed, noise, records, text};

use crate::Result;
use crate::digest::tell;

/// A case's lines.
type Lines = Result<Vec<String>>;

/// A case and its name.
type Case = (&'static str, fn() -> Lines);

/// Every case.
pub(crate) const ALL: [Case; 10] = [
    ("levels", levels),
    ("small inputs", small_inputs),
    ("parameters", parameters),
    ("pieces", pieces),
    ("streams", streams),
    ("dictionaries", dictionaries),
    ("training", training),
    ("batches", batches),
    ("random access", random_access),
    ("errors", errors),
];

fn levels() -> Lines {
    let data = mixed();
    let data = &data[400_000..900_000];
    (-7..=22)
        .filter(|level| *level != 0)
        .map(|level| {
            let frame = zstdkit::compress(data, level)?;
            ensure(zstdkit::decompress(&frame)? == data, "the content comes back")?;
            Ok(format!("{level}: {}", tell(&frame)))
        })
        .collect()
}

fn small_inputs() -> Lines {
    let data = text(5000, 3);
    let mut all = Vec::new();
    for len in (0..64).chain([100, 255, 256, 257, 300, 1023, 1024, 5000]) {
        for level in [1, 3, 9, 19] {
            let frame = zstdkit::compress(&data[..len], level)?;
            ensure(zstdkit::decompress(&frame)? == data[..len], "the content comes back")?;
            all.extend_from_slice(&frame);
        }
    }
    Ok(vec![tell(&all)])
}

fn parameters() -> Lines {
    use CompressParameter as P;
    let data = [text(60_000, 5), noise(50_000, 6), text(500_000, 5)].concat();
    let ways: [&[(P, i32)]; 6] = [
        &[(P::ChecksumFlag, 1)],
        &[(P::EnableLongDistanceMatching, 1), (P::WindowLog, 24)],
        &[(P::WindowLog, 12), (P::ChecksumFlag, 1), (P::ContentSizeFlag, 0)],
        &[(P::TargetCBlockSize, 2000)],
        &[(P::Strategy, 6), (P::HashLog, 18), (P::ChainLog, 16), (P::SearchLog, 4)],
        &[(P::MinMatch, 3), (P::TargetLength, 64), (P::Strategy, 9)],
    ];
    ways.iter()
        .map(|way| {
            // Most strategies cut blocks where pairs of bytes change, read in the machine's order: what
            // fits into one block isn't cut.
            let in_one = way.iter().any(|(parameter, _)| *parameter == P::Strategy);
            let data = &data[..if in_one { 128 << 10 } else { data.len() }];
            let options =
                way.iter().fold(CompressOptions::new(), |options, &(p, v)| options.set(p, v));
            let frame = options.compress(data)?;
            ensure(zstdkit::decompress(&frame)? == data, "the content comes back")?;
            let facts: Vec<String> = frames(&frame)
                .map(|found| {
                    let found = found?;
                    let blocks: Vec<_> = found.blocks().map(|block| block.stored_size()).collect();
                    Ok(format!("{:?} {:?} {blocks:?}", found.info(), found.checksum()))
                })
                .collect::<Result<_>>()?;
            Ok(format!("{}, {}", tell(&frame), tell(facts.join(",").as_bytes())))
        })
        .collect()
}

fn pieces() -> Lines {
    let data = mixed();
    let mut compressor = Compressor::new(&CompressOptions::new().level(5).checksum(true))?;
    let mut frame = Vec::new();
    for (number, piece) in data.chunks(77_777).enumerate() {
        let directive = if number % 3 == 2 { EndDirective::Flush } else { EndDirective::Continue };
        frame.extend(compressor.compress(piece, directive)?);
    }
    frame.extend(compressor.finish()?);
    let mut decompressor = Decompressor::new(&DecompressOptions::new())?;
    let mut back = Vec::new();
    for piece in frame.chunks(1001) {
        back.extend(decompressor.decompress(piece, None)?);
    }
    ensure(decompressor.at_frame_edge() && back == data, "the content comes back")?;
    Ok(vec![tell(&frame)])
}

fn streams() -> Lines {
    let data = text(700_000, 8);
    let mut encoder = stream::write::Encoder::new(Vec::new(), 7)?;
    data.chunks(10_000).try_for_each(|piece| encoder.write_all(piece))?;
    let written = encoder.finish()?;
    let mut read = Vec::new();
    stream::read::Encoder::new(&data[..], 7)?.read_to_end(&mut read)?;
    for frame in [&written, &read] {
        let mut back = Vec::new();
        stream::read::Decoder::new(&frame[..])?.read_to_end(&mut back)?;
        ensure(back == data, "the content comes back")?;
    }
    Ok(vec![tell(&written), tell(&read)])
}

fn dictionaries() -> Lines {
    let records = records(200);
    let dictionary = Dictionary::raw(records[..40].concat())?;
    let mut all = Vec::new();
    for level in [-3, 1, 3, 6, 12, 19] {
        let options = CompressOptions::new().level(level).dictionary(&dictionary);
        let back = DecompressOptions::new().dictionary(&dictionary);
        for record in &records {
            let frame = options.compress(record)?;
            ensure(back.decompress(&frame)? == *record, "the content comes back")?;
            all.extend(frame);
        }
    }
    Ok(vec![tell(&all)])
}

fn training() -> Lines {
    let records = records(1500);
    let (samples, held_back) = Samples::collect_split(&records, 4)?;
    let options = TrainOptions::new().size(8192);
    let ways = [
        options.clone(),
        options.clone().fast_cover(FastCover::new().k(120).d(6).f(16).accel(3)),
        options.clone().cover(Cover::new().k(120).d(8)),
        options.clone().cover(Cover::new().k(64).d(13)),
        options.clone().cover(Cover::new().steps(4)).threads(3),
        options.legacy(Legacy::new()),
    ];
    let mut lines = Vec::new();
    for way in ways {
        let dictionary = way.train(&samples)?;
        let judged = evaluate(&dictionary, &held_back, 3)?;
        lines.push(format!(
            "{}, id {}, {} for {}",
            tell(dictionary.content()),
            dictionary.id(),
            judged.with.compressed_size,
            judged.without.compressed_size
        ));
    }
    let finished = finalize(records[..30].concat(), &samples, 4096, 3)?;
    lines.push(tell(finished.content()));
    Ok(lines)
}

fn batches() -> Lines {
    let records = records(3000);
    let source = BufferWithSegments::from_items(&records);
    let mut compressor = BatchCompressor::new(&CompressOptions::new().level(4))?.threads(3);
    let frames = compressor.compress(&source)?;
    let mut decompressor = BatchDecompressor::new(&DecompressOptions::new())?.threads(3);
    let back = decompressor.decompress(&frames)?;
    ensure(back.len() == records.len(), "every record comes back")?;
    ensure(back.iter().zip(&records).all(|(one, other)| *one == other[..]), "each as it was")?;
    let all: Vec<u8> = frames.iter().flat_map(|frame| frame.to_vec()).collect();
    Ok(vec![tell(&all)])
}

fn random_access() -> Lines {
    let data = mixed();
    let file = zstdkit::compress(&data, 3)?;
    let index = IndexOptions::new().spacing(256 << 10).build(&file[..])?;
    let mut out = Vec::new();
    // As many threads as can be had, which may be none but this one.
    index.decompress(&file, 3, &mut out)?;
    ensure(out == data, "the content comes back")?;
    let mut reader = SeekReader::new(&file[..], index)?;
    let mut lines = vec![format!("{} checkpoints", reader.index().checkpoint_count())];
    for from in [0, 77_777, 700_000] {
        let mut range = Vec::new();
        reader.read_range(from as u64..from as u64 + 1000, &mut range)?;
        ensure(range == data[from..from + 1000], "the range is the content's")?;
        lines.push(tell(&range));
    }
    Ok(lines)
}

fn errors() -> Lines {
    let data = text(40_000, 2);
    let frame = CompressOptions::new().checksum(true).compress(&data)?;
    let mut lines = vec![
        said(zstdkit::decompress(&frame[..frame.len() - 1])),
        said(zstdkit::decompress(&[&frame[..], b"what is this"].concat())),
        said(DecompressOptions::new().max_output(1000).decompress(&frame)),
        said(CompressOptions::new().set(CompressParameter::Strategy, 99).compress(&data)),
        said(zstdkit_dict::train(["too", "few"], 4096)),
    ];
    // Which of two words for damage comes first depends on how many bits a machine reads at once; that
    // there is damage doesn't.
    let mut told = Vec::new();
    for seed in 0..200 {
        let mut damaged = frame.clone();
        damage(&mut damaged, &mut Numbers::new(seed));
        told.extend(zstdkit::decompress(&damaged).unwrap_or_else(|_| b"refused".to_vec()));
    }
    lines.push(tell(&told));
    Ok(lines)
}

/// An error's words.
fn said<T>(result: std::result::Result<T, impl std::fmt::Display>) -> String {
    result.map_or_else(|error| error.to_string(), |_| "no error".to_owned())
}

fn ensure(holds: bool, what: &str) -> Result<()> {
    if holds { Ok(()) } else { Err(format!("it is not so that {what}").into()) }
}

//! `zstdkit params`.

use std::{ops::RangeInclusive, process::ExitCode};

use anyhow::Result;
use serde::Serialize;
use zstdkit::{CompressParameter, DecompressParameter};

use crate::{
    arguments,
    flow::write,
    report::{
        json,
        table::{Align, Table},
    },
};

#[derive(Serialize)]
struct Parameters {
    compression: Vec<Row>,
    decompression: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    key: i32,
    lower: i32,
    upper: i32,
    description: &'static str,
}

impl Row {
    fn new(
        name: &'static str,
        key: i32,
        bounds: RangeInclusive<i32>,
        description: &'static str,
    ) -> Self {
        let (lower, upper) = bounds.into_inner();
        Self { name, key, lower, upper, description }
    }
}

pub(crate) fn run(args: &arguments::Params) -> Result<ExitCode> {
    let parameters = Parameters {
        compression: CompressParameter::ALL
            .iter()
            .map(|it| Row::new(it.name(), it.as_raw(), it.bounds(), describe(*it)))
            .collect(),
        decompression: DecompressParameter::ALL
            .iter()
            .map(|it| Row::new(it.name(), it.as_raw(), it.bounds(), WINDOW_LOG_MAX))
            .collect(),
    };
    if args.json {
        write::print(&json::whole("params", &parameters)?)?;
    } else {
        write::print(&text(&parameters))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn text(parameters: &Parameters) -> String {
    format!(
        "Compression, libzstd {} (0 leaves a parameter to the level):\n{}\n\
         Decompression:\n{}\n\
         Strategies: 1 fast, 2 dfast, 3 greedy, 4 lazy, 5 lazy2, 6 btlazy2, 7 btopt, 8 btultra, \
         9 btultra2.\n",
        zstdkit::version(),
        table(&parameters.compression),
        table(&parameters.decompression),
    )
}

fn table(rows: &[Row]) -> String {
    let mut table = Table::new([
        ("name", Align::Left),
        ("least", Align::Right),
        ("most", Align::Right),
        ("what it sets", Align::Left),
    ]);
    for row in rows {
        table.row([
            row.name.to_owned(),
            row.lower.to_string(),
            row.upper.to_string(),
            row.description.to_owned(),
        ]);
    }
    table.render("  ")
}

const WINDOW_LOG_MAX: &str =
    "largest window that a frame may ask for, as a power of 2; 27 unless set";

fn describe(parameter: CompressParameter) -> &'static str {
    use CompressParameter as P;
    match parameter {
        P::CompressionLevel => "the level, which chooses what isn't set by itself; 3 unless set",
        P::WindowLog => "how far back matches reach, as a power of 2",
        P::HashLog => "size of the first table of positions, as a power of 2",
        P::ChainLog => "size of the table of further positions, as a power of 2",
        P::SearchLog => "positions tried for a match, as a power of 2",
        P::MinMatch => "least length of a match, in bytes",
        P::TargetLength => "match length that ends a search; how much fast skips",
        P::Strategy => "how matches are searched for, 1 to 9",
        P::TargetCBlockSize => "size that compressed blocks should come close to, in bytes",
        P::EnableLongDistanceMatching => {
            "long-distance matches: 0 as libzstd sees fit, 1 on, 2 off"
        }
        P::LdmHashLog => "size of the long-distance table, as a power of 2",
        P::LdmMinMatch => "least length of a long-distance match, in bytes",
        P::LdmBucketSizeLog => "size of that table's buckets, as a power of 2",
        P::LdmHashRateLog => "every how many bytes a position enters that table, as a power of 2",
        P::ContentSizeFlag => "1 (default): frames say their content's size",
        P::ChecksumFlag => "1: frames end with a checksum of their content",
        P::DictIdFlag => "1 (default): frames name their dictionary",
        P::NbWorkers => "worker threads; -T sets it",
        P::JobSize => "bytes in a worker's job",
        P::OverlapLog => "how far a job looks back into the one before, 1 nothing to 9 a window",
        P::Rsyncable => "1: jobs are cut where the content says so; --rsyncable sets it",
        P::Format => "1: frames without a magic number, which this command doesn't read",
        P::ForceMaxWindow => "1: matches reach back over the window's whole length, always",
        P::ForceAttachDict => "how a digested dictionary is used, 0 to 3",
        P::LiteralCompressionMode => "Huffman for literals: 0 as libzstd sees fit, 1 on, 2 off",
        P::SrcSizeHint => "about how much a pipe gives, in bytes; --size-hint sets it",
        P::EnableDedicatedDictSearch => "1: a dictionary's own tables, for searching it",
        P::SplitAfterSequences => "splitting of blocks late: 0 as libzstd sees fit, 1 on, 2 off",
        P::BlockSplitterLevel => "effort for splitting blocks early, 0 to 6",
        P::UseRowMatchFinder => "matches found by rows: 0 as libzstd sees fit, 1 on, 2 off",
        P::DeterministicRefPrefix => "1: the same bytes wherever a prefix is in memory",
        P::PrefetchCDictTables => "dictionary fetched ahead: 0 as libzstd sees fit, 1 on, 2 off",
        P::EnableSeqProducerFallback => "1: libzstd searches where a sequence producer fails",
        P::MaxBlockSize => "most content of a block, in bytes",
        P::SearchForExternalRepcodes => "repeated offsets in given sequences, 0 to 2",
        _ => "",
    }
}

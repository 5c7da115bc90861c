//! What a dictionary is worth, by samples that it hasn't seen.

use anyhow::Result;
use zstdkit::{CompressOptions, Dictionary};
use zstdkit_dict::Samples;
use zstdkit_segments::{BatchCompressor, BufferWithSegments};

use crate::{
    args, human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// What a dictionary of some size makes of the samples held back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) dictionary_size: u64,
    pub(super) compressed: u64,
}

/// Compresses samples that no training has seen.
#[derive(Debug)]
pub(super) struct Judge {
    items: BufferWithSegments,
    /// The bytes of all of them.
    pub(super) size: u64,
    options: CompressOptions,
    threads: usize,
}

impl Judge {
    pub(super) fn new(args: &args::Train, held_back: &Samples<'_>) -> Self {
        let items = BufferWithSegments::from_items(held_back);
        let size = items.size() as u64;
        let options = CompressOptions::new().level(args.level);
        Self { items, size, options, threads: args.threads as usize }
    }

    /// How many samples there are.
    pub(super) fn count(&self) -> u64 {
        self.items.len() as u64
    }

    /// What all of them take, each compressed by itself.
    pub(super) fn compressed(&self, dictionary: Option<&Dictionary>) -> Result<u64> {
        let mut options = self.options.clone();
        if let Some(dictionary) = dictionary {
            options = options.dictionary(dictionary);
        }
        let mut compressor = BatchCompressor::new(&options)?.threads(self.threads);
        Ok(compressor.compress(&self.items)?.size() as u64)
    }

    /// What the dictionary that is written is worth.
    pub(super) fn text(&self, without: u64, with: u64, dictionary: &Dictionary) -> String {
        let mut table = Table::new([
            ("held back", Left),
            ("size", Right),
            ("ratio", Right),
            ("bytes per sample", Right),
        ]);
        let count = self.count();
        for (name, size) in
            [("as they are", self.size), ("compressed", without), ("with the dictionary", with)]
        {
            table.row([
                name.to_owned(),
                size.to_string(),
                human::ratio(self.size, size),
                format!("{:.1}", size as f64 / count as f64),
            ]);
        }
        let verdict = if with < without {
            let saved = (without - with) as f64 / count as f64;
            let samples = (dictionary.content().len() as f64 / saved).ceil() as u64;
            format!(
                "It saves {:.1} % of what they take without it: as much as its own size after {}.\n",
                100.0 * (without - with) as f64 / without as f64,
                human::counted(samples, "sample"),
            )
        } else {
            "It doesn't pay: samples that it wasn't trained on take no less with it.\n".to_owned()
        };
        format!(
            "{}, held back from training:\n{}{verdict}",
            human::counted(count, "sample"),
            table.render("  ")
        )
    }

    /// What dictionaries of several sizes are worth.
    pub(super) fn table(&self, points: &[Point]) -> String {
        let mut table = Table::new([("dictionary", Right), ("size", Right), ("ratio", Right)]);
        for point in points {
            table.row([
                point.dictionary_size.to_string(),
                point.compressed.to_string(),
                human::ratio(self.size, point.compressed),
            ]);
        }
        format!("The same with dictionaries of other sizes:\n{}", table.render("  "))
    }
}

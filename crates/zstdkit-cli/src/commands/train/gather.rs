//! Samples: files, the files of folders, or the records in them.

use std::io::{Seek as _, SeekFrom};

use anyhow::{Context as _, Result, bail};
use zstdkit_segments::BufferWithSegments;

use crate::{
    arguments::{self, place::Source, records::Cut},
    flow::select,
    report::human,
};

/// How much is learnt from, unless more is asked for, and how many times the dictionary's size if that is more.
const MOST: u64 = 64 << 20;
const TIMES: u64 = 100;
const MOST_EVER: u64 = 2 << 30;

/// Of a file that is too large, so many slices are taken.
const SLICES: u64 = 16;

/// Everything to learn from, in the order of the sources.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    files: Vec<BufferWithSegments>,
    size: u64,
    is_cut: bool,
    /// What is to be said of how much was taken, if it's not all.
    told: Option<String>,
}

impl Gathered {
    /// The samples.
    pub(super) fn samples(&self) -> impl Iterator<Item = &[u8]> {
        self.files.iter().flatten().map(|sample| sample.as_bytes()).filter(|it| !it.is_empty())
    }

    /// What may help if they are too few.
    pub(super) fn hint(&self) -> &'static str {
        if self.is_cut {
            "the samples"
        } else {
            "each file is one sample (--records or --chunk cut them)"
        }
    }

    /// What is to be said of how much was taken, if it's not all.
    pub(super) fn told(&self) -> Option<&str> {
        self.told.as_deref()
    }

    /// Reads a source, or its share of `most` bytes where all sources hold `all`.
    fn read(&mut self, source: &Source, cut: Option<&Cut>, most: u64, all: u64) -> Result<()> {
        let mut input = source.open()?;
        let Some(size) = input.remaining()? else {
            let left = most.saturating_sub(self.size);
            let data = input.read_up_to(left)?;
            if data.len() as u64 == left {
                let most = human::size(most);
                self.told = Some(format!("{most} were taken, and no more; --memory says how much"));
            }
            return self.push(data, cut);
        };
        if all <= most {
            return self.push(input.read_up_to(size)?, cut);
        }
        // A whole file is one sample: its beginning is.
        let slices = if cut.is_some() { SLICES } else { 1 };
        let share = u128::from(size) * u128::from(most) / u128::from(all * slices);
        for slice in 0..slices {
            input.seek(SeekFrom::Start(size / slices * slice))?;
            self.push(input.read_up_to(share as u64)?, cut)?;
        }
        let (most, all) = (human::size(most), human::size(all));
        self.told = Some(format!("{most} of {all} are taken; --memory says how much"));
        Ok(())
    }

    fn push(&mut self, data: Vec<u8>, cut: Option<&Cut>) -> Result<()> {
        self.size += data.len() as u64;
        self.files.push(match cut {
            Some(cut) => cut.apply(data)?,
            None => BufferWithSegments::split_fixed(data, usize::MAX)?,
        });
        Ok(())
    }
}

/// What is read: the arguments in their order, and the files of folders in the order of names.
pub(super) fn sources(args: &arguments::Train) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for source in args.files.sources()? {
        match &source {
            Source::File(path) if path.is_dir() => {
                if !args.recursive {
                    bail!("{source}: is a directory; -r takes the files in it");
                }
                let mut files = Vec::new();
                select::walk(path, &mut files)?;
                sources.extend(files.into_iter().map(Source::File));
            }
            _ => sources.push(source),
        }
    }
    Ok(sources)
}

pub(super) fn gather(args: &arguments::Train, sources: &[Source]) -> Result<Gathered> {
    let cut = match (&args.records, args.chunk) {
        (Some(delimiter), _) => Some(Cut::After(delimiter.clone())),
        (None, Some(bytes)) => Some(Cut::Every(bytes)),
        (None, None) => None,
    };
    let most = args.memory.map_or_else(
        || (args.size.unwrap_or(0) as u64 * TIMES).clamp(MOST, MOST_EVER),
        |memory| memory as u64,
    );
    let size = |source: &Source| match source {
        Source::File(path) => std::fs::metadata(path).map_or(0, |there| there.len()),
        Source::Stdin => 0,
    };
    let all = sources.iter().map(size).sum();
    let mut gathered = Gathered { is_cut: cut.is_some(), ..Gathered::default() };
    for source in sources {
        gathered.read(source, cut.as_ref(), most, all).with_context(|| source.to_string())?;
    }
    Ok(gathered)
}

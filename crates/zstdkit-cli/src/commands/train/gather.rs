//! Samples: files, the files of folders, or the records in them.

use anyhow::{Context as _, Result, bail};
use zstdkit_segments::BufferWithSegments;

use crate::{
    arguments::{self, place::Source, records::Cut},
    flow::select,
    report::human,
};

/// What samples take in memory at most.
const MOST: u64 = 2 << 30;

/// Everything to learn from, in the order of the sources.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    files: Vec<BufferWithSegments>,
    size: u64,
    is_cut: bool,
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

    fn read(&mut self, source: &Source, cut: Option<&Cut>) -> Result<()> {
        let left = MOST - self.size;
        let data = source.open()?.read_up_to(left + 1)?;
        self.size += data.len() as u64;
        if self.size > MOST {
            bail!(
                "with it the samples hold more than {}; train on a part of them",
                human::size(MOST)
            );
        }
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
    let mut gathered = Gathered { is_cut: cut.is_some(), ..Gathered::default() };
    for source in sources {
        gathered.read(source, cut.as_ref()).with_context(|| source.to_string())?;
    }
    Ok(gathered)
}

//! `zstdkit compress`.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use zstdkit::{CompressContext, CompressOptions, Compressor, DictionaryMode, EndDirective, Error};

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        settings,
    },
    flow::{
        inputs::Inputs,
        open::{self, Input},
        plan::{Reporter, plan},
        seekable::{self, Layout},
        write::Output,
    },
    report::{failure, human, text::printable},
};

/// How much of a file is compressed in one call.
const WHOLE_FILE: u64 = 1 << 30;

/// How much of a pipe is collected for one call, so that the frame says its size.
const WHOLE_PIPE: u64 = 64 << 20;

/// What is read at once of anything larger.
const CHUNK: usize = 1 << 20;

pub(crate) fn run(args: &arguments::Compress) -> Result<ExitCode> {
    let sources = args.files.sources()?;
    let plan = plan(&sources, &args.output, |path| Ok(with_suffix(path)))?;
    let reporter = Reporter::new(args.output.quiet, &plan);
    let mut job = Job {
        context: options(args)?.context()?,
        layout: layout(args),
        force: args.output.force,
        inputs: Inputs::new(&sources, args.dict.as_deref()),
        reporter,
    };
    failure::each(plan, |(source, destination)| {
        destination
            .and_then(|destination| job.compress(&source, &destination))
            .with_context(|| source.to_string())
    })
}

/// What the arguments ask for.
fn options(args: &arguments::Compress) -> Result<CompressOptions> {
    let mut options = CompressOptions::new().level(args.level).workers(match args.seekable {
        // Whole frames are compressed at once then.
        Some(_) => 0,
        None => workers(args.threads),
    });
    for setting in &args.params {
        options = options.set(setting.0, setting.1);
    }
    if let Some(path) = &args.dict {
        // By its content: every parameter applies then.
        options = options.dictionary_as(&open::dictionary(path)?, DictionaryMode::Content);
    }
    Ok(options)
}

/// The worker threads for `-T`: one thread is the caller's own. Where all cores are asked for, even
/// a single one gets a worker, for workers cut the input differently: so the bytes are the same on
/// every machine.
fn workers(threads: u32) -> u32 {
    match threads {
        1 => 0,
        threads => settings::cores_for(threads),
    }
}

fn with_suffix(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".zst");
    name.into()
}

/// How the output is laid out, where it's not a plain frame.
fn layout(args: &arguments::Compress) -> Option<Layout> {
    let threads = settings::cores_for(args.threads) as usize;
    let seekable = args.seekable.map(|frame_size| Layout::Seekable { frame_size, threads });
    seekable.or(args.index.then_some(Layout::Indexed))
}

struct Job {
    context: CompressContext,
    layout: Option<Layout>,
    force: bool,
    inputs: Inputs,
    reporter: Reporter,
}

impl Job {
    fn compress(&mut self, source: &Source, destination: &Destination) -> Result<()> {
        let mut input = source.open()?;
        let mut output = Output::create(destination, self.force, &self.inputs, input.regular())?;
        if output.is_terminal() && !self.force {
            bail!("compressed bytes are not written to a terminal; -o names a file, -f insists");
        }
        let (read, written) = match self.layout {
            Some(layout) => {
                seekable::write(layout, self.context.options(), &mut input, &mut output)?
            }
            None => self.plain(&mut input, &mut output)?,
        };
        output.commit()?;
        self.reporter.line(|| match destination {
            Destination::File(path) => format!(
                "{source}: {} to {} in {} (ratio {})",
                human::size(read),
                human::size(written),
                printable(&path.to_string_lossy()),
                human::ratio(read, written),
            ),
            Destination::Stdout => String::new(),
        })
    }

    fn plain(&mut self, input: &mut Input, output: &mut Output) -> Result<(u64, u64)> {
        let remaining = input.remaining()?;
        let limit = if remaining.is_some() { WHOLE_FILE } else { WHOLE_PIPE };
        let head = input.read_up_to(limit + 1).context("cannot read")?;
        if head.len() as u64 <= limit {
            self.whole(&head, output)
        } else {
            self.stream(head, input, remaining, output)
        }
    }

    fn whole(&mut self, data: &[u8], output: &mut Output) -> Result<(u64, u64)> {
        let mut frame = Vec::new();
        let written = self.context.compress_into(data, &mut frame)?;
        output.write_all(&frame)?;
        Ok((data.len() as u64, written as u64))
    }

    /// Compresses `head` and the rest of `input`, `size` bytes in all where that is known.
    fn stream(
        &self,
        head: Vec<u8>,
        input: &mut Input,
        size: Option<u64>,
        output: &mut Output,
    ) -> Result<(u64, u64)> {
        let mut compressor = Compressor::new(self.context.options())?;
        compressor.set_pledged_size(size)?;
        let mut room = Vec::new();
        let (mut read, mut written) = (0, 0);
        let mut push = |data: &[u8], directive| -> Result<()> {
            compressor.compress_into(data, directive, &mut room).map_err(changed_size)?;
            read += data.len() as u64;
            written += room.len() as u64;
            output.write_all(&room)?;
            room.clear();
            Ok(())
        };
        for chunk in head.chunks(CHUNK) {
            push(chunk, EndDirective::Continue)?;
        }
        drop(head);
        let mut chunk = vec![0; CHUNK];
        loop {
            let len = input.fill(&mut chunk).context("cannot read")?;
            if len < CHUNK {
                push(&chunk[..len], EndDirective::End)?;
                return Ok((read, written));
            }
            push(&chunk, EndDirective::Continue)?;
        }
    }
}

/// A pledge of ours can only be wrong because the file isn't what it was.
fn changed_size(error: Error) -> anyhow::Error {
    match error {
        Error::PledgedSize { pledged, .. } => anyhow::anyhow!(
            "changed its size while it was read: it had {}",
            human::counted(pledged, "byte")
        ),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_get_one_more_suffix() {
        assert_eq!(with_suffix(Path::new("a/b.txt")), Path::new("a/b.txt.zst"));
        assert_eq!(with_suffix(Path::new("a.zst")), Path::new("a.zst.zst"));
    }

    #[test]
    fn a_file_of_another_size_than_pledged_makes_no_frame() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let data = b"grows and shrinks ".repeat(100_000);
        std::fs::write(file.path(), &data).unwrap();
        let job = Job {
            context: CompressOptions::new().context().unwrap(),
            layout: None,
            force: false,
            inputs: Inputs::default(),
            reporter: Reporter::new(true, &[]),
        };
        let attempt = |size| {
            let made = tempfile::tempdir().unwrap();
            let path = made.path().join("made");
            let mut input = Source::File(file.path().into()).open().unwrap();
            let head = input.read_up_to(1000).unwrap();
            let to = Destination::File(path.clone());
            let mut output = Output::create(&to, false, &job.inputs, None).unwrap();
            job.stream(head, &mut input, size, &mut output).and_then(|_| {
                output.commit()?;
                Ok(std::fs::read(path)?)
            })
        };
        let len = data.len() as u64;
        for size in [Some(len), None] {
            let frame = attempt(size).unwrap();
            assert_eq!(zstdkit::decompress(&frame).unwrap(), data);
            assert_eq!(zstdkit_frame::frame_info(&frame).unwrap().content_size(), size);
        }
        for wrong in [0, len - 1, len + 1] {
            let error = attempt(Some(wrong)).unwrap_err();
            assert!(error.to_string().contains("changed its size"), "{error}");
        }
    }

    #[test]
    fn all_cores_are_workers_even_if_there_is_one() {
        assert!(workers(0) >= 1);
        assert_eq!(workers(1), 0);
        assert_eq!(workers(2), 2);
    }
}

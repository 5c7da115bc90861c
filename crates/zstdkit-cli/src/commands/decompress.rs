//! `zstdkit decompress` and `zstdkit test`.

use std::{
    io::{self, Seek as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use zstdkit::{DecompressOptions, DecompressParameter, Decompressor, Error};
use zstdkit_frame::SourceFrames;
use zstdkit_seek::{Index, ReadOptions};

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        settings,
    },
    flow::{
        index,
        inputs::Inputs,
        open::Input,
        plan::{Reporter, plan},
        write::Output,
    },
    report::{failure, human, text::printable},
};

/// What is read at once.
const INPUT_CHUNK: usize = 256 << 10;

/// What frames that are decompressed at once, and their content, may take in memory.
const MOST_HELD: u64 = 2 << 30;

/// The most output that is held before it's written.
const OUTPUT_CHUNK: usize = 1 << 20;

pub(crate) fn run(args: &arguments::Decompress) -> Result<ExitCode> {
    let sources = args.files.sources()?;
    let plan = plan(&sources, &args.output, without_suffix)?;
    let reporter = Reporter::new(args.output.quiet, &plan);
    let decoding = Decoding::new(&args.reading)?;
    let inputs = Inputs::new(&sources, args.reading.dict.as_deref());
    failure::each(plan, |(source, destination)| {
        destination
            .and_then(|to| {
                let mut input = source.open()?;
                let output = Output::create(&to, args.output.force, &inputs, input.regular())?;
                let (read, made) = decompress(&source, &mut input, output, &decoding)?;
                reporter.line(|| told(&source, &to, read, made))
            })
            .with_context(|| source.to_string())
    })
}

pub(crate) fn run_test(args: &arguments::Test) -> Result<ExitCode> {
    let decoding = Decoding::new(&args.reading)?;
    let reporter = Reporter::new(args.quiet, &[]);
    failure::each(args.files.sources()?, |source| {
        let outcome = source.open().and_then(|mut input| {
            let (read, made) = decoding.decode(&source, &mut input, &mut io::sink())?;
            reporter.line(|| {
                let (read, made) = (human::size(read), human::size(made));
                format!("{source}: ok, {read} hold {made}")
            })
        });
        outcome.with_context(|| source.to_string())
    })
}

/// How input is decompressed.
struct Decoding {
    options: DecompressOptions,
    /// The same, for what has an index.
    indexed: ReadOptions,
    threads: u32,
}

fn without_suffix(path: &Path) -> Result<PathBuf> {
    let is_named_so = path.extension().is_some_and(|extension| extension == "zst");
    if !is_named_so {
        bail!("its name doesn't end in .zst, so that of its content isn't known; -o names it");
    }
    Ok(path.with_extension(""))
}

/// Decompresses all of the input into the output, and puts that in its place.
fn decompress(
    source: &Source,
    input: &mut Input,
    mut output: Output,
    decoding: &Decoding,
) -> Result<(u64, u64)> {
    let sizes = decoding.decode(source, input, &mut output)?;
    output.commit()?;
    Ok(sizes)
}

fn told(source: &Source, destination: &Destination, read: u64, made: u64) -> String {
    match destination {
        Destination::File(path) => format!(
            "{source}: {} to {} in {}",
            human::size(read),
            human::size(made),
            printable(&path.to_string_lossy()),
        ),
        Destination::Stdout => String::new(),
    }
}

impl Decoding {
    fn new(reading: &arguments::Reading) -> Result<Self> {
        let threads = settings::cores_for(reading.threads);
        let mut options = DecompressOptions::new().workers(threads);
        for setting in &reading.params {
            options = options.set(setting.0, setting.1);
        }
        let dictionary = index::dictionary(reading.dict.as_deref())?;
        if let Some(dictionary) = &dictionary {
            options = options.dictionary(dictionary);
        }
        // 0 is libzstd's default.
        let window_log = options.get(DecompressParameter::WindowLogMax).filter(|log| *log > 0);
        let window_log = window_log.and_then(|log| u32::try_from(log).ok()).unwrap_or(27);
        let indexed = index::options(dictionary.as_ref(), window_log);
        Ok(Self { options, indexed, threads })
    }

    /// Decompresses all of the input; returns how many bytes were read and made.
    fn decode(
        &self,
        source: &Source,
        input: &mut Input,
        output: &mut impl io::Write,
    ) -> Result<(u64, u64)> {
        if self.threads > 1
            && let Some(index) = index_of(source, input)?
        {
            let size = index.file_size();
            let made = self.indexed.decompress_parallel(
                &index,
                input.file(),
                self.threads as usize,
                output,
            )?;
            return Ok((size, made));
        }
        if self.threads > 1 && has_frames_to_share(input)? {
            let data = input.read_up_to(u64::MAX).context("cannot read")?;
            let content = self.options.decompress(&data)?;
            output.write_all(&content)?;
            return Ok((data.len() as u64, content.len() as u64));
        }
        stream(input, &self.options, output)
    }
}

/// The index at the file's end, or beside it: one that isn't the file's is no hindrance.
fn index_of(source: &Source, input: &mut Input) -> Result<Option<Index>> {
    let Source::File(path) = source else { return Ok(None) };
    if input.regular().is_none() {
        return Ok(None);
    }
    let index = index::made_for(path, input.file(), None).ok().flatten();
    Ok(index.filter(|index| index.check(input.file()).is_ok()))
}

/// Whether the input is a file of several frames, and all of it fits in memory: several threads
/// have something to do then.
fn has_frames_to_share(input: &mut Input) -> Result<bool> {
    let (mut frames, mut held) = (0, 0_u64);
    match input.remaining()? {
        Some(size) if input.stream_position()? == 0 && size <= MOST_HELD => held += size,
        _ => return Ok(false),
    }
    let mut source = SourceFrames::new(&mut *input)?;
    // What is damaged is found, and told, when it's decompressed.
    while let Ok(Some(frame)) = source.next().transpose() {
        frames += 1;
        held = held.saturating_add(frame.decompressed_bound());
    }
    input.rewind()?;
    Ok(frames > 1 && held <= MOST_HELD)
}

/// Decompresses piece by piece.
fn stream(
    input: &mut Input,
    options: &DecompressOptions,
    output: &mut impl io::Write,
) -> Result<(u64, u64)> {
    let mut decompressor = Decompressor::new(options)?;
    let mut chunk = vec![0; INPUT_CHUNK];
    let mut room = Vec::new();
    let (mut read, mut made) = (0, 0);
    loop {
        let len = input.fill(&mut chunk).context("cannot read")?;
        read += len as u64;
        let mut data = &chunk[..len];
        loop {
            decompressor.decompress_into(data, Some(OUTPUT_CHUNK), &mut room)?;
            made += room.len() as u64;
            output.write_all(&room)?;
            room.clear();
            data = &[];
            if decompressor.needs_input() {
                break;
            }
        }
        if len < INPUT_CHUNK {
            break;
        }
    }
    if read == 0 {
        bail!("is empty: a frame, even one of no data, has 9 bytes or more");
    }
    if !decompressor.at_frame_edge() {
        return Err(Error::Truncated.into());
    }
    Ok((read, made))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_the_suffix_tell_their_content() {
        assert_eq!(without_suffix(Path::new("a/b.txt.zst")).unwrap(), Path::new("a/b.txt"));
        for path in ["a.txt", ".zst", "a/.zst", "zst", "a.ZST"] {
            assert!(without_suffix(Path::new(path)).is_err(), "{path}");
        }
    }
}

//! `zstdkit decompress` and `zstdkit test`.

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use zstdkit::{DecompressOptions, Decompressor, Error};

use crate::{
    args, failure, human,
    input::{self, Input, Source},
    output::{self, Destination, Output, Reporter},
};

/// What is read at once.
const INPUT_CHUNK: usize = 256 << 10;

/// The most output that is held before it's written.
const OUTPUT_CHUNK: usize = 1 << 20;

pub(crate) fn run(args: &args::Decompress) -> Result<ExitCode> {
    let sources = args.files.sources();
    let plan = output::plan(&sources, &args.output, without_suffix)?;
    let reporter = Reporter::new(args.output.quiet, &plan);
    let options = options(&args.reading)?;
    failure::each(plan, |(source, destination)| {
        destination
            .and_then(|to| decompress(&source, &to, &options, args.output.force, reporter))
            .with_context(|| source.to_string())
    })
}

pub(crate) fn run_test(args: &args::Test) -> Result<ExitCode> {
    let options = options(&args.reading)?;
    let reporter = Reporter::new(args.quiet, &[]);
    failure::each(args.files.sources(), |source| {
        let outcome = source.open().and_then(|mut input| {
            let (read, made) = decode(&mut input, &options, &mut io::sink())?;
            reporter.line(|| {
                let (read, made) = (human::size(read), human::size(made));
                format!("{source}: ok, {read} hold {made}")
            })
        });
        outcome.with_context(|| source.to_string())
    })
}

fn options(reading: &args::Reading) -> Result<DecompressOptions> {
    let mut options = DecompressOptions::new();
    for setting in &reading.params {
        options = options.set(setting.0, setting.1);
    }
    if let Some(path) = &reading.dict {
        options = options.dictionary(&input::dictionary(path)?);
    }
    Ok(options)
}

fn without_suffix(path: &Path) -> Result<PathBuf> {
    let is_named_so = path.extension().is_some_and(|extension| extension == "zst");
    if !is_named_so {
        bail!("its name doesn't end in .zst, so that of its content isn't known; -o names it");
    }
    Ok(path.with_extension(""))
}

fn decompress(
    source: &Source,
    destination: &Destination,
    options: &DecompressOptions,
    force: bool,
    reporter: Reporter,
) -> Result<()> {
    let mut input = source.open()?;
    let mut output = Output::create(destination, force, input.regular())?;
    let (read, made) = decode(&mut input, options, &mut output)?;
    output.commit()?;
    reporter.line(|| match destination {
        Destination::File(path) => format!(
            "{source}: {} to {} in {}",
            human::size(read),
            human::size(made),
            failure::printable(&path.to_string_lossy()),
        ),
        Destination::Stdout => String::new(),
    })
}

/// Decompresses all of the input; returns how many bytes were read and made.
fn decode(
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

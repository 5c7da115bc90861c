//! `zstdkit decompress` and `zstdkit test`.

use std::{
    io::{Seek as _, SeekFrom},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context as _, Result, bail};
use zstdkit::{DecompressOptions, DecompressParameter};
use zstdkit_seek::{Index, ReadOptions};

use crate::{
    arguments::{
        self,
        place::{Destination, Source},
        settings,
    },
    flow::{
        commit::Model,
        decode::{self, Passed},
        index,
        inputs::Inputs,
        open::{self, Input},
        pipeline,
        plan::{all_to_stdout, plan, remove},
        select,
        write::{self, Existing, Output},
    },
    report::{
        failure, human,
        progress::{Progress, Watched},
        tally::{Frames, Moved, Tally},
    },
};

pub(crate) fn run(args: &arguments::Decompress) -> Result<ExitCode> {
    let sources = select::sources(&args.selection, false)?;
    let plan = plan(&sources, &args.output, &args.keeping, without_suffix)?;
    let mut decoding = Decoding::new(&args.reading)?;
    decoding.pass_through = args.pass_through;
    decoding.sparse = (!args.no_sparse, args.sparse);
    let dictionary = args.reading.dict.as_deref().or(args.reading.patch_from.as_deref());
    let inputs = Inputs::new(&sources, dictionary);
    args.telling.check(&plan)?;
    let told =
        (args.output.quiet || all_to_stdout(&plan), args.telling.verbose > 0, args.telling.json);
    decoding.quiet = args.output.quiet || args.telling.no_progress || args.telling.json;
    let mut tally = Tally::new(("decompress", "decompressed"), told, plan.len());
    let outcome = failure::each(plan, |(source, destination)| {
        let begun = Tally::begin(source.name());
        let to = destination.as_ref().ok().cloned();
        let outcome = destination.and_then(|to| {
            let mut input = source.open()?;
            let model = Model::of(input.regular());
            let output = Output::create(&to, Existing::of(&args.output), &inputs, model)?;
            let quiet = decoding.quiet || write::shares_a_terminal(&to);
            let (read, made, passed) =
                decoding.decode(quiet, "decompressing", &source, &mut input, &output)?;
            output.commit()?;
            remove(&source, &to, &args.keeping)?;
            Ok((Moved { read, written: made }, Some(frames(passed))))
        });
        let outcome = outcome.with_context(|| source.to_string());
        let output = to.as_ref().map(Destination::name);
        tally.end_file(begun, output, outcome.as_ref().copied(), || {
            let Ok((moved, _)) = &outcome else { return String::new() };
            let (read, made) = (human::size(moved.read), human::size(moved.written));
            let to = to.as_ref().map_or_else(String::new, |to| to.name().into_parts().0);
            format!("{source}: {read} to {made} in {to}")
        })?;
        outcome.map(drop)
    });
    if let Some(document) = tally.end() {
        write::print(&document)?;
    }
    outcome
}

fn frames(passed: Passed) -> Frames {
    Frames { frames: passed.frames, frames_without_checksum: passed.unchecked }
}

pub(crate) fn run_test(args: &arguments::Test) -> Result<ExitCode> {
    let decoding = Decoding::new(&args.reading)?;
    let sources = select::sources(&args.selection, false)?;
    // That each of them is sound is what was asked for.
    let told = (args.quiet, true, args.telling.json);
    let quiet = args.quiet || args.telling.no_progress || args.telling.json;
    let mut tally = Tally::new(("test", ""), told, sources.len());
    let outcome = failure::each(sources, |source| {
        let begun = Tally::begin(source.name());
        let outcome = source.open().and_then(|mut input| {
            let (read, made, passed) =
                decoding.decode(quiet, "testing", &source, &mut input, &Output::Nowhere)?;
            Ok((Moved { read, written: made }, passed))
        });
        let outcome = outcome.with_context(|| source.to_string());
        let done = outcome.as_ref().map(|(moved, passed)| (*moved, Some(frames(*passed))));
        tally.end_file(begun, None, done, || {
            let Ok((moved, passed)) = &outcome else { return String::new() };
            let (read, made) = (human::size(moved.read), human::size(moved.written));
            format!("{source}: ok, {read} hold {made}{}", checked(*passed))
        })?;
        outcome.map(drop)
    });
    if let Some(document) = tally.end() {
        write::print(&document)?;
    }
    outcome
}

/// What is to be said of checksums.
fn checked(passed: Passed) -> String {
    match passed {
        Passed { unchecked: 0, .. } => String::new(),
        Passed { frames, unchecked } if frames == unchecked => {
            ", without a checksum: not all damage can be told".to_owned()
        }
        Passed { frames, unchecked } => format!(
            ", {} of {} without a checksum: not all damage can be told",
            human::count(unchecked),
            human::counted(frames, "frame")
        ),
    }
}

/// How input is decompressed.
struct Decoding {
    options: DecompressOptions,
    /// The same, for what has an index.
    indexed: ReadOptions,
    threads: u32,
    quiet: bool,
    has_dictionary: bool,
    pass_through: bool,
    /// Whether holes are left in files, and in what stdout leads to.
    sparse: (bool, bool),
}

fn without_suffix(path: &Path) -> Result<PathBuf> {
    let known = match path.extension().and_then(|extension| extension.to_str()) {
        Some("zst") => Some(path.with_extension("")),
        Some("tzst") => Some(path.with_extension("tar")),
        Some(name @ ("gz" | "tgz" | "xz" | "txz" | "lz4" | "bz2" | "lzma" | "zip" | "7z")) => {
            bail!(
                "its name ends in .{name}, which is not Zstandard's: a command of its own reads it"
            )
        }
        _ => None,
    };
    match known {
        Some(known) => Ok(known),
        None => bail!(
            "its name doesn't end in .zst or .tzst, so that of its content isn't known; -o names it"
        ),
    }
}

impl Decoding {
    fn new(reading: &arguments::Reading) -> Result<Self> {
        let threads = settings::cores_for(reading.threads);
        let mut options = DecompressOptions::new().workers(threads);
        if reading.no_check {
            options = options.ignore_checksum(true);
        }
        if let Some(log) = reading.long {
            options = options.window_log_max(log);
        }
        if let Some(bytes) = reading.memory {
            options = options.window_limit((bytes as u64).clamp(1 << 10, 1 << 31));
        }
        for setting in &reading.params {
            options = options.set(setting.0, setting.1);
        }
        let dictionary = index::dictionary(reading.dict.as_deref())?;
        if let Some(dictionary) = &dictionary {
            options = options.dictionary(dictionary);
        }
        if let Some(path) = &reading.patch_from {
            options = options.patch_from(open::older_version(path)?);
        }
        // 0 is libzstd's default.
        let window_log = options.get(DecompressParameter::WindowLogMax).filter(|log| *log > 0);
        let window_log = window_log.and_then(|log| u32::try_from(log).ok()).unwrap_or(27);
        let indexed = index::options(dictionary.as_ref(), window_log);
        let has_dictionary = dictionary.is_some() || reading.patch_from.is_some();
        let (pass_through, sparse) = (false, (false, false));
        let quiet = false;
        Ok(Self { options, indexed, threads, quiet, has_dictionary, pass_through, sparse })
    }

    /// Decompresses all of the input; returns how many bytes were read and made.
    fn decode(
        &self,
        quiet: bool,
        what: &'static str,
        source: &Source,
        input: &mut Input,
        output: &Output,
    ) -> Result<(u64, u64, Passed)> {
        let sparse = match output {
            Output::Pending(_) => self.sparse.0,
            _ => self.sparse.1,
        };
        let mut passed = Passed::default();
        let size = input.remaining()?;
        let index = if self.threads > 1 { index_of(source, input)? } else { None };
        let shared = index.is_none() && self.threads > 1 && decode::has_frames_to_share(input)?;
        let second = input.file().try_clone()?;
        let sink = output.sink(sparse)?;
        let lazily = index.is_some() || shared;
        // What is read by several threads isn't counted, and what is made has no end that is known but to an
        // index.
        let total = match &index {
            Some(index) => Some(index.content_size()),
            None => size.filter(|_| !shared),
        };
        let progress = Progress::new(quiet, what, &source.to_string(), total);
        let step = |reader: &mut pipeline::Reader, writer: &mut pipeline::Writer| {
            if let Some(index) = &index {
                let threads = self.threads as usize;
                let writer = Watched::new(writer, &progress);
                self.indexed.decompress_parallel(index, &second, threads, writer)?;
                return Ok(());
            }
            if shared {
                let mut input = source.open()?;
                if let Some(all) =
                    decode::share(&self.options, self.threads, source, &mut input, writer)?
                {
                    passed = all;
                    return Ok(());
                }
                // The reader reads on from here.
                let at = input.stream_position()?;
                (&second).seek(SeekFrom::Start(at))?;
            }
            passed = decode::stream(&self.options, self.pass_through, reader, writer)?;
            Ok(())
        };
        let outcome = pipeline::run(lazily, Vec::new(), input, sink, || output.writing(), step);
        drop(progress);
        let (read, made) = outcome.map_err(|it| decode::explained(it, self.has_dictionary))?;
        Ok((size.unwrap_or(read), made, passed))
    }
}

/// The index at the file's end, or beside it: one that isn't the file's is told of, and is no hindrance.
fn index_of(source: &Source, input: &mut Input) -> Result<Option<Index>> {
    let Source::File(path) = source else { return Ok(None) };
    if input.regular().is_none() {
        return Ok(None);
    }
    // Windows moves a file's own position wherever something is read.
    let position = input.stream_position()?;
    let fits = |index: &Index| index.check(input.file());
    let index = index::made_for(path, input.file(), None, fits)?;
    input.seek(SeekFrom::Start(position))?;
    Ok(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_the_suffix_tell_their_content() {
        assert_eq!(without_suffix(Path::new("a/b.txt.zst")).unwrap(), Path::new("a/b.txt"));
        assert_eq!(without_suffix(Path::new("a/b.tzst")).unwrap(), Path::new("a/b.tar"));
        for path in ["a.txt", ".zst", "a/.zst", "zst", "a.ZST"] {
            assert!(without_suffix(Path::new(path)).is_err(), "{path}");
        }
    }
}

//! `zstdkit compress`.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Context as _, Result, bail};
use zstdkit::{
    CompressContext, CompressOptions, CompressParameter, CompressionParameters, DEFAULT_LEVEL,
    DictionaryMode, EndDirective, Error, Strategy, step,
};

use crate::{
    arguments::{
        self, Keeping,
        place::{Destination, Source},
        settings::{self, Adapt},
    },
    flow::{
        adapt::Adapter,
        commit::Model,
        inputs::Inputs,
        open::{self, Input},
        pipeline::{self, Reader, Writer},
        plan::{all_to_stdout, plan, remove},
        seekable::{self, Layout},
        select,
        write::{self, Existing, Output},
    },
    report::{
        failure, human,
        progress::{self, Progress},
        tally::{Moved, Tally},
    },
};

/// The most that is compressed in one call, in any window.
const WHOLE: u64 = 8 << 20;

/// The window, as a logarithm, and a worker's piece, where the level changes.
const ADAPTED_WINDOW: u32 = 23;
const ADAPTED_PIECE: i32 = 4 << 20;

pub(crate) fn run(args: &arguments::Compress) -> Result<ExitCode> {
    let sources = select::sources(&args.selection, args.exclude_compressed)?;
    let plan = plan(&sources, &args.output, &args.keeping, |path| Ok(with_suffix(path)))?;
    let context = options(args)?.context()?;
    let mut job = Job {
        whole: whole(&context)?,
        context,
        layout: layout(args),
        adapt: args.adapt,
        force: args.output.force,
        existing: Existing::of(&args.output),
        quiet: args.output.quiet || args.telling.no_progress || args.telling.json,
        stream_size: args.stream_size.map(|size| size as u64),
        inputs: Inputs::new(&sources, args.dict.as_deref().or(args.patch_from.as_deref())),
    };
    args.telling.check(&plan)?;
    let told =
        (args.output.quiet || all_to_stdout(&plan), args.telling.verbose > 0, args.telling.json);
    let mut tally = Tally::new(("compress", "compressed"), told, plan.len());
    let outcome = failure::each(plan, |(source, destination)| {
        let begun = Tally::begin(source.name());
        let to = destination.as_ref().ok().cloned();
        let outcome = destination
            .and_then(|destination| job.compress(&source, &destination, &args.keeping))
            .with_context(|| source.to_string());
        let done = outcome.as_ref().map(|moved| (*moved, None));
        tally.end_file(begun, to.as_ref().map(Destination::name), done, || {
            let Ok(Moved { read, written }) = outcome.as_ref().copied() else {
                return String::new();
            };
            let to = to.as_ref().map_or_else(String::new, |to| to.name().into_parts().0);
            format!(
                "{source}: {} to {} in {to} (ratio {})",
                human::size(read),
                human::size(written),
                human::ratio(read, written),
            )
        })?;
        outcome.map(drop)
    });
    if let Some(document) = tally.end() {
        write::print(&document)?;
    }
    outcome
}

/// What the arguments ask for.
fn options(args: &arguments::Compress) -> Result<CompressOptions> {
    let level = args.level.unwrap_or_else(settings::default_level);
    let mut options = CompressOptions::new().level(level).checksum(!args.no_check);
    if args.rsyncable {
        options = options.set(CompressParameter::Rsyncable, 1);
    }
    if let Some(log) = args.long {
        options = options.long_distance_matching(true).window_log(log);
    }
    if args.adapt.is_some() && args.long.is_none() {
        // The window stays while the level changes: one that high levels can use.
        options = options.window_log(ADAPTED_WINDOW).set(CompressParameter::JobSize, ADAPTED_PIECE);
    }
    let number = |size: usize| i32::try_from(size).unwrap_or(i32::MAX);
    if let Some(size) = args.target_compressed_block_size {
        options = options.set(CompressParameter::TargetCBlockSize, number(size));
    }
    if let Some(size) = args.size_hint {
        options = options.set(CompressParameter::SrcSizeHint, number(size));
    }
    for setting in &args.params {
        options = options.set(setting.0, setting.1);
    }
    if let Some(path) = &args.dict {
        // By its content: every parameter applies then.
        options = options.dictionary_as(&open::dictionary(path)?, DictionaryMode::Content);
    }
    if let Some(path) = &args.patch_from {
        options = options.patch_from(open::older_version(path)?);
    }
    let parameters = parameters(&options)?;
    if options.get(CompressParameter::NbWorkers).is_none() {
        let has_to_have_one = args.rsyncable || args.adapt.is_some();
        let workers = match args.seekable {
            // Whole frames are compressed at once then.
            Some(_) => 0,
            None => workers(threads(args), parameters.strategy),
        };
        options = options.workers(workers.max(u32::from(has_to_have_one)));
    }
    Ok(smaller_jobs(options, &parameters))
}

fn threads(args: &arguments::Compress) -> u32 {
    args.threads.unwrap_or_else(settings::default_threads)
}

/// The worker threads for `-T`. One thread is a worker too: what it searches lies in one stretch of memory,
/// which is quicker than the two parts of a ring, and the bytes are those of any number of threads. Where matches
/// are sought with most effort there is less to gain, and the caller's own thread takes half the memory.
fn workers(threads: u32, strategy: Strategy) -> u32 {
    match threads {
        1 if strategy > Strategy::Lazy2 => 0,
        threads => settings::cores_for(threads),
    }
}

/// How much is compressed in one call: a window, for what is larger takes no more memory than that.
fn whole(context: &CompressContext) -> Result<u64> {
    Ok(WHOLE.min(1 << parameters(context.options())?.window_log))
}

/// What libzstd chooses for the level where the size of the input is unknown, and what was set.
fn parameters(options: &CompressOptions) -> Result<CompressionParameters> {
    let set = |parameter| options.get(parameter).filter(|value| *value > 0);
    let numbered = |number| Strategy::ALL.into_iter().find(|it| i32::from(*it) == number);
    let level = options.get(CompressParameter::CompressionLevel).unwrap_or(0);
    let mut parameters = CompressionParameters::recommended(level, None, 0)?;
    if let Some(log) = set(CompressParameter::WindowLog) {
        parameters.window_log = log.unsigned_abs();
    }
    if let Some(strategy) = set(CompressParameter::Strategy).and_then(numbered) {
        parameters.strategy = strategy;
    }
    Ok(parameters)
}

/// Threads take the input in pieces of two windows, 2 MiB at least: in half of what libzstd gives them, so that
/// their buffers take half the memory, and more of them find work in a file.
///
/// Where matches are sought with most effort, each piece begins with most of a window that was gone through before:
/// there they stay as large as libzstd has them, and where the window is large for matches from far back.
fn smaller_jobs(options: CompressOptions, parameters: &CompressionParameters) -> CompressOptions {
    use CompressParameter as P;
    let is_set = |parameter| options.get(parameter).is_some_and(|value| value > 0);
    if !is_set(P::NbWorkers)
        || [P::JobSize, P::Rsyncable, P::EnableLongDistanceMatching].into_iter().any(is_set)
        || parameters.strategy > Strategy::Lazy2
    {
        return options;
    }
    options.set(P::JobSize, 2 << parameters.window_log.clamp(20, 28))
}

fn with_suffix(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".zst");
    name.into()
}

/// How the output is laid out, where it's not a plain frame.
fn layout(args: &arguments::Compress) -> Option<Layout> {
    let threads = settings::cores_for(threads(args)) as usize;
    let seekable = args.seekable.map(|frame_size| Layout::Seekable { frame_size, threads });
    let spacing = |spacing: Option<usize>| spacing.map(|bytes| bytes as u64);
    seekable.or(args.index.map(|bytes| Layout::Indexed { spacing: spacing(bytes), threads }))
}

struct Job {
    context: CompressContext,
    layout: Option<Layout>,
    adapt: Option<Adapt>,
    whole: u64,
    force: bool,
    existing: Existing,
    quiet: bool,
    stream_size: Option<u64>,
    inputs: Inputs,
}

impl Job {
    fn compress(&mut self, source: &Source, to: &Destination, keeping: &Keeping) -> Result<Moved> {
        let mut input = source.open()?;
        let model = Model::of(input.regular());
        let output = Output::create(to, self.existing, &self.inputs, model)?;
        if output.is_terminal() && !self.force {
            bail!("compressed bytes are not written to a terminal; -o names a file, -f insists");
        }
        let quiet = self.quiet || write::shares_a_terminal(to);
        let total = input.remaining()?;
        let progress = Progress::new(quiet, "compressing", &source.to_string(), total);
        let (read, written) = self.flow(&mut input, &output)?;
        drop(progress);
        output.commit()?;
        remove(source, to, keeping)?;
        Ok(Moved { read, written })
    }

    fn flow(&mut self, input: &mut Input, output: &Output) -> Result<(u64, u64)> {
        let size = input.remaining()?.or(self.stream_size);
        let mut head = Vec::new();
        if self.layout.is_none()
            && self.adapt.is_none()
            && size.is_none_or(|size| size <= self.whole)
        {
            head = input.read_up_to(self.whole + 1).context("cannot read")?;
        }
        let is_whole = self.layout.is_none() && !head.is_empty() && head.len() as u64 <= self.whole
            || size == Some(0);
        let sink = output.sink(false)?;
        let (head, whole) = if is_whole { (Vec::new(), Some(head)) } else { (head, None) };
        let read = whole.as_ref().map_or(0, |whole| whole.len() as u64);
        let outcome = pipeline::run(
            false,
            head,
            input,
            sink,
            || output.writing(),
            |reader, writer| match (self.layout, &whole) {
                (Some(layout), _) => {
                    seekable::write(layout, self.context.options(), size, reader, writer)
                        .map_err(changed_size)
                }
                (None, Some(data)) => {
                    if self.stream_size.is_some_and(|pledged| pledged != data.len() as u64) {
                        bail!("--stream-size is not the size that the input has");
                    }
                    self.context.compress_into(data, writer.buffer())?;
                    Ok(())
                }
                (None, None) => {
                    let adapter = self.adapt.map(|bounds| adapter(self.context.options(), bounds));
                    stream(self.context.options(), adapter, reader, size, writer)
                }
            },
        );
        outcome.map(|(more, written)| (read + more, written))
    }
}

/// Compresses all of the input, `size` bytes where that is known.
fn stream(
    options: &CompressOptions,
    mut adapter: Option<Adapter>,
    reader: &mut Reader,
    size: Option<u64>,
    writer: &mut Writer,
) -> Result<()> {
    let mut encoder = step::Encoder::new(options)?;
    if let Some(adapter) = &adapter {
        encoder.set_level(adapter.level())?;
    }
    encoder.set_pledged_size(size)?;
    loop {
        if let Some(adapter) = &mut adapter {
            let waited = reader.waited() + writer.waited();
            if let Some(level) = adapter.next(Instant::now(), waited, reader.read()) {
                encoder.set_level(level)?;
            }
            progress::note(format!("level {}", adapter.level()));
        }
        let mut rest = reader.next()?;
        let is_last = rest.len() < pipeline::CHUNK;
        let directive = if is_last { EndDirective::End } else { EndDirective::Continue };
        loop {
            // However much workers have ready, a buffer of it is taken at once.
            let step = encoder.step(rest, writer.room(), directive).map_err(changed_size)?;
            rest = &rest[step.consumed..];
            writer.pass()?;
            if rest.is_empty() && !(is_last && step.hint > 0) {
                break;
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Begins with the level that was asked for.
fn adapter(options: &CompressOptions, bounds: Adapt) -> Adapter {
    let value = |parameter, unset| options.get(parameter).filter(|it| *it != 0).unwrap_or(unset);
    let level = value(CompressParameter::CompressionLevel, DEFAULT_LEVEL);
    let piece = value(CompressParameter::JobSize, ADAPTED_PIECE).unsigned_abs();
    Adapter::new(level, bounds.min..=bounds.max, piece.into(), Instant::now())
}

/// A pledge of ours can only be wrong because the file isn't what it was.
fn changed_size(error: impl Into<anyhow::Error>) -> anyhow::Error {
    let error = error.into();
    match error.chain().find_map(libzstds) {
        Some(Error::PledgedSize { pledged, .. }) => anyhow::anyhow!(
            "changed its size while it was read: it had {}",
            human::counted(*pledged, "byte")
        ),
        _ => error,
    }
}

/// The error of compression that another one wraps, or is.
fn libzstds<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a Error> {
    let io = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let seek = error.downcast_ref().map(|error| match error {
        zstdkit_seek::Error::Zstd(error) => Some(error),
        _ => None,
    });
    error.downcast_ref().or(seek.flatten()).or(io.and_then(|inner| inner.downcast_ref()))
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        fs::write(file.path(), &data).unwrap();
        let attempt = |size| {
            let made = tempfile::tempdir().unwrap();
            let path = made.path().join("made");
            let mut input = Source::File(file.path().into()).open().unwrap();
            let head = input.read_up_to(1000).unwrap();
            let to = Destination::File(path.clone());
            let output = Output::create(&to, false, &Inputs::default(), Model::none()).unwrap();
            let sink = output.sink(false).unwrap();
            let options = CompressOptions::new();
            pipeline::run(false, head, &mut input, sink, String::new, |reader, writer| {
                stream(&options, None, reader, size, writer)
            })?;
            output.commit()?;
            anyhow::Ok(fs::read(path)?)
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
    fn one_call_takes_a_window_of_the_level() {
        let whole = |level| whole(&CompressOptions::new().level(level).context().unwrap()).unwrap();
        assert_eq!([whole(1), whole(3), whole(22)], [1 << 19, 1 << 21, 8 << 20]);
    }

    #[test]
    fn all_cores_are_workers_even_if_there_is_one() {
        let quick = |threads| workers(threads, Strategy::DFast);
        assert!(quick(0) >= 1);
        assert_eq!((quick(1), quick(2)), (1, 2));
        let thorough = |threads| workers(threads, Strategy::BtUltra);
        assert!(thorough(0) >= 1);
        assert_eq!((thorough(1), thorough(2)), (0, 2));
    }
}

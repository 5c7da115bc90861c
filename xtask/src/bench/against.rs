//! `cargo xtask bench --command`: our command beside the machine's `zstd`, as whole programs.

use std::path::PathBuf;

use anyhow::Result;
use clap::Parser;

/// Measures the command beside the machine's zstd: whole programs on one file, in turn.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
pub(super) struct Args {
    /// Measure the command
    #[arg(long, required = true)]
    command: bool,

    /// The other command
    #[arg(long, value_name = "PROGRAM", default_value = "zstd")]
    against: PathBuf,

    /// How many times each program runs in each case
    #[arg(long, value_name = "N", default_value = "21", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,

    /// How many megabytes are compressed, where no file is named
    #[arg(long, value_name = "N", default_value = "100", value_parser = clap::value_parser!(u64).range(1..=4000))]
    size: u64,

    /// Measure only cases whose name contains this, such as "-3" or "decompress"
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    filter: Option<String>,

    /// Fail where ours takes more than 0.98 of the other's wall or CPU time
    #[arg(long)]
    check: bool,

    /// What is compressed; without it, pieces of the files of the Rust toolchain
    file: Option<PathBuf>,
}

#[cfg(unix)]
pub(super) fn run(arguments: &[String]) -> Result<()> {
    let args =
        Args::parse_from(std::iter::once("bench").chain(arguments.iter().map(String::as_str)));
    unix::run(&args)
}

#[cfg(not(unix))]
pub(super) fn run(arguments: &[String]) -> Result<()> {
    let _ = Args::parse_from(std::iter::once("bench").chain(arguments.iter().map(String::as_str)));
    anyhow::bail!("whole programs are only measured on Unix, which tells what they took")
}

#[cfg(unix)]
mod unix {
    use std::{
        fs::{self, File},
        io::{Read as _, Seek as _, SeekFrom, Write as _},
        path::{Path, PathBuf},
        process::{Command, Stdio},
        time::Duration,
    };

    use anyhow::{Context as _, Result, bail, ensure};

    use super::Args;
    use crate::{
        bench::clock::{self, Taken},
        dist, shell, workspace,
    };

    /// What is measured, and the options for it, which both commands know.
    const CASES: [(&str, &[&str]); 5] = [
        ("compress -1", &["-1"]),
        ("compress -3", &["-3"]),
        ("compress -9", &["-9"]),
        ("compress -3 -T2", &["-3", "-T2"]),
        ("decompress", &["-d"]),
    ];

    /// The most of the other's time that ours may take.
    const GOAL: f64 = 0.98;

    /// So much is taken of a file before it's the next one's turn.
    const PIECE: u64 = 4_000_000;

    pub(super) fn run(args: &Args) -> Result<()> {
        let programs = [dist::build(true)?, args.against.clone()];
        let scratch = workspace::scratch("bench-command")?;
        let data = match &args.file {
            Some(file) => file.clone(),
            None => {
                let made = scratch.join("data");
                make(&made, args.size * 1_000_000)?;
                made
            }
        };
        let frame = scratch.join("data.zst");
        let theirs = Command::new(&args.against)
            .args(["-q", "-f"])
            .arg(&data)
            .arg("-o")
            .arg(&frame)
            .status();
        ensure!(
            theirs.is_ok_and(|it| it.success()),
            "{} is no zstd's command",
            args.against.display()
        );

        let version = shell::output(Command::new(&args.against).arg("--version"))?;
        println!(
            "{} bytes, {} rounds in turn, beside {}",
            shell::grouped(fs::metadata(&data)?.len()),
            args.rounds,
            version.trim().trim_matches('*').trim()
        );
        println!(
            "{:<16}  {:>25}  {:>25}",
            "", "wall: ours, theirs, ratio", "CPU: ours, theirs, ratio"
        );
        let mut missed = Vec::new();
        for (name, options) in CASES {
            if args.filter.as_ref().is_some_and(|part| !name.contains(part)) {
                continue;
            }
            let input = if name == "decompress" { &frame } else { &data };
            let [ours, theirs] = measure(&programs, options, input, &scratch, args.rounds)?;
            if name == "decompress" {
                ensure!(same(&data, &scratch.join("out0"))?, "our content differs");
            } else {
                let back = scratch.join("back");
                let mut decoder = Command::new(&args.against);
                shell::run(
                    decoder.args(["-q", "-d", "-f"]).arg(scratch.join("out0")).arg("-o").arg(&back),
                )?;
                ensure!(same(&data, &back)?, "theirs reads other content of ours");
            }
            let wall = Compared::new(&ours, &theirs, |taken| taken.wall);
            let cpu = Compared::new(&ours, &theirs, |taken| taken.cpu);
            println!("{name:<16}  {wall}  {cpu}");
            if wall.ratio > GOAL || cpu.ratio > GOAL {
                missed.push(name);
            }
        }
        fs::remove_dir_all(&scratch)?;
        if args.check && !missed.is_empty() {
            bail!("ours takes more than {GOAL} of the time: {}", missed.join(", "));
        }
        Ok(())
    }

    /// The runs of both, in turn; each begins every other round.
    fn measure(
        programs: &[PathBuf; 2],
        options: &[&str],
        input: &Path,
        scratch: &Path,
        rounds: u16,
    ) -> Result<[Vec<Taken>; 2]> {
        let mut taken = [Vec::new(), Vec::new()];
        // The first round only fills caches.
        for round in 0..=rounds {
            for turn in 0..2 {
                let index = (turn + usize::from(round)) % 2;
                let output = scratch.join(format!("out{index}"));
                if output.exists() {
                    fs::remove_file(&output)?;
                }
                let mut command = Command::new(&programs[index]);
                command
                    .arg("-q")
                    .args(options)
                    .arg(input)
                    .arg("-o")
                    .arg(&output)
                    .stdin(Stdio::null());
                let time = clock::time(&mut command)?;
                if round > 0 {
                    taken[index].push(time);
                }
            }
        }
        Ok(taken)
    }

    /// Medians side by side.
    struct Compared {
        ours: Duration,
        theirs: Duration,
        ratio: f64,
    }

    impl Compared {
        fn new(ours: &[Taken], theirs: &[Taken], part: impl Fn(&Taken) -> Duration) -> Self {
            let [ours, theirs] = [ours, theirs].map(|runs| {
                let mut times: Vec<Duration> = runs.iter().map(&part).collect();
                times.sort_unstable();
                times[times.len() / 2]
            });
            Self { ours, theirs, ratio: ours.as_secs_f64() / theirs.as_secs_f64() }
        }
    }

    impl std::fmt::Display for Compared {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            let (ours, theirs) = (self.ours.as_secs_f64(), self.theirs.as_secs_f64());
            write!(f, "{ours:>8.3} {theirs:>8.3} {:>7.3}", self.ratio)
        }
    }

    /// Writes pieces of the toolchain's files in turn: programs, libraries, texts.
    fn make(path: &Path, size: u64) -> Result<()> {
        let root = shell::output(Command::new("rustc").args(["--print", "sysroot"]))?;
        let mut files = Vec::new();
        walk(Path::new(root.trim()), &mut files)?;
        files.sort();
        let (mut out, mut written, mut at) = (File::create(path)?, 0, 0);
        while written < size {
            let before = written;
            for file in &files {
                let mut file = File::open(file)?;
                file.seek(SeekFrom::Start(at))?;
                let mut piece = Vec::new();
                file.take(PIECE.min(size - written)).read_to_end(&mut piece)?;
                out.write_all(&piece)?;
                written += piece.len() as u64;
            }
            ensure!(written > before, "the toolchain has only {written} bytes; name a file");
            at += PIECE;
        }
        Ok(())
    }

    fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
        let listing = || format!("cannot list {}", folder.display());
        for entry in fs::read_dir(folder).with_context(listing)? {
            let entry = entry.with_context(listing)?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                walk(&entry.path(), files)?;
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
        Ok(())
    }

    fn same(one: &Path, other: &Path) -> Result<bool> {
        Ok(fs::read(one)? == fs::read(other)?)
    }
}

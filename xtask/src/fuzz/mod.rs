//! `cargo xtask fuzz`: every fuzz target for so many seconds, with Rust and C both instrumented.

mod outcome;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use self::outcome::Outcome;
use crate::{reliability, shell, workspace};

/// What C is compiled with: counters of edges and comparisons for libFuzzer, which rustc's side brings,
/// and checks of memory, whose runtime rustc brings too.
const C_FLAGS: &str = "-fsanitize=address,fuzzer-no-link -fno-omit-frame-pointer -g1";

/// Flags of libFuzzer's for single targets.
const FLAGS: [(&str, &[&str]); 4] = [
    // Threads of a pool end by themselves, after it: they may be at it while leaks are looked for.
    ("batches", &["-detect_leaks=0"]),
    // It tells of every file that it refuses.
    ("command", &["-close_fd_mask=3"]),
    // Steps are few bytes, and make much data.
    ("sequences", &["-len_control=0", "-max_len=800"]),
    // Most of the time goes into loops that count: short inputs run several times as often.
    ("train", &["-len_control=0", "-max_len=3000"]),
];

/// The seconds that one input may take: more is a finding.
const SLOWEST: u32 = 60;

/// What `cargo xtask fuzz` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How long each target runs
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// How many targets run at once
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    jobs: u32,
    /// Put the results into docs/reliability.md, where rows of other targets stay
    #[arg(long)]
    write: bool,
    /// Which ones; all, if none is named
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
}

/// Runs the targets; an error, after all have run, if one found something.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let all = targets()?;
    for named in &arguments.targets {
        ensure!(all.contains(named), "there is no target {named}; there are: {}", all.join(" "));
    }
    let chosen = if arguments.targets.is_empty() { &all } else { &arguments.targets };
    let folder = workspace::scratch("fuzz")?;
    look_for_tools()?;
    let seeds = make_seeds(&folder)?;
    let programs = build(&folder, &arguments.targets)?;

    let place = Place { fuzz: fuzz_folder(), seeds, programs, logs: folder };
    let outcomes = run_all(&place, chosen, arguments)?;
    let rows: Vec<_> =
        outcomes.iter().map(|outcome| outcome.row(arguments.seconds, arguments.jobs)).collect();
    println!("\n{}", outcome::table(&rows, "", &all));
    if arguments.write {
        let table = outcome::table(&rows, &reliability::read("fuzz")?, &all);
        reliability::write("fuzz", &told(&table))?;
    }
    let found: Vec<_> = outcomes.iter().filter_map(|outcome| outcome.finding.as_deref()).collect();
    if !found.is_empty() {
        bail!("{} found something:\n{}", shell::counted(found.len(), "target"), found.join("\n"));
    }
    Ok(())
}

fn told(table: &str) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    format!(
        "`cargo xtask fuzz --seconds .. --jobs .. --write`, on {}; a row is its target's last run:\n\n{table}",
        shell::counted(cores, "core")
    )
}

fn fuzz_folder() -> PathBuf {
    workspace::root().join("fuzz")
}

/// The names of all targets, as the manifest has them.
fn targets() -> Result<Vec<String>> {
    let manifest = workspace::read(&fuzz_folder().join("Cargo.toml"))?;
    let name = |entry: &str| {
        let (_, rest) = entry.split_once("name = \"")?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    manifest
        .split("[[bin]]")
        .skip(1)
        .map(|entry| name(entry).context("a target without a name in fuzz/Cargo.toml"))
        .collect()
}

/// Says what is missing, and how to have it: nothing is installed without being asked for.
fn look_for_tools() -> Result<()> {
    let is_there = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
    };
    let mut missing = Vec::new();
    if !is_there(Command::new(workspace::cargo()).args(["fuzz", "--version"])) {
        missing.push("cargo-fuzz isn't installed: `cargo install --locked cargo-fuzz`");
    }
    if !is_there(Command::new("clang").arg("--version")) {
        missing.push("clang isn't installed, which instruments C: `apt-get install clang`, say");
    }
    ensure!(missing.is_empty(), "{}", missing.join("\n"));
    Ok(())
}

/// Has the seed corpora made, anew each time; gives the folder of their folders.
fn make_seeds(folder: &Path) -> Result<PathBuf> {
    println!("making seeds");
    let seeds = folder.join("seeds");
    if seeds.exists() {
        fs::remove_dir_all(&seeds).with_context(|| seeds.display().to_string())?;
    }
    let mut command = Command::new(workspace::cargo());
    command.current_dir(fuzz_folder()).args(["run", "--quiet", "--package", "zstdkit-fuzz-seeds"]);
    command.arg("--target-dir").arg(folder.join("build")).arg("--").arg(&seeds);
    shell::run(&mut command)?;
    Ok(seeds)
}

/// Builds one target, or all; gives the folder of the programs.
fn build(folder: &Path, chosen: &[String]) -> Result<PathBuf> {
    println!("building");
    let target = host()?;
    let mut command = Command::new(workspace::cargo());
    command.current_dir(fuzz_folder()).args(["fuzz", "build", "--target", &target]);
    command.arg("--target-dir").arg(folder.join("build"));
    if let [one] = chosen {
        command.arg(one);
    }
    // Sanitizers are unstable options of rustc, which every toolchain has under this variable.
    command.env("RUSTC_BOOTSTRAP", "1").env("CC", "clang").env("CFLAGS", C_FLAGS);
    shell::run(&mut command)?;
    Ok(folder.join("build").join(target).join("release"))
}

fn host() -> Result<String> {
    let told = shell::output(Command::new("rustc").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("rustc doesn't say what it runs on")
}

/// Where everything is.
struct Place {
    fuzz: PathBuf,
    seeds: PathBuf,
    programs: PathBuf,
    logs: PathBuf,
}

fn run_all(place: &Place, targets: &[String], arguments: &Arguments) -> Result<Vec<Outcome>> {
    let queue = Mutex::new(targets.iter());
    let outcomes = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let work = || loop {
            let next = queue.lock().map_or(None, |mut queue| queue.next());
            let Some(target) = next else { return };
            let outcome = run_one(place, target, arguments.seconds);
            if let Ok(outcome) = &outcome {
                println!("{outcome}");
            }
            if let Ok(mut outcomes) = outcomes.lock() {
                outcomes.push(outcome);
            }
        };
        for _ in 0..arguments.jobs {
            scope.spawn(work);
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut outcomes = outcomes.into_iter().collect::<Result<Vec<_>>>()?;
    outcomes.sort_by(|one, other| one.target.cmp(&other.target));
    Ok(outcomes)
}

fn run_one(place: &Place, target: &str, seconds: u32) -> Result<Outcome> {
    let (corpus, artifacts) =
        (place.fuzz.join("corpus").join(target), place.fuzz.join("artifacts").join(target));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let log = place.logs.join(format!("{target}.log"));
    let output = File::create(&log).with_context(|| log.display().to_string())?;
    let mut command = Command::new(place.programs.join(target));
    command.arg(&corpus);
    // Inputs that once found something are run first, and stay for good.
    for seeds in [place.fuzz.join("regressions"), place.seeds.clone()] {
        let folder = seeds.join(target);
        if folder.exists() {
            command.arg(folder);
        }
    }
    command.arg(format!("-dict={}", place.fuzz.join("dictionary.txt").display()));
    command.arg(format!("-artifact_prefix={}/", artifacts.display()));
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-timeout={SLOWEST}"));
    command.args(["-print_final_stats=1", "-rss_limit_mb=4096"]);
    let flags = FLAGS.iter().find(|(name, _)| *name == target);
    command.args(flags.map_or(&[][..], |(_, flags)| *flags));
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output)
        .status()
        .with_context(|| shell::describe(&command))?;
    Outcome::read(target, status.success(), &log, &place.programs.join(target))
}

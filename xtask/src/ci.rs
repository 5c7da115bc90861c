//! `cargo xtask ci`: everything that is checked beside the tests, in the order of what fails fastest.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::{
    aliases, api, codegen, coexist, coverage, cross, dist, features, imports, links, readmes,
    semver, shell, symbols, vendor, workspace,
};

/// A step's heading, and what it does.
type Step = (&'static str, fn() -> Result<()>);

/// What every change has to pass.
const STEPS: [Step; 16] = [
    ("format", format),
    ("imports", imports::run),
    ("links of documents", links::run),
    ("names to find items by", || aliases::run(false)),
    ("lints", lints),
    ("documentation", documentation),
    ("interfaces", || api::run_apart(false)),
    ("generated files", || codegen::run_apart(true)),
    ("vendored sources", || vendor::run(vendor::Task::Check)),
    ("symbols", symbols::run),
    ("coverage", || coverage::run(true)),
    ("minimal dependencies", frugality),
    ("examples", examples),
    ("first examples in new projects", readmes::run),
    ("manual and completions", || dist::run(true)),
    ("tests behind features", feature_tests),
];

/// What takes many builds of libzstd, which `.ci/run` has the time for.
const THOROUGH: [Step; 4] = [
    ("features", features::run),
    ("three libraries in one program", coexist::run),
    ("other compilers and targets", cross::run),
    ("promises of the last release", || semver::run(None)),
];

/// Runs every step; stops at the first that fails.
pub(crate) fn run(thorough: bool) -> Result<()> {
    let start = Instant::now();
    let steps = STEPS.iter().chain(if thorough { &THOROUGH[..] } else { &[] });
    let mut passed = 0;
    for (heading, step) in steps {
        println!("\n== {heading} ({:.0} s)", start.elapsed().as_secs_f64());
        step().with_context(|| format!("the step \"{heading}\" failed"))?;
        passed += 1;
    }
    println!("\nall {passed} steps passed in {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(workspace::root()).args(arguments);
    command
}

fn format() -> Result<()> {
    shell::run(&mut cargo(&["fmt", "--all", "--check"])).context("mend it with `cargo fmt --all`")
}

fn lints() -> Result<()> {
    let workspace = ["clippy", "--quiet", "--workspace", "--all-targets", "--features"];
    // Code behind features is code too. `system` and what only makes the code smaller stay out.
    let features = "xtask/api,xtask/codegen,zstdkit-sys/dict-builder,zstdkit-sys/seekable";
    shell::run(cargo(&workspace).arg(features).args(["--", "-D", "warnings"]))?;
    shell::run(&mut cargo(&[
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn documentation() -> Result<()> {
    // The command has the name of the safe crate; by itself, its pages are not in the way of that
    // crate's.
    let selections: [&[&str]; 2] =
        [&["--package", "zstdkit-cli"], &["--workspace", "--exclude", "zstdkit-cli"]];
    for selection in selections {
        let mut command = cargo(&["doc", "--quiet", "--no-deps"]);
        shell::run(command.args(selection).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    documentation_as_published()
}

/// The pages with all features and with the marks of what each adds, which take rustdoc's unstable parts.
fn documentation_as_published() -> Result<()> {
    let mut command = cargo(&["doc", "--quiet", "--no-deps", "--all-features"]);
    for package in ["zstdkit", "zstdkit-frame", "zstdkit-dict", "zstdkit-segments", "zstdkit-seek"]
    {
        command.args(["--package", package]);
    }
    shell::run(as_published(&mut command)?)?;
    // Two of its features leave no libzstd of its own, or the least of it, and so aren't among those.
    let mut command = cargo(&["doc", "--quiet", "--no-deps", "--package", "zstdkit-sys"]);
    command.args(["--features", "dict-builder,experimental,legacy,seekable"]);
    shell::run(as_published(&mut command)?)
}

fn as_published(command: &mut Command) -> Result<&mut Command> {
    // A folder of its own: what the stable compiler made would be made anew, and again after this.
    command.env("CARGO_TARGET_DIR", workspace::scratch("documentation")?);
    Ok(command.env("RUSTC_BOOTSTRAP", "1").env("RUSTDOCFLAGS", "--cfg docsrs -D warnings"))
}

/// Each example makes its own data, and asserts its own result.
pub(crate) fn examples() -> Result<()> {
    let folder = workspace::root().join("crates/zstdkit/examples");
    for file in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        println!("{name}");
        let run = ["run", "--quiet", "--package", "zstdkit", "--features", "tokio", "--example"];
        shell::output(cargo(&run).arg(&name)).map(drop)?;
    }
    println!("http_ranges");
    let run = ["run", "--quiet", "--package", "zstdkit-seek", "--example", "http_ranges"];
    shell::output(&mut cargo(&run)).map(drop)
}

/// What `cargo test --workspace` leaves out, because features are off by default, or on.
fn feature_tests() -> Result<()> {
    const TESTS: [&[&str]; 7] = [
        &[
            "--package=zstdkit",
            "--features=serde,bytes,tokio,futures,arbitrary,experimental,legacy,dcz",
        ],
        &["--package=zstdkit-segments", "--features=arrow,bytes,serde,legacy"],
        &["--package=zstdkit-seek", "--features=tokio"],
        &["--package=zstdkit-segments", "--no-default-features"],
        &["--package=zstdkit-tests", "--features=experimental", "magicless"],
        &["--package=zstdkit-tests", "--features=experimental", "sequences"],
        &[
            "--package=zstdkit-tests",
            "--features=experimental,bytes,futures,tokio,arrow",
            "--test=refusals",
        ],
    ];
    for test in TESTS {
        shell::run(&mut cargo(&[&["test", "--quiet"], test].concat()))?;
    }
    Ok(())
}

/// Those who want frame facts alone compile no C; those who build the crates need no libclang.
fn frugality() -> Result<()> {
    let tree = |package: &str, edges: &str| {
        shell::output(&mut cargo(&[
            "tree",
            "--package",
            package,
            "--edges",
            edges,
            "--prefix",
            "none",
        ]))
    };
    let frame = tree("zstdkit-frame", "normal,build")?;
    for unwanted in ["cc v", "zstdkit-sys v", "pkg-config v"] {
        anyhow::ensure!(
            !frame.contains(unwanted),
            "zstdkit-frame depends on {unwanted}..:\n{frame}"
        );
    }
    let cli = tree("zstdkit-cli", "normal,build")?;
    for unwanted in ["bindgen v", "clang-sys v"] {
        anyhow::ensure!(!cli.contains(unwanted), "zstdkit-cli depends on {unwanted}..:\n{cli}");
    }
    Ok(())
}

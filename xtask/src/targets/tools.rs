//! What targets need of the machine: compilers, emulators, standard libraries.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::list::{HOST, Runner, Target};
use crate::{shell, workspace};

/// Where a target is built. The wine of it lives there too.
pub(crate) fn folder(_: &Target) -> Result<PathBuf> {
    workspace::scratch("targets")
}

/// What stands in the way of trying a target, and what to do about it.
pub(crate) fn missing(target: &Target) -> Option<String> {
    if target.compiler == "zig" {
        if zig_command().is_none() {
            return Some("no zig (`pip install ziglang`)".to_owned());
        }
    } else if !runs(target.compiler) {
        return Some(format!("no {} (`apt-get install {}`)", target.compiler, target.packages));
    }
    let emulator = match target.runner {
        Some(Runner::Qemu(emulator, _)) => Some(emulator),
        Some(Runner::Wine) => Some("wine"),
        Some(Runner::Node) => Some("node"),
        None => None,
    };
    if let Some(emulator) = emulator.filter(|emulator| !runs(emulator)) {
        return Some(format!("no {emulator} (`apt-get install {}`)", target.packages));
    }
    (target.triple != HOST && !has_standard_library(target.triple))
        .then(|| format!("no standard library (`rustup target add {}`)", target.triple))
}

fn runs(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Looks for it, and has rustup bring it where it isn't.
fn has_standard_library(triple: &str) -> bool {
    let is_there = || {
        let mut command = Command::new("rustc");
        command.current_dir(workspace::root());
        command.args(["--print", "target-libdir", "--target", triple]);
        let folder = shell::output(&mut command).unwrap_or_default();
        let mut files = fs::read_dir(folder.trim()).into_iter().flatten().flatten();
        files.any(|file| file.file_name().to_string_lossy().starts_with("libcore-"))
    };
    is_there() || {
        let mut command = Command::new("rustup");
        command.current_dir(workspace::root()).args(["target", "add", triple]);
        let _ = shell::output(&mut command);
        is_there()
    }
}

/// How zig is called: by its name, or as Python's package of it.
fn zig_command() -> Option<&'static str> {
    let python = || {
        let mut command = Command::new("python3");
        command.args(["-m", "ziglang", "version"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let alone = Command::new("zig").arg("version").output().is_ok();
    if alone { Some("zig") } else { python().then_some("python3 -m ziglang") }
}

/// Has libzstd compiled by zig's `cc`, which brings the headers of systems that we don't have.
pub(crate) fn zig(target: &Target, folder: &Path, command: &mut Command) -> Result<()> {
    let zig = zig_command().context("there is no zig")?;
    let (arch, _) = target.triple.split_once('-').context("a triple has parts")?;
    let system = if target.triple.contains("apple") { "macos" } else { "windows-gnu" };
    // The crate `cc` says for which target it wants code, by flags that zig has another form of.
    let script = format!(
        "#!/bin/sh\nfor word; do\n  shift\n  case $word in\n    --target=*|-mmacosx-version-min=*|-arch|\
         arm64|x86_64|-isysroot|/) ;;\n    *) set -- \"$@\" \"$word\" ;;\n  esac\ndone\n\
         exec {zig} cc -target {arch}-{system} \"$@\"\n"
    );
    let compiler = executable(&folder.join(format!("zig-cc-{}", target.triple)), &script)?;
    // Visual Studio's archiver has flags of its own.
    let archiver = if target.triple.ends_with("-msvc") { "lib" } else { "ar" };
    let script = format!("#!/bin/sh\nexec {zig} {archiver} \"$@\"\n");
    let archiver = executable(&folder.join(format!("zig-{archiver}")), &script)?;
    let name = target.triple.replace('-', "_");
    command.env(format!("CC_{name}"), compiler).env(format!("AR_{name}"), archiver);
    command.env(format!("RANLIB_{name}"), "true").env("SDKROOT", "/");
    Ok(())
}

fn executable(path: &Path, script: &str) -> Result<PathBuf> {
    let there = fs::read_to_string(path).is_ok_and(|text| text == script);
    if !there {
        fs::write(path, script).with_context(|| path.display().to_string())?;
        shell::output(Command::new("chmod").arg("+x").arg(path))?;
    }
    Ok(path.to_owned())
}

/// What Rust's standard library asks of a library that older wines don't have: random bytes.
const PROCESS_PRNG: &str = "#include <windows.h>
BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{ return SystemFunction036(data, (ULONG)size); }
";

/// A wine of our own that Rust's programs run in.
pub(crate) fn wine(folder: &Path) -> Result<PathBuf> {
    let prefix = folder.join("wine");
    let system = prefix.join("drive_c/windows/system32");
    let library = system.join("bcryptprimitives.dll");
    if library.is_file() {
        return Ok(prefix);
    }
    fs::create_dir_all(&prefix).with_context(|| prefix.display().to_string())?;
    let mut boot = Command::new("wine");
    boot.args(["wineboot", "--init"]).env("WINEPREFIX", &prefix).env("WINEDEBUG", "-all");
    shell::output(&mut boot)?;
    // A newer wine has brought it by now.
    if !library.is_file() {
        let source = folder.join("bcryptprimitives.c");
        fs::write(&source, PROCESS_PRNG).with_context(|| source.display().to_string())?;
        let mut compile = Command::new("x86_64-w64-mingw32-gcc");
        compile.args(["-shared", "-o"]).arg(&library).arg(&source).arg("-ladvapi32");
        shell::output(&mut compile)?;
    }
    Ok(prefix)
}

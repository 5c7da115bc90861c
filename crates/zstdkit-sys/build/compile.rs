//! Compiles libzstd.

use std::env;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::locate::{Libzstd, OVERRIDE};
use super::{compiler, prefix, sources, tune, wasm};

/// Files of libzstd's that are compiled by way of one in this crate's `c/`, which includes them and says
/// what it changes.
const STAND_INS: &[(&str, &str)] = &[
    ("lib/common/pool.c", "pool.c"),
    ("lib/compress/zstdmt_compress.c", "zstdmt_compress.c"),
    ("lib/decompress/zstd_decompress.c", "zstd_decompress.c"),
    ("lib/dictBuilder/zdict.c", "zdict.c"),
];

/// What of libzstd is wanted, and for which machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Facts {
    /// The crate's features.
    pub(crate) features: Features,
    /// `target_arch`, as Cargo tells it.
    pub(crate) arch: String,
    /// `target_os`, as Cargo tells it.
    pub(crate) os: String,
    /// `target_env`, as Cargo tells it.
    pub(crate) env: String,
    /// The folder of this crate's own C files.
    pub(crate) own: PathBuf,
    /// The static library's name.
    pub(crate) library: String,
    /// The prefix of every symbol.
    pub(crate) prefix: String,
}

/// The crate's features, as far as they change what is compiled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Features {
    /// Worker threads.
    pub(crate) multithread: bool,
    /// The ZDICT functions.
    pub(crate) dict_builder: bool,
    /// Decoders of the formats before 0.8.
    pub(crate) legacy: bool,
    /// The seekable format.
    pub(crate) seekable: bool,
    /// Nothing is compiled: the system's library is linked.
    pub(crate) system: bool,
    /// The smallest code.
    pub(crate) thin: bool,
    /// No hand-written assembly.
    pub(crate) no_asm: bool,
    /// Changed where the same bytes come sooner.
    pub(crate) tuned: bool,
}

impl Facts {
    /// Reads what Cargo told the build script: facts of the target, never of the host.
    pub(crate) fn from_cargo() -> Result<Self, Failure> {
        let var = |name: &str| {
            env::var(name).map_err(|_| {
                Failure::new(format!("{name} is not set: run this build script by `cargo build`"))
            })
        };
        let version = var("CARGO_PKG_VERSION")?;
        let feature = |name: &str| env::var_os(format!("CARGO_FEATURE_{name}")).is_some();
        let arch = var("CARGO_CFG_TARGET_ARCH")?;
        Ok(Facts {
            features: Features {
                // There are no threads there, whatever the program says.
                multithread: feature("MULTITHREAD") && !wasm::is(&arch),
                dict_builder: feature("DICT_BUILDER"),
                legacy: feature("LEGACY"),
                seekable: feature("SEEKABLE"),
                system: feature("SYSTEM"),
                thin: feature("THIN"),
                no_asm: feature("NO_ASM"),
                tuned: feature("TUNED"),
            },
            arch,
            os: var("CARGO_CFG_TARGET_OS")?,
            env: env::var("CARGO_CFG_TARGET_ENV").unwrap_or_default(),
            own: Path::new(&var("CARGO_MANIFEST_DIR")?).join("c"),
            library: prefix::links_name(&version),
            prefix: prefix::for_version(&version),
        })
    }

    /// Whether the assembly of libzstd's Huffman decoder serves this build. Elsewhere it would be
    /// an empty object file at best, and a syntax error at worst.
    pub(crate) fn with_asm(&self) -> bool {
        let elf_or_mach_o = !matches!(self.os.as_str(), "windows" | "uefi" | "none");
        self.arch == "x86_64" && elf_or_mach_o && !self.features.no_asm
    }

    /// Whether libzstd is changed where that is faster. The smallest code is compiled as released.
    pub(crate) fn with_tuning(&self) -> bool {
        self.features.tuned && !self.features.thin
    }

    /// The files of libzstd that belong into this build, by their paths from its root.
    pub(crate) fn files(&self) -> Vec<&'static str> {
        let features = &self.features;
        let parts: [(bool, &[&str]); 5] = [
            (true, sources::CORE),
            (features.dict_builder, sources::DICT_BUILDER),
            (features.legacy, sources::LEGACY),
            (features.seekable, sources::SEEKABLE),
            (self.with_asm(), sources::ASSEMBLY),
        ];
        parts
            .into_iter()
            .filter(|(wanted, _)| *wanted)
            .flat_map(|(_, files)| files)
            .copied()
            .collect()
    }

    /// The macros of this build.
    pub(crate) fn defines(&self) -> Vec<(&'static str, &'static str)> {
        let mut defines = vec![
            ("NDEBUG", "1"),
            ("DEBUGLEVEL", "0"),
            // Weak hooks, whose names would stay without the prefix.
            ("ZSTD_TRACE", "0"),
            ("XXH_NAMESPACE", "ZSTD_"),
            // A program's own interface shows no function of ours.
            ("ZSTDLIB_VISIBLE", ""),
            ("ZSTDERRORLIB_VISIBLE", ""),
            ("ZDICTLIB_VISIBLE", ""),
            // libzstd's own files call what it warns others of.
            ("ZSTD_DISABLE_DEPRECATE_WARNINGS", "1"),
            ("ZDICT_DISABLE_DEPRECATE_WARNINGS", "1"),
            // The oldest format to decode: 1 stands for all seven, 0 for none.
            ("ZSTD_LEGACY_SUPPORT", if self.features.legacy { "1" } else { "0" }),
        ];
        if self.features.multithread {
            defines.push(("ZSTD_MULTITHREAD", "1"));
        }
        if !self.with_asm() {
            defines.push(("ZSTD_DISABLE_ASM", "1"));
        }
        if self.features.thin {
            defines.extend([
                ("HUF_FORCE_DECOMPRESS_X1", "1"),
                ("ZSTD_FORCE_DECOMPRESS_SEQUENCES_SHORT", "1"),
                ("ZSTD_NO_INLINE", "1"),
                ("ZSTD_STRIP_ERROR_STRINGS", "1"),
                ("DYNAMIC_BMI2", "0"),
            ]);
        }
        defines
    }

    /// The generated header that gives every symbol its prefix.
    pub(crate) fn prefix_header(&self) -> PathBuf {
        self.own.join("prefix.h")
    }

    fn is_msvc(&self) -> bool {
        self.env == "msvc"
    }
}

/// Compiles libzstd, and tells Cargo and the build scripts of dependants where it is.
pub(crate) fn compile(libzstd: &Libzstd, facts: &Facts) -> Result<(), Failure> {
    let tuned = tuned_folder(libzstd, facts)?;
    let mut build = prepare(libzstd, facts, tuned.as_deref())?;
    force_include(&mut build, facts, &facts.prefix_header())?;
    build.try_compile(&facts.library).map_err(|error| explain(&error))?;
    announce(libzstd, facts);
    Ok(())
}

/// Where the edited files belong, if libzstd is to be changed. Where it can't be, the build says so.
fn tuned_folder(libzstd: &Libzstd, facts: &Facts) -> Result<Option<PathBuf>, Failure> {
    if !facts.with_tuning() {
        return Ok(None);
    }
    if let Some(why) = tune::strangers(libzstd)? {
        println!(
            "cargo::warning=libzstd is compiled as it is, in spite of the feature `tuned`: {why}"
        );
        return Ok(None);
    }
    let out = env::var_os("OUT_DIR").ok_or_else(|| {
        Failure::new("OUT_DIR is not set: run this build script by `cargo build`")
    })?;
    Ok(Some(Path::new(&out).join(tune::EDITED)))
}

/// The compilation, all but the prefix: of libzstd as released, or changed, with the edited files in
/// the given folder.
pub(crate) fn prepare(
    libzstd: &Libzstd,
    facts: &Facts,
    tuned: Option<&Path>,
) -> Result<cc::Build, Failure> {
    let mut build = cc::Build::new();
    for file in facts.files() {
        let path = libzstd.file(file);
        if !path.is_file() {
            return Err(Failure::new(format!(
                "{} is missing: libzstd {} has it; restore it (`cargo xtask vendor --check` finds \
                 what else differs)",
                path.display(),
                sources::LIBZSTD_VERSION
            )));
        }
        let always = STAND_INS.iter().find(|(of, _)| *of == file).map(|(_, own)| *own);
        let own = always.or(tune::stand_in(file).filter(|_| tuned.is_some()));
        build.file(own.map_or(path, |own| facts.own.join(own)));
    }
    build.file(facts.own.join("common.c"));
    if let Some(folder) = tuned {
        build.includes(tune::edit_into(libzstd, folder)?).include(facts.own.join("tuned"));
    }
    build.include(libzstd.file("lib")).include(libzstd.file("lib/common"));
    for (name, value) in facts.defines() {
        build.define(name, value);
    }
    build.warnings(false).extra_warnings(false);
    // Whatever Cargo's profile is: a debug build of a program wants a fast libzstd too.
    build.opt_level_str(if facts.features.thin { "s" } else { "3" });
    build.force_frame_pointer(false);
    if wasm::is(&facts.arch) {
        wasm::prepare(&mut build, facts);
    }
    if !takes_msvc_flags(&build, facts) {
        build.flag("-w").flag("-fvisibility=hidden");
        if facts.features.multithread && facts.os != "windows" {
            build.flag("-pthread");
        }
    }
    if tuned.is_some() && matches!(&*facts.arch, "x86" | "x86_64") {
        // GCC copies and clears some kilobytes, as each frame has to, by an instruction that begins slowly.
        build.flag_if_supported("-mstringop-strategy=libcall");
    }
    Ok(build)
}

/// Has every file, assembly included, start with a header.
pub(crate) fn force_include(
    build: &mut cc::Build,
    facts: &Facts,
    header: &Path,
) -> Result<(), Failure> {
    if !header.is_file() {
        return Err(Failure::new(format!(
            "{} is missing: make it with `cargo xtask codegen`",
            header.display()
        )));
    }
    let flag = if takes_msvc_flags(build, facts) { "/FI" } else { "-include" };
    build.flag(flag).flag(header);
    Ok(())
}

/// Whether the compiler is Visual Studio's, or speaks as it does: Clang compiles for the same target,
/// and has two ways to be spoken to.
fn takes_msvc_flags(build: &cc::Build, facts: &Facts) -> bool {
    facts.is_msvc() && build.try_get_compiler().map_or(true, |compiler| compiler.is_like_msvc())
}

fn explain(error: &cc::Error) -> Failure {
    let triple = |name: &str| env::var(name).unwrap_or_default();
    explain_for(&error.to_string(), &triple("TARGET"), &triple("HOST"))
}

/// What to do about the words of the crate `cc`, for a target and on a host.
pub(crate) fn explain_for(words: &str, target: &str, host: &str) -> Failure {
    let advice = compiler::advice(target, host);
    if let Some((_, tool)) = words.split_once("failed to find tool ") {
        let tool = tool.split(": ").next().unwrap_or(tool);
        return Failure::new(format!(
            "libzstd needs a C compiler for {target}, and there is no {tool}: {advice}"
        ));
    }
    let mut line = "libzstd could not be compiled; the C compiler's words stand above".to_owned();
    if target != host {
        line.push_str(&format!(". If it is none for {target}, {advice}"));
    }
    Failure::new(line).with_details(words)
}

fn announce(libzstd: &Libzstd, facts: &Facts) {
    println!("cargo::rerun-if-env-changed={OVERRIDE}");
    println!("cargo::rerun-if-changed={}", facts.own.display());
    for file in libzstd.pinned_by() {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    for file in facts.files().iter().chain(sources::HEADERS) {
        let path = libzstd.file(file);
        // Cargo takes a file that doesn't exist for one that has always just changed.
        if path.is_file() {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    println!("cargo::metadata=root={}", libzstd.root().display());
    println!("cargo::metadata=include={}", libzstd.include().display());
    println!("cargo::metadata=prefix_header={}", facts.prefix_header().display());
    println!("cargo::metadata=prefix={}", facts.prefix);
    println!("cargo::metadata=version={}", sources::LIBZSTD_VERSION);
}

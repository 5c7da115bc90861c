//! Where libzstd's sources are.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::failure::Failure;

/// Names a folder with another libzstd's sources, to be compiled in place of the pinned ones.
pub(crate) const OVERRIDE: &str = "ZSTDKIT_LIBZSTD_DIR";

/// The folder inside a published crate that holds the sources.
pub(crate) const STAGED: &str = "libzstd";

/// The name of the file with the sources' checksums: in `vendor/`, or beside a published crate's copy.
pub(crate) const SUMS: &str = "SHA256SUMS";

/// libzstd's source tree: what its own repository has at `lib` and `contrib`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Libzstd {
    root: PathBuf,
    pinned_by: Vec<PathBuf>,
    sums: Option<PathBuf>,
}

impl Libzstd {
    /// The tree at `root`, if that folder holds one.
    pub(crate) fn at(root: &Path) -> Option<Self> {
        let found = root.join("lib/zstd.h").is_file();
        found.then(|| Libzstd { root: root.to_owned(), pinned_by: Vec::new(), sums: None })
    }

    /// The same tree, told where the checksums of its files stand.
    fn with_sums(self, sums: PathBuf) -> Self {
        Libzstd { sums: Some(sums), ..self }
    }

    /// The folder that holds `lib` and `contrib`.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The files that say which tree this is, if there are any.
    pub(crate) fn pinned_by(&self) -> &[PathBuf] {
        &self.pinned_by
    }

    /// The checksums of its files and of those that are made from them; none for a tree that isn't ours.
    pub(crate) fn sums(&self) -> Option<&Path> {
        self.sums.as_deref()
    }

    /// The folder of `zstd.h`.
    pub(crate) fn include(&self) -> PathBuf {
        self.root.join("lib")
    }

    /// A file, by its path from the root.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }
}

/// What decides where the sources are looked for.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The value of [`OVERRIDE`].
    pub(crate) chosen: Option<OsString>,
    /// The folder of zstdkit-sys' `Cargo.toml`.
    pub(crate) crate_dir: PathBuf,
    /// The `cargo` to ask for the pinned package.
    pub(crate) cargo: OsString,
    /// The target triple whose dependencies are enough to download.
    pub(crate) platform: Option<String>,
}

impl Request {
    /// Reads what Cargo told the build script.
    pub(crate) fn from_cargo() -> Result<Self, Failure> {
        let crate_dir = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| {
            Failure::new("CARGO_MANIFEST_DIR is not set: run this build script by `cargo build`")
        })?;
        Ok(Request {
            chosen: env::var_os(OVERRIDE).filter(|value| !value.is_empty()),
            crate_dir: crate_dir.into(),
            cargo: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
            platform: env::var("HOST").ok(),
        })
    }
}

/// Finds the sources: the folder that the user chose, else the copy that a published crate
/// carries, else the package that `vendor/` pins.
pub(crate) fn find(request: &Request) -> Result<Libzstd, Failure> {
    if let Some(chosen) = &request.chosen {
        return chosen_tree(Path::new(chosen));
    }
    let staged = request.crate_dir.join(STAGED);
    if let Some(libzstd) = Libzstd::at(&staged) {
        return Ok(libzstd.with_sums(staged.join(SUMS)));
    }
    pinned_tree(request)
}

fn chosen_tree(chosen: &Path) -> Result<Libzstd, Failure> {
    // `lib` itself is as good an answer as the tree that holds it.
    let parent = || chosen.join("zstd.h").is_file().then(|| chosen.parent()).flatten();
    Libzstd::at(chosen).or_else(|| parent().and_then(Libzstd::at)).ok_or_else(|| {
        Failure::new(format!(
            "{OVERRIDE} is {}, which holds no lib/zstd.h: set it to the root of libzstd's source \
             tree, or unset it to build the pinned libzstd",
            chosen.display()
        ))
    })
}

/// The tree in the package that `vendor/` pins.
pub(crate) fn pinned_tree(request: &Request) -> Result<Libzstd, Failure> {
    let workspace = request.crate_dir.parent().and_then(Path::parent).unwrap_or(Path::new(""));
    let manifest = workspace.join("vendor/Cargo.toml");
    if !manifest.is_file() {
        return Err(Failure::new(format!(
            "libzstd's sources are neither in {} nor pinned by {}: a package of zstdkit-sys gets them \
             from `cargo xtask package` (plain `cargo package` leaves them out); else use the whole \
             repository, or set {OVERRIDE}",
            request.crate_dir.join(STAGED).display(),
            manifest.display()
        )));
    }
    let answer = ask_cargo(request, &manifest)?;
    let libzstd = tree_in_metadata(&answer).ok_or_else(|| {
        Failure::new(format!(
            "no package that {} pins holds zstd/lib/zstd.h: restore vendor/Cargo.toml and \
             vendor/Cargo.lock",
            manifest.display()
        ))
    })?;
    let sums = manifest.with_file_name(SUMS);
    let pinned_by = vec![manifest.with_extension("lock"), manifest, sums.clone()];
    Ok(Libzstd { pinned_by, ..libzstd.with_sums(sums) })
}

/// Has Cargo download (unless its cache holds it) and verify the pinned package.
fn ask_cargo(request: &Request, manifest: &Path) -> Result<String, Failure> {
    let mut command = Command::new(&request.cargo);
    command.args(["metadata", "--locked", "--format-version", "1", "--manifest-path"]);
    command.arg(manifest);
    if let Some(platform) = &request.platform {
        command.args(["--filter-platform", platform]);
    }
    let output = command.output().map_err(|error| {
        Failure::new(format!(
            "cannot run {} to find libzstd's sources ({error}): build with Cargo, or set {OVERRIDE}",
            Path::new(&request.cargo).display()
        ))
    })?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "libzstd's sources are not in Cargo's cache and could not be downloaded: with a \
             network, run `cargo fetch --locked --manifest-path {}` once, or set {OVERRIDE}",
            manifest.display()
        ))
        .with_details(&String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first package in `cargo metadata`'s answer that carries libzstd.
///
/// Looking for one kind of string spares every user of this crate a JSON parser.
pub(crate) fn tree_in_metadata(json: &str) -> Option<Libzstd> {
    const KEY: &str = "\"manifest_path\":\"";
    json.match_indices(KEY)
        .filter_map(|(at, _)| json_string(&json[at + KEY.len()..]))
        .find_map(|manifest| Libzstd::at(&Path::new(&manifest).parent()?.join("zstd")))
}

/// Reads a JSON string whose opening quote is already behind; `None` if it never ends.
pub(crate) fn json_string(text: &str) -> Option<String> {
    let mut value = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => match chars.next()? {
                'n' => value.push('\n'),
                'r' => value.push('\r'),
                't' => value.push('\t'),
                'b' => value.push('\u{8}'),
                'f' => value.push('\u{c}'),
                'u' => {
                    let digits: String = chars.by_ref().take(4).collect();
                    value.push(char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?);
                }
                plain => value.push(plain),
            },
            plain => value.push(plain),
        }
    }
}

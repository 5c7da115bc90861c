//! The modules of zstdkit-sys' build script: what finds, checks and compiles libzstd there does so
//! here.

#![expect(dead_code, reason = "the build script itself uses the rest")]

#[path = "../../crates/zstdkit-sys/build/compile.rs"]
pub(crate) mod compile;
#[path = "../../crates/zstdkit-sys/build/compiler.rs"]
pub(crate) mod compiler;
#[path = "../../crates/zstdkit-sys/build/failure.rs"]
pub(crate) mod failure;
#[path = "../../crates/zstdkit-sys/build/locate.rs"]
pub(crate) mod locate;
#[path = "../../crates/zstdkit-sys/build/prefix.rs"]
pub(crate) mod prefix;
#[path = "../../crates/zstdkit-sys/build/sha256.rs"]
pub(crate) mod sha256;
#[path = "../../crates/zstdkit-sys/build/sources.rs"]
pub(crate) mod sources;
#[path = "../../crates/zstdkit-sys/build/tune.rs"]
pub(crate) mod tune;
#[path = "../../crates/zstdkit-sys/build/version.rs"]
pub(crate) mod version;
#[path = "../../crates/zstdkit-sys/build/wasm.rs"]
pub(crate) mod wasm;

use anyhow::{Result, anyhow};

use crate::workspace;

/// The sources that `vendor/` pins, or those that `ZSTDKIT_LIBZSTD_DIR` names.
pub(crate) fn libzstd() -> Result<locate::Libzstd> {
    let request = locate::Request {
        chosen: std::env::var_os(locate::OVERRIDE).filter(|value| !value.is_empty()),
        ..pinned_request()
    };
    locate::find(&request).map_err(|failure| anyhow!("{failure}"))
}

/// The sources that `vendor/` pins, whatever the environment says.
pub(crate) fn pinned_libzstd() -> Result<locate::Libzstd> {
    locate::pinned_tree(&pinned_request()).map_err(|failure| anyhow!("{failure}"))
}

fn pinned_request() -> locate::Request {
    locate::Request {
        chosen: None,
        crate_dir: workspace::root().join("crates/zstdkit-sys"),
        cargo: workspace::cargo(),
        platform: None,
    }
}

/// The version that libzstd's header states.
pub(crate) fn libzstd_version(libzstd: &locate::Libzstd) -> Result<String> {
    let header = libzstd.include().join("zstd.h");
    let text = workspace::read(&header)?;
    version::in_header(&text)
        .ok_or_else(|| anyhow!("{} states no version that can be read", header.display()))
}

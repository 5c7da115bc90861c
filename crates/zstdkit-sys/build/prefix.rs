//! The prefix of every symbol.

/// The prefix that goes with a version of this crate: `zstdkit_0_1_` for 0.1.z, `zstdkit_1_` for
/// 1.y.z. Cargo may put two versions into one program only where these differ.
pub(crate) fn for_version(version: &str) -> String {
    format!("{}_", links_name(version))
}

/// The value of `links` in `Cargo.toml` that goes with a version of this crate.
pub(crate) fn links_name(version: &str) -> String {
    let mut parts = version.split('.');
    let major = parts.next().unwrap_or("0");
    let minor = parts.next().unwrap_or("0");
    if major == "0" { format!("zstdkit_0_{minor}") } else { format!("zstdkit_{major}") }
}

//! Do the sources and the bindings belong together?

use std::fs;

use super::failure::Failure;
use super::locate::{Libzstd, OVERRIDE};

/// Refuses a libzstd of another version than the bindings were made from.
pub(crate) fn check(libzstd: &Libzstd, wanted: &str) -> Result<(), Failure> {
    let header = libzstd.include().join("zstd.h");
    let text = fs::read(&header)
        .map_err(|error| Failure::new(format!("cannot read {}: {error}", header.display())))?;
    let found = in_header(&String::from_utf8_lossy(&text));
    if found.as_deref() == Some(wanted) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} is libzstd {}, but these bindings are for {wanted}: give libzstd {wanted} (or unset \
         {OVERRIDE}), or make bindings for yours with `cargo xtask codegen`",
        libzstd.root().display(),
        found.as_deref().unwrap_or("of no version that can be read"),
    )))
}

/// The version that `zstd.h` states, as in "1.5.7".
pub(crate) fn in_header(text: &str) -> Option<String> {
    let part = |name: &str| {
        text.lines().find_map(|line| {
            let mut words = line.split_whitespace();
            (words.next() == Some("#define") && words.next() == Some(name))
                .then(|| words.next()?.parse::<u32>().ok())
                .flatten()
        })
    };
    Some(format!(
        "{}.{}.{}",
        part("ZSTD_VERSION_MAJOR")?,
        part("ZSTD_VERSION_MINOR")?,
        part("ZSTD_VERSION_RELEASE")?
    ))
}

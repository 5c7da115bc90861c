//! What the crates do, as lines of text that have to be the same on every machine: 32 bits or 64,
//! whichever byte comes first, with threads or without.
//!
//! Bytes are told by their number and their digest: equal digests are equal frames. For a machine that
//! has no standard output, `plain` hands the text out through WebAssembly's memory.

mod cases;
mod digest;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod plain;

use zstdkit::CompressParameter;

/// What may fail on the way.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The whole report.
///
/// # Errors
///
/// What failed, with the name of the case.
pub fn report() -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for (name, case) in cases::ALL {
        let told = case().map_err(|error| format!("{name}: {error}"))?;
        lines.extend(told.into_iter().map(|line| format!("{name}: {line}")));
    }
    Ok(lines)
}

/// What is no part of the report, because it is this machine's own.
#[must_use]
pub fn here() -> String {
    format!(
        "pointers of {} bits, {} endian, {}",
        usize::BITS,
        if cfg!(target_endian = "big") { "big" } else { "little" },
        match *CompressParameter::NbWorkers.bounds().end() {
            0 => "no worker threads",
            _ => "worker threads",
        }
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_case_has_something_to_say() {
        let report = super::report().unwrap();
        for (name, _) in super::cases::ALL {
            assert!(report.iter().any(|line| line.starts_with(name)), "{name}");
        }
        assert_eq!(report, super::report().unwrap());
    }

    #[test]
    fn the_machine_is_described() {
        assert!(super::here().contains("bits"));
    }
}

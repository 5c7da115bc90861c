//! The system's libzstd, for those who must not carry their own.

use super::failure::Failure;

/// The oldest libzstd that exports everything the bindings declare.
#[cfg(feature = "system")]
pub(crate) const OLDEST: &str = "1.5.5";

/// The library's name, as pkg-config knows it.
pub(crate) const LIBRARY: &str = "libzstd";

/// Has Cargo link the system's libzstd.
#[cfg(feature = "system")]
pub(crate) fn link(library: &str) -> Result<(), Failure> {
    let found =
        pkg_config::Config::new().atleast_version(OLDEST).probe(library).map_err(|error| {
            Failure::new(format!(
                "feature `system` needs {library} {OLDEST} or newer, found by pkg-config: install \
                 it with its development files, or build without this feature"
            ))
            .with_details(&error.to_string())
        })?;
    for include in &found.include_paths {
        println!("cargo::metadata=include={}", include.display());
    }
    println!("cargo::metadata=version={}", found.version);
    Ok(())
}

/// Without the feature, pkg-config isn't even built.
#[cfg(not(feature = "system"))]
pub(crate) fn link(library: &str) -> Result<(), Failure> {
    Err(Failure::new(format!("{library} of the system is linked with feature `system` alone")))
}

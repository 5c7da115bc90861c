//! Builds libzstd, or finds the system's.
//!
//! `main` only chooses; what it chooses between stands in the modules, which unit tests call too
//! (`tests/build_script.rs`).

mod compile;
mod compiler;
mod failure;
mod locate;
mod prefix;
mod sha256;
mod sources;
mod system;
mod tune;
mod version;
mod wasm;

use failure::Failure;

fn main() {
    if let Err(failure) = run() {
        failure.report_and_exit();
    }
}

fn run() -> Result<(), Failure> {
    let facts = compile::Facts::from_cargo()?;
    if facts.features.system {
        return system::link(system::LIBRARY);
    }
    let libzstd = locate::find(&locate::Request::from_cargo()?)?;
    version::check(&libzstd, sources::LIBZSTD_VERSION)?;
    compile::compile(&libzstd, &facts)
}

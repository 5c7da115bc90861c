//! The bindings and the library behind them belong together, and the build script's parts do what they
//! should.

mod build_script;
#[cfg(all(feature = "experimental", not(feature = "system")))]
mod contexts;
mod enums;
mod formats;
mod round_trip;
mod threads;

#[cfg(feature = "dict-builder")]
mod training;

//! Raw bindings to a vendored libzstd 1.5.7 whose symbols stand apart from any other libzstd.

#![no_std]

#[expect(
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    non_upper_case_globals,
    reason = "libzstd names and documents these"
)]
mod bindings;
mod layout;

pub use bindings::*;

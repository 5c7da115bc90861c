//! The crate's interface: on frames built by hand, on frames that libzstd made, and on damaged ones.

mod builder;
mod damage;
mod dictionaries;
mod entropy_codes;
mod golden;
mod headers;
mod memory;
mod properties;
mod seek_tables;
mod sources;
mod tables;
mod tracking;
mod walking;

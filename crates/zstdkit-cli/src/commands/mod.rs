//! The subcommands: each takes its arguments through the flow of bytes to its report.

pub(crate) mod bench;
pub(crate) mod compress;
pub(crate) mod decompress;
pub(crate) mod info;
pub(crate) mod manual;
pub(crate) mod params;
pub(crate) mod recommend;
pub(crate) mod seek;
pub(crate) mod train;

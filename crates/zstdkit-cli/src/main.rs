//! The zstdkit command.

fn main() {}

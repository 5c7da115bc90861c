//! What the process has in memory.

use std::fs;

/// The resident memory, in bytes.
pub(crate) fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux, which tells it there");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.expect("a number of kilobytes") << 10
}

/// What was allocated and not given back, by Rust and by C, in bytes.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn in_use() -> u64 {
    /// `struct mallinfo2` of malloc.h.
    #[repr(C)]
    struct Mallinfo2 {
        before_mapped: [usize; 4],
        mapped: usize,
        before_used: [usize; 2],
        used: usize,
        after: [usize; 2],
    }
    unsafe extern "C" {
        safe fn mallinfo2() -> Mallinfo2;
    }
    let told = mallinfo2();
    (told.used + told.mapped) as u64
}

/// Other allocators have other questions, or none.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn in_use() -> u64 {
    0
}

//! What figures were taken on, in general terms.

use std::fs;
use std::process::Command;
use std::thread;

/// The processor, how many threads it runs, the system, the compiler, the versions compared, and
/// what else the machine has to do.
pub(crate) fn describe() -> String {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let profile = if cfg!(debug_assertions) { "a debug build" } else { "a release build" };
    format!(
        "{}, {threads} hardware threads, {} on {}; {}, {profile}; libzstd {} here, {} in the \
         `zstd` crate.{}",
        processor().unwrap_or_else(|| "unknown processor".into()),
        std::env::consts::OS,
        std::env::consts::ARCH,
        compiler().unwrap_or_else(|| "unknown compiler".into()),
        zstdkit::version(),
        zstd::zstd_safe::version_string(),
        load().map_or_else(String::new, |load| format!(" Load average at the start: {load}.")),
    )
}

/// How many programs wanted to run in the last minute: how much the figures were disturbed.
fn load() -> Option<String> {
    let loads = fs::read_to_string("/proc/loadavg").ok()?;
    loads.split_whitespace().next().map(str::to_owned)
}

/// The load over the last minute, if it is more than figures bear: half a thread's work.
pub(crate) fn busy() -> Option<f64> {
    load().and_then(|load| load.parse().ok()).filter(|load| is_busy(*load))
}

fn is_busy(load: f64) -> bool {
    load > 0.5
}

fn processor() -> Option<String> {
    let facts = fs::read_to_string("/proc/cpuinfo").ok()?;
    let model = facts.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(model.trim_start_matches([' ', '\t', ':']).to_owned())
}

/// Only its version: `rustc 1.88.0`.
fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    let words: Vec<&str> = version.split_whitespace().take(2).collect();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_threads_work_is_what_figures_bear() {
        assert!(is_busy(0.51) && !is_busy(0.5) && !is_busy(0.0));
    }
}

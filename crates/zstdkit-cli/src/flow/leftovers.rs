//! Files in the making are removed when a signal ends the command.

use std::{
    io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use tempfile::NamedTempFile;

static IN_THE_MAKING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file in the making: while this lives, an interrupt removes it.
#[derive(Debug)]
pub(crate) struct InTheMaking(PathBuf);

impl InTheMaking {
    /// Makes the file; no interrupt comes between that and the noting of its name.
    pub(crate) fn make(
        make: impl FnOnce() -> io::Result<NamedTempFile>,
    ) -> io::Result<(NamedTempFile, Self)> {
        handle_signals();
        list(|paths| {
            let file = make()?;
            let path = file.path().to_owned();
            paths.push(path.clone());
            Ok((file, Self(path)))
        })
    }
}

impl Drop for InTheMaking {
    fn drop(&mut self) {
        list(|paths| paths.retain(|path| *path != self.0));
    }
}

fn list<T>(job: impl FnOnce(&mut Vec<PathBuf>) -> T) -> T {
    job(&mut IN_THE_MAKING.lock().unwrap_or_else(PoisonError::into_inner))
}

/// From the first file on, signals that would end the command are waited for in a thread of their
/// own. One that was ignored when the command began stays so: `nohup` asks for that.
#[cfg(unix)]
pub(super) fn handle_signals() {
    use signal_hook::{
        consts::{
            SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR2, SIGVTALRM, SIGXCPU,
            SIGXFSZ,
        },
        flag,
        iterator::Signals,
        low_level::emulate_default_handler,
    };
    const ENDING: [i32; 9] =
        [SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU];
    static STARTED: std::sync::Once = std::sync::Once::new();
    STARTED.call_once(|| {
        // A write that goes over the limit is an error of its own then, which names the file.
        let _ = flag::register(SIGXFSZ, std::sync::Arc::default());
        let ignored = ignored();
        let taken = ENDING.into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
        // Without the handler a signal ends the command all the same, and leaves the file.
        let Ok(mut signals) = Signals::new(taken) else { return };
        std::thread::spawn(move || {
            if let Some(signal) = signals.forever().next() {
                list(|paths| {
                    for path in paths.iter() {
                        // There is nobody left to tell.
                        let _ = std::fs::remove_file(path);
                    }
                    // The list stays locked, so that no further file comes into being.
                    let _ = emulate_default_handler(signal);
                });
            }
        });
    });
}

/// The signals that are ignored, a bit for each, where the system tells.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

/// From the first file on, Ctrl-C, Ctrl-Break and the closing of the console are waited for; the
/// system calls the handler in a thread of its own.
#[cfg(windows)]
pub(super) fn handle_signals() {
    /// What Windows itself lets a program end with for Ctrl-C.
    const CONTROL_C_EXIT: u32 = 0xC000_013A;
    static STARTED: std::sync::Once = std::sync::Once::new();
    STARTED.call_once(|| {
        // Without the handler the command ends all the same, and leaves the file.
        let _ = ctrlc::set_handler(|| {
            list(|paths| {
                for path in paths.iter() {
                    // There is nobody left to tell.
                    let _ = std::fs::remove_file(path);
                }
                // The list stays locked, so that no further file comes into being.
                std::process::exit(CONTROL_C_EXIT.cast_signed())
            });
        });
    });
}

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

/// From the first file on, interrupts are waited for in a thread of their own.
#[cfg(unix)]
fn handle_signals() {
    use signal_hook::{
        consts::{SIGINT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };
    static STARTED: std::sync::Once = std::sync::Once::new();
    STARTED.call_once(|| {
        // Without the handler a signal ends the command all the same, and leaves the file.
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
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

/// From the first file on, Ctrl-C, Ctrl-Break and the closing of the console are waited for; the
/// system calls the handler in a thread of its own.
#[cfg(windows)]
fn handle_signals() {
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

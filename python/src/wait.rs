//! Long work that Ctrl-C ends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use pyo3::{PyErr, PyResult, Python, exceptions::PyRuntimeError};

/// How long a signal may wait.
const INTERVAL: Duration = Duration::from_millis(50);

/// Asks the work to end; to be looked at now and then.
pub(crate) type Stop = Arc<AtomicBool>;

/// Has another thread do `work`, while this one looks for signals.
///
/// Only the main thread may run handlers of signals, and it can't while it works. When one raises an
/// exception, the work is asked to stop, waited for, and the exception is the result.
pub(crate) fn interruptible<T: Send>(
    py: Python<'_>,
    work: impl FnOnce(&Stop) -> T + Send,
) -> PyResult<T> {
    let stop = Stop::default();
    thread::scope(|scope| {
        let (sender, mut receiver) = mpsc::channel::<()>();
        let asked = Arc::clone(&stop);
        let worker = scope.spawn(move || {
            let result = work(&asked);
            // Nobody listens any more once an exception is on its way.
            let _ = sender.send(());
            result
        });
        let interrupted = loop {
            let receiver = &mut receiver;
            match py.detach(move || receiver.recv_timeout(INTERVAL)) {
                Ok(()) | Err(RecvTimeoutError::Disconnected) => break Ok(()),
                Err(RecvTimeoutError::Timeout) => {
                    if let Err(exception) = py.check_signals() {
                        stop.store(true, Ordering::Relaxed);
                        break Err(exception);
                    }
                }
            }
        };
        let result = py.detach(|| worker.join());
        interrupted?;
        result.map_err(|_| panicked())
    })
}

/// Has another thread do `work` that can't be asked to stop, while this one looks for signals.
///
/// When one raises an exception, that is the result, and nobody waits for the work any more: it goes on to
/// its end, with what it owns.
pub(crate) fn abandonable<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (sender, mut receiver) = mpsc::channel();
    // Nobody listens any more once it's abandoned.
    thread::Builder::new().spawn(move || drop(sender.send(work())))?;
    loop {
        let receiver = &mut receiver;
        match py.detach(move || receiver.recv_timeout(INTERVAL)) {
            Ok(result) => return Ok(result),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => return Err(panicked()),
        }
    }
}

#[cold]
fn panicked() -> PyErr {
    PyRuntimeError::new_err("the work panicked; this is a fault of zstdkit's")
}

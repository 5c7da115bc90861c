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

use pyo3::{PyResult, Python, exceptions::PyRuntimeError};

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
        result
            .map_err(|_| PyRuntimeError::new_err("the work panicked; this is a fault of zstdkit's"))
    })
}

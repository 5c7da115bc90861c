//! One user of an object at a time.

use std::sync::{
    Mutex, MutexGuard, TryLockError,
    atomic::{AtomicU64, Ordering},
};

use pyo3::{PyResult, Python, exceptions::PyRuntimeError, pyfunction};

use crate::errors::Failure;

/// How often this process came out of a fork. A child of a child has counted twice.
static FORKS: AtomicU64 = AtomicU64::new(0);

/// Called in the child of a fork, in which no other thread lives on.
#[pyfunction]
#[pyo3(name = "_after_fork_in_child")]
pub(crate) fn after_fork_in_child() {
    FORKS.fetch_add(1, Ordering::Relaxed);
}

/// How many forks lie between the program's start and this process.
#[pyfunction]
#[pyo3(name = "_forks")]
pub(crate) fn forks() -> u64 {
    FORKS.load(Ordering::Relaxed)
}

/// Which process this is, as far as forks tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(u64);

impl Process {
    pub(crate) fn current() -> Self {
        Self(FORKS.load(Ordering::Relaxed))
    }

    pub(crate) fn is_current(self) -> bool {
        self == Self::current()
    }
}

/// A value that one thread uses at a time, others wait.
///
/// It's locked while the thread is detached from the interpreter, and unlocked before it attaches again:
/// who waits for the value never keeps the interpreter from who has it.
#[derive(Debug)]
pub(crate) struct Lock<T> {
    value: Mutex<T>,
    made_in: Process,
}

impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: Mutex::new(value), made_in: Process::current() }
    }

    /// The value; to be called detached.
    ///
    /// What a fork copied while another thread was using it stays locked for good, so that is an error.
    pub(crate) fn lock(&self) -> Result<MutexGuard<'_, T>, Lost> {
        if !self.made_in.is_current() {
            return match self.value.try_lock() {
                Ok(guard) => Ok(guard),
                // Every value here is whole again after a panic: contexts drop their frame.
                Err(TryLockError::Poisoned(guard)) => Ok(guard.into_inner()),
                Err(TryLockError::WouldBlock) => Err(Lost),
            };
        }
        Ok(self.value.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Has `work` use the value, detached.
    pub(crate) fn with<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut T) -> zstdkit::Result<R> + Send,
    ) -> PyResult<R>
    where
        T: Send,
    {
        let outcome = py.detach(|| -> Result<R, Failure> { Ok(work(&mut *self.lock()?)?) });
        Ok(outcome?)
    }

    /// Has `look` read the value: at once where nobody uses it, and else as [`with`](Self::with).
    pub(crate) fn look<R: Send>(
        &self,
        py: Python<'_>,
        look: impl FnOnce(&T) -> R + Send,
    ) -> PyResult<R>
    where
        T: Send,
    {
        match self.value.try_lock() {
            Ok(value) => Ok(look(&value)),
            Err(TryLockError::Poisoned(value)) => Ok(look(&value.into_inner())),
            Err(TryLockError::WouldBlock) => self.with(py, |value| Ok(look(value))),
        }
    }

    /// Whether the process that made it is this one.
    pub(crate) fn is_at_home(&self) -> bool {
        self.made_in.is_current()
    }

    /// The value, for which nobody waits.
    pub(crate) fn get_mut(&mut self) -> &mut T {
        self.value.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A fork left the value locked.
#[derive(Debug)]
pub(crate) struct Lost;

impl From<Lost> for pyo3::PyErr {
    fn from(_: Lost) -> Self {
        PyRuntimeError::new_err(
            "the process forked while another thread was using this object; make a new one",
        )
    }
}

/// Refuses what needs threads that a fork left behind.
pub(crate) fn refuse_lost_threads(made_here: bool, has_threads: bool) -> PyResult<()> {
    if has_threads && !made_here {
        return Err(PyRuntimeError::new_err(
            "the process forked, and this object's worker threads stayed behind; make a new one",
        ));
    }
    Ok(())
}

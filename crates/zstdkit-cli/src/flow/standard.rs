//! The process's own streams, without the standard library's buffers.

use std::{
    fs::File,
    io,
    sync::atomic::{AtomicBool, Ordering},
};

/// Whether there was no stdout when the command began.
static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Takes down whether stdout is closed.
#[cfg(unix)]
pub(crate) fn look() {
    let flags = rustix::io::fcntl_getfd(rustix::stdio::stdout());
    IS_CLOSED.store(flags == Err(rustix::io::Errno::BADF), Ordering::Relaxed);
}

/// Refuses a stdout that there isn't, for nothing would be left of what is written to it.
pub(crate) fn check() -> io::Result<()> {
    if IS_CLOSED.load(Ordering::Relaxed) {
        return Err(io::Error::other("it is closed"));
    }
    Ok(())
}

/// Stdin without the standard library's buffer, so that a file redirected to it is seen as one.
pub(super) fn stdin_as_file() -> io::Result<File> {
    #[cfg(unix)]
    use std::os::fd::AsFd as _;
    #[cfg(windows)]
    use std::os::windows::io::AsHandle as _;
    let stdin = io::stdin();
    #[cfg(unix)]
    let owned = stdin.as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = stdin.as_handle().try_clone_to_owned()?;
    Ok(owned.into())
}

/// Stdout without the standard library's buffer, which is made for lines of text.
pub(super) fn stdout_as_file() -> io::Result<File> {
    check()?;
    #[cfg(unix)]
    use std::os::fd::AsFd as _;
    #[cfg(windows)]
    use std::os::windows::io::AsHandle as _;
    let stdout = io::stdout();
    #[cfg(unix)]
    let owned = stdout.as_fd().try_clone_to_owned()?;
    #[cfg(windows)]
    let owned = stdout.as_handle().try_clone_to_owned()?;
    Ok(owned.into())
}

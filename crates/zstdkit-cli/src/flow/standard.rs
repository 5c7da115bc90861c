//! The process's own streams, without the standard library's buffers.

use std::{fs::File, io};

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

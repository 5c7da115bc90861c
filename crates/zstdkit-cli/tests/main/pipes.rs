//! Readers that go away, and interrupts.

use std::{
    io::{Read as _, Write as _},
    process::Stdio,
};

use crate::support::{Folder, noise};

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let folder = Folder::new();
    folder.write("a", &noise(8 << 20));
    folder.run(&["compress", "a"]).ok();
    for args in [&["compress", "-c", "a"][..], &["decompress", "-c", "a.zst"]] {
        let mut child =
            folder.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_file() {
    use std::os::unix::process::ExitStatusExt as _;

    let folder = Folder::new();
    for signal in ["-INT", "-TERM"] {
        let mut child =
            folder.command(&["compress", "-o", "out.zst"]).stdin(Stdio::piped()).spawn().unwrap();
        let mut pipe = child.stdin.take().unwrap();
        pipe.write_all(b"some of it").unwrap();
        // The file in the making is made before anything is read, and the pipe stays open.
        while folder.names().is_empty() {
            assert!(child.try_wait().unwrap().is_none(), "it ended early");
            std::thread::yield_now();
        }
        let id = child.id().to_string();
        std::process::Command::new("kill").args([signal, &id]).output().unwrap();
        assert!(child.wait().unwrap().signal().is_some());
        drop(pipe);
        assert_eq!(folder.names(), Vec::<String>::new(), "{signal}");
    }
}

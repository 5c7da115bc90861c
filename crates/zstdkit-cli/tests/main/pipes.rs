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

#[test]
fn whoever_reads_no_report_loses_no_work() {
    let folder = Folder::new();
    for name in ["a", "b", "c"] {
        folder.write(name, &noise(1000));
    }
    let mut child = folder
        .command(&["compress", "a", "b", "c"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(folder.names(), ["a", "a.zst", "b", "b.zst", "c", "c.zst"]);
    folder.write("a.zst", b"bad");
    let mut child = folder
        .command(&["test", "a.zst", "b.zst"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

/// For what a program does before `main` there is no way of ours in Apple's format.
#[test]
#[cfg(all(unix, not(target_vendor = "apple")))]
fn a_closed_stdout_is_an_error_for_what_writes_to_it() {
    let folder = Folder::new();
    folder.write("a", b"content");
    folder.run(&["compress", "a"]).ok();
    let closed = |args: &[&str]| {
        std::process::Command::new("sh")
            .args(["-c", "exec \"$@\" >&-", "sh"])
            .args(crate::support::program_words())
            .args(args)
            .current_dir(folder.root())
            .output()
            .unwrap()
    };
    for args in [
        &["compress", "-c", "a"][..],
        &["decompress", "-c", "a.zst"],
        &["-dc", "a.zst"],
        &["info", "a.zst"],
        &["params"],
        &["test", "--json", "a.zst"],
        &["--help"],
    ] {
        let output = closed(args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{args:?}: {told}");
        assert!(told.contains("cannot write to stdout") && told.contains("closed"), "{told}");
    }
    for args in [&["compress", "-f", "a"][..], &["test", "a.zst"]] {
        assert_eq!(closed(args).status.code(), Some(0), "{args:?}");
    }
    // The same for nobody but who asked for it.
    let away = folder.command(&["decompress", "-c", "a.zst"]).stdout(Stdio::null()).status();
    assert!(away.unwrap().success());
}

/// Starts a run that has its output in the making and waits for more input.
#[cfg(unix)]
fn waiting(folder: &Folder, output: &str) -> (std::process::Child, std::process::ChildStdin) {
    let mut child =
        folder.command(&["compress", "-o", output]).stdin(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(b"some of it").unwrap();
    // The file in the making is made before anything is read, and the pipe stays open. It has a
    // name, or else the process has it open.
    let root = folder.root().canonicalize().unwrap();
    let is_open = |id: u32| {
        let open = std::fs::read_dir(format!("/proc/{id}/fd")).into_iter().flatten().flatten();
        open.filter_map(|it| std::fs::read_link(it.path()).ok()).any(|to| to.starts_with(&root))
    };
    while !folder.names().iter().any(|name| name.ends_with(".tmp")) && !is_open(child.id()) {
        assert!(child.try_wait().unwrap().is_none(), "it ended early");
        std::thread::yield_now();
    }
    (child, pipe)
}

#[cfg(unix)]
#[test]
fn no_signal_leaves_a_file() {
    use std::os::unix::process::ExitStatusExt as _;

    let folder = Folder::new();
    for signal in ["HUP", "INT", "QUIT", "TERM", "XCPU", "ALRM", "USR2"] {
        let (mut child, pipe) = waiting(&folder, "out.zst");
        let id = child.id().to_string();
        std::process::Command::new("kill").args(["-s", signal, &id]).output().unwrap();
        assert!(child.wait().unwrap().signal().is_some(), "{signal}");
        drop(pipe);
        let left: Vec<_> = folder.names().into_iter().filter(|name| name != "core").collect();
        assert_eq!(left, Vec::<String>::new(), "{signal}");
    }
}

/// As `nohup` starts a command, and a shell one in the background.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_ignored_stays_so() {
    let folder = Folder::new();
    let mut child = std::process::Command::new("sh")
        .args(["-c", r#"trap '' HUP INT; exec "$@" compress -q -o out.zst -"#, "sh"])
        .args(crate::support::program_words())
        .current_dir(folder.root())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let catches_term = |id: u32| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(caught.trim(), 16).unwrap() >> 14 & 1 == 1
    };
    while !catches_term(child.id()) {
        std::thread::yield_now();
    }
    for signal in ["HUP", "INT"] {
        let id = child.id().to_string();
        std::process::Command::new("kill").args(["-s", signal, &id]).output().unwrap();
    }
    pipe.write_all(b"all of it").unwrap();
    drop(pipe);
    assert!(child.wait().unwrap().success());
    assert_eq!(zstdkit::decompress(&folder.read("out.zst")).unwrap(), b"all of it");
}

/// Kills at many moments of the work; what is there afterwards is whole, or nothing.
#[cfg(target_os = "linux")]
#[test]
fn being_killed_at_any_moment_leaves_a_whole_file_or_none() {
    let folder = Folder::new();
    let data = noise(300_000);
    folder.write("a", &data);
    let frame = {
        folder.run(&["compress", "a"]).ok();
        folder.read("a.zst")
    };
    std::fs::remove_file(folder.path("a.zst")).unwrap();
    let start = std::time::Instant::now();
    folder.run(&["compress", "-q", "-f", "a"]).ok();
    let whole = start.elapsed();
    let mut seed = 7_u32;
    for round in 0..300 {
        if round % 2 == 0 {
            let _ = std::fs::remove_file(folder.path("a.zst"));
        }
        let mut child = folder.command(&["compress", "-q", "-f", "a"]).spawn().unwrap();
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let moment = whole.mul_f64(f64::from(seed >> 8) / f64::from(1 << 24));
        let start = std::time::Instant::now();
        while start.elapsed() < moment {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        if folder.path("a.zst").exists() {
            assert!(folder.read("a.zst") == frame, "a part of a file in round {round}");
        }
    }
    assert!(folder.read("a") == data);
}

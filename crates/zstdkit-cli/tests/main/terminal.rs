//! The command on a terminal of its own, as a person has it.

use std::{
    fs,
    io::{Read as _, Write as _},
    os::unix::process::ExitStatusExt as _,
    process::{Child, ChildStdin, ExitStatus, Stdio},
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use pty_process::{
    Size,
    blocking::{Command, Pty, open},
};

use crate::support::{Folder, program_words, text};

/// Longer than any machine needs that isn't stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// A run of the command, and the terminal that it has.
struct Session {
    child: Child,
    pty: Arc<Pty>,
    seen: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Session {
    /// Starts the command in a terminal of so many columns; with stdin from a pipe, where that is asked for.
    fn start(folder: &Folder, columns: u16, args: &[&str], piped: bool, no_color: bool) -> Self {
        let (pty, pts) = open().unwrap();
        pty.resize(Size::new(24, columns)).unwrap();
        let words = program_words();
        let mut command = Command::new(&words[0])
            .args(&words[1..])
            .args(args)
            .current_dir(folder.root())
            .env("TERM", "xterm")
            .env_remove("NO_COLOR");
        if piped {
            command = command.stdin(Stdio::piped());
        }
        if no_color {
            command = command.env("NO_COLOR", "1");
        }
        let child = command.spawn(pts).unwrap();
        let pty = Arc::new(pty);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let reader = std::thread::spawn({
            let (pty, seen) = (Arc::clone(&pty), Arc::clone(&seen));
            move || {
                let mut room = [0; 4096];
                // An error says that nobody has the terminal any more.
                while let Ok(read @ 1..) = (&*pty).read(&mut room) {
                    seen.lock().unwrap().extend(&room[..read]);
                }
            }
        });
        Self { child, pty, seen, reader }
    }

    fn seen(&self) -> String {
        String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned()
    }

    /// Types.
    fn send(&self, keys: &[u8]) {
        (&*self.pty).write_all(keys).unwrap();
    }

    /// Waits until the terminal shows `part`.
    fn wait_for(&self, part: &str) {
        let start = Instant::now();
        while !self.seen().contains(part) {
            assert!(start.elapsed() < PATIENCE, "no {part:?} in {:?}", self.seen());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Writes to its stdin until the terminal shows `part`.
    fn feed_until(&self, stdin: &mut ChildStdin, part: &str) {
        let (chunk, start) = (text(64 << 10), Instant::now());
        while !self.seen().contains(part) {
            stdin.write_all(&chunk).unwrap();
            assert!(start.elapsed() < PATIENCE, "no {part:?} in {:?}", self.seen());
        }
    }

    /// Waits for its end; what the terminal showed.
    fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().unwrap();
        self.reader.join().unwrap();
        (status, String::from_utf8_lossy(&self.seen.lock().unwrap()).into_owned())
    }
}

#[test]
fn help_is_as_wide_as_the_terminal_and_has_colours_unless_told_otherwise() {
    let folder = Folder::new();
    for columns in [60, 90] {
        let session = Session::start(&folder, columns, &["bench", "--help"], false, true);
        let (status, seen) = session.end();
        assert!(status.success());
        assert!(!seen.contains('\u{1b}'), "{seen:?}");
        let widest = seen.lines().map(|line| line.trim_end().chars().count()).max().unwrap();
        // Examples are not broken, for they are copied.
        let prose = seen.lines().filter(|line| !line.trim_start().starts_with("zstdkit"));
        let widest_prose = prose.map(|line| line.trim_end().chars().count()).max().unwrap();
        assert!(widest_prose <= usize::from(columns), "{widest_prose} {widest} {seen}");
    }
    let (_, seen) = Session::start(&folder, 80, &["bench", "--help"], false, false).end();
    assert!(seen.contains("\u{1b}[1m"), "{seen:?}");
}

#[test]
fn progress_is_shown_on_a_terminal_and_gone_at_the_end() {
    let folder = Folder::new();
    folder.write("a", &text(20_000));
    let args = ["bench", "--seconds=0.2", "a"];
    let (status, seen) = Session::start(&folder, 80, &args, false, false).end();
    assert!(status.success(), "{seen}");
    assert!(seen.contains("measuring a, level 1"), "{seen:?}");
    assert!(seen.contains("All bytes came back"), "{seen:?}");
    // The last that is done to the line is to clear it.
    let after = &seen[seen.rfind("measuring a").unwrap()..];
    assert!(after.contains("\u{1b}[2K") || after.contains("\u{1b}[J"), "{after:?}");
    let quiet = folder.run(&args).ok();
    assert_eq!(quiet.stderr(), "", "a pipe gets none");
}

#[test]
fn compression_tells_how_far_it_is() {
    let folder = Folder::new();
    let args = ["compress", "-o", "made.zst", "-"];
    let mut session = Session::start(&folder, 100, &args, true, false);
    let mut stdin = session.child.stdin.take().unwrap();
    session.feed_until(&mut stdin, "written, ratio ");
    drop(stdin);
    let (status, seen) = session.end();
    assert!(status.success(), "{seen}");
    assert!(seen.contains("compressing stdin, ") && seen.contains("MB/s"), "{seen:?}");
    assert!(folder.run(&["test", "-q", "made.zst"]).ok().text().is_empty());
}

#[test]
fn a_file_that_exists_is_replaced_if_whoever_is_asked_says_so() {
    let folder = Folder::new();
    folder.write("a", &text(1000));
    for (answer, is_replaced) in [("y\n", true), ("n\n", false), ("\n", false)] {
        folder.write("a.zst", b"old");
        let session = Session::start(&folder, 80, &["compress", "a"], false, false);
        session.wait_for("[y/N] ");
        session.send(answer.as_bytes());
        let (status, seen) = session.end();
        assert!(seen.contains("a.zst exists already; replace it? [y/N]"), "{seen:?}");
        assert_eq!(status.success(), is_replaced, "{seen:?}");
        assert_eq!(folder.read("a.zst") != b"old", is_replaced, "{answer:?}");
    }
    // Nobody is asked who wants to hear nothing, nor where what is typed is content.
    folder.write("a.zst", b"old");
    for args in [&["compress", "-q", "a"][..], &["compress", "-o", "a.zst", "-"]] {
        let (status, seen) = Session::start(&folder, 80, args, false, false).end();
        assert!(!status.success() && seen.contains("-f replaces it"), "{seen:?}");
        assert!(!seen.contains("[y/N]"), "{seen:?}");
    }
    assert_eq!(folder.read("a.zst"), b"old");
}

#[test]
fn control_c_ends_it_and_leaves_nothing() {
    let folder = Folder::new();
    let args = ["compress", "-o", "made.zst", "-"];
    let mut session = Session::start(&folder, 80, &args, true, false);
    let mut stdin = session.child.stdin.take().unwrap();
    session.feed_until(&mut stdin, "compressing stdin");
    session.send(b"\x03");
    let (status, seen) = session.end();
    assert_eq!(status.signal(), Some(2), "{status:?} {seen}");
    drop(stdin);
    assert!(fs::read_dir(folder.root()).unwrap().next().is_none(), "{:?}", folder.names());
}

#[test]
fn a_signal_has_it_tell_how_far_it_is_wherever_stderr_goes() {
    let folder = Folder::new();
    let mut child = folder
        .command(&["compress", "-o", "made.zst", "-"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // More than a pipe holds: when all is written it is at work, and has long been listening.
    stdin.write_all(&text(4 << 20)).unwrap();
    let signalled = std::process::Command::new("kill")
        .args(["-USR1", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(signalled.success());
    let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut stderr, &mut line).unwrap();
    assert!(line.starts_with("zstdkit: compressing stdin, "), "{line}");
    assert!(line.contains("MiB") && line.contains("MB/s"), "{line}");
    drop(stdin);
    assert!(child.wait().unwrap().success());
    folder.run(&["test", "-q", "made.zst"]).ok();
}

//! A folder of its own for each test, and the command in it.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// A folder that is removed at the test's end.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        #[cfg(target_os = "linux")]
        heed_signals();
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    /// The names of everything in it, hidden files too, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs the command in the folder, with nothing on stdin.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        self.run_with(args, b"")
    }

    /// Runs the command in the folder, with `stdin` from a pipe.
    pub(crate) fn run_with(&self, args: &[&str], stdin: &[u8]) -> Outcome {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // The command may end before it has read all.
            scope.spawn(move || drop(pipe.write_all(stdin)));
            child.wait_with_output().unwrap()
        });
        Outcome { output, args: args.join(" ") }
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = program();
        command.args(args).current_dir(self.root());
        command
    }
}

fn program() -> Command {
    let words = program_words();
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}

/// The command; by the emulator, where `cargo xtask targets` runs us by one.
pub(crate) fn program_words() -> Vec<String> {
    let runner = std::env::var("ZSTDKIT_TEST_RUNNER").unwrap_or_default();
    let program = env!("CARGO_BIN_EXE_zstdkit");
    runner.split_whitespace().chain([program]).map(str::to_owned).collect()
}

/// How a run ended.
pub(crate) struct Outcome {
    output: Output,
    args: String,
}

impl Outcome {
    pub(crate) fn stdout(&self) -> &[u8] {
        &self.output.stdout
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.output.stdout).unwrap()
    }

    pub(crate) fn stderr(&self) -> &str {
        std::str::from_utf8(&self.output.stderr).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(self.text()).unwrap()
    }

    fn expect(self, status: i32) -> Self {
        let found = self.output.status.code();
        assert_eq!(found, Some(status), "zstdkit {}: stderr: {}", self.args, self.stderr());
        self
    }

    /// It succeeded, and had nothing to complain about; what it reports may stand on stderr.
    pub(crate) fn ok(self) -> Self {
        let this = self.expect(0);
        let complaint = this.stderr().lines().find(|line| line.starts_with("zstdkit: "));
        assert_eq!(complaint, None, "zstdkit {}", this.args);
        this
    }

    /// It succeeded, and warned of one thing, in a line that contains all of `parts`.
    pub(crate) fn warned(self, parts: &[&str]) -> Self {
        let this = self.expect(0);
        let warnings = this.stderr().lines().filter(|it| it.starts_with("zstdkit: warning: "));
        assert_eq!(warnings.count(), this.complaints(), "{}", this.stderr());
        assert_eq!(this.complaints(), 1, "zstdkit {}: {}", this.args, this.stderr());
        this.says(parts)
    }

    /// What it reported, once it had succeeded.
    pub(crate) fn report(&self) -> &str {
        self.stderr()
    }

    /// It failed with status 1 and one line on stderr that contains all of `parts`.
    pub(crate) fn failed(self, parts: &[&str]) -> Self {
        let this = self.expect(1);
        assert_eq!(this.complaints(), 1, "zstdkit {}: {}", this.args, this.stderr());
        this.says(parts)
    }

    /// It failed with status 1 and so many lines on stderr.
    pub(crate) fn failed_times(self, lines: usize) -> Self {
        let this = self.expect(1);
        assert_eq!(this.complaints(), lines, "{}", this.stderr());
        this
    }

    fn complaints(&self) -> usize {
        self.stderr().lines().filter(|line| line.starts_with("zstdkit: ")).count()
    }

    /// It was used wrongly, and says so.
    pub(crate) fn wrong_usage(self, parts: &[&str]) -> Self {
        self.expect(2).says(parts)
    }

    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            let stderr = self.stderr();
            // Windows has words of its own for it, in the user's language; the number stays.
            let unfound = cfg!(windows) && part.starts_with("No such");
            let part = if unfound { "(os error " } else { *part };
            assert!(stderr.contains(part), "zstdkit {}: no {part:?} in {stderr}", self.args);
        }
        self
    }
}

/// Text that compresses, `len` bytes of it.
pub(crate) fn text(len: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(len + 64);
    let mut state = 1_u32;
    while out.len() < len {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (a, b) = (state >> 24, state >> 12 & 0xFFF);
        writeln!(out, "record {a} holds {b} and its hash is {:08x}", state.rotate_left(7)).unwrap();
    }
    out.truncate(len);
    out
}

/// Bytes that don't compress, `len` of them.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// Has signals reach the command, even where the tests run in the background and ignore them: what is
/// ignored stays so in the programs that are started, and what is handled doesn't.
#[cfg(target_os = "linux")]
fn heed_signals() {
    use std::sync::{Arc, LazyLock, atomic::AtomicBool};

    static HEEDED: LazyLock<()> = LazyLock::new(|| {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
        let ignored = u64::from_str_radix(ignored.trim(), 16).unwrap();
        for signal in (1..=31).filter(|signal| ignored >> (signal - 1) & 1 == 1) {
            // Some may not be handled at all; and of a pipe without a reader, std says how.
            if signal != signal_hook::consts::SIGPIPE {
                let _ = signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false)));
            }
        }
    });
    LazyLock::force(&HEEDED);
}

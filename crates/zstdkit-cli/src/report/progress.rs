//! How far long work is: a line on a terminal, and the answer to SIGUSR1.

use std::{
    io::{self, IsTerminal as _},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{human, text::printable};

/// Work that is done sooner shows no line.
const PATIENCE: Duration = Duration::from_millis(250);

/// How long a line stands at least.
const PAUSE: Duration = Duration::from_millis(100);

/// Of a longer name both ends are shown.
const NAME_MAX: usize = 32;

/// The work under way, the latest last.
static UNDER_WAY: Mutex<Vec<Arc<Work>>> = Mutex::new(Vec::new());

/// Work under way: made when it starts, gone from the terminal when it's dropped.
///
/// It may be told of from several threads.
#[derive(Debug)]
pub(crate) struct Progress(Arc<Work>);

#[derive(Debug)]
struct Work {
    what: &'static str,
    name: String,
    /// How much there is to read; 0 where nobody knows.
    total: AtomicU64,
    read: AtomicU64,
    written: AtomicU64,
    /// What is being done, where bytes don't tell it.
    note: Mutex<String>,
    start: Instant,
    /// When the line was last drawn, in milliseconds from `start`.
    drawn: AtomicU64,
    bar: ProgressBar,
}

impl Progress {
    /// Work on something by name: "compressing", "FILE". Without a total nothing is said of the time left.
    pub(crate) fn new(quiet: bool, what: &'static str, name: &str, total: Option<u64>) -> Self {
        let is_drawn = !quiet && io::stderr().is_terminal();
        let target =
            if is_drawn { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        // The template is ours and correct; the default one would do as well.
        if let Ok(style) = ProgressStyle::with_template("{wide_msg}") {
            bar.set_style(style);
        }
        let work = Arc::new(Work {
            what,
            name: shortened(&printable(name)),
            total: AtomicU64::new(total.unwrap_or(0)),
            read: AtomicU64::new(0),
            written: AtomicU64::new(0),
            note: Mutex::new(String::new()),
            start: Instant::now(),
            drawn: AtomicU64::new(0),
            bar,
        });
        with_work(|list| list.push(Arc::clone(&work)));
        Self(work)
    }

    /// So many more bytes were read.
    pub(crate) fn read(&self, bytes: u64) {
        self.0.read.fetch_add(bytes, Ordering::Relaxed);
        self.0.draw(PATIENCE);
    }

    /// So many bytes were read in all.
    pub(crate) fn read_up_to(&self, bytes: u64) {
        self.0.read.store(bytes, Ordering::Relaxed);
        self.0.draw(PATIENCE);
    }

    /// So many more bytes were written.
    pub(crate) fn wrote(&self, bytes: u64) {
        self.0.written.fetch_add(bytes, Ordering::Relaxed);
    }

    /// What comes next, where one step takes long.
    pub(crate) fn note(&self, note: impl Into<String>) {
        *self.0.note.lock().unwrap_or_else(PoisonError::into_inner) = note.into();
        self.0.draw(Duration::ZERO);
    }
}

/// So many more bytes were read for the work under way; wherever the flow of bytes may be.
pub(crate) fn read(bytes: u64) {
    if let Some(work) = with_work(|list| list.last().cloned()) {
        work.read.fetch_add(bytes, Ordering::Relaxed);
        work.draw(PATIENCE);
    }
}

/// So many more bytes were written for it.
pub(crate) fn wrote(bytes: u64) {
    if let Some(work) = with_work(|list| list.last().cloned()) {
        work.written.fetch_add(bytes, Ordering::Relaxed);
        work.draw(PATIENCE);
    }
}

/// What is being done, for the work under way.
pub(crate) fn note(note: String) {
    if let Some(work) = with_work(|list| list.last().cloned()) {
        *work.note.lock().unwrap_or_else(PoisonError::into_inner) = note;
        work.draw(PATIENCE);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        with_work(|list| list.retain(|work| !Arc::ptr_eq(work, &self.0)));
        self.0.bar.finish_and_clear();
    }
}

impl Work {
    fn draw(&self, patience: Duration) {
        if self.bar.is_hidden() {
            return;
        }
        let now = self.start.elapsed();
        let last = self.drawn.load(Ordering::Relaxed);
        let since = now.saturating_sub(Duration::from_millis(last));
        if now < patience || (last > 0 && since < PAUSE && !patience.is_zero()) {
            return;
        }
        self.drawn.store((now.as_millis() as u64).max(1), Ordering::Relaxed);
        self.bar.set_message(self.line(now));
    }

    /// All that is known, in one line.
    fn line(&self, elapsed: Duration) -> String {
        let counts = Counts {
            read: self.read.load(Ordering::Relaxed),
            written: self.written.load(Ordering::Relaxed),
            total: Some(self.total.load(Ordering::Relaxed)).filter(|total| *total > 0),
        };
        let mut line = format!("{} {}", self.what, self.name);
        let note = self.note.lock().unwrap_or_else(PoisonError::into_inner);
        for part in std::iter::once(note.clone()).chain(counts.parts(elapsed)) {
            if !part.is_empty() {
                line.push_str(", ");
                line.push_str(&part);
            }
        }
        line
    }
}

/// What bytes tell of the work.
#[derive(Clone, Copy, Debug)]
struct Counts {
    read: u64,
    written: u64,
    total: Option<u64>,
}

impl Counts {
    fn parts(self, elapsed: Duration) -> Vec<String> {
        let mut parts = Vec::new();
        // Where only one side is counted, that is what there is a total of.
        let (read, written) = match self {
            Self { read: 0, written: 0, .. } => return parts,
            Self { read: 0, written, .. } => (written, 0),
            Self { read, written, .. } => (read, written),
        };
        let total = self.total;
        match total {
            // A file may grow while it's read.
            Some(total) if total >= read => {
                let percent = (read as f64 / total as f64 * 100.0).floor();
                parts.push(format!("{percent} % of {}", human::size(total)));
            }
            _ => parts.push(human::size(read)),
        }
        if written > 0 {
            let (more, less) = (read.max(written), read.min(written));
            parts.push(format!(
                "{} written, ratio {}",
                human::size(written),
                human::ratio(more, less)
            ));
        }
        parts.push(human::speed(read.max(written), elapsed));
        if let Some(left) = total.and_then(|total| total.checked_sub(read)) {
            let left = elapsed.mul_f64(left as f64 / read as f64);
            parts.push(format!("{} left", human::time(left)));
        }
        parts
    }
}

/// Both ends of a long name.
fn shortened(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    if chars.len() <= NAME_MAX {
        return name.to_owned();
    }
    let half = NAME_MAX / 2;
    let (head, tail) = (&chars[..half - 1], &chars[chars.len() - half..]);
    head.iter().chain(&['…']).chain(tail).collect()
}

/// Prints beside the line, which is drawn anew below.
pub(crate) fn aside<T>(print: impl FnOnce() -> T) -> T {
    match with_work(|list| list.last().cloned()) {
        Some(work) => work.bar.suspend(print),
        None => print(),
    }
}

fn with_work<T>(job: impl FnOnce(&mut Vec<Arc<Work>>) -> T) -> T {
    job(&mut UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Has SIGUSR1 print how far the work is, from here on.
#[cfg(unix)]
pub(crate) fn answer_signals() {
    use std::io::Write as _;

    use signal_hook::{consts::SIGUSR1, iterator::Signals};
    // Once for the process, however often the library is run in it.
    static STARTED: std::sync::Once = std::sync::Once::new();
    STARTED.call_once(|| answer(Signals::new([SIGUSR1])));

    fn answer(signals: io::Result<Signals>) {
        let start = Instant::now();
        // Without the handler the signal ends the command, as it does any other.
        let Ok(mut signals) = signals else { return };
        // Where there can be no thread, nobody answers; the signal does no harm all the same.
        let _ = std::thread::Builder::new().name("state".to_owned()).spawn(move || {
            for _ in signals.forever() {
                let state = state(start);
                aside(|| {
                    let _ = writeln!(io::stderr(), "zstdkit: {state}");
                });
            }
        });
    }
}

/// Windows knows no such signal.
#[cfg(not(unix))]
pub(crate) fn answer_signals() {}

#[cfg(unix)]
fn state(start: Instant) -> String {
    match with_work(|list| list.last().cloned()) {
        Some(work) => work.line(work.start.elapsed()),
        None => format!("at work for {}", human::time(start.elapsed())),
    }
}

/// Tells of every byte that is read through it.
#[derive(Debug)]
pub(crate) struct Watched<'a, T> {
    inner: T,
    progress: &'a Progress,
}

impl<'a, T> Watched<'a, T> {
    pub(crate) const fn new(inner: T, progress: &'a Progress) -> Self {
        Self { inner, progress }
    }
}

impl<T: io::Read> io::Read for Watched<'_, T> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(room)?;
        self.progress.read(read as u64);
        Ok(read)
    }
}

impl<T: io::Write> io::Write for Watched<'_, T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.progress.wrote(written as u64);
        self.progress.0.draw(PATIENCE);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said() {
        let second = Duration::from_secs(1);
        let counts =
            |read, written, total| Counts { read, written, total }.parts(second).join(", ");
        assert_eq!(counts(0, 0, Some(9)), "");
        assert_eq!(
            counts(1 << 20, 1 << 18, Some(4 << 20)),
            "25 % of 4.00 MiB, 256 KiB written, ratio 4.00, 1.05 MB/s, 3.00 s left"
        );
        assert_eq!(counts(1 << 20, 0, None), "1.00 MiB, 1.05 MB/s");
        // Decompression writes more than it reads.
        assert!(counts(10, 1000, None).contains("ratio 100"));
        assert_eq!(counts(0, 25, Some(100)), "25 % of 100 B, 0.00 MB/s, 3.00 s left");
        // What grows has no end that is known.
        assert_eq!(counts(10, 0, Some(9)), "10 B, 0.00 MB/s");
    }

    #[test]
    fn work_is_listed_as_long_as_it_lasts() {
        let progress = Progress::new(true, "compressing", &"n".repeat(40), Some(100));
        progress.note("level 3");
        progress.read(50);
        let line = progress.0.line(Duration::from_secs(1));
        assert!(line.starts_with(&format!("compressing {}…", "n".repeat(15))), "{line}");
        assert!(line.contains(", level 3, 50 % of 100 B, "), "{line}");
        let is_listed =
            |work: &Arc<Work>| with_work(|all| all.iter().any(|it| Arc::ptr_eq(it, work)));
        let work = Arc::clone(&progress.0);
        assert!(is_listed(&work));
        drop(progress);
        assert!(!is_listed(&work));
    }
}

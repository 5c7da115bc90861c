//! The time that something takes, where there is a clock.

use std::time::{Duration, Instant};

/// Whether the standard library can tell the time. In a browser's bare WebAssembly it panics if asked.
const TELLS_TIME: bool = !cfg!(all(target_family = "wasm", target_os = "unknown"));

/// When something began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock(Option<Instant>);

impl Clock {
    /// Begins now.
    pub(crate) fn start() -> Self {
        Clock(TELLS_TIME.then(Instant::now))
    }

    /// The time since then; zero where there is no clock.
    pub(crate) fn elapsed(self) -> Duration {
        self.0.map_or(Duration::ZERO, |start| start.elapsed())
    }
}

//! Random access: `zstdkit index`, `zstdkit cat`, `zstdkit salvage`.

mod cat;
mod index;
mod salvage;

pub(crate) use cat::run as run_cat;
pub(crate) use index::run as run_index;
pub(crate) use salvage::run as run_salvage;

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shown on a terminal only.
fn progress_bar(quiet: bool, what: &'static str, bytes: u64) -> ProgressBar {
    let target = if quiet || !std::io::stderr().is_terminal() {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(bytes), target).with_prefix(what);
    // The template is ours and correct; the default one would do as well.
    if let Ok(style) = ProgressStyle::with_template("{prefix} {bar:40} {percent} % {eta}") {
        bar.set_style(style);
    }
    bar
}

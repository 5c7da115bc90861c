//! Zstandard dictionary training
#![deny(unsafe_code)]

mod algorithm;
mod cover;
mod error;
mod options;
mod progress;
mod report;
mod samples;
mod search;
#[expect(unsafe_code, reason = "training's last step and the legacy trainer are libzstd's")]
mod zdict;

pub use algorithm::{Cover, FastCover, Legacy};
pub use error::{Error, Result};
pub use options::{DEFAULT_DICT_SIZE, MAX_DICT_SIZE, MIN_DICT_SIZE, TrainOptions, finalize, train};
pub use progress::Progress;
pub use report::{Candidate, Training};
pub use samples::{Iter, Samples};

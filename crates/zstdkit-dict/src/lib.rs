//! Zstandard dictionaries: trained, tuned, finished and judged.
//!
//! Data that comes in small pieces, such as records, messages or log lines, compresses badly piece
//! by piece: each is too short to repeat itself. A dictionary holds what the pieces have in common,
//! and is known to both sides beforehand. Records of a few hundred bytes often shrink to a third of
//! what they compress to without one.
//!
//! ```
//! use zstdkit::{CompressOptions, DecompressOptions};
//! use zstdkit_dict::{Samples, evaluate, train};
//!
//! // Samples of what will be compressed; every fourth is held back to judge by.
//! let records: Vec<String> =
//!     (0..2000).map(|i| format!(r#"{{"user":{i},"event":"login","ok":true}}"#)).collect();
//! let (samples, held_back) = Samples::collect_split(&records, 4)?;
//!
//! let dictionary = train(&samples, 4096)?;
//! let evaluation = evaluate(&dictionary, &held_back, 3)?;
//! println!("saves {:.0} %", evaluation.saving() * 100.0);
//!
//! let frame = CompressOptions::new().dictionary(&dictionary).compress(records[3].as_bytes())?;
//! let record = DecompressOptions::new().dictionary(&dictionary).decompress(&frame)?;
//! assert_eq!(record, records[3].as_bytes());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is where
//!
//! | For | See |
//! |---|---|
//! | training with the defaults | [`train`] |
//! | algorithm, level, id, threads, a search and its report | [`TrainOptions`], [`FastCover`], [`Cover`], [`Legacy`], [`Training`] |
//! | watching and stopping a long search | [`TrainOptions::progress`] |
//! | header and entropy tables for content of your own | [`finalize`] |
//! | samples: from memory, from files, from an endless stream | [`Samples`], [`Files`], [`Reservoir`] |
//! | samples of data that lies on many machines | [`Reservoir::merge`], [`Reservoir::to_bytes`] |
//! | a dictionary from a file, trained or raw | [`load`] |
//! | a dictionary's entropy tables, repeat offsets, content offset | [`dictionary_info`] |
//! | what a dictionary saves | [`evaluate`], [`evaluate_samples`] |
//! | which size to take, and whether to train at all | [`best_size`], [`TrainOptions::size_curve`], [`suggested_size`], [`advise`] |
//!
//! # The same samples give the same bytes
//!
//! Samples and options determine the dictionary, on every machine; the number of threads doesn't matter.
//! With the same parameters it is, byte for byte, what libzstd's own trainers make on one thread and with
//! the GNU C library. (On several threads, libzstd takes whichever of two equally good dictionaries was
//! finished first; and its COVER sorts by the system's `qsort`, so that on Windows and with musl it
//! makes another one of equal strings.) The
//! choice of segments is written in Rust; libzstd builds the entropy tables, compresses for the
//! comparison, and does all of the [`Legacy`] algorithm.
//!
//! # Source map
//!
//! | Module | What is in it |
//! |---|---|
//! | `options`, `algorithm`, `progress`, `report` | how to train, by which algorithm, watched by whom, with what outcome |
//! | `samples`, `files`, `reservoir` | where samples come from |
//! | `search`, `clock` | candidates tried on several threads |
//! | `cover` | COVER and its fast kin: which segments to take |
//! | `zdict`, `repeats` | the calls into libzstd, and what its legacy trainer is spared |
//! | `evaluate`, `curve` | what a dictionary saves, and at which size |
//! | `load`, `error` | dictionaries from files; what can go wrong |
//!
//! # Features
//!
//! - `multithread` (default): builds libzstd with worker threads. Searches use threads either way.
//! - `tuned` (default): libzstd changed, while it is built, where the same bytes come sooner.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(unsafe_code)]

mod algorithm;
mod clock;
mod cover;
mod curve;
#[cfg(test)]
mod differential;
mod error;
mod evaluate;
mod files;
mod load;
mod options;
mod progress;
mod repeats;
mod report;
mod reservoir;
mod samples;
mod search;
#[expect(unsafe_code, reason = "training's last step and the legacy trainer are libzstd's")]
mod zdict;

pub use algorithm::{Cover, FastCover, Legacy};
pub use curve::{Advice, SizeCurve, SizePoint, Verdict, advise, best_size, suggested_size};
pub use error::{Error, Result};
pub use evaluate::{Evaluation, Measure, evaluate, evaluate_samples};
pub use files::Files;
pub use load::load;
pub use options::{DEFAULT_DICT_SIZE, MAX_DICT_SIZE, MIN_DICT_SIZE, TrainOptions, finalize, train};
pub use progress::Progress;
pub use report::{Candidate, Training};
pub use reservoir::Reservoir;
pub use samples::{Iter, Samples};
pub use zstdkit_frame::{DictionaryInfo, dictionary_info};

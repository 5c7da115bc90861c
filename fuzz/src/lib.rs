//! What the fuzz targets share.
//!
//! Most targets take bytes: the last eight of an input choose how to work (see [`Choices`]), and what
//! stands before them is data. So data stays where it is whatever mutations do to the choices, and a
//! file becomes an input by eight bytes behind it, which is how the seeds are made.
//!
//! [`doors`] are the ways in which frames are decompressed, [`verdict`] is what all of them owe.

mod choices;
pub mod content;
pub mod doors;
mod hesitant;
pub mod verdict;

pub use choices::{Choices, Cuts, split};
pub use hesitant::{Hesitant, insist};

/// Output that is worth making, in bytes.
pub const LIMIT: usize = 1 << 20;

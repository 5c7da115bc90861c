//! Sequences out of and into contexts.

mod compress;
mod generate;
mod producer;

//! What a run found, as tables.

mod document;
mod guide;
mod pages;
mod picture;
mod pictures;
mod read;
mod summary;
mod table;

pub(crate) use document::{Origin, sum_up, write};
pub(crate) use table::{figures, goals, notes, outputs, table};

use crate::cells::Group;
use crate::harness::Outcome;

/// A cell that has been measured.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) group: Group,
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
}

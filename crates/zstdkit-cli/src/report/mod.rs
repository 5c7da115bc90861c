//! What is shown: failures, tables, pictures, and how numbers and names look in them.

pub(crate) mod failure;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod progress;
pub(crate) mod svg;
pub(crate) mod table;
pub(crate) mod tally;
pub(crate) mod text;

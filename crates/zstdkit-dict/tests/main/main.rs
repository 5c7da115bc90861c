//! The crate's interface, as its users meet it.

mod data;
mod hostile;
mod reservoir;
mod search;
mod tools;
mod training;

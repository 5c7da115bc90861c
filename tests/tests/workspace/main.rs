//! What spans the workspace's crates, and what sets them beside other implementations.
//!
//! The map of the modules is in this package's README.

mod batches;
mod coexist;
mod damage;
mod frame_facts;
mod golden;
mod layers;
#[cfg(feature = "experimental")]
mod magicless;
mod peer;
mod random_access;
mod round_trips;
mod sequences;
mod tuned;

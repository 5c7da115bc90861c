//! The crate's interface, on frames built by hand.

mod walking;

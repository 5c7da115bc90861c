//! The check that Rust and C lay a struct out alike.

// The underscore: Rust 1.88 doesn't see what is used by constants without a name.
pub(crate) use _agree as agree;

/// Fails the build unless `found` is what C has on a machine like the target.
///
/// `wanted` holds the figures for pointers of 64 bits; for pointers of 32 bits where `u64` is aligned
/// to 8 bytes, as on Arm; and for those where it is aligned to 4, as on x86.
pub(crate) const fn _agree(found: usize, wanted: [usize; 3]) {
    let [wide, narrow, packed] = wanted;
    let wanted = match (size_of::<usize>(), align_of::<u64>()) {
        (8, _) => wide,
        (_, 8) => narrow,
        _ => packed,
    };
    assert!(found == wanted, "a struct's layout differs between C and Rust");
}

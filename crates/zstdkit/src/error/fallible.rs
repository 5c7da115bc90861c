//! Memory that may be refused where std takes it for granted.

use alloc::{alloc as memory, boxed::Box, vec::Vec};
use core::{alloc::Layout, mem::ManuallyDrop, ptr::NonNull};

/// The allocator refused.
#[derive(Debug)]
pub(crate) struct NoMemory;

/// As [`Box::new`], or an error: `value` is then dropped.
#[cfg(any(feature = "std", feature = "experimental"))]
pub(crate) fn boxed<T>(value: T) -> Result<Box<T>, NoMemory> {
    const { assert!(size_of::<T>() > 0) }
    // SAFETY: the layout has a size over 0.
    let place = unsafe { memory::alloc(Layout::new::<T>()) }.cast::<T>();
    let place = NonNull::new(place).ok_or(NoMemory)?;
    // SAFETY: the place was just allocated for a `T`, by the allocator that boxes give back to.
    unsafe {
        place.write(value);
        Ok(Box::from_raw(place.as_ptr()))
    }
}

/// As [`Vec::with_capacity`], or an error: in a few instructions, where a vector that grows takes some sixty.
#[cfg(feature = "std")]
#[inline]
pub(crate) fn bytes_with_room(len: usize) -> Result<Vec<u8>, NoMemory> {
    if len == 0 {
        return Ok(Vec::new());
    }
    let layout = Layout::array::<u8>(len).map_err(|_| NoMemory)?;
    // SAFETY: the layout has a size over 0.
    let place = NonNull::new(unsafe { memory::alloc(layout) }).ok_or(NoMemory)?;
    // SAFETY: the place was just allocated with that layout, by the allocator that vectors give back to, and
    // nothing of it is taken for initialized.
    Ok(unsafe { Vec::from_raw_parts(place.as_ptr(), 0, len) })
}

/// As `into`, or an error.
pub(crate) fn boxed_bytes(bytes: &[u8]) -> Result<Box<[u8]>, NoMemory> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len()).map_err(|_| NoMemory)?;
    copy.extend_from_slice(bytes);
    // An allocator may have given more than was asked for.
    shrink(&mut copy);
    if copy.capacity() > copy.len() { Err(NoMemory) } else { Ok(copy.into_boxed_slice()) }
}

/// As [`Vec::shrink_to_fit`], but leaves the vector as it is where the allocator refuses.
pub(crate) fn shrink(vec: &mut Vec<u8>) {
    let (len, capacity) = (vec.len(), vec.capacity());
    if len == capacity {
        return;
    }
    if len == 0 {
        *vec = Vec::new();
        return;
    }
    let mut whole = ManuallyDrop::new(core::mem::take(vec));
    let Ok(layout) = Layout::array::<u8>(capacity) else {
        unreachable!("a vector has that layout")
    };
    // SAFETY: the vector has its memory from the global allocator with that layout, and the new size is
    // over 0 and no larger.
    let fitting = unsafe { memory::realloc(whole.as_mut_ptr(), layout, len) };
    let (place, capacity) = match NonNull::new(fitting) {
        Some(place) => (place.as_ptr(), len),
        None => (whole.as_mut_ptr(), capacity),
    };
    // SAFETY: the block is either the old one, which a refusal leaves as it was, or the new one, each with
    // its capacity; the first `len` bytes came along. Nothing else owns it.
    *vec = unsafe { Vec::from_raw_parts(place, len, capacity) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_and_vectors_keep_what_they_hold() {
        assert_eq!(*boxed([7_u64; 9]).unwrap(), [7; 9]);
        assert_eq!(*boxed_bytes(b"some bytes").unwrap(), *b"some bytes");
        assert!(boxed_bytes(b"").unwrap().is_empty());
        for len in [0, 1, 1000, 100_000] {
            let mut vec = Vec::with_capacity(100_000);
            vec.resize(len, 9);
            shrink(&mut vec);
            assert_eq!((vec.len(), vec.capacity()), (len, len));
            assert!(vec.iter().all(|byte| *byte == 9));
            vec.push(1);
        }
    }

    #[test]
    #[cfg(feature = "std")]
    fn vectors_with_room_have_what_was_asked_for_and_grow() {
        for len in [0, 1, 1000] {
            let mut vec = bytes_with_room(len).unwrap();
            assert_eq!((vec.len(), vec.capacity()), (0, len));
            vec.resize(len + 1, 9);
            assert!(vec.iter().all(|byte| *byte == 9));
        }
        assert!(bytes_with_room(isize::MAX as usize + 1).is_err());
    }
}

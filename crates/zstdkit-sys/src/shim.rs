//! What libzstd takes from a C library, for WebAssembly, which has none: memory and sorting.
//!
//! Memory comes from Rust's allocator, the program's own where it chose one. The build script has
//! libzstd call these functions by names with the prefix, so that they are in nobody's way.

extern crate alloc;

use alloc::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use core::cmp::Ordering;
use core::ffi::{c_int, c_void};
use core::ptr::null_mut;
use core::slice;

/// What stands before each piece of memory that C has: the size of the whole, which Rust's allocator
/// wants to hear again. It is as large as the alignment that C expects of any memory.
const HEADER: usize = 16;

#[unsafe(export_name = "zstdkit_0_1_malloc")]
extern "C" fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the layout that `take` hands over has a size of at least HEADER.
    take(size, |layout| unsafe { alloc(layout) })
}

#[unsafe(export_name = "zstdkit_0_1_calloc")]
extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let Some(size) = count.checked_mul(size) else {
        return null_mut();
    };
    // SAFETY: as in `malloc`.
    take(size, |layout| unsafe { alloc_zeroed(layout) })
}

/// Gives back what [`malloc`] or [`calloc`] gave.
///
/// # Safety
///
/// `memory` is null, or came from one of these two and was not freed since.
#[unsafe(export_name = "zstdkit_0_1_free")]
unsafe extern "C" fn free(memory: *mut c_void) {
    if memory.is_null() {
        return;
    }
    // SAFETY: `take` wrote the size here, and the layout made from it is the one it allocated with.
    unsafe {
        let start = memory.byte_sub(HEADER);
        let size = start.cast::<usize>().read();
        dealloc(start.cast(), Layout::from_size_align_unchecked(size, HEADER));
    }
}

/// Memory for `size` bytes behind a header; null where there is none.
fn take(size: usize, allocate: impl FnOnce(Layout) -> *mut u8) -> *mut c_void {
    let layout = size.checked_add(HEADER).map(|size| Layout::from_size_align(size, HEADER));
    let Some(Ok(layout)) = layout else {
        return null_mut();
    };
    let start = allocate(layout);
    if start.is_null() {
        return null_mut();
    }
    // SAFETY: the allocation is aligned to HEADER bytes and longer than them.
    unsafe {
        start.cast::<usize>().write(layout.size());
        start.add(HEADER).cast()
    }
}

type Compare = unsafe extern "C" fn(*const c_void, *const c_void) -> c_int;

/// Sorts `count` items of `size` bytes, and leaves those that are equal in their order.
///
/// libzstd sorts to train by COVER, and compares addresses where contents are equal: the order that
/// comes of this is the one of a merge sort, such as the GNU C library's.
///
/// # Safety
///
/// `items` has `count` items of `size` bytes, and `compare` may read any two of them.
#[unsafe(export_name = "zstdkit_0_1_qsort")]
unsafe extern "C" fn qsort(items: *mut c_void, count: usize, size: usize, compare: Compare) {
    if count < 2 || size == 0 {
        return;
    }
    // SAFETY: the caller's promise.
    let items = unsafe { slice::from_raw_parts_mut(items.cast::<u8>(), count * size) };
    Sort { size, compare }.sort(items);
}

/// A merge sort in place: C's function can't say that it got no memory.
struct Sort {
    size: usize,
    compare: Compare,
}

impl Sort {
    fn order(&self, left: &[u8], right: &[u8]) -> Ordering {
        // SAFETY: both are items of the array that is being sorted, or start with one.
        unsafe { (self.compare)(left.as_ptr().cast(), right.as_ptr().cast()) }.cmp(&0)
    }

    fn sort(&self, items: &mut [u8]) {
        let count = items.len() / self.size;
        if count < 2 {
            return;
        }
        let middle = count / 2;
        let (left, right) = items.split_at_mut(middle * self.size);
        self.sort(left);
        self.sort(right);
        self.merge(items, middle);
    }

    /// Merges the first `middle` items with the rest, both in order.
    fn merge(&self, items: &mut [u8], middle: usize) {
        let count = items.len() / self.size;
        let at = |item: usize| &items[item * self.size..];
        if middle == 0 || middle == count || self.order(at(middle - 1), at(middle)).is_lt() {
            return;
        }
        if count == 2 {
            items.rotate_left(self.size);
            return;
        }
        // The middle item of the longer half, and where it belongs in the other.
        let (left, right) = if middle > count - middle {
            let left = middle / 2;
            (left, partition(middle, count, |item| self.order(at(item), at(left)).is_lt()))
        } else {
            let right = middle + (count - middle) / 2;
            (partition(0, middle, |item| self.order(at(item), at(right)).is_lt()), right)
        };
        items[left * self.size..right * self.size].rotate_left((middle - left) * self.size);
        let border = left + (right - middle);
        let (before, after) = items.split_at_mut(border * self.size);
        self.merge(before, left);
        self.merge(after, middle - left);
    }
}

/// The first number of `from..to` for which `before` doesn't hold.
fn partition(mut from: usize, mut to: usize, before: impl Fn(usize) -> bool) -> usize {
    while from < to {
        let middle = from + (to - from) / 2;
        if before(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_aligned_zeroed_and_given_back() {
        for size in [0, 1, 15, 16, 17, 100_000] {
            let memory = calloc(size, 1);
            assert!(!memory.is_null() && memory.addr().is_multiple_of(HEADER));
            // SAFETY: as many bytes as were asked for, and zeroed.
            let bytes = unsafe { slice::from_raw_parts_mut(memory.cast::<u8>(), size) };
            assert!(bytes.iter().all(|&byte| byte == 0));
            bytes.fill(1);
            // SAFETY: it came from `calloc`, and is used no more.
            unsafe { free(memory) };
        }
        // SAFETY: null is fine.
        unsafe { free(null_mut()) };
    }

    #[test]
    fn sizes_that_no_memory_has_are_refused() {
        assert!(malloc(usize::MAX).is_null());
        assert!(malloc(isize::MAX as usize).is_null());
        assert!(calloc(usize::MAX / 2, 3).is_null());
    }

    /// Compares the first halves of pairs, and addresses where these are equal, as COVER does.
    unsafe extern "C" fn by_first(left: *const c_void, right: *const c_void) -> c_int {
        // SAFETY: the arrays below hold pairs.
        let first = |pair: *const c_void| unsafe { pair.cast::<[u32; 2]>().read() }[0];
        let order = first(left).cmp(&first(right)).then(left.cmp(&right));
        order as c_int
    }

    #[test]
    fn equal_items_stay_in_their_order() {
        let mut state = 1_u32;
        for count in 0..200_u32 {
            let mut pairs: alloc::vec::Vec<[u32; 2]> = (0..count)
                .map(|place| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    [(state >> 16) % (1 + count / 4), place]
                })
                .collect();
            let mut wanted = pairs.clone();
            wanted.sort();
            // SAFETY: so many pairs, and a function that reads pairs.
            unsafe { qsort(pairs.as_mut_ptr().cast(), pairs.len(), 8, by_first) };
            assert_eq!(pairs, wanted);
        }
    }
}

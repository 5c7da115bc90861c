//! The functions that the page calls.

use std::cell::RefCell;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for `length` bytes of input, and says where; null if there is no memory for them.
#[unsafe(no_mangle)]
extern "C" fn input(length: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        input.clear();
        if input.try_reserve_exact(length).is_err() {
            return std::ptr::null_mut();
        }
        input.resize(length, 0);
        input.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
extern "C" fn output_start() -> *const u8 {
    OUTPUT.with_borrow(Vec::as_ptr)
}

#[unsafe(no_mangle)]
extern "C" fn output_length() -> usize {
    OUTPUT.with_borrow(Vec::len)
}

/// Compresses the input; true if the output is a frame, false if it is the reason why not.
#[unsafe(no_mangle)]
extern "C" fn compress(level: i32) -> bool {
    work(|input| super::compress(input, level))
}

/// Decompresses the input; true if the output is its content, false if it is the reason why not.
#[unsafe(no_mangle)]
extern "C" fn decompress() -> bool {
    work(super::decompress)
}

/// Inspects the input; true if the output is JSON, false if it is the reason why not.
#[unsafe(no_mangle)]
extern "C" fn inspect() -> bool {
    work(super::inspect)
}

fn work(job: impl FnOnce(&[u8]) -> Result<Vec<u8>, String>) -> bool {
    let outcome = INPUT.with_borrow(|input| job(input));
    let done = outcome.is_ok();
    OUTPUT.set(outcome.unwrap_or_else(String::into_bytes));
    done
}

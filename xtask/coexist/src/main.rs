//! Three libraries of Zstandard in one program, each with addresses of its own, each at work.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::process::ExitCode;

/// One of the libraries: the functions that a round trip needs.
struct Library {
    whose: &'static str,
    version: Version,
    compress: Compress,
    decompress: Decompress,
}

type Version = unsafe extern "C" fn() -> c_uint;
type Compress =
    unsafe extern "C" fn(*mut c_void, usize, *const c_void, usize, level: c_int) -> usize;
type Decompress = unsafe extern "C" fn(*mut c_void, usize, *const c_void, usize) -> usize;

unsafe extern "C" {
    fn dlopen(name: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// Values of Linux's `dlfcn.h`. `RTLD_NOLOAD` finds only what the linker has bound already.
const RTLD_NOW: c_int = 2;
const RTLD_NOLOAD: c_int = 4;

fn main() -> ExitCode {
    let libraries = [ours(), peers(), systems()];
    let input: Vec<u8> = (0..200_000u32).flat_map(|n| (n / 7 % 1009).to_le_bytes()).collect();
    let mut addresses = Vec::new();
    for library in &libraries {
        library.round_trip(&input);
        // SAFETY: the function takes nothing and gives a number.
        let version = unsafe { (library.version)() };
        let address = library.compress as usize;
        println!("  {:<16} {version}, with ZSTD_compress at {address:#x}", library.whose);
        addresses.extend([library.compress as usize, library.decompress as usize]);
        addresses.push(library.version as usize);
    }
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!(addresses.len(), 3 * libraries.len(), "libraries share functions");
    ExitCode::SUCCESS
}

fn ours() -> Library {
    Library {
        whose: "zstdkit-sys",
        version: zstdkit_sys::ZSTD_versionNumber,
        compress: zstdkit_sys::ZSTD_compress,
        decompress: zstdkit_sys::ZSTD_decompress,
    }
}

fn peers() -> Library {
    use zstd::zstd_safe::zstd_sys;
    Library {
        whose: "the zstd crate",
        version: zstd_sys::ZSTD_versionNumber,
        compress: zstd_sys::ZSTD_compress,
        decompress: zstd_sys::ZSTD_decompress,
    }
}

fn systems() -> Library {
    // SAFETY: the names end in NUL, and the library that is found stays for the program's life.
    let library = unsafe { dlopen(c"libzstd.so.1".as_ptr(), RTLD_NOW | RTLD_NOLOAD) };
    assert!(!library.is_null(), "the system's libzstd was not linked");
    let find = |name: &CStr| {
        // SAFETY: the library is open, and the name ends in NUL.
        let address = unsafe { dlsym(library, name.as_ptr()) };
        assert!(!address.is_null(), "the system's libzstd has no {name:?}");
        address
    };
    // SAFETY: libzstd has had these functions, of these types, since 1.0.
    unsafe {
        Library {
            whose: "the system's",
            version: std::mem::transmute::<*mut c_void, Version>(find(c"ZSTD_versionNumber")),
            compress: std::mem::transmute::<*mut c_void, Compress>(find(c"ZSTD_compress")),
            decompress: std::mem::transmute::<*mut c_void, Decompress>(find(c"ZSTD_decompress")),
        }
    }
}

impl Library {
    fn round_trip(&self, input: &[u8]) {
        let mut frame = vec![0u8; input.len()];
        let mut output = vec![0u8; input.len()];
        // SAFETY: pointers and lengths are of live buffers that the calls read or write within.
        let size = unsafe {
            (self.compress)(
                frame.as_mut_ptr().cast(),
                frame.len(),
                input.as_ptr().cast(),
                input.len(),
                3,
            )
        };
        assert!(size < frame.len(), "{} fails to compress", self.whose);
        // SAFETY: as above; `size` bytes of the frame were written.
        let back = unsafe {
            (self.decompress)(
                output.as_mut_ptr().cast(),
                output.len(),
                frame.as_ptr().cast(),
                size,
            )
        };
        assert!(back == input.len() && output == input, "{} loses data", self.whose);
    }
}

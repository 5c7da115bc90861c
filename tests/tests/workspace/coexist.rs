//! Two libzstds in one program: ours, and the one that the `zstd` crate brings.

use zstd::zstd_safe::zstd_sys as theirs;
use zstdkit_sys as ours;
use zstdkit_tests::mixed;

#[test]
fn each_library_has_functions_of_its_own() {
    let pairs = [
        ("ZSTD_compress2", ours::ZSTD_compress2 as *const (), theirs::ZSTD_compress2 as *const ()),
        ("ZSTD_isError", ours::ZSTD_isError as *const (), theirs::ZSTD_isError as *const ()),
        (
            "ZSTD_versionNumber",
            ours::ZSTD_versionNumber as *const (),
            theirs::ZSTD_versionNumber as *const (),
        ),
        (
            "ZSTD_decompressDCtx",
            ours::ZSTD_decompressDCtx as *const (),
            theirs::ZSTD_decompressDCtx as *const (),
        ),
        (
            "ZSTD_createCDict",
            ours::ZSTD_createCDict as *const (),
            theirs::ZSTD_createCDict as *const (),
        ),
    ];
    for (name, our_address, their_address) in pairs {
        assert_ne!(our_address, their_address, "{name}");
    }
}

#[test]
fn both_libraries_work_side_by_side() {
    let data = mixed();
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let data = &data;
            scope.spawn(move || {
                for level in [1, 3 + thread, -7] {
                    let our_frame = zstdkit::compress(data, level).unwrap();
                    let their_frame = zstd::bulk::compress(data, level).unwrap();
                    assert!(zstdkit::decompress(&their_frame).unwrap() == *data);
                    let back = zstd::bulk::decompress(&our_frame, data.len()).unwrap();
                    assert!(back == *data);
                }
            });
        }
    });
}

#[test]
fn each_library_knows_its_errors() {
    let error = usize::MAX - 71;
    // SAFETY: pure functions of any number.
    unsafe {
        assert_eq!(ours::ZSTD_isError(error), 1);
        assert_eq!(theirs::ZSTD_isError(error), 1);
        assert_eq!(ours::ZSTD_isError(71), 0);
        assert_eq!(theirs::ZSTD_isError(71), 0);
        assert_eq!(ours::ZSTD_getErrorCode(error).0, theirs::ZSTD_getErrorCode(error) as u32);
        assert_eq!(ours::ZSTD_versionNumber(), theirs::ZSTD_versionNumber());
    }
}

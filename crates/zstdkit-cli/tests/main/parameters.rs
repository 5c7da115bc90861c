//! `-p NAME=VALUE`: what is refused, and in which words.

use zstdkit::CompressParameter;

use crate::support::{Folder, text};

#[test]
fn unknown_names_and_unreadable_values_are_wrong_usage() {
    let folder = Folder::new();
    folder.write("a", b"data");
    // Up to 31, and to 30 where pointers have 32 bits.
    let most = *CompressParameter::WindowLog.bounds().end();
    let bounds = format!("10..={most}");
    for (setting, parts) in [
        ("windowlog=20", ["windowlog", "windowLog"]),
        ("nonsense=1", ["nonsense", "unknown"]),
        ("windowLog", ["windowLog", "NAME=VALUE"]),
        ("windowLog=", ["windowLog", "whole number"]),
        ("windowLog=99999999999", ["windowLog", &bounds]),
        ("windowLogMax=20", ["windowLogMax", "decompression"]),
        ("=5", ["unknown", "\"\""]),
    ] {
        folder.run(&["compress", "-p", setting, "a"]).wrong_usage(&parts);
    }
    folder.run(&["decompress", "-p", "windowLog=20", "a"]).wrong_usage(&["of compression"]);
    folder.run(&["decompress", "-p", "windowLogMax=32", "a"]).wrong_usage(&[&bounds, "32"]);
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn values_out_of_bounds_name_parameter_bounds_and_value() {
    let folder = Folder::new();
    folder.write("a", b"data");
    for parameter in CompressParameter::ALL {
        let (lower, upper) = parameter.bounds().into_inner();
        for value in [i64::from(lower) - 1, i64::from(upper) + 1] {
            // 0 is libzstd's own choice everywhere.
            if value == 0 {
                continue;
            }
            let setting = format!("{parameter}={value}");
            let bounds = format!("{lower}..={upper}");
            let parts = [parameter.name(), &bounds, &value.to_string()];
            folder.run(&["compress", "-p", &setting, "a"]).wrong_usage(&parts);
        }
    }
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn both_bounds_of_every_parameter_work() {
    let folder = Folder::new();
    folder.write("a", &text(2000));
    // Frames without a magic number are not for everyone.
    let all = CompressParameter::ALL.iter().filter(|it| it.name() != "format");
    for parameter in all {
        let (lower, upper) = parameter.bounds().into_inner();
        // Tables of 2^30 entries and windows of 2^31 bytes are more than a test should take.
        let large = matches!(
            parameter,
            CompressParameter::WindowLog
                | CompressParameter::HashLog
                | CompressParameter::ChainLog
                | CompressParameter::LdmHashLog
                | CompressParameter::NbWorkers
        );
        for value in [lower, if large { lower } else { upper }] {
            let setting = format!("{parameter}={value}");
            let frame = folder.run(&["compress", "-c", "-p", &setting, "a"]).ok();
            assert_eq!(zstdkit::decompress(frame.stdout()).unwrap(), text(2000), "{setting}");
        }
    }
}

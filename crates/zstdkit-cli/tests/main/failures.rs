//! Exit statuses, and what is said.

use std::fs;

use zstdkit::CompressParameter;

use crate::support::{Folder, text};

#[test]
fn missing_and_unreadable_inputs_are_named() {
    let folder = Folder::new();
    fs::create_dir(folder.path("dir")).unwrap();
    for command in ["compress", "decompress", "test"] {
        folder.run(&[command, "none.zst"]).failed(&["zstdkit: none.zst: ", "No such file"]);
    }
    folder.run(&["compress", "dir"]).failed(&["zstdkit: dir: ", "is a directory"]);
    folder.run(&["test", "dir"]).failed(&["zstdkit: dir: ", "is a directory"]);
    assert_eq!(folder.names(), ["dir"]);
}

#[test]
fn the_other_files_are_done_after_a_failure() {
    let folder = Folder::new();
    folder.write("a", &text(100));
    folder.write("b", &text(100));
    folder.run(&["compress", "a", "none", "b"]).failed(&["none"]);
    assert_eq!(folder.names(), ["a", "a.zst", "b", "b.zst"]);
    folder.run(&["compress", "a", "none", "b"]).failed_times(3);
}

#[test]
fn wrong_usage_has_a_status_of_its_own() {
    let folder = Folder::new();
    folder.write("a", b"data");
    folder.run(&["nonsense"]).wrong_usage(&["nonsense"]);
    folder.run(&["compress", "--nonsense", "a"]).wrong_usage(&["--nonsense"]);
    folder.run(&["compress", "-l", "x", "a"]).wrong_usage(&["compressionLevel", "\"x\""]);
    let parts = ["compressionLevel", "-131072..=22", "23"];
    folder.run(&["compress", "-l", "23", "a"]).wrong_usage(&parts);
    // 256, and 64 where pointers have 32 bits.
    let threads = CompressParameter::NbWorkers.bounds().end().to_string();
    folder.run(&["compress", "-T", "257", "a"]).wrong_usage(&[&threads]);
    folder.run(&["compress", "-T", "-1", "a"]).wrong_usage(&[]);
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn names_cannot_break_the_line() {
    let folder = Folder::new();
    folder.run(&["compress", "a\nb\x1b[31m"]).failed(&["a\\nb\\u{1b}[31m: "]);
}

#[test]
fn version_and_help_go_to_stdout() {
    let folder = Folder::new();
    let version = folder.run(&["--version"]).ok();
    assert!(version.text().starts_with("zstdkit "), "{}", version.text());
    assert!(version.text().contains("libzstd 1.5.7"), "{}", version.text());
    for args in [&["--help"][..], &["compress", "--help"], &["help", "decompress"]] {
        assert!(folder.run(args).ok().text().contains("Usage: zstdkit"));
    }
}

//! `zstdkit decompress` and `zstdkit test`.

use crate::support::{Folder, noise, text};

const SKIPPABLE: &[u8] = b"\x5A\x2A\x4D\x18\x04\0\0\0skip";

#[test]
fn writes_beside_the_input_and_keeps_it() {
    let folder = Folder::new();
    let frame = zstdkit::compress(&text(300_000), 5).unwrap();
    folder.write("a.txt.zst", &frame);
    folder.run(&["decompress", "a.txt.zst"]).ok();
    assert_eq!(folder.names(), ["a.txt", "a.txt.zst"]);
    assert_eq!(folder.read("a.txt"), text(300_000));
    assert_eq!(folder.read("a.txt.zst"), frame);
}

#[test]
fn stdin_becomes_stdout() {
    let folder = Folder::new();
    let frame = zstdkit::compress(&text(300_000), 5).unwrap();
    for args in [&["decompress"][..], &["decompress", "-"], &["decompress", "-o", "-"]] {
        assert_eq!(folder.run_with(args, &frame).ok().stdout(), text(300_000));
    }
    folder.run_with(&["decompress", "-o", "out"], &frame).ok();
    assert_eq!(folder.read("out"), text(300_000));
}

#[test]
fn any_number_of_frames_is_taken_skippable_ones_too() {
    let folder = Folder::new();
    let frame = zstdkit::compress(&text(1000), 1).unwrap();
    let frames = [&frame[..], SKIPPABLE, &frame, SKIPPABLE].concat();
    folder.write("a.zst", &frames);
    folder.run(&["decompress", "a.zst"]).ok();
    assert_eq!(folder.read("a"), [text(1000), text(1000)].concat());
    folder.write("skip.zst", SKIPPABLE);
    folder.run(&["decompress", "skip.zst"]).ok();
    assert_eq!(folder.read("skip"), b"");
    let empty = zstdkit::compress(b"", 3).unwrap();
    folder.write("empty.zst", &empty);
    folder.run(&["decompress", "empty.zst"]).ok();
    assert_eq!(folder.read("empty"), b"");
}

#[test]
fn large_content_comes_back_in_bounded_memory() {
    let folder = Folder::new();
    let data = [noise(3 << 20), vec![0; 40 << 20], text(5 << 20)].concat();
    folder.write("a", &data);
    folder.run(&["compress", "-p", "checksumFlag=1", "a"]).ok();
    assert!(folder.run(&["decompress", "-c", "a.zst"]).ok().stdout() == data);
}

#[test]
fn names_that_tell_nothing_need_an_output() {
    let folder = Folder::new();
    folder.write("a.bin", &zstdkit::compress(b"data", 3).unwrap());
    folder.run(&["decompress", "a.bin"]).failed(&["a.bin: ", ".zst", "-o"]);
    assert_eq!(folder.names(), ["a.bin"]);
    folder.run(&["decompress", "a.bin", "-o", "a"]).ok();
    assert_eq!(folder.read("a"), b"data");
}

#[test]
fn every_truncation_is_an_error_that_leaves_nothing() {
    let folder = Folder::new();
    let frame = zstdkit::CompressOptions::new().checksum(true).compress(&text(400)).unwrap();
    for len in 0..frame.len() {
        folder.write("a.zst", &frame[..len]);
        let reason = if len == 0 { "is empty" } else { "truncated" };
        folder.run(&["decompress", "a.zst"]).failed(&["a.zst: ", reason]);
        assert_eq!(folder.names(), ["a.zst"], "{len} bytes");
    }
}

#[test]
fn corrupt_input_is_an_error_that_leaves_nothing() {
    let folder = Folder::new();
    let frame = zstdkit::CompressOptions::new().checksum(true).compress(&text(4000)).unwrap();
    let mut wrong = frame.clone();
    *wrong.last_mut().unwrap() ^= 1;
    folder.write("sum.zst", &wrong);
    folder.run(&["decompress", "sum.zst"]).failed(&["sum.zst: ", "hecksum"]);
    folder.write("tail.zst", &[&frame[..], b"tail, no frame"].concat());
    let offset = format!("offset {}", frame.len());
    folder.run(&["decompress", "tail.zst"]).failed(&["tail.zst: ", &offset]);
    folder.write("none.zst", b"no frame at all");
    folder.run(&["decompress", "none.zst"]).failed(&["none.zst: ", "offset 0", "6e 6f 20 66"]);
    assert_eq!(folder.names(), ["none.zst", "sum.zst", "tail.zst"]);
}

#[test]
fn large_windows_have_to_be_allowed() {
    let folder = Folder::new();
    // A window of 2^28 bytes, and one raw block.
    let bytes = b"\x28\xB5\x2F\xFD\x00\x90\x19\x00\x00abc";
    folder.write("w.zst", bytes);
    folder.run(&["decompress", "w.zst"]).failed(&["w.zst: ", "windowLogMax"]);
    folder.run(&["test", "w.zst"]).failed(&["w.zst: ", "windowLogMax"]);
    folder.run(&["decompress", "-p", "windowLogMax=30", "w.zst"]).ok();
    assert_eq!(folder.read("w"), b"abc");
}

#[test]
fn a_wrong_dictionary_is_told() {
    let folder = Folder::new();
    // A frame that names dictionary 7.
    folder.write("a.zst", b"\x28\xB5\x2F\xFD\x21\x07\x03\x19\0\0abc");
    folder.run(&["decompress", "a.zst"]).failed(&["a.zst: ", "id 7", "-D"]);
    folder.write("dict", b"content of no id");
    folder.run(&["decompress", "-D", "dict", "a.zst"]).failed(&["a.zst: ", "id 7", "-D"]);
    folder.run(&["decompress", "-D", "nowhere", "a.zst"]).failed(&["dictionary nowhere: "]);
    folder.write("short", b"short");
    folder.run(&["decompress", "-D", "short", "a.zst"]).failed(&["dictionary short: ", "8"]);
    assert_eq!(folder.names(), ["a.zst", "dict", "short"]);
}

#[test]
fn test_reports_each_file_and_writes_none() {
    let folder = Folder::new();
    let good = zstdkit::compress(&text(1000), 3).unwrap();
    folder.write("good.zst", &good);
    folder.write("bad.zst", &good[..20]);
    folder.write("also-good", &good);
    let told = folder.run(&["test", "good.zst", "also-good"]).ok();
    assert_eq!(told.report().lines().count(), 2);
    assert!(told.report().starts_with("good.zst: ok"), "{}", told.report());
    let told = folder.run(&["test", "good.zst", "bad.zst", "also-good"]);
    let told = told.failed(&["bad.zst: ", "truncated"]);
    assert!(told.report().contains("also-good: ok"), "the files after a bad one are tested too");
    assert_eq!(folder.run(&["test", "-q", "good.zst"]).ok().report(), "");
    folder.run_with(&["test"], &good).ok();
    folder.run_with(&["test"], b"").failed(&["stdin: is empty"]);
    assert_eq!(folder.names(), ["also-good", "bad.zst", "good.zst"]);
}

#[test]
fn threads_share_the_frames_and_change_nothing_else() {
    let folder = Folder::new();
    let parts: Vec<Vec<u8>> = (1..9).map(|n| text(n * 200_000)).collect();
    let mut frames: Vec<u8> = SKIPPABLE.to_vec();
    for part in &parts {
        frames.extend(zstdkit::compress(part, 1).unwrap());
    }
    folder.write("a.zst", &frames);
    for threads in ["0", "1", "2", "5"] {
        folder.run(&["decompress", "-f", "-T", threads, "a.zst"]).ok();
        assert!(folder.read("a") == parts.concat(), "{threads} threads");
        folder.run(&["test", "-T", threads, "a.zst"]).ok();
    }
    let piped = folder.run_with(&["decompress", "-T2"], &frames).ok();
    assert!(piped.stdout() == parts.concat());
    folder.write("cut.zst", &frames[..frames.len() - 1]);
    folder.run(&["decompress", "-T2", "cut.zst"]).failed(&["cut.zst: ", "truncated"]);
    folder.write("tail.zst", &[&frames[..], b"no frame"].concat());
    folder.run(&["test", "-T2", "tail.zst"]).failed(&["tail.zst: ", "offset"]);
}

#[test]
fn a_name_of_another_format_is_told_as_that() {
    let folder = Folder::new();
    folder.write("a.gz", b"\x1F\x8B\x08\0");
    folder
        .run(&["decompress", "a.gz"])
        .failed(&["a.gz: its name ends in .gz", "command of its own"]);
    folder.run(&["-dc", "a.gz"]).failed(&["a.gz: is gzip", "command of its own"]);
    folder.run(&["-d", "Cargo.lock"]).failed(&["doesn't end in .zst"]);
}

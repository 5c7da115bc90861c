//! As who is used to zstd's own command types, and what is lost of bad input.

use std::process::Command;

use crate::support::{Folder, noise, text};

#[test]
fn zstds_options_need_no_subcommand() {
    let folder = Folder::new();
    let data = text(100_000);
    folder.write("a", &data);
    folder.run(&["-7", "-k", "a"]).ok();
    let expected = zstdkit::CompressOptions::new().level(7).checksum(true).compress(&data).unwrap();
    assert!(folder.read("a.zst") == expected);
    folder.run(&["-t", "a.zst"]).ok();
    assert!(folder.run(&["-dc", "a.zst"]).ok().stdout() == data);
    folder.run(&["-df", "--rm", "a.zst", "-o", "b"]).ok();
    assert_eq!(folder.names(), ["a", "b"]);
    assert!(folder.run_with(&[], &data).ok().stdout().starts_with(b"\x28\xB5\x2F\xFD"));
    folder.run(&["-Q", "a"]).wrong_usage(&["-Q"]);
}

#[test]
fn the_environment_says_the_level_where_nothing_else_does() {
    let folder = Folder::new();
    let data = text(100_000);
    folder.write("a", &data);
    let output = folder.command(&["-c", "a"]).env("ZSTD_CLEVEL", "9").output().unwrap();
    assert!(output.stdout == folder.run(&["-9", "-c", "a"]).ok().stdout());
    let output = folder.command(&["-1", "-c", "a"]).env("ZSTD_CLEVEL", "9").output().unwrap();
    assert!(output.stdout == folder.run(&["-1", "-c", "a"]).ok().stdout());
}

#[cfg(unix)]
#[test]
fn tar_works_both_ways() {
    if Command::new("tar").arg("--version").output().is_err() {
        return;
    }
    if std::env::var_os("ZSTDKIT_TEST_RUNNER").is_some() {
        return;
    }
    let folder = Folder::new();
    folder.write("a", &text(300_000));
    let tar = |args: &[&str]| {
        let program = env!("CARGO_BIN_EXE_zstdkit");
        let mut command = Command::new("tar");
        command.args(["-I", program]).args(args).current_dir(folder.root());
        assert!(command.status().unwrap().success(), "{args:?}");
    };
    tar(&["-cf", "a.tar.zst", "a"]);
    std::fs::remove_file(folder.path("a")).unwrap();
    tar(&["-xf", "a.tar.zst"]);
    assert!(folder.read("a") == text(300_000));
}

#[test]
fn what_was_decoded_before_an_error_is_written() {
    let folder = Folder::new();
    let (one, two) = (text(1000), noise(2000));
    let frames = [zstdkit::compress(&one, 3).unwrap(), zstdkit::compress(&two, 3).unwrap()];
    folder.write("a.zst", &[&frames.concat()[..], b"junk that is no frame"].concat());
    let outcome = folder.run(&["decompress", "-c", "a.zst"]).failed(&["a.zst: "]);
    assert!(outcome.stdout() == [&one[..], &two].concat());
    folder.run(&["decompress", "a.zst"]).failed(&["a.zst: "]);
    assert_eq!(folder.names(), ["a.zst"]);

    // Of a frame, all blocks before the damage.
    let data = noise(1 << 20);
    let mut frame = zstdkit::compress(&data, 1).unwrap();
    let middle = 5 * (128 << 10) + 50;
    frame.truncate(middle);
    folder.write("b.zst", &frame);
    let outcome = folder.run(&["decompress", "-c", "b.zst"]).failed(&["b.zst: "]);
    assert!(outcome.stdout().len() >= 4 * (128 << 10), "{}", outcome.stdout().len());
    assert!(data.starts_with(outcome.stdout()));
}

#[test]
fn frames_without_checksums_are_told() {
    let folder = Folder::new();
    folder.write("a", &text(1000));
    folder.run(&["compress", "--no-check", "a"]).ok();
    assert!(folder.run(&["test", "a.zst"]).ok().report().contains("without a checksum"));
    folder.run(&["compress", "-f", "a"]).ok();
    assert!(!folder.run(&["test", "a.zst"]).ok().report().contains("without a checksum"));
}

#[test]
fn other_formats_are_named_or_passed_through() {
    let folder = Folder::new();
    folder.write("a.zst", b"\x1F\x8B\x08 and so on");
    folder.run(&["decompress", "a.zst"]).failed(&["is gzip"]);
    let through = folder.run(&["-dcf", "a.zst"]).ok();
    assert_eq!(through.stdout(), b"\x1F\x8B\x08 and so on");
}

#[cfg(target_os = "linux")]
#[test]
fn holes_stay_holes() {
    use std::os::unix::fs::MetadataExt as _;

    let folder = Folder::new();
    let file = std::fs::File::create(folder.path("a")).unwrap();
    file.set_len(200 << 20).unwrap();
    folder.run(&["-1", "a"]).ok();
    folder.run(&["-d", "a.zst", "-o", "b"]).ok();
    let made = std::fs::metadata(folder.path("b")).unwrap();
    assert_eq!(made.len(), 200 << 20);
    assert!(made.blocks() * 512 < 1 << 20, "{} blocks", made.blocks());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_by_the_name_of_the_output() {
    let folder = Folder::new();
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    folder.write("a", &noise(3 << 20));
    folder.run(&["compress", "a", "-o", "/dev/full"]).failed(&["cannot write /dev/full"]);
}

#[test]
fn lists_and_folders_for_outputs() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("in/below")).unwrap();
    folder.write("in/a", b"one");
    folder.write("in/below/b", b"two");
    folder.write("list", b"in/a\nin/below/b\n");
    folder.run(&["compress", "--filelist", "list", "--output-dir-mirror", "out"]).ok();
    assert_eq!(zstdkit::decompress(&folder.read("out/in/below/b.zst")).unwrap(), b"two");
    std::fs::create_dir(folder.path("flat")).unwrap();
    folder.run(&["-r", "in", "--output-dir-flat", "flat"]).ok();
    assert_eq!(zstdkit::decompress(&folder.read("flat/b.zst")).unwrap(), b"two");
}

//! Outputs appear whole or not at all, and never by surprise.

use std::fs;

use crate::support::{Folder, text};

#[test]
fn an_existing_output_is_refused_without_force() {
    let folder = Folder::new();
    folder.write("a", b"new content");
    folder.write("a.zst", b"precious");
    folder.run(&["compress", "a"]).failed(&["a: ", "a.zst", "exists", "-f"]);
    assert_eq!(folder.read("a.zst"), b"precious");
    folder.run(&["compress", "-f", "a"]).ok();
    let frame = zstdkit::CompressOptions::new().checksum(true).compress(b"new content").unwrap();
    assert_eq!(folder.read("a.zst"), frame);

    folder.write("a", b"precious");
    folder.run(&["decompress", "a.zst"]).failed(&["a.zst: ", "exists", "-f"]);
    assert_eq!(folder.read("a"), b"precious");
    folder.run(&["decompress", "-f", "a.zst"]).ok();
    assert_eq!(folder.read("a"), b"new content");
    folder.write("out", b"precious");
    folder.run(&["compress", "-o", "out", "a"]).failed(&["out", "exists"]);
    assert_eq!(folder.names(), ["a", "a.zst", "out"]);
}

#[test]
fn a_failure_keeps_what_was_there() {
    let folder = Folder::new();
    let frame = zstdkit::compress(&text(300_000), 3).unwrap();
    folder.write("a.zst", &frame[..frame.len() / 2]);
    folder.write("a", b"precious");
    folder.run(&["decompress", "-f", "a.zst"]).failed(&["truncated"]);
    assert_eq!(folder.read("a"), b"precious");
    assert_eq!(folder.names(), ["a", "a.zst"]);
}

#[test]
fn an_output_that_cannot_be_made_is_named() {
    let folder = Folder::new();
    folder.write("a", b"data");
    let told = folder.run(&["compress", "-o", "no/such/folder", "a"]);
    let told = told.failed(&["no/such/folder", "No such"]);
    assert!(!told.stderr().contains(".tmp"), "the temporary name tells nothing: {}", told.stderr());
    fs::create_dir(folder.path("dir")).unwrap();
    folder.run(&["compress", "-f", "-o", "dir", "a"]).failed(&["dir", "is a directory"]);
    assert_eq!(folder.names(), ["a", "dir"]);
}

#[test]
fn the_longest_name_there_can_be_is_written() {
    let folder = Folder::new();
    let name = "n".repeat(251);
    folder.write(&name, b"data");
    folder.run(&["compress", &name]).ok();
    assert_eq!(folder.names(), [name.clone(), format!("{name}.zst")]);
}

#[test]
fn an_input_is_never_replaced() {
    let folder = Folder::new();
    let (plain, frame) = (text(1000), zstdkit::compress(&text(1000), 3).unwrap());
    folder.write("own", &plain);
    folder.write("own.zst", &frame);
    folder.write("own.svg", &plain);
    let refused: &[&[&str]] = &[
        &["compress", "-o", "own", "own"],
        &["compress", "-f", "-o", "own", "own"],
        &["compress", "-f", "-o", "./own", "own"],
        &["compress", "-f", "-o", "own.zst", "-D", "own.zst", "own"],
        &["decompress", "-f", "-o", "own.zst", "own.zst"],
        &["info", "-f", "--map", "own.svg", "own.svg"],
        &["train", "-f", "--records", r"\n", "-o", "own", "own"],
        &["train", "-f", "--records", r"\n", "-o", "other", "--plot", "own.svg", "own.svg"],
        &["train", "-f", "-r", "-o", "own", "."],
        &["bench", "--seconds", "0.1", "-f", "--plot", "own.svg", "own.svg"],
        &["bench", "-f", "--records", r"\n", "-D", "own.svg", "--plot", "own.svg", "own.zst"],
    ];
    for args in refused {
        folder.run(args).failed(&["cannot write", "read from too", "another output"]);
        assert_eq!(folder.names(), ["own", "own.svg", "own.zst"], "{args:?}");
        assert_eq!(folder.read("own.svg"), plain);
        assert_eq!((folder.read("own"), folder.read("own.zst")), (plain.clone(), frame.clone()));
    }
    // The second input is not lost to the first one's output, and is compressed itself.
    folder.run(&["compress", "-f", "own", "own.zst"]).failed(&["own: ", "own.zst", "read from"]);
    assert_eq!(folder.read("own.zst"), frame);
    assert_eq!(folder.names(), ["own", "own.svg", "own.zst", "own.zst.zst"]);
}

#[cfg(unix)]
mod unix {
    use std::{
        os::unix::fs::{PermissionsExt as _, symlink},
        time::{Duration, SystemTime},
    };

    use super::*;

    fn mode(folder: &Folder, name: &str) -> u32 {
        fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn permissions_and_times_are_the_inputs() {
        let folder = Folder::new();
        for wanted in [0o600, 0o640, 0o666, 0o755, 0o444] {
            let path = folder.write("a", b"data");
            let then = SystemTime::now() - Duration::from_secs(100_000);
            fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(wanted)).unwrap();
            folder.run(&["compress", "a"]).ok();
            assert_eq!(mode(&folder, "a.zst"), wanted, "{wanted:o}");
            let modified = fs::metadata(folder.path("a.zst")).unwrap().modified().unwrap();
            assert_eq!(modified, fs::metadata(&path).unwrap().modified().unwrap());
            fs::remove_file(&path).unwrap();
            folder.run(&["decompress", "a.zst"]).ok();
            assert_eq!(mode(&folder, "a"), wanted, "{wanted:o}");
            fs::remove_file(&path).unwrap();
            fs::remove_file(folder.path("a.zst")).unwrap();
        }
    }

    #[test]
    fn what_comes_from_a_pipe_is_as_any_new_file() {
        let folder = Folder::new();
        folder.run_with(&["compress", "-o", "a.zst"], b"data").ok();
        folder.write("other", b"data");
        assert_eq!(mode(&folder, "a.zst"), mode(&folder, "other"));
    }

    #[test]
    fn devices_and_pipes_are_written_in_place() {
        let folder = Folder::new();
        folder.write("a", b"data");
        symlink("/dev/null", folder.path("null")).unwrap();
        folder.run(&["compress", "-o", "null", "a"]).ok();
        folder.run(&["compress", "-f", "-o", "null", "a"]).ok();
        assert!(fs::symlink_metadata(folder.path("null")).unwrap().is_symlink());
        let through = folder.run(&["compress", "-q", "-o", "/dev/stdout", "a"]).ok();
        assert_eq!(zstdkit::decompress(through.stdout()).unwrap(), b"data");
    }

    #[test]
    fn links_lead_to_what_is_replaced() {
        let folder = Folder::new();
        folder.write("a", b"data");
        folder.write("target", b"precious");
        symlink("target", folder.path("link")).unwrap();
        folder.run(&["compress", "-o", "link", "a"]).failed(&["link", "exists"]);
        folder.run(&["compress", "-f", "-o", "link", "a"]).ok();
        assert!(fs::symlink_metadata(folder.path("link")).unwrap().is_symlink());
        assert_eq!(zstdkit::decompress(&folder.read("target")).unwrap(), b"data");
        symlink("nowhere", folder.path("dangling")).unwrap();
        folder.run(&["compress", "-o", "dangling", "a"]).failed(&["dangling", "link"]);
    }

    #[test]
    fn no_link_leads_around_the_refusal_to_replace_an_input() {
        let folder = Folder::new();
        let path = folder.write("own", &text(1000));
        symlink("own", folder.path("own.zst")).unwrap();
        folder.run(&["compress", "-f", "own"]).failed(&["own.zst", "read from"]);
        folder.run(&["compress", "-f", "-o", "own", "own.zst"]).failed(&["own.zst", "read from"]);
        fs::remove_file(folder.path("own.zst")).unwrap();
        fs::hard_link(&path, folder.path("own.zst")).unwrap();
        folder.run(&["compress", "-f", "own"]).failed(&["own.zst", "read from"]);
        let mut redirected = folder.command(&["compress", "-f", "-o", "own"]);
        let ended = redirected.stdin(fs::File::open(&path).unwrap()).output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        assert_eq!(folder.read("own"), text(1000));
        assert_eq!(folder.names(), ["own", "own.zst"]);
    }

    #[test]
    fn a_full_disk_is_a_failure() {
        if !fs::exists("/dev/full").unwrap() {
            eprintln!("skipped: this system has no /dev/full");
            return;
        }
        let folder = Folder::new();
        folder.write("a", b"data");
        folder.run(&["compress", "-o", "/dev/full", "a"]).failed(&["a: ", "No space"]);
    }
}

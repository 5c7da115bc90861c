//! Frames to and from the system's `zstd` command, where there is one.

use std::process::Command;

use crate::support::{Folder, noise, text};

fn system_zstd() -> Option<Command> {
    let found = Command::new("zstd").arg("--version").output().is_ok_and(|it| it.status.success());
    if !found {
        eprintln!("skipped: no zstd command on the PATH");
    }
    found.then(|| Command::new("zstd"))
}

#[test]
fn the_zstd_command_reads_our_frames() {
    let Some(mut zstd) = system_zstd() else { return };
    let folder = Folder::new();
    let data = [text(400_000), noise(1000)].concat();
    folder.write("a", &data);
    folder.run(&["compress", "-l", "19", "-p", "checksumFlag=1", "a"]).ok();
    let output = zstd.args(["-dcq"]).arg(folder.path("a.zst")).output().unwrap();
    assert!(output.status.success());
    assert_eq!(output.stdout, data);
}

#[test]
fn we_read_the_zstd_commands_frames() {
    let folder = Folder::new();
    let data = [text(400_000), noise(1000)].concat();
    folder.write("a", &data);
    for level in ["-1", "-19", "--fast=5"] {
        let Some(mut zstd) = system_zstd() else { return };
        let made = zstd.args(["-fq", level]).arg(folder.path("a")).output().unwrap();
        assert!(made.status.success());
        assert_eq!(folder.run(&["decompress", "-c", "a.zst"]).ok().stdout(), data, "{level}");
        folder.run(&["test", "a.zst"]).ok();
    }
}

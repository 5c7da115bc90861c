//! The command on files of any bytes: outputs appear whole or not at all, and inputs stay.

#![no_main]

use std::{ffi::OsString, fs, path::Path, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use zstdkit::{DecompressOptions, Dictionary};
use zstdkit_fuzz::{Choices, split};

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

/// Small windows, so that no input takes long.
const WINDOW: &str = "windowLogMax=20";

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    // Outputs are only written where they take little room.
    let content = DecompressOptions::new().window_log_max(20).decompress(data);
    if zstdkit_frame::decompressed_bound(data).is_ok_and(|bound| bound > 1 << 22) {
        return;
    }
    let folder = FOLDER.path();
    let (file, made) = (folder.join("file.zst"), folder.join("file"));
    fs::write(&file, data).expect("a file of ours");

    match choices.below(6) {
        0 => {
            let there = choices.flag();
            if there {
                fs::write(&made, "there before").expect("a file of ours");
            }
            let force = choices.flag();
            let threads = if choices.flag() { "-T2" } else { "-T1" };
            let force_flag = if force { "-qf" } else { "-q" };
            run(["decompress", force_flag, threads, "-p", WINDOW].map(OsString::from), &[&file]);
            match content {
                Ok(content) if !data.is_empty() && (force || !there) => {
                    assert!(fs::read(&made).expect("made") == content, "another content");
                }
                _ if there => assert_eq!(fs::read(&made).expect("kept"), b"there before"),
                _ => assert!(!made.exists(), "a part of an output"),
            }
        }
        1 => {
            let level = format!("-l{}", choices.below(8) as i32 - 3);
            let packed = folder.join("file.zst.zst");
            run(["compress".into(), "-q".into(), level.into()], &[&file]);
            let frame = fs::read(&packed).expect("made");
            assert_eq!(zstdkit::decompress(&frame).as_deref(), Ok(data));
        }
        2 => run(["test", "-q", "-p", WINDOW].map(OsString::from), &[&file]),
        3 => {
            let options = ["info", "info --json", "info --blocks"];
            let words = choices.pick(&options).split(' ').map(OsString::from);
            run(words, &[&file]);
        }
        4 => {
            let map = folder.join("map.svg");
            run(["info".into(), "--map".into(), map.clone().into()], &[&file]);
            assert!(!map.exists() || fs::read(&map).expect("made").ends_with(b"</svg>\n"));
        }
        _ => with_dictionary(data, &mut choices, folder, &file),
    }
    assert!(fs::read(&file).expect("kept") == data, "the input is changed");
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("a file of ours").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(!name.ends_with(".tmp"), "{name} is left behind");
        fs::remove_file(path).expect("a file of ours");
    }
});

/// The data is a dictionary, and what it compresses.
fn with_dictionary(data: &[u8], choices: &mut Choices, folder: &Path, file: &Path) {
    let content = &data[..(choices.below(1 << 12) as usize).min(data.len())];
    let (dictionary, packed, back) =
        (folder.join("dictionary"), folder.join("file.zst.zst"), folder.join("back"));
    fs::write(&dictionary, content).expect("a file of ours");
    let with =
        |command: &str| [command.into(), "-q".into(), "-D".into(), dictionary.clone().into()];
    run(with("compress"), &[file]);
    assert_eq!(packed.exists(), Dictionary::raw(content).is_ok());
    if packed.exists() {
        let [command, quiet, option, name] = with("decompress");
        run([command, quiet, option, name, "-o".into(), back.clone().into()], &[&packed]);
        assert!(fs::read(&back).expect("made") == data, "another content");
    }
}

fn run(arguments: impl IntoIterator<Item = OsString>, files: &[&Path]) {
    let files = files.iter().map(|path| path.as_os_str().to_owned());
    let _ = zstdkit_cli::run(["zstdkit".into()].into_iter().chain(arguments).chain(files));
}

//! `--json`, of every subcommand.

use serde_json::{Value, json};

use crate::support::{Folder, text};

/// A document, which says of which command it is.
fn document(folder: &Folder, args: &[&str]) -> Value {
    let json = folder.run(args).ok().json();
    assert_eq!((&json["schema"], &json["command"]), (&json!(1), &json!(args[0])));
    json
}

#[test]
fn every_command_has_a_document_of_one_shape() {
    let folder = Folder::new();
    folder.write("a", &text(100_000));
    let file = |json: &Value| json["files"][0].clone();
    let made = file(&document(&folder, &["compress", "--json", "a"]));
    assert_eq!((&made["file"], &made["output"]), (&json!("a"), &json!("a.zst")));
    assert_eq!((&made["read"], &made["error"]), (&json!(100_000), &Value::Null));
    assert_eq!(made["written"], folder.read("a.zst").len());
    let tested = file(&document(&folder, &["test", "--json", "a.zst"]));
    assert_eq!((&tested["frames"], &tested["frames_without_checksum"]), (&json!(1), &json!(0)));
    assert_eq!(tested["written"], 100_000);
    assert_eq!(tested.get("output"), None);
    let back = file(&document(&folder, &["decompress", "--json", "-f", "a.zst"]));
    assert_eq!((&back["output"], &back["written"]), (&json!("a"), &json!(100_000)));
    let indexed = file(&document(&folder, &["index", "--json", "a.zst"]));
    assert_eq!(indexed["output"], "a.zsti");
    let part = file(&document(&folder, &["cat", "--json", "-r", "10..30", "-o", "part", "a.zst"]));
    assert_eq!((&part["written"], folder.read("part").len()), (&json!(20), 20));
    let saved = file(&document(&folder, &["salvage", "--json", "-o", "saved", "a.zst"]));
    assert_eq!((&saved["sound"], &saved["holes"]), (&json!(100_000), &json!([])));
    let args = ["train", "--json", "--records", r"\n", "--size", "1K", "-o", "dict", "a"];
    let trained = document(&folder, &args);
    assert_eq!(trained["size"], folder.read("dict").len());
    assert!(trained["held_back"]["samples"].as_u64().unwrap() > 0, "{trained}");
    document(&folder, &["params", "--json"]);
    document(&folder, &["info", "--json", "a.zst"]);
}

#[test]
fn what_fails_has_an_entry_and_content_keeps_stdout_to_itself() {
    let folder = Folder::new();
    folder.write("a", &text(1000));
    for args in [&["compress", "--json", "a", "none"][..], &["test", "--json", "a", "none"]] {
        let told = folder.run(args);
        let json = told.json();
        let entry = &json["files"][1];
        assert_eq!(entry["file"], "none");
        assert!(entry["error"]["message"].as_str().unwrap().contains("none"), "{entry}");
    }
    folder.run(&["compress", "--json", "-c", "a"]).wrong_usage(&["stdout"]);
    folder.run(&["cat", "--json", "a.zst"]).wrong_usage(&["stdout"]);
    folder.run(&["salvage", "--json", "-o", "-", "a.zst"]).wrong_usage(&["stdout"]);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_can_be_recovered() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let folder = Folder::new();
    let name = OsStr::from_bytes(b"a\xFF\nb");
    std::fs::write(folder.root().join(name), text(100)).unwrap();
    let output = folder.command(&["compress", "--json"]).arg(name).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let entry = &json["files"][0];
    assert_eq!(entry["file"], "a\u{FFFD}\\nb");
    assert_eq!(
        (&entry["file_bytes"], &entry["output_bytes"]),
        (&json!("Yf8KYg=="), &json!("Yf8KYi56c3Q="))
    );
}

#[test]
fn many_files_have_one_line_and_each_its_own_where_that_is_asked_for() {
    let folder = Folder::new();
    for name in ["a", "b", "c"] {
        folder.write(name, &text(1000));
    }
    let told = folder.run(&["compress", "a", "b", "c"]).ok();
    assert_eq!(told.report().lines().count(), 1, "{}", told.report());
    assert!(told.report().starts_with("3 files compressed: "), "{}", told.report());
    let told = folder.run(&["compress", "-f", "-v", "a", "b", "c"]).ok();
    assert_eq!(told.report().lines().count(), 4, "{}", told.report());
    let told = folder.run(&["decompress", "-f", "a.zst", "b.zst"]).ok();
    assert!(told.report().starts_with("2 files decompressed: "), "{}", told.report());
    assert_eq!(folder.run(&["decompress", "-f", "-q", "a.zst", "b.zst"]).ok().report(), "");
}

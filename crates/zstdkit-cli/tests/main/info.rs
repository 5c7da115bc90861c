//! `zstdkit info`.

use serde_json::{Value, json};
use zstdkit::{CompressOptions, CompressParameter};

use crate::support::{Folder, noise, text};

const SKIPPABLE: &[u8] = b"\x5A\x2A\x4D\x18\x04\0\0\0skip";

/// A frame with a checksum, a skippable one, and one that doesn't say its size.
fn three_frames() -> (Vec<u8>, [usize; 3]) {
    let first = CompressOptions::new().checksum(true).compress(&text(300_000)).unwrap();
    let last = CompressOptions::new()
        .set(CompressParameter::ContentSizeFlag, 0)
        .set(CompressParameter::WindowLog, 17)
        .compress(&[noise(200_000), vec![7; 300_000]].concat())
        .unwrap();
    let sizes = [first.len(), SKIPPABLE.len(), last.len()];
    ([&first[..], SKIPPABLE, &last].concat(), sizes)
}

/// The cells of the first row that begins with `cell`.
fn row<'a>(text: &'a str, cell: &str) -> Vec<&'a str> {
    let mut rows = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    rows.find(|row| row.first() == Some(&cell)).unwrap_or_else(|| panic!("no {cell} in {text}"))
}

#[test]
fn one_row_per_frame_and_the_totals() {
    let folder = Folder::new();
    let (bytes, sizes) = three_frames();
    folder.write("a.zst", &bytes);
    let told = folder.run(&["info", "--frames", "a.zst"]).ok();
    let checksum = u32::from_le_bytes(bytes[sizes[0] - 4..sizes[0]].try_into().unwrap());
    let first = row(told.text(), "0");
    assert_eq!(first[1..5], ["0", "zstandard", &sizes[0].to_string(), "300000"]);
    assert_eq!(first[6..], ["300000", "-", &format!("{checksum:08x}")]);
    let ratio: f64 = first[5].parse().unwrap();
    assert!((ratio - 300_000.0 / sizes[0] as f64).abs() < 0.01);
    let second = row(told.text(), "1");
    assert_eq!(
        second[1..],
        [&sizes[0].to_string(), "skippable", "10", "12", "-", "-", "-", "-", "-"]
    );
    let third = row(told.text(), "2");
    let offset = (sizes[0] + sizes[1]).to_string();
    assert_eq!(
        third[1..],
        [&offset, "zstandard", &sizes[2].to_string(), "-", "-", "131072", "-", "-"]
    );
    let total = row(told.text(), "total");
    assert_eq!(total[1..5], ["3", "frames", &bytes.len().to_string(), "-"]);
}

#[test]
fn json_says_the_same_and_more() {
    let folder = Folder::new();
    let (bytes, sizes) = three_frames();
    folder.write("a.zst", &bytes);
    let plain = folder.run(&["info", "--json", "a.zst"]).ok().json();
    assert_eq!(plain["files"][0]["frames"][2].get("blocks"), None, "only where they are asked for");
    let json = folder.run(&["info", "--json", "--blocks", "a.zst"]).ok().json();
    assert_eq!((&json["schema"], &json["command"]), (&json!(1), &json!("info")));
    let file = &json["files"][0];
    assert_eq!(file["file"], "a.zst");
    assert_eq!(file.get("file_bytes"), None);
    assert_eq!(file["size"], bytes.len());
    assert_eq!(file["error"], Value::Null);
    let frame = &file["frames"][0];
    assert_eq!(frame["kind"], "zstandard");
    assert_eq!(frame["offset"], 0);
    assert_eq!(frame["size"], sizes[0]);
    assert_eq!(frame["content_size"], 300_000);
    assert_eq!(frame["window_size"], 300_000);
    assert_eq!(frame["single_segment"], true);
    assert_eq!(frame["dictionary_id"], Value::Null);
    assert_eq!(frame["has_checksum"], true);
    assert_eq!(frame["checksum_offset"], sizes[0] - 4);
    assert_eq!(frame["magic"], "fd2fb528");
    let frame = &file["frames"][1];
    assert_eq!(frame["kind"], "skippable");
    assert_eq!((&frame["variant"], &frame["payload_size"]), (&json!(10), &json!(4)));
    assert_eq!(frame["content_size"], 0);
    let frame = &file["frames"][2];
    assert_eq!(frame["content_size"], Value::Null);
    assert_eq!(frame["window_log"], 17);
    let blocks = frame["blocks"].as_array().unwrap();
    assert_eq!(frame["block_count"], blocks.len());
    let stored: u64 = blocks.iter().map(|block| block["size"].as_u64().unwrap()).sum();
    let header = frame["header_size"].as_u64().unwrap();
    assert_eq!(stored + header, sizes[2] as u64);
    assert!(blocks.iter().any(|block| block["kind"] == "raw"));
    assert_eq!(blocks.last().unwrap()["last"], true);
    assert_eq!(file["totals"]["frames"], 3);
    assert_eq!(file["totals"]["skippable_frames"], 1);
    assert_eq!(file["totals"]["size"], bytes.len());
    assert_eq!(file["totals"]["content_size"], Value::Null);
}

#[test]
fn blocks_are_shown_with_their_sections() {
    let folder = Folder::new();
    let (bytes, _) = three_frames();
    folder.write("a.zst", &bytes);
    let plain = folder.run(&["info", "-v", "a.zst"]).ok();
    let with_blocks = folder.run(&["info", "--blocks", "a.zst"]).ok();
    assert!(with_blocks.text().starts_with(plain.text()));
    let (_, rest) = with_blocks.text().split_once("frame 0, its blocks:").unwrap();
    let first = row(rest, "0");
    assert_eq!(first[2], "compressed");
    let sequences: u32 = first[first.len() - 5].parse().unwrap();
    assert!(sequences > 100, "{first:?}");
    assert!(rest.contains("frame 2, its blocks:"));
    assert!(rest.contains(" raw "), "{rest}");
    assert!(rest.contains(", last"), "{rest}");
}

#[test]
fn stdin_is_walked_as_a_file_is() {
    let folder = Folder::new();
    let (bytes, _) = three_frames();
    folder.write("a.zst", &bytes);
    let file = folder.run(&["info", "--json", "a.zst"]).ok().json();
    let mut pipe = folder.run_with(&["info", "--json"], &bytes).ok().json();
    assert_eq!(pipe["files"][0]["file"], "stdin");
    pipe["files"][0]["file"] = json!("a.zst");
    assert_eq!(file, pipe);
    let stdin = std::fs::File::open(folder.path("a.zst")).unwrap();
    let redirected = folder.command(&["info", "--json", "-"]).stdin(stdin).output().unwrap();
    let mut redirected: Value = serde_json::from_slice(&redirected.stdout).unwrap();
    redirected["files"][0]["file"] = json!("a.zst");
    assert_eq!(file, redirected);
}

#[test]
fn damage_is_told_by_its_offset_after_what_was_found() {
    let folder = Folder::new();
    let (bytes, sizes) = three_frames();
    folder.write("cut.zst", &bytes[..bytes.len() - 1]);
    let told = folder.run(&["info", "-v", "cut.zst"]).failed(&["cut.zst: ", "offset"]);
    assert_eq!(row(told.text(), "total")[1], "2");
    let told = folder.run(&["info", "cut.zst"]).failed(&["cut.zst: ", "offset"]);
    let cut = row(told.text(), "cut.zst");
    assert_eq!((&cut[1..3], cut[4]), (&["2", "1"][..], &*(bytes.len() - 1).to_string()));
    assert!(told.text().contains("damaged at offset "), "{}", told.text());
    folder.write("tail.zst", &[&bytes[..sizes[0]], b"tail"].concat());
    let offset = format!("offset {}", sizes[0]);
    folder.run(&["info", "tail.zst"]).failed(&["tail.zst: ", &offset, "74 61 69 6c"]);
    let told = folder.run(&["info", "--json", "tail.zst"]).failed(&[&offset]);
    let json = told.json();
    assert_eq!(json["files"][0]["error"]["offset"], sizes[0]);
    assert_eq!(json["files"][0]["frames"].as_array().unwrap().len(), 1);
    // What isn't there at all, and what is empty.
    folder.write("empty.zst", b"");
    let told = folder.run(&["info", "none.zst", "empty.zst"]).failed(&["none.zst: "]);
    assert_eq!(row(told.text(), "empty.zst")[1..5], ["0", "0", "0", "0"]);
    let json =
        folder.run(&["info", "--json", "none.zst", "empty.zst"]).failed(&["none.zst: "]).json();
    let (none, empty) = (&json["files"][0], &json["files"][1]);
    assert_eq!((&none["file"], &none["frames"]), (&json!("none.zst"), &json!([])));
    assert!(none["error"]["message"].is_string(), "{none}");
    assert_eq!((&empty["error"], &empty["size"]), (&Value::Null, &json!(0)));
}

#[test]
fn the_sound_part_of_a_broken_frame_is_shown() {
    let folder = Folder::new();
    let (bytes, sizes) = three_frames();
    let whole = {
        folder.write("whole.zst", &bytes);
        folder.run(&["info", "--blocks", "--json", "whole.zst"]).ok().json()["files"][0]["frames"]
            [2]
        .take()
    };
    let blocks = whole["blocks"].as_array().unwrap();
    assert!(blocks.len() > 2, "{blocks:?}");
    folder.write("cut.zst", &bytes[..bytes.len() - 1]);
    let told =
        folder.run(&["info", "--blocks", "--json", "cut.zst"]).failed(&["cut.zst: ", "offset"]);
    let json = told.json();
    let (file, broken) = (&json["files"][0], &json["files"][0]["broken_frame"]);
    assert_eq!(broken["blocks"].as_array().unwrap(), &blocks[..blocks.len() - 1]);
    assert_eq!(broken["block_count"], blocks.len() - 1);
    for same in ["index", "offset", "window_size", "header_size", "descriptor"] {
        assert_eq!(broken[same], whole[same], "{same}");
    }
    let end = broken["offset"].as_u64().unwrap() + broken["size"].as_u64().unwrap();
    assert_eq!(blocks[blocks.len() - 1]["offset"], end);
    assert_eq!((&broken["ratio"], &file["totals"]["frames"]), (&Value::Null, &json!(2)));
    let told = folder.run(&["info", "--blocks", "cut.zst"]).failed(&["cut.zst: "]);
    let size = (end - sizes[0] as u64 - sizes[1] as u64).to_string();
    assert_eq!(row(told.text(), "2")[2..5], ["zstandard,", "broken", &size]);
    assert!(told.text().contains("frame 2, its blocks"), "{}", told.text());
    // A header that is cut off says nothing.
    folder.write("head.zst", &bytes[..2]);
    let told = folder.run(&["info", "--json", "head.zst"]).failed(&["head.zst: "]);
    assert_eq!(told.json()["files"][0]["broken_frame"], Value::Null);
}

#[test]
fn legacy_frames_are_named() {
    let folder = Folder::new();
    folder.write("old.zst", b"\x25\xB5\x2F\xFDwhatever follows");
    folder.run(&["info", "old.zst"]).failed(&["old.zst: ", "v0.5", "offset 0"]);
}

#[test]
fn the_map_is_a_picture_of_every_kind_of_part() {
    // Windows has no names with angle brackets.
    const NAMED: &str = if cfg!(windows) { "a&.zst" } else { "a<&>.zst" };
    const SHOWN: &str = if cfg!(windows) { "a&amp;.zst" } else { "a&lt;&amp;&gt;.zst" };
    let folder = Folder::new();
    let (bytes, _) = three_frames();
    folder.write(NAMED, &bytes);
    folder.run(&["info", "--map", "map.svg", NAMED]).ok();
    let svg = String::from_utf8(folder.read("map.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    for part in ["frame header", "compressed block", "raw block", "checksum", "skippable frame"] {
        assert!(svg.contains(part), "{part}");
    }
    assert!(svg.contains(SHOWN));
    folder.run(&["info", "--map", "map.svg", NAMED]).failed(&["map.svg", "exists"]);
    folder.run(&["info", "--force", "--map", "map.svg", NAMED]).ok();
    let to_stdout = folder.run(&["info", "--map", "-", NAMED]).ok();
    assert_eq!(to_stdout.text(), svg);
    folder.run(&["info", "--json", "--map", "-", NAMED]).wrong_usage(&["stdout"]);
    folder.run(&["info", "--map", "map.png", NAMED]).wrong_usage(&["--map", ".svg"]);
    folder.run(&["info", "--map", "map", NAMED]).wrong_usage(&["--map", ".svg"]);
}

#[test]
fn seek_tables_are_read_and_checked() {
    let folder = Folder::new();
    let frames = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc\x28\xB5\x2F\xFD\x20\x02\x11\0\0de";
    let table = |second: u8| {
        let mut table = b"\x5E\x2A\x4D\x18\x19\0\0\0\x0C\0\0\0\x03\0\0\0\x0B\0\0\0".to_vec();
        table.extend([second, 0, 0, 0]);
        table.extend(b"\x02\0\0\0\0\xB1\xEA\x92\x8F");
        table
    };
    folder.write("true", &[&frames[..], &table(2)].concat());
    folder.write("lies", &[&frames[..], &table(9)].concat());
    folder.write("none", b"\x5E\x2A\x4D\x18\x04\0\0\0none");
    let told = folder.run(&["info", "-v", "true"]).ok();
    assert!(told.text().contains("seek table: 2 frames and 5 bytes of content, as they are"));
    let json = folder.run(&["info", "--json", "true", "lies", "none"]).ok().json();
    assert_eq!(json["files"][0]["seek_table"]["content_size"], 5);
    assert_eq!(json["files"][0]["seek_table"]["is_true"], true);
    assert_eq!(json["files"][1]["seek_table"]["is_true"], false);
    assert_eq!(json["files"][2]["seek_table"], Value::Null);
    assert!(folder.run(&["info", "lies"]).ok().text().contains("NOT"));
}

#[test]
fn sequences_are_listed_and_add_up() {
    let folder = Folder::new();
    let (bytes, _) = three_frames();
    folder.write("a.zst", &bytes);
    let told = folder.run(&["info", "--sequences", "a.zst"]).ok();
    let text = told.text();
    assert!(text.lines().any(|line| line.starts_with("frame 2, block 0: ")), "{text}");
    // Each line begins where the one before it ends, up to the frame's content.
    let mut at = 0;
    for line in text.lines().skip(1).take_while(|line| !line.starts_with("frame 2")) {
        let Some(line) = line.strip_prefix("  at ") else { continue };
        let numbers: Vec<u64> =
            line.split([' ', ':', ',']).filter_map(|word| word.parse().ok()).collect();
        assert_eq!(numbers[0], at, "{line}");
        at += numbers[1] + numbers.get(2).unwrap_or(&0);
    }
    assert_eq!(at, 300_000);
    // What is cut short is listed up to there.
    folder.write("cut.zst", &bytes[..bytes.len() - 1]);
    let told = folder.run(&["info", "--sequences", "cut.zst"]).failed(&["cut.zst"]);
    assert!(told.text().len() > text.len() / 2);
}

#[test]
fn one_row_per_file_and_a_grand_total() {
    let folder = Folder::new();
    let (bytes, _) = three_frames();
    folder.write("a.zst", &bytes);
    folder.write("b.zst", &CompressOptions::new().checksum(true).compress(&text(5000)).unwrap());
    folder.write("junk", b"this is no frame");
    let told = folder.run(&["info", "a.zst", "junk", "b.zst"]).failed(&["junk: ", "offset 0"]);
    let text = told.text();
    assert_eq!(row(text, "a.zst")[1..3], ["3", "1"], "{text}");
    assert!(row(text, "a.zst").ends_with(&["1", "of", "2"]), "{text}");
    assert_eq!(row(text, "junk")[1..5], ["0", "0", "0", "16"], "{text}");
    assert!(text.contains("no frame at its start"), "{text}");
    assert!(row(text, "b.zst").ends_with(&["-", "yes"]), "{text}");
    let total = row(text, "total");
    assert_eq!(total[..4], ["total", "of", "3", "files"], "{text}");
    assert_eq!(total[4], "4", "{text}");
    assert_eq!(text.lines().count(), 7, "{text}");
    let heading = folder.run(&["info", "-v", "junk"]).failed(&["junk"]);
    assert!(heading.text().starts_with("junk: 0 frames, 0 blocks, 16 B, no frame at its start"));
}

#[test]
fn sequences_are_json_where_that_is_asked_for() {
    let folder = Folder::new();
    let (bytes, _) = three_frames();
    folder.write("a.zst", &bytes);
    let json = folder.run(&["info", "--sequences", "--json", "a.zst"]).ok().json();
    let blocks = json["files"][0]["blocks"].as_array().unwrap();
    let mut at = 0;
    for block in blocks.iter().filter(|block| block["frame"] == 0) {
        for sequence in block["sequences"].as_array().unwrap() {
            assert_eq!(sequence["at"], at);
            at += sequence["literals"].as_u64().unwrap() + sequence["match"].as_u64().unwrap();
        }
        at += block["last_literals"].as_u64().unwrap();
    }
    assert_eq!(at, 300_000);
    assert_eq!(json["files"][0]["error"], Value::Null);
    // What is cut short, or isn't there, is an entry all the same.
    folder.write("cut.zst", &bytes[..bytes.len() - 1]);
    let told = folder.run(&["info", "--sequences", "--json", "cut.zst", "none"]).failed_times(2);
    let files = told.json()["files"].take();
    assert_eq!(files[0]["file"], "cut.zst");
    assert!(files[0]["error"]["message"].is_string() && files[1]["error"]["message"].is_string());
}

#[cfg(target_os = "linux")]
#[test]
fn a_million_frames_take_no_more_memory_than_one() {
    use std::process::Stdio;
    // An emulator takes address space of its own.
    if std::env::var_os("ZSTDKIT_TEST_RUNNER").is_some() {
        return;
    }
    let folder = Folder::new();
    folder.write("many.zst", &b"\x28\xB5\x2F\xFD\x20\x01\x09\0\0a".repeat(150_000));
    for args in [&["info"][..], &["info", "--json"]] {
        // Of 970 bytes for each frame it would need 145 MB.
        let words: Vec<&str> = args.iter().copied().chain(["many.zst"]).collect();
        let program = env!("CARGO_BIN_EXE_zstdkit");
        let script = format!("ulimit -v 120000; exec '{program}' {}", words.join(" "));
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script]).current_dir(folder.root()).stdout(Stdio::piped());
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(String::from_utf8_lossy(&output.stdout).contains("150000"));
    }
}

//! `zstdkit index`, `cat`, `salvage`, and what other commands have of random access.

use crate::support::{Folder, noise, text};

/// Text with some noise, over several stretches of 1 MiB.
fn content() -> Vec<u8> {
    [text(3_000_000), noise(500_000), text(2_000_000)].concat()
}

/// The content, and `a.zst` with one frame of it.
fn compressed(folder: &Folder) -> Vec<u8> {
    let content = content();
    folder.write("a", &content);
    folder.run(&["compress", "-q", "a", "-o", "a.zst"]).ok();
    content
}

#[test]
fn any_range_of_an_indexed_file() {
    let folder = Folder::new();
    let content = compressed(&folder);
    let told = folder.run(&["index", "--spacing", "500K", "a.zst"]).ok();
    assert!(told.report().starts_with("a.zst: ") && told.report().ends_with("in a.zsti\n"));
    for (range, expected) in [
        ("4000000..4000100", 4_000_000..4_000_100),
        ("..10", 0..10),
        ("5499990..", 5_499_990..5_500_000),
        ("7..7", 7..7),
    ] {
        let told = folder.run(&["cat", "--range", range, "a.zst"]).ok();
        assert_eq!(told.stdout(), &content[expected], "{range}");
    }
    let told = folder.run(&["cat", "a.zst"]).ok();
    assert!(told.stdout() == content);
    folder.run(&["cat", "--range", "5..5500001", "a.zst"]).failed(&["a.zst", "5500000"]);
    folder.run(&["cat", "--range", "9..1", "a.zst"]).wrong_usage(&["ends before it starts"]);
    // One that exists is not replaced unasked.
    folder.run(&["index", "a.zst"]).failed(&["a.zsti", "exists already"]);
    folder.run(&["index", "-f", "a.zst"]).ok();
}

#[test]
fn an_index_at_the_end_is_used_and_shown() {
    let folder = Folder::new();
    let content = compressed(&folder);
    folder.run(&["index", "--append", "--spacing", "500K", "a.zst"]).ok();
    folder.run(&["index", "--append", "a.zst"]).failed(&["has an index at its end already"]);
    let told = folder.run(&["info", "a.zst"]).ok();
    assert!(told.text().contains("  index of "), "{}", told.text());
    let told = folder.run(&["info", "-v", "a.zst"]).ok();
    assert!(told.text().contains("  index: "), "{}", told.text());
    let json = folder.run(&["info", "--json", "a.zst"]).ok().json();
    assert!(json["files"][0]["index"]["checkpoints"].as_u64().unwrap() >= 5);
    let told = folder.run(&["decompress", "-T", "2", "-c", "a.zst"]).ok();
    assert!(told.stdout() == content);
    let told = folder.run(&["decompress", "-c", "a.zst"]).ok();
    assert!(told.stdout() == content);
    let told = folder.run(&["cat", "-r", "3200000..3200005", "a.zst"]).ok();
    assert_eq!(told.stdout(), &content[3_200_000..3_200_005]);
}

#[test]
fn files_made_to_be_read_anywhere() {
    let folder = Folder::new();
    let content = content();
    folder.write("a", &content);
    for how in ["--seekable", "--seekable=300K", "--index"] {
        for threads in ["1", "2"] {
            folder.run(&["compress", "-f", how, "-T", threads, "a"]).ok();
            let told = folder.run(&["cat", "--range", "4444444..4444450", "a.zst"]).ok();
            assert_eq!(told.stdout(), &content[4_444_444..4_444_450], "{how}");
            assert!(folder.run(&["decompress", "-c", "a.zst"]).ok().stdout() == content);
        }
    }
    let json = folder.run(&["info", "--json", "a.zst"]).ok().json();
    let few = json["files"][0]["index"].clone();
    assert_eq!(few["content_size"], 5_500_000);
    // The size of a file is known, and so says the frame.
    assert_eq!(json["files"][0]["frames"][0]["content_size"], 5_500_000);
    folder.run(&["compress", "-f", "--index=300K", "a"]).ok();
    let json = folder.run(&["info", "--json", "a.zst"]).ok().json();
    let many = json["files"][0]["index"]["points"].as_u64();
    assert!(many > Some(15) && many > few["points"].as_u64(), "{many:?}");
    let one = folder.read("a.zst");
    let pipe = folder.run_with(&["compress", "--index=300K"], &content).ok();
    folder.write("pipe.zst", pipe.stdout());
    folder.run(&["cat", "--range", "4444444..4444450", "pipe.zst"]).ok();
    folder.run(&["compress", "-f", "--index=300K", "a"]).ok();
    assert!(folder.read("a.zst") == one);
    folder.run(&["compress", "--index", "--seekable", "a"]).wrong_usage(&["--index", "--seekable"]);
}

#[test]
fn what_is_sound_is_salvaged() {
    let folder = Folder::new();
    let content = compressed(&folder);
    folder.run(&["index", "-q", "--spacing", "500K", "a.zst"]).ok();
    folder.run(&["salvage", "a.zst", "-o", "sound"]).ok();
    assert!(folder.read("sound") == content);
    let mut file = folder.read("a.zst");
    let middle = file.len() / 2;
    file[middle..middle + 20].fill(0);
    folder.write("a.zst", &file);
    folder.run(&["salvage", "a.zst", "-o", "left"]).failed(&["bytes", "are missing"]);
    let left = folder.read("left");
    assert_eq!(left.len(), content.len());
    let differing = left.iter().zip(&content).filter(|(left, right)| left != right).count();
    assert!(differing > 0 && differing < 1_500_000, "{differing}");
    folder.run(&["salvage", "--skip-holes", "-f", "a.zst", "-o", "left"]).failed(&["missing"]);
    assert!(folder.read("left").len() < content.len());
    // Another file's index.
    folder.write("b.zst", &[7; 100]);
    folder.run(&["cat", "--index", "a.zsti", "b.zst"]).failed(&["doesn't belong to this file"]);
}

#[test]
fn an_index_that_is_of_no_use_is_told_of_and_passed_over() {
    let folder = Folder::new();
    let content = compressed(&folder);
    folder.run(&["index", "-q", "-T", "0", "--spacing", "500K", "a.zst"]).ok();
    let told = folder.run(&["info", "--json", "a.zst"]).ok().json();
    assert_eq!(told["files"][0]["index"]["beside"], true);
    assert!(folder.run(&["info", "-v", "a.zst"]).ok().text().contains("index beside the file: "));
    let told = folder.run(&["decompress", "-q", "-T", "2", "-c", "a.zst"]).ok();
    assert!(told.stdout() == content && told.stderr().is_empty());
    let index = folder.read("a.zsti");
    // Of another file: it has changed since.
    folder.write("b", &content[1..]);
    folder.run(&["compress", "-q", "b"]).ok();
    folder.write("b.zsti", &index);
    // Damaged, beside the file and at its end.
    folder.run(&["compress", "-q", "a", "-o", "c.zst"]).ok();
    let mut damaged = index;
    let end = damaged.len();
    damaged[end - 60] ^= 1;
    folder.write("c.zsti", &damaged);
    folder.write("d.zst", &[folder.read("a.zst"), damaged].concat());
    for (file, part, why) in [
        ("b.zst", 1..5_500_000, "doesn't belong to this file"),
        ("c.zst", 0..5_500_000, "its checksum is not that of its bytes"),
        ("d.zst", 0..5_500_000, "its checksum is not that of its bytes"),
    ] {
        let told = folder.run(&["decompress", "-T", "2", "-c", file]);
        assert!(
            told.warned(&[file, "isn't used", why]).stdout() == &content[part.clone()],
            "{file}"
        );
        folder.run(&["salvage", "-f", "-o", "sound", file]).warned(&[file, "isn't used", why]);
        assert!(folder.read("sound") == content[part.clone()], "{file}");
        // Where one thread does it, none is looked for.
        let told = folder.run(&["decompress", "-c", file]).ok();
        assert!(told.stdout() == &content[part.clone()] && told.report().is_empty(), "{file}");
    }
    let told = folder.run(&["cat", "--range", "..5", "c.zst"]);
    assert_eq!(told.warned(&["isn't used"]).stdout(), &content[..5]);
    folder.run(&["cat", "--index", "c.zsti", "c.zst"]).failed(&["c.zsti", "its checksum"]);
}

//! `zstdkit train`.

use std::fs;

use zstdkit::Dictionary;

use crate::support::Folder;

fn record(n: u32) -> String {
    let hash = n.wrapping_mul(2_654_435_761);
    format!("{{\"id\":{n},\"event\":\"login\",\"user\":\"user-{}\",\"hash\":{hash}}}\n", n % 13)
}

fn records(count: u32) -> String {
    (0..count).map(record).collect()
}

#[test]
fn a_dictionary_is_written_and_judged_by_what_it_has_not_seen() {
    let folder = Folder::new();
    folder.write("log", records(2000).as_bytes());
    let told = folder.run(&["train", "--records", r"\n", "--size", "2K", "log"]).ok();
    let dictionary = Dictionary::new(folder.read("dictionary")).unwrap();
    assert!(dictionary.content().len() <= 2048);
    let text = told.report();
    assert!(text.starts_with("dictionary: "), "{text}");
    assert!(text.contains(&format!("id {}", dictionary.id())), "{text}");
    assert!(text.contains("from 1,600 samples"), "{text}");
    assert!(text.contains("400 samples, held back"), "{text}");
    assert!(text.contains("It saves "), "{text}");

    folder.write("one", record(99_999).as_bytes());
    let with = folder.run(&["compress", "-c", "-D", "dictionary", "one"]).ok();
    let without = folder.run(&["compress", "-c", "one"]).ok();
    assert!(with.stdout().len() * 3 < without.stdout().len() * 2);
    folder.write("one.zst", with.stdout());
    let back = folder.run(&["decompress", "-c", "-D", "dictionary", "one.zst"]).ok();
    assert_eq!(back.stdout(), record(99_999).as_bytes());
    folder.run(&["decompress", "-c", "one.zst"]).failed(&[&dictionary.id().to_string()]);
    let info = folder.run(&["info", "--json", "one.zst"]).ok().json();
    assert_eq!(info["files"][0]["frames"][0]["dictionary_id"], dictionary.id());
}

#[test]
fn folders_files_and_pieces_are_samples_too() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path("dir/deeper")).unwrap();
    for n in 0..60 {
        folder.write(&format!("dir/{n}"), records(n % 7 + 3).as_bytes());
        folder.write(&format!("dir/deeper/{n}"), record(n).as_bytes());
    }
    folder.run(&["train", "dir"]).failed(&["dir: is a directory", "-r"]);
    assert_eq!(folder.names(), ["dir"], "no output is left");
    let told = folder.run(&["train", "-r", "--hold-back", "0", "-s", "1K", "dir"]).ok();
    assert!(told.report().contains("from 120 samples"), "{}", told.report());
    assert!(told.report().contains("No samples were held back"), "{}", told.report());

    folder.write("log", records(500).as_bytes());
    let told = folder.run(&["train", "-f", "-s", "1K", "--chunk", "100", "log"]).ok();
    assert!(told.report().contains("dictionary: "), "{}", told.report());
    folder.run(&["train", "--chunk", "9", "--records", "x", "log"]).wrong_usage(&["--chunk"]);
}

#[test]
fn the_same_samples_give_the_same_bytes() {
    let folder = Folder::new();
    folder.write("log", records(1500).as_bytes());
    let train = |more: &[&str]| {
        let args = [&["train", "-q", "--records", r"\n", "-s", "1K", "-o", "-", "log"], more];
        folder.run(&args.concat()).ok().stdout().to_vec()
    };
    let plain = train(&[]);
    assert_eq!(plain, train(&["-T", "2"]));
    assert_eq!(plain, train(&["-T", "1"]));
    for different in [&["--algorithm", "cover"][..], &["--algorithm", "legacy"], &["--id", "4711"]]
    {
        let other = train(different);
        assert!(Dictionary::new(&other).is_ok());
        assert_ne!(other, plain, "{different:?}");
    }
    assert_eq!(Dictionary::new(train(&["--id", "4711"])).unwrap().id(), 4711);
    let searched = train(&["--search"]);
    assert!(Dictionary::new(searched).is_ok());
    folder.run(&["train", "--algorithm", "legacy", "--search", "log"]).wrong_usage(&["--search"]);
}

#[test]
fn too_little_to_learn_from_is_a_failure_that_leaves_nothing() {
    let folder = Folder::new();
    folder.write("log", records(3).as_bytes());
    folder.write("empty", b"");
    folder.run(&["train", "log"]).failed(&["--records", "samples"]);
    folder.run(&["train", "empty"]).failed(&["samples"]);
    folder.run(&["train", "none"]).failed(&["none: ", "No such file"]);
    for size in ["100", "255", "2G"] {
        // Before anything is read: there is no such file.
        folder.run(&["train", "--size", size, "none"]).wrong_usage(&["--size", "from 256 to"]);
    }
    folder.run(&["train", "--size", "0", "log"]).wrong_usage(&["size"]);
    assert_eq!(folder.names(), ["empty", "log"]);
    folder.write("dictionary", b"precious");
    folder.run(&["train", "log"]).failed(&["dictionary", "exists"]);
    assert_eq!(folder.read("dictionary"), b"precious");
}

#[test]
fn the_plot_shows_ratios_of_several_sizes() {
    let folder = Folder::new();
    folder.write("log", records(1000).as_bytes());
    let args = ["train", "--records", r"\n", "-s", "2K", "-o", "dict", "--plot", "out.svg", "log"];
    let told = folder.run(&args).ok();
    assert!(told.report().contains("dictionaries of other sizes"), "{}", told.report());
    let svg = String::from_utf8(folder.read("out.svg")).unwrap();
    assert!(svg.contains("(written)") && svg.contains("none") && svg.contains("512 B"), "{svg}");
    folder.run(&["train", "--hold-back", "0", "--plot", "p.svg", "log"]).wrong_usage(&["--plot"]);
    folder.run(&["train", "--plot", "p.PNG", "log"]).wrong_usage(&["the picture is SVG", ".PNG"]);
    for (dictionary, plot) in [("one.svg", "one.svg"), ("one.svg", "./one.svg"), ("-", "-")] {
        let args = ["train", "-f", "-o", dictionary, "--plot", plot, "log"];
        folder.run(&args).wrong_usage(&["one place"]);
    }
}

#[test]
fn of_large_samples_a_part_is_taken_from_all_over_them() {
    let folder = Folder::new();
    let lines: String =
        (0..60_000).map(|i| format!("{{\"user\": {}, \"item\": {i}}}\n", i % 97)).collect();
    folder.write("log", lines.as_bytes());
    let args = ["train", "--records", "\\n", "--memory=100K", "--size=2K", "-f", "log"];
    let made = folder.run(&args).ok();
    made.says(&["100 KiB of ", "--memory"]);
    let some = folder.read("dictionary");
    folder.run(&args).ok();
    assert_eq!(folder.read("dictionary"), some, "the same part again");
    let piped = folder.run_with(&[&args[..6], &["-"]].concat(), lines.as_bytes()).ok();
    piped.says(&["100 KiB were taken"]);
    let whole = folder.run(&["train", "--records", "\\n", "--size=2K", "-f", "log"]).ok();
    assert!(!whole.stderr().contains("--memory"), "{}", whole.stderr());
}

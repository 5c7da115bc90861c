//! `zstdkit bench`.

use std::fmt::Write as _;

use zstdkit::{CompressOptions, Dictionary};

use crate::support::{Folder, noise};

fn records(count: u32) -> Vec<u8> {
    let mut out = String::new();
    for n in 0..count {
        let hash = n.wrapping_mul(2_654_435_761);
        write!(
            out,
            "{{\"id\":{n},\"event\":\"login\",\"host\":\"h{}\",\"hash\":{hash}}}\n\n",
            n % 9
        )
        .unwrap();
    }
    out.into_bytes()
}

#[test]
fn the_tour_ends_with_all_bytes_back() {
    let folder = Folder::new();
    folder.write("a.json", &records(2000));
    let told = folder.run(&["bench", "--seconds", "0", "--records", r"\n\n", "a.json"]).ok();
    let text = told.text();
    assert!(text.starts_with("a.json: "), "{text}");
    assert!(text.contains("2,000 records, cut after each \"\\n\\n\""), "{text}");
    assert!(text.contains("trained on 1,500 records"), "{text}");
    assert!(text.contains("sizes and ratios don't count it"), "{text}");
    assert!(text.contains("measured with 500 records held back"), "{text}");
    let count = |what: &str| text.lines().filter(|line| line.trim().starts_with(what)).count();
    assert_eq!(count("single calls"), 2, "{text}");
    assert!(count("batch") >= 2, "{text}");
    let last = text.lines().last().unwrap();
    assert!(last.starts_with("All bytes came back"), "{last}");
    assert!(last.contains("500 records"), "{last}");
}

#[test]
fn the_threads_are_as_many_as_asked_for() {
    let folder = Folder::new();
    folder.write("a", &records(200));
    let told = folder.run(&["bench", "--seconds=0", "-T", "3", "-l", "-3", "a"]).ok();
    let threads: Vec<_> = told
        .text()
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .filter(|cells| cells.first() == Some(&"batch"))
        .map(|cells| cells[3].to_owned())
        .collect();
    assert_eq!(threads, ["1", "2", "3", "1", "2", "3"], "{}", told.text());
    assert!(told.text().contains("level -3"));
}

#[test]
fn sizes_and_ratios_are_those_of_the_records_held_back() {
    let folder = Folder::new();
    let data = records(2000);
    folder.write("a", &data);
    let told = folder.run(&["bench", "--seconds=0", "--records", r"\n\n", "-l5", "a"]).ok();
    let held_back = data.split_inclusive(|byte| *byte == b'}').skip(3).step_by(4);
    // What ends a record stays with it: there are two bytes more behind each brace.
    let held_back: Vec<Vec<u8>> = held_back
        .map(|record| [record.strip_prefix(b"\n\n").unwrap_or(record), b"\n\n"].concat())
        .collect();
    let size: usize = held_back.iter().map(Vec::len).sum();
    let compressed: usize =
        held_back.iter().map(|record| zstdkit::compress(record, 5).unwrap().len()).sum();
    let cells = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<_> = told
        .text()
        .lines()
        .map(cells)
        .filter(|row| row.get(1).is_some_and(|it| it == "none"))
        .collect();
    assert!(rows.len() >= 2, "{}", told.text());
    for row in rows {
        assert_eq!(row[4], compressed.to_string(), "{}", told.text());
        assert_eq!(row[5], format!("{:.2}", size as f64 / compressed as f64));
    }
}

#[test]
fn a_delimiter_that_occurs_nowhere_is_told() {
    let folder = Folder::new();
    folder.write("a", &records(20));
    let told = folder.run(&["bench", "--seconds=0", "--records", r"\\n", "a"]).ok();
    assert!(told.text().contains(r#"1 record, for "\\n" occurs nowhere, "#), "{}", told.text());
    folder.write("b", b"\n");
    let told = folder.run(&["bench", "--seconds=0", "b"]).ok();
    let heading = r#"1 record, cut after each "\n", 1 byte on average"#;
    assert!(told.text().contains(heading), "{}", told.text());
}

#[test]
fn too_few_records_are_no_failure() {
    let folder = Folder::new();
    folder.write("a", b"a single record");
    folder.write("b", &noise(1000));
    for name in ["a", "b"] {
        let told = folder.run(&["bench", "--seconds", "0", name]).ok();
        assert!(told.text().contains("no dictionary from "), "{}", told.text());
        assert!(told.text().contains("All bytes came back"), "{}", told.text());
    }
}

#[test]
fn what_cannot_be_measured_is_told() {
    let folder = Folder::new();
    folder.write("empty", b"");
    folder.run(&["bench", "empty"]).failed(&["empty: is empty"]);
    folder.run(&["bench", "none"]).failed(&["none: ", "No such file"]);
    folder.run(&["bench"]).wrong_usage(&["FILE"]);
    folder.run(&["bench", "--records", "", "empty"]).wrong_usage(&["delimiter"]);
    folder.run(&["bench", "--records", r"\q", "empty"]).wrong_usage(&["escapes"]);
    folder.run(&["bench", "--seconds", "-1", "empty"]).wrong_usage(&["number of seconds"]);
    folder.run(&["bench", "-T", "-1", "empty"]).wrong_usage(&["number of threads"]);
}

#[test]
fn the_plot_shows_every_way() {
    let folder = Folder::new();
    folder.write("a", &records(400));
    let args = ["bench", "--seconds=0", "-T2", "--records", r"\n\n", "--plot", "out.svg", "a"];
    folder.run(&args).ok();
    let svg = String::from_utf8(folder.read("out.svg")).unwrap();
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
    assert_eq!(svg.matches("batch, 2 threads").count(), 4, "two panels, with and without");
    assert_eq!(svg.matches(", ratio ").count(), 12);
    assert_eq!(svg.matches("ompression, items/s<").count(), 2, "the table's word for speed");
    assert!(
        svg.contains("with the trained dictionary, ") && svg.contains("with 100 records"),
        "{svg}"
    );
    folder.run(&args).failed(&["out.svg", "exists"]);
    let png = ["bench", "--plot", "out.png", "a"];
    folder.run(&png).wrong_usage(&["--plot", "the picture is SVG", "not with .png"]);
    assert_eq!(folder.names(), ["a", "out.svg"], "refused before anything is made");
    let args = ["bench", "--seconds=0", "--plot", "-", "a"];
    assert!(folder.run(&args).ok().text().starts_with("<svg "));
    folder.write("single", b"a single record");
    let told = folder.run(&["bench", "--seconds=0", "--plot", "-", "single"]).ok();
    assert!(!told.text().contains("with the trained"), "none was made: {}", told.text());
}

#[test]
fn a_given_dictionary_is_named_and_measured_with_all_records() {
    let folder = Folder::new();
    let data = records(300);
    folder.write("a", &data);
    let train = ["train", "-q", "--records", r"\n\n", "--size", "900", "-o", "my.dict", "a"];
    folder.run(&train).ok();
    let size = folder.read("my.dict").len();
    let id = Dictionary::new(folder.read("my.dict")).unwrap().id();
    let args = ["bench", "--seconds=0", "-T1", "--records", r"\n\n"];
    let told = folder.run(&[&args[..], &["-D", "my.dict", "a"]].concat()).ok();
    let (text, bytes) = (told.text(), size.to_string());
    let line = format!("dictionary my.dict: {bytes} bytes, id {id}");
    assert_eq!(text.lines().nth(1), Some(&*line), "{text}");
    assert!(text.contains(&format!("{line}; sizes and")), "{text}");
    assert!(text.contains("measured with 300 records (3 times over), "), "{text}");
    let cells = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let batch =
        text.lines().map(cells).find(|row| row.len() > 2 && row[..2] == ["batch", "my.dict"]);
    let batch = batch.unwrap();
    assert_eq!(batch[2], size.to_string(), "{text}");
    let dictionary = Dictionary::new(folder.read("my.dict")).unwrap();
    let options = CompressOptions::new().level(3).dictionary(&dictionary);
    let items = zstdkit_segments::BufferWithSegments::split_inclusive(data, b"\n\n").unwrap();
    let compressed: usize = items.iter().map(|it| options.compress(&it).unwrap().len()).sum();
    assert_eq!(batch[4], compressed.to_string(), "{text}");

    let plot = ["--dictionary", "my.dict", "--plot", "-", "a"];
    let told = folder.run(&[&args[..], &plot].concat()).ok();
    let legend = format!(">with dictionary my.dict, {bytes} bytes<");
    assert!(told.text().contains(&legend) && told.text().contains(&line), "{}", told.text());
}

#[test]
fn any_content_is_a_dictionary_and_told_to_be_no_trained_one() {
    let folder = Folder::new();
    folder.write("a", &records(50));
    folder.write("raw", &records(2));
    let args = ["bench", "--seconds=0", "--records", r"\n\n", "--dict"];
    let told = folder.run(&[&args[..], &["raw", "a"]].concat()).ok();
    let line = format!(
        "dictionary raw: {} bytes, raw content, for it is no trained dictionary",
        records(2).len()
    );
    assert_eq!(told.text().matches(&line).count(), 2, "{}", told.text());
    folder.write("short", b"7 bytes");
    folder.write("broken", &[&[0x37, 0xA4, 0x30, 0xEC], &noise(99)[..]].concat());
    for (name, part) in [("short", "8"), ("broken", "entropy tables"), ("none", "No such file")] {
        let named = format!("zstdkit: dictionary {name}: ");
        folder.run(&[&args[..], &[name, "a"]].concat()).failed(&[&named, part]);
    }
}

#[test]
fn the_trained_dictionary_has_the_size_asked_for() {
    let folder = Folder::new();
    folder.write("a", &records(2000));
    let size = |asked: &str| -> usize {
        let args = ["bench", "--seconds=0", "-T1", "--records", r"\n\n", "-s", asked, "a"];
        let told = folder.run(&args).ok();
        let cells = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let mut rows = told.text().lines().map(cells);
        let row = rows.find(|row| row.get(1).is_some_and(|it| it == "trained")).unwrap();
        row[2].parse().unwrap()
    };
    assert!((400..=512).contains(&size("512")));
    assert!((3500..=4096).contains(&size("4K")));
}

#[test]
fn options_of_the_dictionary_go_with_the_delimiter_and_not_with_each_other() {
    let folder = Folder::new();
    folder.write("a", &records(20));
    folder.run(&["bench", "-D", "a", "a"]).wrong_usage(&["were not provided", "--records"]);
    folder.run(&["bench", "--size", "4K", "a"]).wrong_usage(&["were not provided", "--records"]);
    let both = ["bench", "--records", r"\n", "-D", "a", "--size", "4K", "a"];
    folder.run(&both).wrong_usage(&["--dict", "--size", "cannot be used"]);
    let small = ["bench", "--records", r"\n", "--size", "255", "a"];
    folder.run(&small).wrong_usage(&["--size", "from 256 to"]);
}

#[test]
fn several_files_and_levels_are_measured_for_programs_too() {
    let folder = Folder::new();
    folder.write("a", &records(50));
    folder.write("b", &records(90));
    let args = ["bench", "--seconds=0.2", "--levels", "1-3,-5", "--json", "a", "none", "b"];
    let told = folder.run(&args).failed(&["none: "]);
    let json = told.json();
    let files = json["files"].as_array().unwrap();
    let names: Vec<_> = files.iter().map(|file| file["file"].as_str().unwrap()).collect();
    assert_eq!(names, ["a", "none", "b"]);
    let of = |list: &str, file: usize| -> Vec<i64> {
        let list = files[file][list].as_array().unwrap();
        list.iter().map(|row| row["level"].as_i64().unwrap()).collect()
    };
    for file in [0, 2] {
        // A machine that is busy may have no time for some; they are named then.
        let mut levels = [of("levels", file), of("left_out", file)].concat();
        levels.sort_unstable();
        assert_eq!(levels, [-5, 1, 2, 3]);
        assert!(files[file]["records"]["ways"].as_array().unwrap().len() >= 2);
    }
    assert!(files[1]["error"]["message"].is_string() && files[1]["size"].is_null());
    folder.run(&["bench", "--plot", "x.svg", "a", "b"]).wrong_usage(&["one file"]);
    folder.run(&["bench", "--levels", "23", "a"]).wrong_usage(&["--levels", "compressionLevel"]);
}

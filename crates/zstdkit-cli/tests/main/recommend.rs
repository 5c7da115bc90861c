//! `zstdkit recommend`.

use crate::support::{Folder, text};

#[test]
fn a_level_within_the_budget_is_named_as_a_command() {
    let folder = Folder::new();
    folder.write("a", &text(300_000));
    folder.write("b", &text(200_000));
    let budget = ["--seconds", "0.2", "--compress-speed", "1KB/s", "--memory", "3M"];
    let args = [&["recommend"], &budget[..], &["a", "b"]].concat();
    let told = folder.run(&args).ok();
    let last = told.text().lines().last().unwrap();
    assert!(last.starts_with("zstdkit compress -l "), "{}", told.text());
    // What it says is what the command takes.
    let words: Vec<&str> =
        last.split(' ').skip(1).map(|it| if it == "FILE" { "a" } else { it }).collect();
    let done = folder.command(&words).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(folder.names().contains(&"a.zst".to_owned()));

    let json = folder.run(&[&args[..], &["--json"]].concat()).ok().json();
    assert_eq!(json["sample_size"], 500_000);
    let named = &json["recommended"];
    assert!(named["memory"].as_u64().unwrap() <= 3 << 20, "{named}");
    let candidates = json["candidates"].as_array().unwrap();
    let fitting = candidates.iter().filter(|it| it["missed"].is_null());
    assert_eq!(named["size"], *fitting.map(|it| &it["size"]).min_by_key(|it| it.as_u64()).unwrap());
}

#[test]
fn a_budget_that_nothing_keeps_to_is_a_failure() {
    let folder = Folder::new();
    folder.write("a", &text(10_000));
    let args = ["recommend", "--seconds=0.1", "--compress-speed", "9000GB/s", "a"];
    let told = folder.run(&args).failed(&["nothing that was tried", "compression at"]);
    assert!(told.text().contains("compresses too slowly"), "{}", told.text());
    folder.write("empty", b"");
    folder.run(&["recommend", "empty"]).failed(&["nothing to measure with"]);
    folder.run(&["recommend"]).wrong_usage(&["FILE"]);
    folder.run(&["recommend", "--compress-speed", "fast", "a"]).wrong_usage(&["200MB/s"]);
}

#[test]
fn the_frontier_is_drawn() {
    let folder = Folder::new();
    folder.write("a", &text(10_000));
    folder.run(&["recommend", "--seconds=0.1", "--plot", "f.svg", "a"]).ok();
    let svg = String::from_utf8(folder.read("f.svg")).unwrap();
    assert!(svg.contains("<polyline") && svg.contains("recommended"), "{svg}");
    folder.run(&["recommend", "--plot", "f.png", "a"]).wrong_usage(&[".svg"]);
    folder.run(&["recommend", "--plot", "f.svg", "a"]).failed(&["f.svg", "exists"]);
}

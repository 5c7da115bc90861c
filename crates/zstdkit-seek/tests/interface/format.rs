//! The format as docs/index-format.md describes it.

use zstdkit_seek::IndexOptions;

#[test]
fn the_worked_examples_are_what_is_written() {
    let Ok(page) = std::fs::read_to_string("../../docs/index-format.md") else {
        // A package of this crate alone has no such page.
        return;
    };
    let blocks: Vec<Vec<u8>> = page
        .split("```")
        .map(|block| block.split_whitespace().map(|byte| u8::from_str_radix(byte, 16)).collect())
        .filter_map(|block: Result<Vec<u8>, _>| block.ok().filter(|block| !block.is_empty()))
        .collect();
    // Each file, and its index behind it.
    assert_eq!(blocks.len(), 4);
    for example in blocks.chunks(2) {
        let [file, index] = example else { panic!("a file without an index") };
        let mut written = Vec::new();
        let options = IndexOptions::new().spacing(1 << 10);
        options.build(&file[..]).unwrap().write_to(&mut written).unwrap();
        let lines: Vec<String> = written
            .chunks(16)
            .map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "))
            .collect();
        assert!(&written == index, "what is written is\n{}", lines.join("\n"));
    }
}

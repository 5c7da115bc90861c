//! The format as docs/index-format.md describes it.

use zstdkit_seek::IndexOptions;

#[test]
fn the_worked_example_is_what_is_written() {
    let Ok(page) = std::fs::read_to_string("../../docs/index-format.md") else {
        // A package of this crate alone has no such page.
        return;
    };
    let blocks: Vec<Vec<u8>> = page
        .split("```")
        .map(|block| block.split_whitespace().map(|byte| u8::from_str_radix(byte, 16)).collect())
        .filter_map(|block: Result<Vec<u8>, _>| block.ok().filter(|block| !block.is_empty()))
        .collect();
    let [file, index] = &blocks[..] else { panic!("{} blocks of bytes", blocks.len()) };
    let mut written = Vec::new();
    IndexOptions::new().build(&file[..]).unwrap().write_to(&mut written).unwrap();
    let lines: Vec<String> = written
        .chunks(16)
        .map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "))
        .collect();
    assert!(&written == index, "what is written is\n{}", lines.join("\n"));
}

//! Frames that libzstd 1.5.7 made, and what it says of them.

use zstdkit_frame::{
    BlockKind, DecoderMemory, LiteralsKind, TableMode, TableModes, Tables, decoder_memory,
    decompressed_size, first_frame,
};

const TEXT: &[u8] = include_bytes!("data/text.zst");
const BLOCKS: &[u8] = include_bytes!("data/blocks.zst");
const RECORD: &[u8] = include_bytes!("data/record.zst");

#[test]
fn text_is_one_block_of_four_streams() {
    let frame = first_frame(TEXT).unwrap();
    assert_eq!((frame.size(), frame.info().content_size()), (TEXT.len(), Some(3000)));
    assert_eq!(frame.checksum(), Some(2_206_038_559));
    let block = frame.blocks().next().unwrap();
    let sections = block.sections().unwrap().unwrap();
    let literals = sections.literals();
    assert_eq!(literals.kind(), LiteralsKind::Compressed);
    assert_eq!((literals.stream_count(), literals.regenerated_size()), (4, 271));
    // As many as the compressor's own list of sequences has.
    assert_eq!(sections.sequence_count(), 266);
    assert_eq!(literals.section_size() + sections.sequences_size(), block.size());
}

#[test]
fn a_small_window_makes_blocks_of_every_kind() {
    let frame = first_frame(BLOCKS).unwrap();
    assert_eq!((frame.info().window_size(), frame.info().block_size_limit()), (1024, 1024));
    let kinds: Vec<_> = frame.blocks().map(|block| block.kind()).collect();
    let (c, raw, rle) = (BlockKind::Compressed, BlockKind::Raw, BlockKind::Rle);
    assert_eq!(kinds, [c, c, raw, rle, rle, c, c, c]);
    let literals: Vec<_> = frame
        .blocks()
        .filter_map(|block| block.sections().unwrap())
        .map(|sections| sections.literals().kind())
        .collect();
    use LiteralsKind::{Compressed, Raw, Treeless};
    assert_eq!(literals, [Compressed, Treeless, Treeless, Treeless, Raw]);
    assert_eq!(decompressed_size(BLOCKS), Ok(None));
    assert_eq!(frame.decompressed_bound(), 8 * 1024);
    assert_eq!(decoder_memory(BLOCKS), Ok(DecoderMemory::CONTEXT + 1024 + 1024 + 2 * 1024 + 64));
}

#[test]
fn a_record_takes_its_tables_from_the_dictionary() {
    let frame = first_frame(RECORD).unwrap();
    assert_eq!((frame.info().dictionary_id(), frame.info().content_size()), (2026, Some(90)));
    let sections = frame.blocks().next().unwrap().sections().unwrap().unwrap();
    assert_eq!(sections.literals().kind(), LiteralsKind::Treeless);
    assert_eq!(sections.sequence_count(), 9);
    let repeat = TableMode::Repeat;
    let modes = TableModes { literal_lengths: repeat, offsets: repeat, match_lengths: repeat };
    assert_eq!(sections.table_modes(), Some(modes));
}

#[test]
fn sequences_add_up_to_the_content() {
    for (file, size) in [(TEXT, 3000), (BLOCKS, 7620)] {
        let (mut tables, mut content) = (Tables::new(), 0);
        for block in first_frame(file).unwrap().blocks() {
            let mut sequences = block.sequences(&tables).unwrap();
            let count = block.sections().unwrap().map_or(0, |sections| sections.sequence_count());
            assert!(format!("{sequences:?}").contains(&format!("left: {count}")));
            assert_eq!(sequences.by_ref().map(Result::unwrap).count(), count as usize);
            content += sequences.content_size();
            tables = sequences.finish().unwrap();
        }
        assert_eq!(content, size);
    }
}

#[test]
fn sequences_are_those_that_repeat_the_content() {
    let block = first_frame(TEXT).unwrap().blocks().next().unwrap();
    let sequences: Vec<_> = block.sequences(&Tables::new()).unwrap().map(Result::unwrap).collect();
    let first = sequences.iter().map(|it| (it.literal_length, it.match_length, it.offset));
    assert!(first.take(4).eq([(13, 6, 13), (0, 11, 19), (6, 6, 12), (16, 9, 16)]));
    // All together: each was held against the content.
    assert_eq!(sequences.iter().map(|it| it.literal_length).sum::<u32>(), 271);
    assert_eq!(sequences.iter().map(|it| it.match_length).sum::<u32>(), 2729);
    assert_eq!(sequences.iter().map(|it| it.offset).sum::<u32>(), 95198);
}

//! What is kept from block to block.

use zstdkit_frame::{
    Block, Code, CodeTable, Distribution, Error, HuffmanCode, LiteralsKind, SectionProblem, Tables,
    first_frame,
};

use crate::builder::{Header, compressed, raw};

const BLOCKS: &[u8] = include_bytes!("data/blocks.zst");
const RECORD: &[u8] = include_bytes!("data/record.zst");
const TRAINED: &[u8] = include_bytes!("data/trained.dict");

/// The codes, each with where its mode stands among the others'.
const CODES: [(Code, u32); 3] =
    [(Code::LiteralLengths, 6), (Code::Offsets, 4), (Code::MatchLengths, 2)];

/// Takes in a block, at offset 9, of one literal and a sequence with these modes and tables.
fn update(tables: &mut Tables, modes: u8, described: &[u8]) -> Result<(), SectionProblem> {
    let content = [&[0x08, b'x', 1, modes], described].concat();
    let frame = Header::window(0).frame(&[raw(false, b""), compressed(true, &content)]);
    let block = first_frame(&frame).unwrap().blocks().last().unwrap();
    tables.update(&block).map_err(|error| match error {
        Error::BadSection { offset: 9, problem } => problem,
        other => panic!("{other}"),
    })
}

#[test]
fn a_single_symbol_is_one_of_its_codes() {
    for (code, shift) in CODES {
        let last = code.symbol_count() as u8 - 1;
        let mut tables = Tables::new();
        update(&mut tables, 1 << shift, &[last]).unwrap();
        for other in Code::ALL {
            let single = CodeTable::Single(last);
            let expected = if other == code { single } else { CodeTable::Predefined };
            assert_eq!(tables.table(other), Some(&expected));
        }
        for described in [&[last + 1][..], &[]] {
            let bad = Err(SectionProblem::BadTable { code });
            assert_eq!(update(&mut tables, 1 << shift, described), bad, "{described:?}");
        }
    }
}

#[test]
fn a_table_is_repeated_once_there_is_one() {
    let names = ["literal lengths", "offsets", "match lengths"];
    for ((code, shift), name) in CODES.into_iter().zip(names) {
        let mut tables = Tables::new();
        let problem = SectionProblem::NothingToRepeat { code };
        assert_eq!(update(&mut tables, 3 << shift, &[]), Err(problem));
        let message =
            format!("it repeats the table of {name} of an earlier block, and there is none");
        assert_eq!(problem.to_string(), message);

        let described = Distribution::single(code, 3).unwrap().description();
        update(&mut tables, 2 << shift, &described).unwrap();
        update(&mut tables, 3 << shift, &[]).unwrap();
        assert_eq!(tables.table(code), Some(&CodeTable::Described(described)));
    }
}

#[test]
fn updating_takes_in_what_decoding_does_but_for_the_offsets() {
    let (mut updated, mut decoded) = (Tables::new(), Tables::new());
    assert_eq!(updated.huffman(), None);
    for block in first_frame(BLOCKS).unwrap().blocks() {
        updated.update(&block).unwrap();
        decoded = block.sequences(&decoded).unwrap().finish().unwrap();
        assert_eq!(updated.repeat_offsets(), [1, 4, 8]);
        let mut same = updated.clone();
        same.set_repeat_offsets(decoded.repeat_offsets());
        assert_eq!(same, decoded);
        if let Some(described) = described_code(&block) {
            let (_, size) = HuffmanCode::read(described).unwrap();
            assert_eq!(updated.huffman(), Some(&described[..size]));
        }
    }
    // The first block has described it, and others have repeated it.
    assert!(updated.huffman().is_some());
}

/// What follows the header of a literals section that describes a code.
fn described_code<'a>(block: &Block<'a>) -> Option<&'a [u8]> {
    let literals = block.sections().unwrap()?.literals();
    (literals.kind() == LiteralsKind::Compressed)
        .then(|| &block.content()[literals.header_size()..])
}

#[test]
fn a_dictionary_gives_a_frame_its_first_tables() {
    let block = first_frame(RECORD).unwrap().blocks().next().unwrap();
    let tables = Tables::from_dictionary(TRAINED).unwrap();
    let (_, size) = HuffmanCode::read(&TRAINED[8..]).unwrap();
    assert_eq!(tables.huffman(), Some(&TRAINED[8..8 + size]));
    assert_eq!(block.sequences(&tables).unwrap().map(Result::unwrap).count(), 9);
    let code = Code::LiteralLengths;
    let error = block.sequences(&Tables::new()).unwrap_err();
    let problem = SectionProblem::NothingToRepeat { code };
    assert_eq!(error, Error::BadSection { offset: block.offset() as u64, problem });
}

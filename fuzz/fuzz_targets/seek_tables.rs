//! Seek tables at the end of any bytes, read from memory and from a file, beside libzstd's reader.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use zstdkit_frame::{SeekIndex, SeekTable, SourceError};
use zstdkit_fuzz::split;
use zstdkit_sys as c;

fuzz_target!(|input: &[u8]| {
    let (file, mut choices) = split(input);
    let table = SeekTable::parse(file);
    let index = match (&table, SeekIndex::read(Cursor::new(file))) {
        (Ok(_), Ok(index)) => index,
        (Err(error), Err(SourceError::Frame(same))) if *error == same => return,
        (table, index) => panic!("memory: {table:?}, file: {index:?}"),
    };
    let table = table.expect("checked before");
    assert_eq!(SeekIndex::from(&table).points(), index.points());
    assert_eq!((table.len(), table.decompressed_size()), (index.len(), index.decompressed_size()));
    assert_eq!(table.iter().collect::<Vec<_>>(), index.points());
    let _ = table.verify();

    let size = table.decompressed_size();
    for offset in [0, size, size.wrapping_sub(1), choices.below(size.saturating_add(2).max(1))] {
        let point = table.find(offset);
        assert_eq!(point, index.find(offset));
        assert_eq!(point.is_some(), offset < size);
        if let Some(point) = point {
            assert!((point.decompressed_offset..point.decompressed_end()).contains(&offset));
        }
    }
    compare(file, &table);
});

/// libzstd's reader, where it takes the table too, finds the same frames in it.
fn compare(file: &[u8], table: &SeekTable<'_>) {
    // SAFETY: a reader that was made is freed once; the slice outlives it, and comes with its length;
    // frames are asked for below the number that there are.
    unsafe {
        let reader = c::ZSTD_seekable_create();
        assert!(!reader.is_null());
        let code = c::ZSTD_seekable_initBuff(reader, file.as_ptr().cast(), file.len());
        if c::ZSTD_isError(code) == 0 {
            assert_eq!(c::ZSTD_seekable_getNumFrames(reader) as usize, table.len());
            for point in table.iter() {
                let index = u32::try_from(point.index).expect("a table's frames have 32 bits");
                let at = c::ZSTD_seekable_getFrameCompressedOffset(reader, index);
                assert_eq!(at, point.compressed_offset);
                let at = c::ZSTD_seekable_getFrameDecompressedOffset(reader, index);
                assert_eq!(at, point.decompressed_offset);
            }
        }
        c::ZSTD_seekable_free(reader);
    }
}

//! Frames whose matches reach back beyond their window, which no encoder makes and nothing short of
//! decoding tells.

use std::io::{BufReader, Read};

use zstdkit::{
    CompressOptions, DecompressOptions, Decompressor, Error, ErrorCode, decompress, stream,
};

use crate::data::{noise, raw_block, sizeless_header};
use crate::flaky::inner_error;

/// The least window, which is also the most that a block may hold.
const WINDOW: usize = 1024;

/// The last block of a frame: 4 literals, and 34 bytes from `offset` bytes before.
fn match_block(offset: usize) -> Vec<u8> {
    let value = offset as u32 + 3;
    let code = value.ilog2();
    // Literals as they are; one sequence, each of whose codes is the only one of its table.
    let mut content = vec![4 << 3, b'A', b'B', b'C', b'D', 1, 0b0101_0100, 4, code as u8, 31];
    // The offset's low bits, and the bit that ends them, which is where its high bit stands.
    content.extend_from_slice(&value.to_le_bytes()[..code as usize / 8 + 1]);
    let header = 1 | 2 << 1 | (content.len() as u32) << 3;
    [&header.to_le_bytes()[..3], &content].concat()
}

/// A frame of `before` and a match from `offset` bytes before, and what it holds.
fn frame(before: &[u8], offset: usize, checksum: bool) -> (Vec<u8>, Vec<u8>) {
    let blocks: Vec<_> = before.chunks(WINDOW).map(|block| raw_block(block, false)).collect();
    let mut frame = [sizeless_header(10), blocks.concat(), match_block(offset)].concat();
    let mut content = [before, b"ABCD"].concat();
    for _ in 0..34 {
        content.push(content[content.len() - offset]);
    }
    if checksum {
        frame[4] |= 0b100;
        let checked = CompressOptions::new().checksum(true).compress(&content).unwrap();
        frame.extend_from_slice(&checked[checked.len() - 4..]);
    }
    (frame, content)
}

/// What streams make of `frame`, in pieces of this many bytes.
fn streamed(frame: &[u8], piece: usize) -> Result<Vec<u8>, Error> {
    let mut push = Decompressor::new(&DecompressOptions::new()).unwrap();
    let mut content = Vec::new();
    let pushed = frame.chunks(piece).try_for_each(|piece| {
        content.extend(push.decompress(piece, None)?);
        Ok(())
    });
    let pushed = pushed.map(|()| content);
    let inner = BufReader::with_capacity(piece, frame);
    let mut content = Vec::new();
    let read = stream::bufread::Decoder::new(inner).unwrap().read_to_end(&mut content);
    let read = read.map(|_| content).map_err(|error| inner_error(&error).clone());
    assert_eq!(pushed, read);
    pushed
}

#[test]
fn within_the_window_every_door_gives_the_same() {
    for offset in [1, 34, 500, WINDOW] {
        for checksum in [false, true] {
            let (frame, content) = frame(&noise(7 * WINDOW), offset, checksum);
            assert_eq!(decompress(&frame).as_ref(), Ok(&content));
            for piece in [1, 100, 1 << 20] {
                assert_eq!(streamed(&frame, piece).as_ref(), Ok(&content));
            }
        }
    }
}

/// As `docs/safety.md` has it; a check that tells the difference would change it.
#[test]
fn beyond_it_one_call_takes_the_match_and_with_a_checksum_no_stream_gives_other_content() {
    let mut told = 0;
    let mut told_by_the_checksum = 0;
    for blocks in 2..9 {
        let before = noise(blocks * WINDOW);
        for offset in (WINDOW + 40..before.len()).step_by(509) {
            for checksum in [false, true] {
                let (frame, content) = frame(&before, offset, checksum);
                assert_eq!(decompress(&frame).as_ref(), Ok(&content), "one call");
                let mut context = DecompressOptions::new().context().unwrap();
                let mut slice = vec![0; content.len()];
                assert_eq!(context.decompress_into(&frame, &mut slice[..]), Ok(content.len()));
                assert!(slice == content);
                for piece in [1, 100] {
                    match streamed(&frame, piece) {
                        Err(Error::Library { code: ErrorCode::ChecksumWrong }) if checksum => {
                            told_by_the_checksum += 1;
                        }
                        Err(Error::Library { code: ErrorCode::CorruptionDetected }) => told += 1,
                        Ok(streamed) if checksum => assert!(streamed == content),
                        // Perhaps other content, which nothing tells.
                        Ok(streamed) => assert_eq!(streamed.len(), content.len()),
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        }
    }
    assert!(told > 0 && told_by_the_checksum > 0, "{told} {told_by_the_checksum}");
}

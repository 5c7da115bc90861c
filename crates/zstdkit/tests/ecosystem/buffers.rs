//! bytes: from any `Buf`, into `BytesMut`.

use std::collections::VecDeque;

use bytes::{Buf, Bytes, BytesMut};
use proptest::{collection::vec, prelude::*};
use zstdkit::{
    CompressOptions, Compressor, DecompressContext, DecompressOptions, Decompressor, EndDirective,
    Error,
};

use crate::data::{frames, noise, text};

/// Data in chunks.
#[derive(Clone, Debug)]
struct Chunks(VecDeque<Bytes>);

impl Chunks {
    /// Chunks of the given lengths, in turn.
    fn new(data: &[u8], lengths: &[usize]) -> Self {
        let mut left = Bytes::copy_from_slice(data);
        let mut lengths = lengths.iter().cycle();
        let mut chunks = VecDeque::new();
        while !left.is_empty() {
            chunks.push_back(left.split_to(left.len().min(*lengths.next().unwrap())));
        }
        Self(chunks)
    }
}

impl Buf for Chunks {
    fn remaining(&self) -> usize {
        self.0.iter().map(Bytes::len).sum()
    }

    fn chunk(&self) -> &[u8] {
        self.0.front().map_or(&[], |chunk| chunk)
    }

    fn advance(&mut self, mut len: usize) {
        while len > 0 {
            let front = self.0.front_mut().expect("no further than the end");
            let step = front.len().min(len);
            front.advance(step);
            len -= step;
            if front.is_empty() {
                self.0.pop_front();
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn however_data_is_cut_it_comes_back(
        len in 0..300_000_usize,
        lengths in vec(1..70_000_usize, 1..8),
        checksum: bool,
    ) {
        let data = [text(len / 2), noise(len / 2)].concat();
        let options = CompressOptions::new().checksum(checksum);
        let mut source = Chunks::new(&data, &lengths);
        let frame = options.compress_buf(&mut source).unwrap();
        prop_assert_eq!(source.remaining(), 0);
        let info = zstdkit_frame::frame_info(&frame).unwrap();
        prop_assert_eq!(info.content_size(), Some(data.len() as u64));

        let options = DecompressOptions::new();
        let mut output = BytesMut::from(&b"before"[..]);
        let source = Chunks::new(&frame, &lengths);
        prop_assert_eq!(options.decompress_buf_into(source.clone(), &mut output), Ok(data.len()));
        prop_assert!(output[6..] == data);

        let mut decompressor = Decompressor::new(&options).unwrap();
        let mut output = Vec::new();
        prop_assert_eq!(decompressor.decompress_buf_into(source, &mut output), Ok(data.len()));
        prop_assert!(output == data && decompressor.at_frame_edge());
    }
}

#[test]
fn what_lies_in_one_piece_gives_what_one_call_gives() {
    let data = text(10_000);
    let options = CompressOptions::new().level(5);
    let frame = options.compress_buf(&data[..]).unwrap();
    assert_eq!(frame, options.compress(&data).unwrap());
    assert_eq!(DecompressOptions::new().decompress_buf(&frame[..]).unwrap(), data);
    assert_eq!(DecompressOptions::new().decompress_buf(Bytes::new()).unwrap(), b""[..]);
    assert_eq!(zstdkit::decompress(&options.compress_buf(Bytes::new()).unwrap()).unwrap(), b"");
}

#[test]
fn every_way_writes_into_bytes() {
    let data = text(200_000);
    let mut output = BytesMut::from(&b"before"[..]);
    let size = CompressOptions::new().compress_into(&data, &mut output).unwrap();
    let frame = output.split_off(6);
    assert_eq!((&output[..], frame.len()), (&b"before"[..], size));
    DecompressOptions::new().decompress_into(&frame, &mut output).unwrap();
    let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
    context.decompress_into(&frame, &mut output).unwrap();
    let mut decompressor = Decompressor::new(&DecompressOptions::new()).unwrap();
    decompressor.decompress_into(&frame, Some(1000), &mut output).unwrap();
    assert_eq!(output.len(), 6 + 2 * data.len() + 1000);
    assert!(output[6..].chunks(data.len()).all(|part| *part == data[..part.len()]));
}

#[test]
fn spare_capacity_is_used_where_it_lies() {
    let mut output = BytesMut::with_capacity(1 << 20);
    let before = output.as_ptr();
    let written = CompressOptions::new().compress_buf_into(&text(1000)[..], &mut output).unwrap();
    assert_eq!((output.as_ptr(), output.len()), (before, written));
}

#[test]
fn an_error_leaves_the_output_as_it_was() {
    let (stream, data) = frames();
    let mut output = BytesMut::from(&b"before"[..]);
    for lengths in [&[1000][..], &[usize::MAX]] {
        let cut = Chunks::new(&stream[..stream.len() - 1], lengths);
        let error = DecompressOptions::new().decompress_buf_into(cut, &mut output);
        assert_eq!(error, Err(Error::Truncated));
        let limit = data.len() - 1;
        let options = DecompressOptions::new().max_output(limit);
        let error = options.decompress_buf_into(Chunks::new(&stream, lengths), &mut output);
        assert_eq!(error, Err(Error::OutputLimit { limit }));
        let mut corrupt = stream.clone();
        corrupt.extend(b"tail");
        let mut decompressor = Decompressor::new(&DecompressOptions::new()).unwrap();
        let offset = stream.len() as u64;
        let expected = Error::UnknownFrame { offset, found: b"tail".to_vec() };
        let source = Chunks::new(&corrupt, lengths);
        assert_eq!(decompressor.decompress_buf_into(source, &mut output), Err(expected.clone()));
        let source = Chunks::new(&corrupt, lengths);
        assert_eq!(
            DecompressOptions::new().decompress_buf_into(source, &mut output),
            Err(expected)
        );
        assert_eq!(output, b"before"[..]);
    }
}

#[test]
fn a_push_stream_takes_chunks_in_any_number_of_calls() {
    let data = text(100_000);
    let (first, second) = data.split_at(40_000);
    let mut compressor = Compressor::new(&CompressOptions::new()).unwrap();
    let mut sent = BytesMut::new();
    let mut receiver = Decompressor::new(&DecompressOptions::new()).unwrap();

    let part = Chunks::new(first, &[7000, 1]);
    compressor.compress_buf_into(part, EndDirective::Flush, &mut sent).unwrap();
    assert!(receiver.decompress(&sent, None).unwrap() == first);
    let begun = sent.len();
    let part = Chunks::new(second, &[9000]);
    compressor.compress_buf_into(part, EndDirective::End, &mut sent).unwrap();
    assert!(receiver.decompress(&sent[begun..], None).unwrap() == second);

    // One call makes a frame that says its size; a pledge of the caller's is held to.
    let whole = sent.len();
    compressor.compress_buf_into(Chunks::new(&data, &[999]), EndDirective::End, &mut sent).unwrap();
    let info = zstdkit_frame::frame_info(&sent[whole..]).unwrap();
    assert_eq!(info.content_size(), Some(100_000));
    compressor.set_pledged_size(Some(5)).unwrap();
    let before = sent.clone();
    let error =
        compressor.compress_buf_into(Chunks::new(&data, &[4]), EndDirective::End, &mut sent);
    assert_eq!(error, Err(Error::PledgedSize { pledged: 5, given: 8 }));
    assert_eq!(sent, before);
}

/// A `Buf` that breaks its promises.
struct Liar(usize);

impl Buf for Liar {
    fn remaining(&self) -> usize {
        self.0
    }

    fn chunk(&self) -> &[u8] {
        &[]
    }

    fn advance(&mut self, _: usize) {}
}

#[test]
fn a_buf_that_never_gives_what_it_claims_is_an_error_and_no_endless_loop() {
    let claim = usize::MAX / 2;
    let error = CompressOptions::new().compress_buf(Liar(claim)).unwrap_err();
    assert_eq!(error, Error::PledgedSize { pledged: claim as u64, given: 0 });
    assert_eq!(DecompressOptions::new().decompress_buf(Liar(claim)).unwrap(), b""[..]);
}

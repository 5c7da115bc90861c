use std::io::Read;

use zstdkit::{
    CompressOptions, CompressParameter as C, DecompressOptions, DecompressParameter as D,
    EndDirective, Error, ErrorCode, compress,
};

use crate::data::text;

#[test]
fn blocks_are_no_larger_than_asked_for() {
    let data = text(100_000);
    for most in [1024, 5000, 65_536] {
        let frame = CompressOptions::new().set(C::MaxBlockSize, most).compress(&data).unwrap();
        assert_eq!(zstdkit::decompress(&frame).unwrap(), data);
        let blocks = zstdkit_frame::first_frame(&frame).unwrap().block_count();
        assert!(blocks >= data.len() as u64 / most as u64);
        // A decoder that takes no larger blocks takes these, on each way in.
        let limited = DecompressOptions::new().set(D::MaxBlockSize, most);
        assert_eq!(limited.decompress(&frame).unwrap(), data);
        let mut decompressor = limited.decompressor().unwrap();
        assert_eq!(decompressor.decompress(&frame, None).unwrap(), data);
    }
    let frame = compress(&data, 3).unwrap();
    let limited = DecompressOptions::new().set(D::MaxBlockSize, 1024);
    assert!(matches!(limited.decompress(&frame), Err(Error::Library { .. })));
    assert!(limited.decompressor().unwrap().decompress(&frame, None).is_err());
    let outcome = CompressOptions::new().set(C::MaxBlockSize, 1023).compress(&data);
    assert!(matches!(
        outcome,
        Err(Error::ParameterOutOfBounds { parameter: "maxBlockSize", lower: 1024, .. })
    ));
}

#[test]
fn magicless_frames_go_every_way() {
    let data = text(300_000);
    let write = CompressOptions::new().magicless(true).checksum(true);
    let read = DecompressOptions::new().magicless(true);
    let frame = write.compress(&data).unwrap();
    let usual = CompressOptions::new().checksum(true).compress(&data).unwrap();
    assert_eq!(frame, usual[4..]);
    assert_eq!(read.decompress(&frame).unwrap(), data);
    assert_eq!(read.decompress(&[&frame[..], &frame].concat()).unwrap().len(), 600_000);

    let mut compressor = write.compressor().unwrap();
    let mut pushed = compressor.compress(&data, EndDirective::Continue).unwrap();
    pushed.extend(compressor.finish().unwrap());
    let mut decompressor = read.decompressor().unwrap();
    let mut back = Vec::new();
    for piece in pushed.chunks(7) {
        back.extend(decompressor.decompress(piece, None).unwrap());
    }
    assert_eq!(back, data);
    assert!(decompressor.at_frame_edge());

    let mut encoder = zstdkit::stream::read::Encoder::with_options(&data[..], &write).unwrap();
    let mut streamed = Vec::new();
    encoder.read_to_end(&mut streamed).unwrap();
    let mut decoder = zstdkit::stream::read::Decoder::with_options(&streamed[..], &read).unwrap();
    let mut back = Vec::new();
    decoder.read_to_end(&mut back).unwrap();
    assert_eq!(back, data);

    let mut buffer = frame.clone();
    read.context().unwrap().decompress_in_place(&mut buffer).unwrap();
    assert_eq!(buffer, data);
    assert!(zstdkit::decompress(&frame).is_err());
}

#[test]
fn a_wrong_checksum_is_passed_over_on_request() {
    let data = text(50_000);
    let mut frame = CompressOptions::new().checksum(true).compress(&data).unwrap();
    *frame.last_mut().unwrap() ^= 1;
    let code = ErrorCode::ChecksumWrong;
    assert_eq!(zstdkit::decompress(&frame), Err(Error::Library { code }));
    let lenient = DecompressOptions::new().ignore_checksum(true);
    assert_eq!(lenient.decompress(&frame).unwrap(), data);
    assert_eq!(lenient.decompressor().unwrap().decompress(&frame, None).unwrap(), data);
    let mut decoder = zstdkit::stream::read::Decoder::with_options(&frame[..], &lenient).unwrap();
    let mut back = Vec::new();
    decoder.read_to_end(&mut back).unwrap();
    assert_eq!(back, data);
}

#[test]
fn a_window_limit_in_bytes_is_exact_on_every_way_in() {
    let data = text(300_000);
    let frame = CompressOptions::new().window_log(18).content_size(false).compress(&data).unwrap();
    let window = zstdkit_frame::frame_info(&frame).unwrap().window_size();
    assert_eq!(window, 1 << 18);
    let exact = DecompressOptions::new().window_limit(window);
    assert_eq!(exact.decompress(&frame).unwrap(), data);
    assert_eq!(exact.decompressor().unwrap().decompress(&frame, None).unwrap(), data);
    let below = DecompressOptions::new().window_limit(window - 1);
    let too_large = Error::WindowTooLarge { window_size: window, limit: window - 1 };
    assert_eq!(below.decompress(&frame), Err(too_large.clone()));
    assert_eq!(below.decompressor().unwrap().decompress(&frame, None), Err(too_large.clone()));
    let mut buffer = frame.clone();
    let outcome = below.context().unwrap().decompress_in_place(&mut buffer);
    assert_eq!(outcome, Err(too_large));
    for bytes in [0, 1023, (1 << 31) + 1] {
        let outcome = DecompressOptions::new().window_limit(bytes).decompress(&frame);
        assert_eq!(outcome, Err(Error::WindowLimitOutOfBounds { bytes }));
    }
    // What was set last holds.
    let relaxed = below.window_log_max(20);
    assert_eq!(relaxed.decompress(&frame).unwrap(), data);
}

#[test]
fn a_decompression_context_says_what_its_parameters_are_set_to() {
    let options = DecompressOptions::new().window_log_max(21);
    let context = zstdkit::DecompressContext::new(&options).unwrap();
    assert_eq!(context.get(D::WindowLogMax), Ok(21));
    assert_eq!(context.get(D::Format), Ok(0));
}

#[test]
fn workers_output_that_is_ready_is_told_beforehand() {
    let options = CompressOptions::new().workers(1).set(C::JobSize, 512 * 1024);
    let mut compressor = options.compressor().unwrap();
    assert_eq!(compressor.to_flush_now(), 0);
    let mut output = Vec::new();
    compressor.compress_into(&[7; 3 << 20], EndDirective::Continue, &mut output).unwrap();
    compressor.compress_into(b"", EndDirective::End, &mut output).unwrap();
    assert_eq!(compressor.to_flush_now(), 0);
    assert_eq!(zstdkit::decompress(&output).unwrap(), [7; 3 << 20]);
}

//! What is left: skippable frames, and the feature `bytes`.

use zstdkit::Error;

use crate::trial::refuse_each;

#[test]
fn skippable_frames() {
    refuse_each(
        "a skippable frame",
        0,
        || (),
        |()| {
            let mut output = Vec::new();
            zstdkit::write_skippable_frame(b"what others skip", 5, &mut output)?;
            Ok::<_, Error>(output)
        },
    );
}

#[cfg(feature = "bytes")]
mod bytes {
    use bytes::{Buf, Bytes};
    use zstdkit::{
        CompressOptions, Compressor, DecompressOptions, Decompressor, EndDirective, Error,
    };

    use crate::{data::text, trial::refuse_each};

    #[test]
    fn buffers() {
        let (first, second) = (text(150_000), text(250_000));
        let data = || (&first[..]).chain(&second[..]);
        let options = CompressOptions::new().checksum(true);
        refuse_each(
            "a buffer in one call",
            0,
            || (),
            |()| {
                let mut output = Vec::new();
                options.compress_buf_into(data(), &mut output)?;
                Ok::<_, Error>(output)
            },
        );
        let make = || Compressor::new(&options).unwrap();
        refuse_each("a buffer", 0, make, |compressor| {
            let mut output = Vec::new();
            compressor.compress_buf_into(data(), EndDirective::Flush, &mut output)?;
            compressor.compress_buf_into(data(), EndDirective::End, &mut output)?;
            compressor.compress_buf_into(data(), EndDirective::End, &mut output)?;
            Ok::<_, Error>(output)
        });
        let frame = Bytes::from(options.compress(&first).unwrap());
        let frames = || (&frame[..1000]).chain(&frame[1000..]);
        refuse_each(
            "a buffer back in one call",
            0,
            || (),
            |()| {
                let mut output = Vec::new();
                DecompressOptions::new().decompress_buf_into(frames(), &mut output)?;
                Ok::<_, Error>(output)
            },
        );
        let make = || Decompressor::new(&DecompressOptions::new()).unwrap();
        refuse_each("a buffer back", 0, make, |decompressor| {
            let mut output = Vec::new();
            decompressor.decompress_buf_into(frames(), &mut output)?;
            Ok::<_, Error>(output)
        });
    }
}

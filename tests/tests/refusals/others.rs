//! What is left: skippable frames, and the features `bytes` and `futures`.

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

#[cfg(feature = "futures")]
mod futures {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use futures_util::{AsyncRead, AsyncWrite, io::Cursor};
    use zstdkit::async_io::{bufread, write};
    use zstdkit::{CompressOptions, DecompressOptions};

    use crate::data::{Gist, text};
    use crate::trial::refuse_each;

    fn ready<T>(poll: Poll<T>) -> T {
        match poll {
            Poll::Ready(value) => value,
            Poll::Pending => panic!("memory is never pending"),
        }
    }

    fn write_all(to: &mut (impl AsyncWrite + Unpin), mut data: &[u8]) -> io::Result<()> {
        let mut cx = Context::from_waker(Waker::noop());
        while !data.is_empty() {
            let taken = ready(Pin::new(&mut *to).poll_write(&mut cx, data))?;
            data = &data[taken..];
        }
        ready(Pin::new(&mut *to).poll_flush(&mut cx))?;
        ready(Pin::new(to).poll_close(&mut cx))
    }

    fn read_all(from: &mut (impl AsyncRead + Unpin), output: &mut Vec<u8>) -> io::Result<()> {
        let mut cx = Context::from_waker(Waker::noop());
        let mut piece = [0; 4000];
        loop {
            match ready(Pin::new(&mut *from).poll_read(&mut cx, &mut piece))? {
                0 => return Ok(()),
                read => output.extend_from_slice(&piece[..read]),
            }
        }
    }

    #[test]
    fn asynchronous_streams() {
        let data = text(300_000);
        let frame = zstdkit::compress(&data, 3).unwrap();
        let options = CompressOptions::new().checksum(true);
        let back = DecompressOptions::new();
        let room = || Vec::with_capacity(1 << 20);
        let make = || write::Encoder::with_options(room(), &options).unwrap();
        refuse_each("an asynchronous writer", 0, make, |encoder| {
            let mut output = encoder.reset(Vec::new());
            output.clear();
            encoder.reset(output);
            write_all(encoder, &data)?;
            Ok::<_, io::Error>(Gist::of(encoder.get_ref()))
        });
        let make = || write::Decoder::with_options(room(), &back).unwrap();
        refuse_each("an asynchronous writer back", 0, make, |decoder| {
            let mut output = decoder.reset(Vec::new());
            output.clear();
            decoder.reset(output);
            write_all(decoder, &frame)?;
            Ok::<_, io::Error>(Gist::of(decoder.get_ref()))
        });
        let make =
            || (bufread::Encoder::with_options(Cursor::new(&data), &options).unwrap(), room());
        refuse_each("an asynchronous reader", 0, make, |(encoder, output)| {
            output.clear();
            encoder.reset(Cursor::new(&data));
            read_all(encoder, output)?;
            Ok::<_, io::Error>(Gist::of(output))
        });
        let make = || (bufread::Decoder::with_options(Cursor::new(&frame), &back).unwrap(), room());
        refuse_each("an asynchronous reader back", 0, make, |(decoder, output)| {
            output.clear();
            decoder.reset(Cursor::new(&frame));
            read_all(decoder, output)?;
            Ok::<_, io::Error>(Gist::of(output))
        });
    }
}

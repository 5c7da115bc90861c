//! Asynchronous adaptors, over readers and writers of both worlds.

/// The test of one world, which brings its `write_all` and `read_all`.
#[cfg(any(feature = "futures", feature = "tokio"))]
macro_rules! tests {
    () => {
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
                write_all(encoder, &data[..])?;
                Ok::<_, io::Error>(Gist::of(encoder.get_ref()))
            });
            let make = || write::Decoder::with_options(room(), &back).unwrap();
            refuse_each("an asynchronous writer back", 0, make, |decoder| {
                let mut output = decoder.reset(Vec::new());
                output.clear();
                decoder.reset(output);
                write_all(decoder, &frame[..])?;
                Ok::<_, io::Error>(Gist::of(decoder.get_ref()))
            });
            let make = || (bufread::Encoder::with_options(&data[..], &options).unwrap(), room());
            refuse_each("an asynchronous reader", 0, make, |(encoder, output)| {
                output.clear();
                encoder.reset(&data[..]);
                read_all(encoder, output)?;
                Ok::<_, io::Error>(Gist::of(output))
            });
            let make = || (bufread::Decoder::with_options(&frame[..], &back).unwrap(), room());
            refuse_each("an asynchronous reader back", 0, make, |(decoder, output)| {
                output.clear();
                decoder.reset(&frame[..]);
                read_all(decoder, output)?;
                Ok::<_, io::Error>(Gist::of(output))
            });
        }
    };
}

#[cfg(feature = "futures")]
mod futures {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use futures_util::{AsyncRead, AsyncWrite};
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

    tests!();
}

#[cfg(feature = "tokio")]
mod tokio {
    use std::io;
    use std::pin::Pin;
    use std::task::{Context, Poll, Waker};

    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
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
        ready(Pin::new(to).poll_shutdown(&mut cx))
    }

    fn read_all(from: &mut (impl AsyncRead + Unpin), output: &mut Vec<u8>) -> io::Result<()> {
        let mut cx = Context::from_waker(Waker::noop());
        let mut piece = [0; 4000];
        loop {
            let mut read = ReadBuf::new(&mut piece);
            ready(Pin::new(&mut *from).poll_read(&mut cx, &mut read))?;
            if read.filled().is_empty() {
                return Ok(());
            }
            output.extend_from_slice(read.filled());
        }
    }

    tests!();
}

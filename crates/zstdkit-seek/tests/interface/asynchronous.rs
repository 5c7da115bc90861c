//! The same over tokio's readers.

use std::io::{Cursor, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncSeek, AsyncSeekExt, ReadBuf};
use zstdkit_seek::{AsyncSeekReader, Error, IndexOptions};

use crate::data::{Numbers, content};

/// A reader that is pending every other time, and gives few bytes.
struct Slow(Cursor<Vec<u8>>, bool);

impl AsyncRead for Slow {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        self.1 = !self.1;
        if self.1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut few = [0; 5000];
        let len = buf.remaining().min(few.len());
        let mut few = ReadBuf::new(&mut few[..len]);
        let outcome = Pin::new(&mut self.0).poll_read(context, &mut few);
        buf.put_slice(few.filled());
        outcome
    }
}

impl AsyncSeek for Slow {
    fn start_seek(mut self: Pin<&mut Self>, to: SeekFrom) -> std::io::Result<()> {
        Pin::new(&mut self.0).start_seek(to)
    }

    fn poll_complete(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<u64>> {
        Pin::new(&mut self.0).poll_complete(context)
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

#[test]
fn ranges_are_those_of_the_whole() {
    let content = content(900_000, 21);
    let mut file = zstdkit::compress(&content, 3).unwrap();
    let index = IndexOptions::new().spacing(60_000).build(&file[..]).unwrap();
    let alone = file.clone();
    index.write_to(&mut file).unwrap();
    block_on(async {
        let mut reader = AsyncSeekReader::open(Slow(Cursor::new(file), false)).await.unwrap();
        assert_eq!(reader.index(), &index);
        let mut numbers = Numbers::new(1);
        for _ in 0..30 {
            let from = numbers.below(content.len());
            let to = (from + numbers.below(100_000)).min(content.len());
            let mut out = Vec::new();
            reader.read_range(from as u64..to as u64, &mut out).await.unwrap();
            assert!(out == content[from..to]);
        }
        assert_eq!(reader.seek(SeekFrom::End(-70_000)).await.unwrap(), 830_000);
        assert!(!reader.fill_buf().await.unwrap().is_empty());
        let mut end = Vec::new();
        reader.read_to_end(&mut end).await.unwrap();
        assert!(end == content[830_000..]);

        // Given the index.
        let source = Cursor::new(alone.clone());
        let mut reader = AsyncSeekReader::new(source, index.clone()).await.unwrap();
        let mut all = Vec::new();
        reader.read_to_end(&mut all).await.unwrap();
        assert!(all == content);
        let other = vec![1; alone.len()];
        let outcome = AsyncSeekReader::new(Cursor::new(other), index).await;
        assert!(matches!(outcome, Err(Error::WrongFile(_))));
        // Frames that say their sizes.
        let mut reader = AsyncSeekReader::open(Cursor::new(alone)).await.unwrap();
        let mut out = Vec::new();
        reader.read_range(899_990.., &mut out).await.unwrap();
        assert_eq!(out, content[899_990..]);
    });
}

#[test]
fn a_long_index_is_read_in_few_turns() {
    struct Counting(Cursor<Vec<u8>>, usize);

    impl AsyncRead for Counting {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buf: &mut ReadBuf<'_>,
        ) -> Poll<std::io::Result<()>> {
            Pin::new(&mut self.0).poll_read(context, buf)
        }
    }

    impl AsyncSeek for Counting {
        fn start_seek(mut self: Pin<&mut Self>, to: SeekFrom) -> std::io::Result<()> {
            self.1 += 1;
            Pin::new(&mut self.0).start_seek(to)
        }

        fn poll_complete(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<std::io::Result<u64>> {
            Pin::new(&mut self.0).poll_complete(context)
        }
    }

    let content = content(3_000_000, 25);
    let mut file = zstdkit::compress(&content, 3).unwrap();
    let index = IndexOptions::new().spacing(20_000).build(&file[..]).unwrap();
    assert!(index.written_size() > 5_000_000, "{}", index.written_size());
    index.write_to(&mut file).unwrap();
    block_on(async {
        let reader = AsyncSeekReader::open(Counting(Cursor::new(file), 0)).await.unwrap();
        assert_eq!(reader.index(), &index);
        // One for the size, some for the index, one for each sample.
        let seeks = reader.into_inner().1;
        assert!(seeks < 45, "{seeks}");
    });
}

#[test]
fn a_read_given_up_leaves_the_reader_sound() {
    let content = content(900_000, 22);
    let file = zstdkit::compress(&content, 3).unwrap();
    let index = IndexOptions::new().spacing(60_000).build(&file[..]).unwrap();
    block_on(async {
        let source = Slow(Cursor::new(file), false);
        let mut reader = AsyncSeekReader::new(source, index).await.unwrap();
        for polls in 1..40 {
            let mut out = Vec::new();
            {
                let mut read = std::pin::pin!(reader.read_range(500_000..700_000, &mut out));
                let mut left = polls;
                std::future::poll_fn(|context| {
                    left -= 1;
                    if left == 0 || read.as_mut().poll(context).is_ready() {
                        Poll::Ready(())
                    } else {
                        Poll::Pending
                    }
                })
                .await;
            }
            let mut out = Vec::new();
            reader.read_range(100_000..100_100, &mut out).await.unwrap();
            assert!(out == content[100_000..100_100], "{polls}");
        }
    });
}

#[test]
fn seekable_files_are_the_same_bytes() {
    use std::io::Write;
    use tokio::io::AsyncWriteExt;
    use zstdkit_seek::{AsyncSeekableWriter, SeekableWriter};

    let content = content(500_000, 23);
    let options = zstdkit::CompressOptions::new().level(5);
    let mut writer = SeekableWriter::new(Vec::new(), &options).unwrap().frame_size(70_000);
    writer.write_all(&content).unwrap();
    let expected = writer.finish().unwrap();
    block_on(async {
        // A pipe that takes few bytes at a time.
        let (near, mut far) = tokio::io::duplex(1000);
        let write = async {
            let mut writer = AsyncSeekableWriter::new(near, &options).unwrap().frame_size(70_000);
            for piece in content.chunks(33_333) {
                writer.write_all(piece).await.unwrap();
            }
            writer.shutdown().await.unwrap();
            assert!(writer.write(b"more").await.is_err());
        };
        let mut written = Vec::new();
        let read = far.read_to_end(&mut written);
        let (_, read) = tokio::join!(write, read);
        read.unwrap();
        assert!(written == expected);
    });
}

#[test]
fn indexed_files_are_the_same_bytes() {
    use std::io::Write;
    use tokio::io::AsyncWriteExt;
    use zstdkit_seek::{AsyncIndexedWriter, IndexedWriter};

    let content = content(500_000, 24);
    let options = zstdkit::CompressOptions::new().level(5).checksum(true).window_log(16);
    let indexing = IndexOptions::new().spacing(70_000).threads(3);
    let mut writer = IndexedWriter::new(Vec::new(), &options, &indexing).unwrap();
    writer.set_pledged_size(Some(content.len() as u64)).unwrap();
    writer.write_all(&content[..100_000]).unwrap();
    writer.flush().unwrap();
    writer.write_all(&content[100_000..]).unwrap();
    let (expected, index) = writer.finish().unwrap();
    block_on(async {
        // A pipe that takes few bytes at a time.
        let (near, mut far) = tokio::io::duplex(1000);
        let write = async {
            let mut writer = AsyncIndexedWriter::new(near, &options, &indexing).unwrap();
            writer.set_pledged_size(Some(content.len() as u64)).unwrap();
            for piece in content[..100_000].chunks(33_333) {
                writer.write_all(piece).await.unwrap();
            }
            writer.flush().await.unwrap();
            writer.write_all(&content[100_000..]).await.unwrap();
            writer.shutdown().await.unwrap();
            assert!(writer.write(b"more").await.is_err());
            writer.into_inner().1.unwrap()
        };
        let mut written = Vec::new();
        let read = far.read_to_end(&mut written);
        let (made, read) = tokio::join!(write, read);
        read.unwrap();
        assert!(written == expected);
        assert_eq!(made, index);
        assert_eq!(zstdkit_frame::frame_info(&written).unwrap().content_size(), Some(500_000));
    });
}

//! Reading anywhere in the content, over a reader of tokio's.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io::{self, SeekFrom};
use std::ops::RangeBounds;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{
    AsyncBufRead, AsyncRead, AsyncReadExt as _, AsyncSeek, AsyncSeekExt as _, ReadBuf,
};
use zstdkit::Dictionary;

use crate::error::{Error, Result};
use crate::index::Index;
use crate::lists::List as _;
use crate::reader::{Core, Need, bounds};
use crate::source::ReadAt;

/// How much is decoded at once.
const CHUNK: usize = 128 << 10;

/// How much is read at once.
const READ_SIZE: usize = 64 << 10;

/// What is asked about before reading is kept in pages of this size.
const PAGE: usize = 4 << 10;

/// [`SeekReader`](crate::SeekReader) over a reader of tokio's that seeks: an `AsyncRead`,
/// `AsyncBufRead` and `AsyncSeek` itself.
///
/// ```
/// use std::io::Cursor;
/// use zstdkit_seek::{AsyncSeekReader, IndexOptions};
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
/// let mut file = zstdkit::compress(&content, 3)?;
/// let index = IndexOptions::new().spacing(256 << 10).build(&file[..])?;
/// index.write_to(&mut file)?;
///
/// let mut reader = AsyncSeekReader::open(Cursor::new(file)).await?;
/// let mut range = Vec::new();
/// reader.read_range(1_000_000..1_000_008, &mut range).await?;
/// assert_eq!(range, content[1_000_000..1_000_008]);
/// # Ok::<(), zstdkit_seek::Error>(())
/// # }).unwrap();
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
#[derive(Debug)]
pub struct AsyncSeekReader<R> {
    source: R,
    core: Core,
    piece: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Idle,
    /// The source is on its way to where bytes are needed.
    Seeking(Need),
    Reading(Need),
}

impl<R: AsyncRead + AsyncSeek + Unpin> AsyncSeekReader<R> {
    /// As [`SeekReader::open`](crate::SeekReader::open).
    ///
    /// # Errors
    ///
    /// Those of [`Index::of`].
    pub async fn open(mut source: R) -> Result<Self> {
        let index = ask(&mut source, Index::of).await?;
        Ok(Self::with(source, index))
    }

    /// As [`SeekReader::new`](crate::SeekReader::new).
    ///
    /// # Errors
    ///
    /// Those of [`Index::check`].
    pub async fn new(mut source: R, index: Index) -> Result<Self> {
        ask(&mut source, |pages| index.check(pages)).await?;
        Ok(Self::with(source, index))
    }

    fn with(source: R, index: Index) -> Self {
        Self { source, core: Core::new(index), piece: Vec::new(), state: State::Idle }
    }

    /// The base-2 logarithm of the largest window that is taken memory for, 27 unless it's set.
    #[must_use]
    pub fn window_log_max(mut self, log: u32) -> Self {
        self.core.options = self.core.options.window_log_max(log);
        self
    }

    /// The dictionary that the file's frames were made with.
    #[must_use]
    pub fn dictionary(mut self, dictionary: &Dictionary) -> Self {
        self.core.options = self.core.options.dictionary(dictionary);
        self
    }

    /// The index.
    pub const fn index(&self) -> &Index {
        &self.core.index
    }

    /// How much content there is, in bytes.
    #[must_use]
    pub fn content_size(&self) -> u64 {
        self.core.index.content_size()
    }

    /// Gives the source back.
    #[must_use]
    pub fn into_inner(self) -> R {
        self.source
    }

    /// As [`SeekReader::read_range`](crate::SeekReader::read_range). When the future is dropped before
    /// it's done, the reader stands where it was, and `out` has a part of the range.
    ///
    /// # Errors
    ///
    /// Those of [`SeekReader::read_range`](crate::SeekReader::read_range).
    pub async fn read_range(
        &mut self,
        range: impl RangeBounds<u64>,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let range = bounds(&range, self.content_size())?;
        let (before, mut pos) = (out.len(), range.start);
        while pos < range.end {
            let left = usize::try_from(range.end - pos).unwrap_or(usize::MAX);
            let outcome = std::future::poll_fn(|context| {
                // Between polls the reader is where its owner left it.
                let stands = std::mem::replace(&mut self.core.pos, pos);
                let outcome = self.poll_fill(context, left).map(|content| {
                    let content = content?;
                    let len = content.len().min(left);
                    out.append_all(&content[..len])?;
                    Ok(len)
                });
                self.core.pos = stands;
                outcome
            });
            match outcome.await {
                Ok(len) => pos += len as u64,
                Err(error) => {
                    out.truncate(before);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Has content at hand at the current place, unless that is at the end.
    fn poll_fill(&mut self, context: &mut Context<'_>, wanted: usize) -> Poll<Result<&[u8]>> {
        loop {
            match self.state {
                State::Idle => {
                    let Some(need) = self.core.advance(wanted)? else { break };
                    Pin::new(&mut self.source).start_seek(SeekFrom::Start(need.offset))?;
                    self.state = State::Seeking(need);
                }
                State::Seeking(need) => {
                    let outcome = ready!(Pin::new(&mut self.source).poll_complete(context));
                    self.state = if outcome.is_ok() { State::Reading(need) } else { State::Idle };
                    outcome?;
                }
                State::Reading(need) => {
                    self.piece.set_len_with(need.len(READ_SIZE), 0)?;
                    let mut buf = ReadBuf::new(&mut self.piece);
                    let outcome = ready!(Pin::new(&mut self.source).poll_read(context, &mut buf));
                    let read = buf.filled().len();
                    self.state = State::Idle;
                    outcome?;
                    // Meanwhile another place may have been asked for.
                    if self.core.needs(need) {
                        self.core.feed(&self.piece[..read])?;
                    }
                }
            }
        }
        Poll::Ready(Ok(self.core.at_hand()))
    }
}

impl<R: AsyncRead + AsyncSeek + Unpin> AsyncRead for AsyncSeekReader<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let content = ready!(this.poll_fill(context, buf.remaining()))?;
        let len = content.len().min(buf.remaining());
        buf.put_slice(&content[..len]);
        this.core.pos += len as u64;
        Poll::Ready(Ok(()))
    }
}

impl<R: AsyncRead + AsyncSeek + Unpin> AsyncBufRead for AsyncSeekReader<R> {
    fn poll_fill_buf(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        Poll::Ready(Ok(ready!(self.get_mut().poll_fill(context, CHUNK))?))
    }

    fn consume(self: Pin<&mut Self>, len: usize) {
        let this = self.get_mut();
        this.core.pos += len.min(this.core.at_hand().len()) as u64;
    }
}

impl<R: AsyncRead + AsyncSeek + Unpin> AsyncSeek for AsyncSeekReader<R> {
    fn start_seek(self: Pin<&mut Self>, to: SeekFrom) -> io::Result<()> {
        let this = self.get_mut();
        this.core.pos = this.core.seek_target(to)?;
        Ok(())
    }

    fn poll_complete(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<u64>> {
        Poll::Ready(Ok(self.core.pos))
    }
}

/// Asks what a source is like, with the functions that do so for sources that don't wait: a page that
/// they miss is read, and they are asked again.
///
/// Where they go on from page to page, as many are read at once as they have got so far in a row: so they
/// aren't asked for each page of a long index from its start on.
async fn ask<R, T>(source: &mut R, question: impl Fn(&Pages) -> Result<T>) -> Result<T>
where
    R: AsyncRead + AsyncSeek + Unpin,
{
    let size = source.seek(SeekFrom::End(0)).await?;
    let pages = Pages { size, kept: RefCell::default(), missing: Cell::new(None) };
    loop {
        let outcome = question(&pages);
        let Some(page) = pages.missing.take() else { return outcome };
        source.seek(SeekFrom::Start(page * PAGE as u64)).await?;
        let wanted = pages.row_before(page).max(1) * PAGE as u64;
        let mut bytes = Vec::new();
        bytes.make_room(usize::try_from(wanted.min(size)).unwrap_or(usize::MAX))?;
        (&mut *source).take(wanted).read_to_end(&mut bytes).await?;
        if bytes.is_empty() {
            return Err(Error::Io(io::ErrorKind::UnexpectedEof.into()));
        }
        for (page, bytes) in (page..).zip(bytes.chunks(PAGE)) {
            let mut kept = Vec::new();
            kept.append_all(bytes)?;
            pages.kept.borrow_mut().insert(page, kept);
        }
    }
}

/// The pages of a source that were read so far.
struct Pages {
    size: u64,
    kept: RefCell<BTreeMap<u64, Vec<u8>>>,
    missing: Cell<Option<u64>>,
}

impl Pages {
    /// How many pages right before this one are there.
    fn row_before(&self, page: u64) -> u64 {
        let kept = self.kept.borrow();
        let before = kept.range(..page).rev().zip(1..);
        before.take_while(|((at, _), steps)| **at + steps == page).count() as u64
    }
}

impl ReadAt for Pages {
    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buf.len() {
            let at = offset.saturating_add(filled as u64);
            if at >= self.size {
                break;
            }
            let kept = self.kept.borrow();
            let Some(page) = kept.get(&(at / PAGE as u64)) else {
                self.missing.set(Some(at / PAGE as u64));
                return Err(io::ErrorKind::WouldBlock.into());
            };
            let rest = page.get((at % PAGE as u64) as usize..).unwrap_or_default();
            let len = rest.len().min(buf.len() - filled);
            if len == 0 {
                break;
            }
            buf[filled..filled + len].copy_from_slice(&rest[..len]);
            filled += len;
        }
        Ok(filled)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.size)
    }
}

//! Reading, stepping and writing at the same time: a thread reads ahead, one writes behind, and the
//! caller's own compresses or decompresses. The buffers between them are few, and used again.

use std::{
    io::{self, Read},
    mem,
    sync::mpsc::{Receiver, RecvError, SyncSender, TryRecvError, sync_channel},
    thread::{Builder, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, anyhow};

use crate::report::progress;

use super::{
    open::{Input, fill},
    sink::Sink,
};

/// What is read at once.
pub(crate) const CHUNK: usize = 256 << 10;

/// What is written at once, if not more.
const BATCH: usize = 256 << 10;

/// How many buffers there are on either side.
const BUFFERS: usize = 4;

/// Inputs that are known to hold no more aren't worth threads.
const ALONE: u64 = 1 << 20;

/// The input, chunk by chunk: each full but for the last.
#[derive(Debug)]
pub(crate) struct Reader {
    from: From,
    chunk: Vec<u8>,
    len: usize,
    read: u64,
    waited: Duration,
    /// Whether the reading thread is through.
    is_over: bool,
}

enum From {
    Here(Box<dyn Read + Send>),
    Ahead { full: Receiver<io::Result<(Vec<u8>, usize)>>, empty: SyncSender<Vec<u8>> },
}

impl std::fmt::Debug for From {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Here(_) => "Here",
            Self::Ahead { .. } => "Ahead",
        })
    }
}

impl Reader {
    /// Reads `head`, and then the rest of `input`.
    ///
    /// The reading thread is not waited for when nobody wants its chunks any more, for a pipe may
    /// keep it for ever.
    fn new(head: Vec<u8>, input: &Input, ahead: bool) -> io::Result<Self> {
        let source = Box::new(io::Cursor::new(head).chain(input.file().try_clone()?));
        let from = if ahead { read_ahead(source)? } else { From::Here(source) };
        Ok(Self {
            from,
            chunk: Vec::new(),
            len: 0,
            read: 0,
            waited: Duration::ZERO,
            is_over: false,
        })
    }

    /// The next chunk; after one that isn't full there are no more.
    pub(crate) fn next(&mut self) -> Result<&[u8]> {
        self.len = 0;
        let outcome = match &mut self.from {
            From::Here(source) => {
                self.chunk.resize(CHUNK, 0);
                fill(source, &mut self.chunk).map(|len| self.len = len)
            }
            From::Ahead { full, empty } => {
                // The thread may be at its end and not want it back.
                let _ = empty.send(mem::take(&mut self.chunk));
                match receive(full, &mut self.waited) {
                    Ok(Ok((chunk, len))) => {
                        (self.chunk, self.len) = (chunk, len);
                        self.is_over = len < CHUNK;
                        Ok(())
                    }
                    Ok(Err(error)) => Err(error),
                    // Asked once more than there are chunks.
                    Err(_) if self.is_over => Ok(()),
                    Err(_) => Err(io::Error::other("reading has stopped")),
                }
            }
        };
        outcome.context("cannot read")?;
        self.read += self.len as u64;
        progress::read(self.len as u64);
        Ok(&self.chunk[..self.len])
    }

    /// The chunk that `next` gave last.
    pub(crate) fn current(&self) -> &[u8] {
        &self.chunk[..self.len]
    }

    /// How many bytes were read.
    pub(crate) const fn read(&self) -> u64 {
        self.read
    }

    /// How long the caller had to wait for input.
    pub(crate) const fn waited(&self) -> Duration {
        self.waited
    }
}

fn read_ahead(mut source: Box<dyn Read + Send>) -> io::Result<From> {
    let (full_in, full) = sync_channel(BUFFERS);
    let (empty, empty_out) = sync_channel::<Vec<u8>>(BUFFERS + 1);
    for _ in 1..BUFFERS {
        // There is room for all of them.
        let _ = empty.try_send(Vec::new());
    }
    Builder::new().name("reader".into()).spawn(move || {
        while let Ok(mut chunk) = empty_out.recv() {
            chunk.resize(CHUNK, 0);
            let outcome = fill(&mut source, &mut chunk);
            let ends = !matches!(outcome, Ok(CHUNK));
            if full_in.send(outcome.map(|len| (chunk, len))).is_err() || ends {
                return;
            }
        }
    })?;
    Ok(From::Ahead { full, empty })
}

/// The output: a buffer to append to, which is passed on when it's full.
#[derive(Debug)]
pub(crate) struct Writer {
    buffer: Vec<u8>,
    to: To,
    written: u64,
    waited: Duration,
}

#[derive(Debug)]
enum To {
    Here(Sink),
    Behind {
        full: SyncSender<Vec<u8>>,
        empty: Receiver<Vec<u8>>,
        thread: JoinHandle<io::Result<Sink>>,
    },
}

impl Writer {
    fn new(sink: Sink, behind: bool) -> io::Result<Self> {
        let to = if behind { write_behind(sink)? } else { To::Here(sink) };
        Ok(Self { buffer: Vec::new(), to, written: 0, waited: Duration::ZERO })
    }

    /// What is to be written next, for more to be appended.
    pub(crate) const fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// The same with room for some more, for what writes no more than there is room for.
    pub(crate) fn room(&mut self) -> &mut Vec<u8> {
        if self.buffer.len() == self.buffer.capacity() {
            self.buffer.reserve_exact(BATCH);
        }
        &mut self.buffer
    }

    /// Passes the buffer on if it holds enough.
    pub(crate) fn pass(&mut self) -> io::Result<()> {
        if self.buffer.len() < BATCH { Ok(()) } else { self.pass_all() }
    }

    fn pass_all(&mut self) -> io::Result<()> {
        self.written += self.buffer.len() as u64;
        progress::wrote(self.buffer.len() as u64);
        match &mut self.to {
            To::Here(sink) => {
                sink.write_all(&self.buffer)?;
                self.buffer.clear();
            }
            To::Behind { full, empty, .. } => {
                let next = receive(empty, &mut self.waited).map_err(|_| stopped())?;
                full.send(mem::replace(&mut self.buffer, next)).map_err(|_| stopped())?;
            }
        }
        Ok(())
    }

    /// How many bytes were written, those in the buffer too.
    pub(crate) const fn written(&self) -> u64 {
        self.written + self.buffer.len() as u64
    }

    /// How long the caller had to wait for output to be gone.
    pub(crate) const fn waited(&self) -> Duration {
        self.waited
    }

    /// Writes the rest; an error is that of the first write that failed.
    fn finish(mut self) -> io::Result<()> {
        let passed = self.pass_all();
        match self.to {
            To::Here(sink) => passed.and_then(|()| sink.finish()),
            To::Behind { full, empty, thread } => {
                drop((full, empty));
                let outcome = thread.join().unwrap_or_else(|_| Err(stopped()));
                outcome.and_then(Sink::finish).and(passed)
            }
        }
    }
}

impl io::Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        self.pass()?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Receives, and counts the time that it has to be waited for.
fn receive<T>(from: &Receiver<T>, waited: &mut Duration) -> Result<T, RecvError> {
    match from.try_recv() {
        Ok(there) => Ok(there),
        Err(TryRecvError::Disconnected) => Err(RecvError),
        Err(TryRecvError::Empty) => {
            let start = Instant::now();
            let outcome = from.recv();
            *waited += start.elapsed();
            outcome
        }
    }
}

fn write_behind(mut sink: Sink) -> io::Result<To> {
    let (full, full_out) = sync_channel::<Vec<u8>>(BUFFERS);
    let (empty_in, empty) = sync_channel(BUFFERS + 1);
    for _ in 1..BUFFERS {
        // There is room for all of them.
        let _ = empty_in.try_send(Vec::new());
    }
    let thread = Builder::new().name("writer".into()).spawn(move || {
        while let Ok(mut buffer) = full_out.recv() {
            sink.write_all(&buffer)?;
            buffer.clear();
            // At the end nobody wants it back.
            let _ = empty_in.send(buffer);
        }
        Ok(sink)
    })?;
    Ok(To::Behind { full, empty, thread })
}

/// The writing thread is gone; why, `finish` tells.
fn stopped() -> io::Error {
    io::Error::other("writing has stopped")
}

/// Takes `head` and the rest of `input` through `step` into `sink`; says how many bytes were read
/// and written.
///
/// What was made before an error is written before the error is told. `writing` names the output. If
/// `lazily`, nothing is read before `step` asks for it.
pub(crate) fn run(
    lazily: bool,
    head: Vec<u8>,
    input: &mut Input,
    sink: Sink,
    writing: impl FnOnce() -> String,
    step: impl FnOnce(&mut Reader, &mut Writer) -> Result<()>,
) -> Result<(u64, u64)> {
    let long = input.remaining()?.is_none_or(|size| size > ALONE);
    let started = Reader::new(head, input, long && !lazily)
        .and_then(|reader| Ok((reader, Writer::new(sink, long)?)))
        .map_err(|error| anyhow!(error).context("cannot start"));
    let (mut reader, mut writer) = started?;
    let outcome = step(&mut reader, &mut writer);
    let written = writer.written();
    // A failed write is what made the step fail.
    writer.finish().with_context(writing)?;
    outcome.map(|()| (reader.read(), written))
}

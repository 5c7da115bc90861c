//! The stretches of a file decoded at once, those of one frame too.

use std::io::Write;
use std::mem;
use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::ahead::{Ahead, Turn};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::lists::List as _;
use crate::options::ReadOptions;
use crate::run::Run;
use crate::source::ReadAt;
use crate::threads;

/// Content that is decoded ahead is in pieces of at most this size: large enough for the large pages of
/// [`zstdkit::output_buffer`], as most of the memory is new.
const PIECE: usize = 4 << 20;

/// So much is decoded at once, and hashed: what a core's cache holds.
const STEP: usize = 128 << 10;

/// What the writing thread decodes and writes at once stays in its core's cache.
const OWN_PIECE: usize = 512 << 10;

impl Index {
    /// Decompresses the whole file, several stretches of it at once, and writes the content in order.
    ///
    /// `threads` 0 is as many as there are cores; the calling one, which writes, is one of them. Memory is
    /// bounded, whatever the stretches' length: a decoder with two windows for each thread, and content that the
    /// writer hasn't got to, as much as a stretch for each thread, but 512 MiB at most. Gives the content's
    /// length.
    ///
    /// ```
    /// use zstdkit_seek::IndexOptions;
    ///
    /// let content: Vec<u8> = (0..400_000u32).flat_map(u32::to_le_bytes).collect();
    /// let frame = zstdkit::compress(&content, 3)?;
    /// let index = IndexOptions::new().spacing(256 << 10).build(&frame[..])?;
    /// let mut out = Vec::new();
    /// index.decompress(&frame, 2, &mut out)?;
    /// assert_eq!(out, content);
    /// # Ok::<(), zstdkit_seek::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Index::check`], of the source and the writer; [`Error::Damaged`] for the first
    /// stretch that is, after what is before it has been written, and perhaps a part of it.
    pub fn decompress<S>(&self, source: &S, threads: usize, writer: impl Write) -> Result<u64>
    where
        S: ReadAt + Sync + ?Sized,
    {
        ReadOptions::new().decompress_parallel(self, source, threads, writer)
    }

    /// As [`decompress`](Self::decompress), straight to the content's places in `out`, which has to be
    /// as long as it.
    ///
    /// # Errors
    ///
    /// As [`decompress`](Self::decompress), and [`Error::OutOfRange`] for another length. After an error
    /// the contents of `out` are of no use.
    pub fn decompress_into<S>(&self, source: &S, threads: usize, out: &mut [u8]) -> Result<()>
    where
        S: ReadAt + Sync + ?Sized,
    {
        ReadOptions::new().decompress_parallel_into(self, source, threads, out)
    }
}

impl ReadOptions {
    /// [`Index::decompress`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Index::decompress`], [`Error::WrongDictionary`] and [`Error::WindowTooLarge`].
    pub fn decompress_parallel<S>(
        &self,
        index: &Index,
        source: &S,
        threads: usize,
        writer: impl Write,
    ) -> Result<u64>
    where
        S: ReadAt + Sync + ?Sized,
    {
        index.check(source)?;
        self.check(index)?;
        let threads = threads::count(threads, index.len());
        let ahead = Ahead::new(index, threads);
        let decoding = || Decoding::new(self, index, source, &ahead);
        if threads == 1 {
            decoding().write(writer)?;
            return Ok(index.content_size());
        }
        thread::scope(|scope| {
            let _ends = ahead.end_on_drop();
            let work = || {
                let ends_all = ahead.end_on_drop();
                decoding().work();
                // Not so after a panic.
                mem::forget(ends_all);
            };
            // As many as the system has; this one does it alone, if need be.
            let _ = (1..threads).all(|_| threads::start(scope, work));
            decoding().write(writer)
        })?;
        Ok(index.content_size())
    }

    /// [`Index::decompress_into`] with these options.
    ///
    /// # Errors
    ///
    /// Those of [`Index::decompress_into`], [`Error::WrongDictionary`] and [`Error::WindowTooLarge`].
    pub fn decompress_parallel_into<S>(
        &self,
        index: &Index,
        source: &S,
        threads: usize,
        out: &mut [u8],
    ) -> Result<()>
    where
        S: ReadAt + Sync + ?Sized,
    {
        index.check(source)?;
        self.check(index)?;
        let (len, size) = (out.len() as u64, index.content_size());
        if len != size {
            return Err(Error::OutOfRange { range: 0..len, size });
        }
        let mut places = Vec::new();
        places.make_room(index.len())?;
        let mut rest = out;
        for stretch in index.stretches() {
            // All of them together are as long as `out`, so each fits.
            let (place, after) =
                rest.split_at_mut((stretch.content.end - stretch.content.start) as usize);
            places.push(place);
            rest = after;
        }
        let failure = Mutex::new(None);
        let count = threads::count(threads, index.len());
        threads::share(places.into_iter().enumerate(), count, || {
            let (mut run, mut input, mut piece) = (None, Vec::new(), Vec::new());
            let failure = &failure;
            move |(at, place)| {
                let outcome = self
                    .place(&mut run, index, at)
                    .and_then(|run| fill(run, source, place, &mut input, &mut piece));
                let Err(error) = outcome else {
                    return ControlFlow::Continue(());
                };
                let mut first = failure.lock().unwrap_or_else(PoisonError::into_inner);
                if first.as_ref().is_none_or(|(before, _)| at < *before) {
                    *first = Some((at, error));
                }
                ControlFlow::Break(())
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, error)) => Err(error),
            None => Ok(()),
        }
    }
}

/// Decodes a stretch to its place.
fn fill<S: ReadAt + ?Sized>(
    run: &mut Run,
    source: &S,
    mut place: &mut [u8],
    input: &mut Vec<u8>,
    piece: &mut Vec<u8>,
) -> Result<()> {
    loop {
        piece.clear();
        let given = run.read(source, input, piece, STEP)?;
        if given == 0 {
            return Ok(());
        }
        let (here, after) = place.split_at_mut(given);
        here.copy_from_slice(piece);
        place = after;
    }
}

/// What a thread decodes with.
struct Decoding<'a, S: ?Sized> {
    options: &'a ReadOptions,
    index: &'a Index,
    source: &'a S,
    ahead: &'a Ahead,
    /// Used for one stretch after the other.
    run: Option<Run>,
    input: Vec<u8>,
}

impl<'a, S: ReadAt + ?Sized> Decoding<'a, S> {
    const fn new(
        options: &'a ReadOptions,
        index: &'a Index,
        source: &'a S,
        ahead: &'a Ahead,
    ) -> Self {
        Self { options, index, source, ahead, run: None, input: Vec::new() }
    }

    /// Decodes stretches as long as there are any to take, for another thread to write.
    fn work(mut self) {
        while let Ok(Some(at)) = self.ahead.take() {
            if let Err(error) = self.begin(at) {
                self.ahead.end(at, Err(error));
                continue;
            }
            while self.run.as_ref().is_some_and(|run| self.ahead.wait_for(run.content())) {
                if !self.decode_ahead() {
                    break;
                }
            }
        }
    }

    /// Writes the content, and decodes of it while there is nothing to write.
    fn write(mut self, mut writer: impl Write) -> Result<()> {
        let mut is_decoding = false;
        let mut own_piece = Vec::new();
        loop {
            let own = self.run.as_ref().filter(|_| is_decoding);
            match self.ahead.turn(own.map(|run| (run.at(), run.content())))? {
                Turn::Write(piece) => {
                    writer.write_all(&piece)?;
                    self.ahead.wrote(piece.len());
                    self.ahead.give_back(piece)?;
                }
                Turn::Straight => {
                    own_piece.clear();
                    let Some(run) = &mut self.run else { continue };
                    is_decoding =
                        run.read(self.source, &mut self.input, &mut own_piece, OWN_PIECE)? > 0;
                    if is_decoding {
                        writer.write_all(&own_piece)?;
                        self.ahead.wrote(own_piece.len());
                    } else {
                        self.ahead.end(run.at(), Ok(()));
                    }
                }
                Turn::Ahead => is_decoding = self.decode_ahead(),
                Turn::Begin(at) => match self.begin(at) {
                    Ok(()) => is_decoding = true,
                    Err(error) => self.ahead.end(at, Err(error)),
                },
                Turn::End => return Ok(()),
            }
        }
    }

    fn begin(&mut self, at: usize) -> Result<()> {
        self.options.place(&mut self.run, self.index, at).map(|_| ())
    }

    /// Decodes a piece of the stretch, to be written later; false after the last one.
    fn decode_ahead(&mut self) -> bool {
        let Some(run) = &mut self.run else { return false };
        let len = run.content_left().min(PIECE as u64).max(1) as usize;
        let (mut piece, mut outcome) = match self.ahead.piece(len) {
            Ok(piece) => (piece, Ok(1)),
            Err(error) => (Vec::new(), Err(error)),
        };
        while piece.len() < len && matches!(outcome, Ok(1..)) {
            let left = (len - piece.len()).min(STEP);
            outcome = run.read(self.source, &mut self.input, &mut piece, left);
        }
        let is_ended = !matches!(outcome, Ok(1..));
        let passed_on = if piece.is_empty() {
            self.ahead.give_back(piece)
        } else {
            self.ahead.hand_over(run.at(), piece)
        };
        let outcome = passed_on.and(outcome);
        if is_ended || outcome.is_err() {
            self.ahead.end(run.at(), outcome.map(|_| ()));
            return false;
        }
        true
    }
}

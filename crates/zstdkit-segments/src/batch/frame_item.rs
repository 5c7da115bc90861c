//! Decompressing one item of a batch.

use zstdkit::{DecompressContext, Progress};
use zstdkit_frame::{FrameKind, Options as FrameOptions};

use super::plan::ITEM_COST;
use super::slabs::{Placed, Slabs};
use super::work::Job;
use crate::{Result, error::Error};

/// How many bytes of output take as long as one byte of input.
const OUTPUT_COST: u64 = 4;

/// Items below this many bytes are taken to be as costly as each other byte for byte: to look into
/// each would take one thread as long as all of them need for a good part of the work.
const WORTH_A_LOOK: u64 = 1 << 10;

/// What a byte of an item that isn't looked into is taken to hold.
const USUAL_RATIO: u64 = 4;

pub(crate) struct DecompressJob<'b> {
    /// What each item is said to decompress to.
    pub(crate) sizes: Option<&'b [u64]>,
    /// How frames are read: they may lack the magic number.
    pub(crate) frames: FrameOptions,
}

impl Job for DecompressJob<'_> {
    type Context = DecompressContext;

    #[inline]
    fn cost(&self, index: usize, item: &[u8], threads: usize) -> u64 {
        let len = item.len() as u64;
        let claim = match self.sizes {
            _ if threads == 1 => None,
            Some(sizes) => Some(sizes[index]),
            None if len < WORTH_A_LOOK => Some(len * USUAL_RATIO),
            None => self.frames.frame_info(item).ok().and_then(|info| info.content_size()),
        };
        // A frame cannot hold more than this, whatever is claimed: a block of 4 bytes makes 2^17.
        let most = len.saturating_mul(1 << 15);
        ITEM_COST + len + claim.map_or(0, |claim| claim.min(most) / OUTPUT_COST)
    }

    #[inline]
    fn run(
        &self,
        context: &mut DecompressContext,
        index: usize,
        item: &[u8],
        slabs: &mut Slabs,
    ) -> Result<Placed> {
        if self.sizes.is_none() && probably_small(item, slabs) {
            let slab = slabs.place_usual().map_err(|source| Error::Item { index, source })?;
            let room = slabs.slab(slab);
            let start = room.len();
            match context.decompress_frame_into(item, room) {
                Ok(Progress { consumed, produced, .. }) if consumed == item.len() => {
                    slabs.is_usual(produced);
                    return Ok(Placed { slab, start });
                }
                // Whatever is the matter, the careful way finds out.
                _ => room.truncate(start),
            }
        }
        self.run_carefully(context, index, item, slabs)
    }
}

impl DecompressJob<'_> {
    /// Whatever the item is: a frame, skippable ones before it, or neither.
    #[inline(never)]
    fn run_carefully(
        &self,
        context: &mut DecompressContext,
        index: usize,
        item: &[u8],
        slabs: &mut Slabs,
    ) -> Result<Placed> {
        let given = self.sizes.map(|sizes| sizes[index]);
        if item.is_empty() {
            return Err(Error::NoFrame { index });
        }
        let mut skipped = 0;
        while skipped < item.len() {
            let rest = &item[skipped..];
            match self.frames.frame_info(rest) {
                Ok(info) if info.kind() == FrameKind::Zstandard => {
                    return match (info.content_size(), given) {
                        (Some(found), Some(given)) if given != found => {
                            Err(Error::WrongSize { index, given, found })
                        }
                        (Some(size), _) => sized_frame(context, index, item, skipped, size, slabs),
                        (None, _) => {
                            self.unsized_frame(context, index, item, skipped, given, slabs)
                        }
                    };
                }
                // The context says what is wrong with it, or reads a legacy frame.
                Err(_) => return self.unsized_frame(context, index, item, skipped, given, slabs),
                Ok(info) => match self.frames.frame_size(rest) {
                    Ok(size) if matches!(info.kind(), FrameKind::Skippable { .. }) => {
                        skipped += size
                    }
                    _ => return self.unsized_frame(context, index, item, skipped, given, slabs),
                },
            }
        }
        match given {
            Some(given) if given > 0 => Err(Error::WrongSize { index, given, found: 0 }),
            _ => slabs.place_nothing().map_err(|source| Error::Item { index, source }),
        }
    }

    /// A frame, `skipped` bytes into its item, that doesn't say how much it holds.
    #[cold]
    fn unsized_frame(
        &self,
        context: &mut DecompressContext,
        index: usize,
        item: &[u8],
        skipped: usize,
        given: Option<u64>,
        slabs: &mut Slabs,
    ) -> Result<Placed> {
        let failed = |source| refused(index, skipped, source);
        let frame = &item[skipped..];
        // What its blocks can hold at most. If they can't be walked, the context says why.
        let bound = self.frames.first_frame(frame).ok().map(|frame| frame.decompressed_bound());
        if let (Some(given), Some(bound)) = (given, bound)
            && given < bound
        {
            return capped_frame(context, index, item, skipped, given, slabs);
        }
        let slab = match bound.and_then(|bound| usize::try_from(bound).ok()) {
            Some(bound) if !slabs.is_big(bound) => slabs.place(bound).map_err(failed)?,
            _ => {
                // The result may well be small: put it together elsewhere, then see.
                let mut scratch = std::mem::take(&mut slabs.scratch);
                scratch.clear();
                let outcome = context.decompress_frame_into(frame, &mut scratch).map_err(failed);
                let outcome = outcome.and_then(|progress| {
                    ended(index, item, skipped + progress.consumed, &mut scratch, 0)?;
                    right_size(index, given, progress.produced, &mut scratch, 0)
                });
                let len = scratch.len();
                let placed = match outcome {
                    Err(error) => Err(error),
                    Ok(()) if slabs.is_big(len) => {
                        let adopted = slabs.adopt_big(std::mem::take(&mut scratch));
                        adopted.map_err(failed).map(|slab| {
                            slabs.trim_big(slab);
                            Placed { slab, start: 0 }
                        })
                    }
                    Ok(()) => slabs.place(len).map_err(failed).map(|slab| {
                        let room = slabs.slab(slab);
                        let start = room.len();
                        room.extend_from_slice(&scratch);
                        Placed { slab, start }
                    }),
                };
                slabs.scratch = scratch;
                return placed;
            }
        };
        let room = slabs.slab(slab);
        let start = room.len();
        let progress = context.decompress_frame_into(frame, room).map_err(failed)?;
        ended(index, item, skipped + progress.consumed, room, start)?;
        right_size(index, given, progress.produced, room, start)?;
        Ok(Placed { slab, start })
    }
}

/// Whether an item looks like a frame of a small and known size, which needs no further thought.
///
/// A guess that is wrong either way costs time and nothing else.
#[inline]
fn probably_small(item: &[u8], slabs: &Slabs) -> bool {
    /// The bits of the frame header descriptor without which there is no content size: its field's
    /// width and the single segment flag (RFC 8878, section 3.1.1.1.1).
    const SIZE_KNOWN: u8 = 0b1110_0000;
    item.get(4).is_some_and(|descriptor| descriptor & SIZE_KNOWN != 0)
        && !slabs.is_big(item.len().saturating_mul(4))
}

/// A frame, `skipped` bytes into its item, whose header says that it holds `size` bytes.
#[inline]
fn sized_frame(
    context: &mut DecompressContext,
    index: usize,
    item: &[u8],
    skipped: usize,
    size: u64,
    slabs: &mut Slabs,
) -> Result<Placed> {
    let failed = |source| refused(index, skipped, source);
    let len = usize::try_from(size).unwrap_or(usize::MAX);
    let big = slabs.is_big(len);
    // New memory for a big one is taken by the context, once the blocks bear the header out.
    let slab = if big { slabs.place_big(len) } else { slabs.place(len) }.map_err(failed)?;
    let room = slabs.slab(slab);
    let start = room.len();
    let outcome = context.decompress_frame_into(&item[skipped..], room).map_err(failed);
    let outcome =
        outcome.and_then(|progress| ended(index, item, skipped + progress.consumed, room, start));
    if big && outcome.is_err() {
        slabs.withdraw_big(slab);
    }
    outcome.map(|()| Placed { slab, start })
}

/// A frame that could hold more than it is said to hold: it gets no more room than that.
fn capped_frame(
    context: &mut DecompressContext,
    index: usize,
    item: &[u8],
    skipped: usize,
    given: u64,
    slabs: &mut Slabs,
) -> Result<Placed> {
    let failed = |source| refused(index, skipped, source);
    let len = usize::try_from(given).map_err(|_| failed(zstdkit::Error::OutOfMemory))?;
    let big = slabs.is_big(len);
    let slab = if big { slabs.place_big(len) } else { slabs.place(len) }.map_err(failed)?;
    let outcome = fill_capped(context, index, item, skipped, given, len, slabs.slab(slab));
    if big && outcome.is_err() {
        slabs.withdraw_big(slab);
    }
    outcome.map(|start| Placed { slab, start })
}

/// Appends a frame's content to `room`, where it may take `len` bytes, which are those given, and
/// has to; answers where it begins.
fn fill_capped(
    context: &mut DecompressContext,
    index: usize,
    item: &[u8],
    skipped: usize,
    given: u64,
    len: usize,
    room: &mut Vec<u8>,
) -> Result<usize> {
    let failed = |source| refused(index, skipped, source);
    let start = room.len();
    room.try_reserve_exact(len).map_err(|_| failed(zstdkit::Error::OutOfMemory))?;
    // A slice cannot grow; that it is zeroed first is the price of a limit.
    room.resize(start + len, 0);
    let outcome = context.decompress_frame_into(&item[skipped..], &mut room[start..]);
    let progress = match outcome {
        Ok(progress) => progress,
        Err(error) => {
            room.truncate(start);
            return Err(match error {
                zstdkit::Error::OutputTooSmall { .. } => Error::LargerThanGiven { index, given },
                source => failed(source),
            });
        }
    };
    room.truncate(start + progress.produced);
    ended(index, item, skipped + progress.consumed, room, start)?;
    right_size(index, Some(given), progress.produced, room, start)?;
    Ok(start)
}

/// The codec's reason against a frame that begins `skipped` bytes into its item.
#[cold]
fn refused(index: usize, skipped: usize, mut source: zstdkit::Error) -> Error {
    use zstdkit::Error as Codec;
    if let Codec::UnknownFrame { offset, .. }
    | Codec::LegacyFrame { offset, .. }
    | Codec::MalformedFrame { offset, .. } = &mut source
    {
        *offset += skipped as u64;
    }
    Error::Item { index, source }
}

/// Refuses what follows an item's frame, and takes back its result.
#[inline]
fn ended(index: usize, item: &[u8], end: usize, room: &mut Vec<u8>, start: usize) -> Result<()> {
    if end == item.len() {
        return Ok(());
    }
    room.truncate(start);
    Err(Error::TrailingData { index, end, trailing: item.len() - end })
}

/// Refuses a result of another size than was given, and takes it back.
fn right_size(
    index: usize,
    given: Option<u64>,
    found: usize,
    room: &mut Vec<u8>,
    start: usize,
) -> Result<()> {
    match given {
        Some(given) if given != found as u64 => {
            room.truncate(start);
            Err(Error::WrongSize { index, given, found: found as u64 })
        }
        _ => Ok(()),
    }
}

//! Random access: what an index costs, and what it gains.

use std::cell::{OnceCell, RefCell};
use std::io::{self, Write as _};
use std::process::{Command, Stdio};
use std::rc::Rc;

use anyhow::{Context as _, Result, ensure};
use zstdkit::{CompressOptions, stream};
use zstdkit_frame::Tables;
use zstdkit_seek::{Index, IndexOptions, SeekReader};

use super::push::CDecoder;
use super::{Group, Plan, Spec, size};
use crate::clock::Clock;
use crate::data::{Data, Sample};
use crate::direct::DecompressionContext;
use crate::harness::{Amount, Cell};

const LEVEL: i32 = 3;

/// In what pieces C is given the file, and the room that it has for a piece's content.
const PIECE: usize = 64 << 10;
const ROOM: usize = 128 << 10;

/// How much is read at a place.
const RANGE: u64 = 4 << 10;

/// Where, in parts of 1000 of the content.
const PLACES: [u64; 3] = [271, 577, 913];

pub(super) fn list<'d>(data: &'d Data, plan: &Plan, specs: &mut Vec<Spec<'d>>) {
    let Some(sample) = data.samples.first() else { return };
    let what = |len: u64| format!("{}, level {LEVEL}, {}", size(len as usize), sample.name);
    let spacing = plan.spacing;
    let [long, longest] = [plan.long, plan.longest].map(|len| Rc::new(Long::new(sample, len)));
    let mut add = |name: String, long: &Rc<Long<'d>>, make: fn(&File, bool) -> Result<Cell<'d>>| {
        // Where points are as near as to be there in little data, windows are most of the work.
        let (long, is_full) = (Rc::clone(long), spacing.is_none());
        specs.push(Spec::new(Group::Seek, name, move || make(long.file(spacing)?, is_full)));
    };
    add(format!("make an index of {}", what(plan.long)), &long, build);
    add(format!("decompress {}", what(plan.longest)), &longest, whole);
    add(format!("4 KiB anywhere in {}", what(plan.longest)), &longest, anywhere);
    let name = format!("sequences of {}", what(sample.bytes.len() as u64));
    specs.push(Spec::new(Group::Seek, name, move || sequences(&sample.bytes)));
}

/// A file that is made when it's first asked for: one frame of a sample over and over, with a checksum. What
/// repeats is out of the window's reach, if the sample is as long as it should be.
struct Long<'d> {
    sample: &'d Sample,
    len: u64,
    made: OnceCell<File>,
}

#[derive(Clone)]
struct File {
    bytes: Rc<Vec<u8>>,
    content: u64,
    options: IndexOptions,
    index: Index,
}

impl<'d> Long<'d> {
    fn new(sample: &'d Sample, len: u64) -> Self {
        Self { sample, len, made: OnceCell::new() }
    }

    fn file(&self, spacing: Option<u64>) -> Result<&File> {
        if let Some(made) = self.made.get() {
            return Ok(made);
        }
        let compress = CompressOptions::new().level(LEVEL).checksum(true);
        let mut encoder = stream::write::Encoder::with_options(Vec::new(), &compress)?;
        let mut left = self.len;
        while left > 0 {
            let len = left.min(self.sample.bytes.len() as u64) as usize;
            encoder.write_all(&self.sample.bytes[..len])?;
            left -= len as u64;
        }
        let bytes = encoder.finish()?;
        let mut options = IndexOptions::new();
        if let Some(spacing) = spacing {
            options = options.spacing(spacing);
        }
        let index = options.build(&bytes[..])?;
        ensure!(index.content_size() == self.len, "an index of other content");
        let content = self.len;
        Ok(self.made.get_or_init(|| File { bytes: Rc::new(bytes), content, options, index }))
    }
}

impl File {
    fn amount(&self) -> Amount {
        Amount { items: 1, bytes: self.content }
    }

    /// What the index is like, in words.
    fn note(&self) -> String {
        format!(
            "{} of content in {}: {} points, an index of {}, {:.2} % of the file.",
            size(self.content as usize),
            size(self.bytes.len()),
            self.index.len(),
            size(self.index.written_size() as usize),
            100.0 * self.index.written_size() as f64 / self.bytes.len() as f64,
        )
    }
}

/// Decompresses up to some place, or all of it; how much came out.
fn by_c(decoder: &mut CDecoder, file: &[u8], up_to: u64) -> Result<u64> {
    let mut made = 0;
    for piece in file.chunks(PIECE) {
        made += decoder.push(piece)? as u64;
        if made >= up_to {
            break;
        }
    }
    Ok(made)
}

fn build(file: &File, is_full: bool) -> Result<Cell<'static>> {
    let [a, b] = [file.clone(), file.clone()];
    let cell = Cell::new(Clock::Thread, file.amount())
        .note(file.note())
        .with("C", move || Ok(by_c(&mut CDecoder::new(ROOM)?, &a.bytes, u64::MAX)? as usize))
        .with("zstdkit index", move || Ok(b.options.build(&b.bytes[..])?.content_size() as usize));
    Ok(if is_full { cell.wants("zstdkit index", "C", 0.5) } else { cell })
}

fn whole(file: &File, is_full: bool) -> Result<Cell<'static>> {
    let [a, b, c, d, e] = std::array::from_fn(|_| file.clone());
    let room = Rc::new(RefCell::new(vec![0; usize::try_from(file.content)?]));
    let same_room = Rc::clone(&room);
    let mut cell = Cell::new(Clock::Wall, file.amount())
        .with("C", move || Ok(by_c(&mut CDecoder::new(ROOM)?, &a.bytes, u64::MAX)? as usize))
        .with(
            "zstdkit 1 thread",
            move || Ok(b.index.decompress(&*b.bytes, 1, io::sink())? as usize),
        )
        .with("zstdkit 2 threads", move || {
            Ok(c.index.decompress(&*c.bytes, 2, io::sink())? as usize)
        })
        .with("zstdkit in place, 1 thread", move || {
            d.index.decompress_into(&*d.bytes, 1, &mut room.borrow_mut())?;
            Ok(d.content as usize)
        })
        .with("zstdkit in place, 2 threads", move || {
            e.index.decompress_into(&*e.bytes, 2, &mut same_room.borrow_mut())?;
            Ok(e.content as usize)
        })
        .wants("zstdkit 2 threads", "zstdkit 1 thread", 1.85)
        .wants("zstdkit in place, 2 threads", "zstdkit in place, 1 thread", 1.85);
    let found = Command::new("zstd").arg("--version").output();
    if is_full && found.is_ok_and(|found| found.status.success()) {
        let mut on_disk = tempfile::NamedTempFile::new()?;
        on_disk.write_all(&file.bytes)?;
        let content = usize::try_from(file.content)?;
        cell = cell.with("zstd -d", move || {
            let mut command = Command::new("zstd");
            command.args(["-d", "-q", "-c"]).arg(on_disk.path()).stdout(Stdio::null());
            ensure!(command.status().context("zstd")?.success(), "zstd failed");
            Ok(content)
        });
    }
    Ok(cell)
}

fn anywhere(file: &File, _: bool) -> Result<Cell<'static>> {
    let [a, b, c] = std::array::from_fn(|_| file.clone());
    let places = PLACES.map(|place| file.content / 1000 * place);
    // Nearer points: a range takes less, and the index more.
    let near = file.options.clone().spacing((file.content / 128).max(1 << 10));
    let near = near.build(&file.bytes[..])?;
    let ranges = move |file: &File, index: &Index| -> Result<usize> {
        let mut sum = 0;
        for place in places {
            let mut range = Vec::new();
            let mut reader = SeekReader::new(&*file.bytes, index.clone())?;
            reader.read_range(place..place + RANGE, &mut range)?;
            sum += range.len();
        }
        Ok(sum)
    };
    let note = format!(
        "{} With {} points, {:.2} %.",
        file.note(),
        near.len(),
        100.0 * near.written_size() as f64 / file.bytes.len() as f64
    );
    let each = Amount { items: PLACES.len(), bytes: RANGE * PLACES.len() as u64 };
    Ok(Cell::new(Clock::Thread, each)
        .note(note)
        .with("C", move || {
            let mut sum = 0;
            for place in places {
                by_c(&mut CDecoder::new(ROOM)?, &a.bytes, place + RANGE)?;
                sum += RANGE as usize;
            }
            Ok(sum)
        })
        .with("zstdkit range", move || ranges(&b, &b.index))
        .with("zstdkit range, 128 points", move || ranges(&c, &near)))
}

/// Sequences decoded, and not executed.
fn sequences(content: &[u8]) -> Result<Cell<'static>> {
    let frame = zstdkit::compress(content, LEVEL)?;
    let other = frame.clone();
    let mut room = vec![0; content.len()];
    let mut context = DecompressionContext::new()?;
    Ok(Cell::new(Clock::Thread, Amount::of(&[content]))
        .with("C", move || context.decompress_over(&frame, &mut room))
        .with_other_output("zstdkit sequences", move || {
            let (mut tables, mut sum) = (Tables::new(), 0);
            for block in zstdkit_frame::first_frame(&other)?.blocks() {
                let mut sequences = block.sequences(&tables)?;
                for sequence in &mut sequences {
                    let sequence = sequence?;
                    sum += (sequence.literal_length + sequence.match_length) as usize;
                }
                tables = sequences.finish()?;
            }
            Ok(sum)
        }))
}

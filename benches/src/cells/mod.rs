//! What is measured: groups of cells.

mod asynchronous;
mod batch;
mod contexts;
mod frames;
mod io;
mod levels;
mod one_call;
mod peers;
mod push;
mod records;
mod seek;
mod small;
mod to_end;
mod training;

pub(crate) use levels::ensure_same_bytes;

use std::rc::Rc;

use anyhow::Result;

use crate::data::Data;
use crate::harness::{Cell, Effort, Sitting};
use crate::peer::Peer;
use crate::python::Python;

/// The sizes that a run measures at.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// Lengths of inputs that are handled whole.
    pub(crate) sizes: Vec<usize>,
    /// Lengths of streams, each with the length of the pieces that it's handed over in.
    pub(crate) streams: Vec<(usize, usize)>,
    /// The length of a stream that is handed over in small pieces, and theirs.
    pub(crate) small_pieces: (usize, usize),
    /// The length of each body of data.
    pub(crate) sample: usize,
    /// How many records there are in a set.
    pub(crate) records: usize,
    /// The size of the dictionary for small records.
    pub(crate) dictionary: usize,
    /// Into how many steps a search for the best segment length is divided.
    pub(crate) search_steps: u32,
    /// How much content there is in files of one frame that are read by an index, and in the longest.
    pub(crate) long: u64,
    pub(crate) longest: u64,
    /// How far apart the points of their indexes are, unless it's as by default.
    pub(crate) spacing: Option<u64>,
    /// Only the default level.
    pub(crate) one_level: bool,
    /// An interpreter whose python-zstandard is measured too.
    pub(crate) python: Option<Rc<Python>>,
    /// Libraries in pure Rust that are measured too.
    pub(crate) peers: Vec<Peer>,
}

impl Plan {
    /// What claims are made with.
    pub(crate) fn full() -> Self {
        Self {
            sizes: vec![300, 4 << 10, 64 << 10, 1 << 20, 10 << 20],
            streams: vec![(64 << 10, 16 << 10), (1 << 20, 16 << 10), (10 << 20, 128 << 10)],
            small_pieces: (1 << 20, 100),
            sample: 10 << 20,
            records: 20_000,
            dictionary: 110 << 10,
            search_steps: 39,
            long: 256 << 20,
            longest: 1 << 30,
            spacing: None,
            one_level: false,
            python: None,
            peers: Vec::new(),
        }
    }

    /// The same ways through the code, on little data.
    pub(crate) fn quick() -> Self {
        Self {
            sizes: vec![300, 4 << 10, 64 << 10],
            streams: vec![(64 << 10, 16 << 10)],
            small_pieces: (64 << 10, 100),
            sample: 256 << 10,
            records: 1000,
            dictionary: 8 << 10,
            search_steps: 3,
            long: 2 << 20,
            longest: 4 << 20,
            spacing: Some(512 << 10),
            one_level: true,
            python: None,
            peers: Vec::new(),
        }
    }

    fn levels(&self, all: &'static [i32]) -> &'static [i32] {
        if self.one_level { &[3] } else { all }
    }
}

/// Cells that share a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    OneCall,
    Contexts,
    Push,
    Write,
    Read,
    Small,
    ToEnd,
    Async,
    Records,
    Batch,
    Threads,
    Frames,
    Training,
    Search,
    Levels,
    Seek,
    Peers,
}

impl Group {
    pub(crate) const ALL: [Self; 17] = [
        Self::OneCall,
        Self::Contexts,
        Self::Push,
        Self::Write,
        Self::Read,
        Self::Small,
        Self::ToEnd,
        Self::Async,
        Self::Records,
        Self::Batch,
        Self::Threads,
        Self::Frames,
        Self::Training,
        Self::Search,
        Self::Levels,
        Self::Seek,
        Self::Peers,
    ];

    /// How it's called in cells' names and in the document's marks.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OneCall => "one-call",
            Self::Contexts => "contexts",
            Self::Push => "push",
            Self::Write => "write",
            Self::Read => "read",
            Self::Small => "small pieces",
            Self::ToEnd => "to the end",
            Self::Async => "async",
            Self::Records => "records",
            Self::Batch => "batch",
            Self::Threads => "threads",
            Self::Frames => "frames",
            Self::Training => "training",
            Self::Search => "search",
            Self::Levels => "levels",
            Self::Seek => "seek",
            Self::Peers => "peers",
        }
    }

    /// Whether ours do what the first contestant, C, does, so that they are to be as fast.
    pub(crate) fn is_beside_c(self) -> bool {
        !matches!(self, Self::Search | Self::Seek)
    }

    /// The page of docs/performance with its tables.
    pub(crate) fn page(self) -> &'static str {
        match self {
            Self::OneCall => "one-call.md",
            Self::Contexts => "contexts.md",
            Self::Push | Self::Write | Self::Read | Self::Small | Self::ToEnd | Self::Async => {
                "streams.md"
            }
            Self::Records => "records.md",
            Self::Batch | Self::Threads => "batches.md",
            Self::Frames => "frames.md",
            Self::Training | Self::Search => "training.md",
            Self::Levels => "levels.md",
            Self::Seek => "random-access.md",
            Self::Peers => "peers.md",
        }
    }
}

/// A cell to be: its input and its contestants are made when its turn comes.
pub(crate) struct Spec<'d> {
    pub(crate) group: Group,
    /// Told apart by it from the other cells of its group.
    pub(crate) name: String,
    make: Box<dyn Fn() -> Result<Cell<'d>> + 'd>,
}

impl<'d> Spec<'d> {
    fn new(group: Group, name: String, make: impl Fn() -> Result<Cell<'d>> + 'd) -> Self {
        Self { group, name, make: Box::new(make) }
    }

    /// The name among all cells.
    pub(crate) fn full_name(&self) -> String {
        format!("{}: {}", self.group.name(), self.name)
    }

    /// Measures it, as often as is due in sitting number `number`.
    pub(crate) fn sit(&self, effort: &Effort, number: usize) -> Result<Sitting> {
        (self.make)()?.sit(effort, number)
    }
}

/// Every cell on this data, group by group.
pub(crate) fn all<'d>(data: &'d Data, plan: &Plan) -> Vec<Spec<'d>> {
    let mut specs = Vec::new();
    one_call::list(data, plan, &mut specs);
    contexts::list(data, plan, &mut specs);
    push::list(data, plan, &mut specs);
    io::list(data, plan, &mut specs);
    small::list(data, plan, &mut specs);
    to_end::list(data, plan, &mut specs);
    asynchronous::list(data, plan, &mut specs);
    records::list(data, plan, &mut specs);
    batch::list(data, plan, &mut specs);
    frames::list(data, plan, &mut specs);
    training::list(data, plan, &mut specs);
    levels::list(data, plan, &mut specs);
    seek::list(data, plan, &mut specs);
    peers::list(data, plan, &mut specs);
    specs
}

/// A length as people say it.
fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..0x10_0000 => format!("{} KiB", bytes >> 10),
        _ if bytes.is_multiple_of(1 << 30) => format!("{} GiB", bytes >> 30),
        _ if bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ => format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)),
    }
}

/// How many inputs of a length are handled in one go: some 256 KiB of them, a few hundred at most.
fn inputs(len: usize) -> usize {
    ((256 << 10) / len.max(1)).clamp(1, 512)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::time::Duration;

    /// Every cell once, on little data: that all contestants run, and put out the same.
    #[test]
    fn every_cell_runs() {
        let peers = vec![Peer {
            name: "a stand-in",
            compress: |level| {
                Ok(Some(Box::new(move |input| Ok(zstd::bulk::compress(input, level)?))))
            },
            decompress: || Ok(Box::new(|frame, len| Ok(zstd::bulk::decompress(frame, len)?))),
        }];
        let plan = Plan { sample: 64 << 10, records: 600, peers, ..Plan::quick() };
        let data = Data::made(plan.sample, plan.records);
        let effort =
            Effort { rounds: 1, sittings: 1, turn: Duration::ZERO, budget: Duration::ZERO };
        let specs = all(&data, &plan);
        for spec in &specs {
            let outcome =
                spec.sit(&effort, 0).unwrap_or_else(|e| panic!("{}: {e:#}", spec.full_name()));
            let outcome = outcome.outcome();
            assert!(outcome.ratios.len() > 1, "{}: nothing to compare with", spec.full_name());
            let sound = outcome.ratios.iter().all(|(_, ratio)| ratio.median > 0.0);
            assert!(sound, "{}: {outcome:?}", spec.full_name());
        }
        let groups: HashSet<Group> = specs.iter().map(|spec| spec.group).collect();
        assert_eq!(groups.len(), Group::ALL.len());
    }

    #[test]
    fn no_two_cells_have_one_name() {
        let plan = Plan::full();
        let mut data = Data::made(10, 10);
        data.samples.iter_mut().for_each(|sample| sample.bytes = vec![0; plan.sample]);
        let specs = all(&data, &plan);
        let names: HashSet<String> = specs.iter().map(Spec::full_name).collect();
        assert_eq!(names.len(), specs.len());
    }

    #[test]
    fn sizes_are_said_in_round_numbers() {
        assert_eq!(size(300), "300 B");
        assert_eq!(size(64 << 10), "64 KiB");
        assert_eq!(size(10 << 20), "10 MiB");
        assert_eq!(size(1 << 30), "1 GiB");
        assert_eq!(size(10_192_446), "9.7 MiB");
    }
}

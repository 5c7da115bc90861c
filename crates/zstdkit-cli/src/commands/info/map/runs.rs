//! A file as runs of bytes, each of one kind.

use crate::commands::info::facts::Walked;

/// A kind of block that has less than this share of the file's bytes is rare.
const RARE: f64 = 0.02;

/// What a run of bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Kind {
    Header,
    Compressed,
    Raw,
    Rle,
    Checksum,
    Skippable,
    Unread,
}

impl Kind {
    pub(super) const ALL: [Self; 7] = [
        Self::Header,
        Self::Compressed,
        Self::Raw,
        Self::Rle,
        Self::Checksum,
        Self::Skippable,
        Self::Unread,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Header => "frame header",
            Self::Compressed => "compressed block",
            Self::Raw => "raw block",
            Self::Rle => "RLE block",
            Self::Checksum => "checksum",
            Self::Skippable => "skippable frame",
            Self::Unread => "part not walked",
        }
    }

    pub(super) const fn fill(self) -> &'static str {
        match self {
            Self::Header => "#102a43",
            Self::Compressed => "#4c8fd6",
            Self::Raw => "#f0a04b",
            Self::Rle => "#57b894",
            Self::Checksum => "#9b6fc4",
            Self::Skippable => "#b8c2cc",
            Self::Unread => "#e5697a",
        }
    }
}

/// A run of bytes of one kind.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) start: u64,
    pub(super) len: u64,
    pub(super) kind: Kind,
    /// Which block of its frame.
    pub(super) block: Option<usize>,
}

/// The file as runs, without a gap.
pub(super) fn runs(walked: &Walked) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut push = |start, len, kind, block| runs.push(Run { start, len, kind, block });
    let facts = &walked.facts;
    for frame in walked.frames.iter().chain(&facts.broken_frame) {
        if frame.variant.is_some() {
            push(frame.offset, frame.size, Kind::Skippable, None);
            continue;
        }
        push(frame.offset, frame.header_size as u64, Kind::Header, None);
        for (index, block) in frame.blocks.iter().flatten().enumerate() {
            let kind = match block.kind {
                "raw" => Kind::Raw,
                "rle" => Kind::Rle,
                _ => Kind::Compressed,
            };
            push(block.offset, block.size, kind, Some(index));
        }
        if let Some(offset) = frame.checksum_offset {
            push(offset, 4, Kind::Checksum, None);
        }
    }
    let last = facts.broken_frame.as_ref().or(walked.frames.last());
    let end = last.map_or(0, |frame| frame.offset + frame.size);
    if let Some(size) = facts.size.filter(|size| *size > end) {
        push(end, size - end, Kind::Unread, None);
    }
    runs
}

/// The kinds of block that are there, and that their size would not show.
pub(super) fn rare(runs: &[Run], size: u64) -> Vec<Kind> {
    let blocks = [Kind::Compressed, Kind::Raw, Kind::Rle];
    let bytes = |kind| runs.iter().filter(|run| run.kind == kind).map(|run| run.len).sum::<u64>();
    let is_rare = |bytes: u64| bytes > 0 && (bytes as f64) < size as f64 * RARE;
    blocks.into_iter().filter(|kind| is_rare(bytes(*kind))).collect()
}

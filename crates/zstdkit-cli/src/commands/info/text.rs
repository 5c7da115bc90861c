//! The facts as tables.

use std::fmt::Write as _;

use super::facts::{BlockFacts, FileFacts, FrameFacts, SequencesFacts};
use crate::report::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// What stands where there is nothing to say.
const NONE: &str = "-";

pub(crate) fn render(facts: &FileFacts, with_blocks: bool) -> String {
    let FileFacts { file, totals, .. } = facts;
    let mut out = format!(
        "{file}: {}, {}, {} (sizes in bytes)\n",
        human::counted(totals.frames, "frame"),
        human::counted(totals.blocks, "block"),
        human::size(totals.size),
    );
    out += &frames(facts).render("  ");
    if let Some(table) = &facts.seek_table {
        let _ = writeln!(
            out,
            "  seek table: {} and {} of content, {}",
            human::counted(table.frames, "frame"),
            human::counted(table.content_size, "byte"),
            if table.is_true { "as they are" } else { "which are NOT those that are there" },
        );
    }
    if let Some(index) = &facts.index {
        let _ = writeln!(
            out,
            "  index: {}, of which {} within frames; {} for {} of content",
            human::counted(index.points, "point"),
            index.checkpoints,
            human::size(index.size),
            human::size(index.content_size),
        );
    }
    if with_blocks {
        for frame in facts.frames.iter().chain(&facts.broken_frame) {
            if let Some(rows) = frame.blocks.as_deref().filter(|blocks| !blocks.is_empty()) {
                let _ = write!(out, "\n  frame {}, its blocks:\n", frame.index);
                out += &blocks(rows).render("  ");
            }
        }
    }
    out
}

fn frames(facts: &FileFacts) -> Table {
    let mut table = Table::new([
        ("frame", Right),
        ("offset", Right),
        ("kind", Left),
        ("size", Right),
        ("content", Right),
        ("ratio", Right),
        ("window", Right),
        ("dictionary", Right),
        ("checksum", Left),
    ]);
    for frame in &facts.frames {
        let is_data = frame.variant.is_none();
        let content = frame.content_size.filter(|_| is_data);
        table.row([
            frame.index.to_string(),
            frame.offset.to_string(),
            kind(frame),
            frame.size.to_string(),
            or_none(content),
            content.map_or(NONE.to_owned(), |content| human::ratio(content, frame.size)),
            or_none(Some(frame.window_size).filter(|_| is_data)),
            or_none(frame.dictionary_id),
            or_none(frame.checksum.as_ref()),
        ]);
    }
    if let Some(frame) = &facts.broken_frame {
        table.row([
            frame.index.to_string(),
            frame.offset.to_string(),
            format!("{}, broken", kind(frame)),
            frame.size.to_string(),
            or_none(frame.content_size.filter(|_| frame.variant.is_none())),
            NONE.to_owned(),
            or_none(Some(frame.window_size).filter(|_| frame.variant.is_none())),
            or_none(frame.dictionary_id),
            NONE.to_owned(),
        ]);
    }
    table.rule();
    let totals = &facts.totals;
    table.row([
        "total".to_owned(),
        String::new(),
        human::counted(totals.frames, "frame"),
        totals.size.to_string(),
        or_none(totals.content_size),
        totals.content_size.map_or(NONE.to_owned(), |size| human::ratio(size, totals.size)),
        or_none(Some(totals.window_size_max).filter(|size| *size > 0)),
        String::new(),
        String::new(),
    ]);
    table
}

fn kind(frame: &FrameFacts) -> String {
    match frame.variant {
        Some(variant) => format!("{} {variant}", frame.kind),
        None => frame.kind.to_owned(),
    }
}

fn blocks(blocks: &[BlockFacts]) -> Table {
    let mut table = Table::new([
        ("block", Right),
        ("offset", Right),
        ("type", Left),
        ("size", Right),
        ("content", Right),
        ("literals", Left),
        ("count", Right),
        ("stored", Right),
        ("streams", Right),
        ("sequences", Right),
        ("stored", Right),
        ("tables", Left),
    ]);
    for (index, block) in blocks.iter().enumerate() {
        let literals = block.literals.as_ref();
        let sequences = block.sequences.as_ref();
        table.row([
            index.to_string(),
            block.offset.to_string(),
            format!("{}{}", block.kind, if block.last { ", last" } else { "" }),
            block.size.to_string(),
            or_none(block.content_size),
            block.error.clone().unwrap_or_else(|| or_none(literals.map(|it| it.kind))),
            or_none(literals.map(|it| it.content_size)),
            or_none(literals.map(|it| it.stored_size)),
            or_none(literals.map(|it| it.streams)),
            or_none(sequences.map(|it| it.count)),
            or_none(sequences.map(|it| it.stored_size)),
            or_none(sequences.and_then(tables)),
        ]);
    }
    table
}

/// The modes of the tables for literal lengths, offsets and match lengths.
fn tables(sequences: &SequencesFacts) -> Option<String> {
    let modes = [sequences.literal_lengths?, sequences.offsets?, sequences.match_lengths?];
    Some(modes.join(" "))
}

fn or_none(value: Option<impl ToString>) -> String {
    value.map_or(NONE.to_owned(), |value| value.to_string())
}

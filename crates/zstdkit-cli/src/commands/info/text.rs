//! The facts as tables.

use std::fmt::Write as _;

use super::facts::{FileFacts, Totals, Walked};
use super::frame_facts::{BlockFacts, FrameFacts, SequencesFacts};
use crate::report::{
    human,
    table::{
        Align::{Left, Right},
        Table,
    },
};

/// What stands where there is nothing to say.
const NONE: &str = "-";

/// A row for each file.
#[derive(Debug)]
pub(super) struct Files {
    table: Table,
    count: u64,
    /// Of the files, what isn't frames included.
    size: u64,
}

impl Files {
    pub(super) fn new() -> Self {
        let table = Table::new([
            ("file", Left),
            ("frames", Right),
            ("skippable", Right),
            ("blocks", Right),
            ("size", Right),
            ("content", Right),
            ("ratio", Right),
            ("window", Right),
            ("dictionary", Right),
            ("checksum", Left),
            ("note", Left),
        ]);
        Self { table, count: 0, size: 0 }
    }

    pub(super) fn row(&mut self, file: &str, facts: &FileFacts) {
        self.count += 1;
        let size = whole_size(facts);
        self.size += size;
        self.push(file.to_owned(), size, &facts.totals, notes(facts));
    }

    fn push(&mut self, name: String, size: u64, totals: &Totals, note: String) {
        let data = totals.frames - totals.skippable_frames;
        let checksum = match totals.checksums {
            _ if data == 0 => NONE.to_owned(),
            0 => "no".to_owned(),
            all if all == data => "yes".to_owned(),
            some => format!("{some} of {data}"),
        };
        let content = totals.content_size.filter(|_| totals.frames > 0);
        let dictionary =
            if totals.names_several { "several".to_owned() } else { or_none(totals.dictionary_id) };
        self.table.row([
            name,
            totals.frames.to_string(),
            totals.skippable_frames.to_string(),
            totals.blocks.to_string(),
            size.to_string(),
            or_none(content),
            content.map_or(NONE.to_owned(), |content| human::ratio(content, totals.size)),
            or_none(Some(totals.window_size_max).filter(|size| *size > 0)),
            dictionary,
            checksum,
            note,
        ]);
    }

    /// The rows, and the totals under them; nothing where there are no rows.
    pub(super) fn render(mut self, totals: &Totals) -> String {
        if self.count == 0 {
            return String::new();
        }
        self.table.rule();
        let name = format!("total of {}", human::counted(self.count, "file"));
        self.push(name, self.size, totals, String::new());
        self.table.render("")
    }
}

/// The file's size, or how much of it was walked.
fn whole_size(facts: &FileFacts) -> u64 {
    facts.size.unwrap_or(facts.totals.size)
}

/// What else is to be said of a file, in few words.
fn notes(facts: &FileFacts) -> String {
    let table = facts.seek_table.as_ref().map(|table| match table.is_true {
        true => "seek table".to_owned(),
        false => "seek table is NOT true".to_owned(),
    });
    let index =
        facts.index.as_ref().map(|it| format!("index of {}", human::counted(it.points, "point")));
    let notes: Vec<String> = table.into_iter().chain(index).chain(damage(facts)).collect();
    notes.join(", ")
}

/// Where it's damaged, or that it's something else.
fn damage(facts: &FileFacts) -> Option<String> {
    let error = facts.error.as_ref()?;
    Some(match error.offset {
        Some(0) if facts.broken_frame.is_none() => "no frame at its start".to_owned(),
        Some(offset) => format!("damaged at offset {offset}"),
        None => "not read to its end".to_owned(),
    })
}

/// A row for each frame of a file.
pub(super) fn render(walked: &Walked, with_blocks: bool) -> String {
    let Walked { file, facts, .. } = walked;
    let totals = &facts.totals;
    let mut out = format!(
        "{file}: {}, {}, {}{} (sizes in bytes)\n",
        human::counted(totals.frames, "frame"),
        human::counted(totals.blocks, "block"),
        human::size(whole_size(facts)),
        damage(facts).map_or(String::new(), |damage| format!(", {damage}")),
    );
    out += &frames(walked).render("  ");
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
            "  index{}: {}, of which {} within frames; {} for {} of content",
            if index.beside { " beside the file" } else { "" },
            human::counted(index.points, "point"),
            index.checkpoints,
            human::size(index.size),
            human::size(index.content_size),
        );
    }
    if with_blocks {
        for frame in walked.frames.iter().chain(&facts.broken_frame) {
            if let Some(rows) = frame.blocks.as_deref().filter(|blocks| !blocks.is_empty()) {
                let _ = write!(out, "\n  frame {}, its blocks:\n", frame.index);
                out += &blocks(rows).render("  ");
            }
        }
    }
    out
}

fn frames(Walked { frames, facts, .. }: &Walked) -> Table {
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
    for frame in frames {
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

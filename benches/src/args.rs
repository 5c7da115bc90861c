//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Measures zstdkit beside direct calls of libzstd's C functions and beside the zstd crate.
///
/// All contestants of a cell run in this process, in turn, round by round. Their figures are ratios
/// of speed to the first contestant in the same round: the median, and the quartiles around it.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
pub(crate) struct Args {
    /// Measure on the files of a folder (members of .zip and contents of .gz files among them), in
    /// place of made data
    #[arg(long, value_name = "DIR")]
    pub(crate) corpus: Option<PathBuf>,

    /// Measure python-zstandard's batches too, in this interpreter
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) python: Option<PathBuf>,

    /// Measure only cells whose name contains this; may be given more than once, for any of them
    #[arg(long, value_name = "TEXT")]
    pub(crate) filter: Vec<String>,

    /// How many rounds each cell gets
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) rounds: Option<u16>,

    /// Into how many sittings the rounds are divided, each in a process of its own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=31))]
    pub(crate) sittings: Option<u8>,

    /// How many milliseconds each contestant's turn in a round takes at least; four times that where
    /// threads share the work
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub(crate) turn: Option<u16>,

    /// Small inputs, short turns, few rounds: shows that all works, and little more
    #[arg(long)]
    pub(crate) quick: bool,

    /// Fail if a level puts out other bytes than libzstd as released, or a contestant of ours is less than
    /// half as fast as what it is to keep up with, even in the best rounds and where threads don't share
    /// the work; whatever puts out more or fewer bytes fails anyway
    #[arg(long)]
    pub(crate) check: bool,

    /// Put the tables into the pages of docs/performance, in place of those of the same cells, and what all of
    /// them come to into docs/performance.md, with pictures
    #[arg(long, conflicts_with = "quick")]
    pub(crate) write: bool,

    /// Write tables even while the machine has other work
    #[arg(long, requires = "write")]
    pub(crate) busy: bool,

    /// Only put into docs/performance.md what the tables come to that stand in docs/performance, and draw
    /// its pictures
    #[arg(long)]
    pub(crate) sum_up: bool,

    /// Only list the cells' names
    #[arg(long)]
    pub(crate) list: bool,

    /// Only make so many calls of the one-call functions on 300 bytes, and as many of a reused
    /// context, and compare them
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) calls: Option<u32>,

    /// Measure what standard input asks for, for another process: its sitting of this number
    #[arg(long, hide = true, value_name = "N")]
    pub(crate) sitting: Option<usize>,

    /// Only print how fast this build decompresses 10 MB; run it in two profiles to compare them
    #[arg(long)]
    pub(crate) self_check: bool,
}

impl Args {
    /// The command that measures the same again, all but the folder's name and the choice of cells.
    pub(crate) fn as_command(&self, with_peers: bool) -> String {
        let mut command = String::from("cargo xtask bench");
        if with_peers {
            command += " --peers";
        }
        if self.corpus.is_some() {
            command += " --corpus DIR";
        }
        if self.python.is_some() {
            command += " --python PROGRAM";
        }
        if let Some(rounds) = self.rounds {
            command += &format!(" --rounds {rounds}");
        }
        if let Some(sittings) = self.sittings {
            command += &format!(" --sittings {sittings}");
        }
        if let Some(turn) = self.turn {
            command += &format!(" --turn {turn}");
        }
        command + " --write"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn a_table_names_the_command_without_the_folder() {
        let args = "bench --corpus /some/where --rounds 9 --sittings 5 --turn 4 --write";
        let args = Args::try_parse_from(args.split(' ')).unwrap();
        assert_eq!(
            args.as_command(false),
            "cargo xtask bench --corpus DIR --rounds 9 --sittings 5 --turn 4 --write"
        );
        let args = Args::try_parse_from(["bench", "--python", "/some/python3", "--write"]).unwrap();
        assert_eq!(args.as_command(true), "cargo xtask bench --peers --python PROGRAM --write");
    }

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}

//! What help shows beside the options: examples, before anything else.

/// What it's for, examples, usage, options.
pub(super) const TEMPLATE: &str =
    "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// Examples under a heading like clap's own, which takes the colours out where none are wanted.
macro_rules! examples {
    ($($line:literal)*) => {
        concat!("\u{1b}[1m\u{1b}[4mExamples:\u{1b}[0m", $("\n  ", $line,)*)
    };
}

pub(super) const ZSTDKIT: &str = examples! {
    "zstdkit compress FILE            makes FILE.zst, and keeps FILE"
    "zstdkit decompress FILE.zst      makes FILE"
    "zstdkit info *.zst               what files are made of"
    "zstdkit recommend FILE           a level, and parameters, for data like it"
    "zstdkit COMMAND --help           all about a command, examples first"
};

pub(super) const COMPRESS: &str = examples! {
    "zstdkit compress FILE                      makes FILE.zst"
    "zstdkit compress -l 19 -T 0 FILE           smaller, on all cores"
    "producer | zstdkit compress | consumer     a pipe"
    "zstdkit compress -D DICT RECORD            with a dictionary"
    "zstdkit compress --seekable FILE           any part can be read by itself"
};

pub(super) const DECOMPRESS: &str = examples! {
    "zstdkit decompress FILE.zst                makes FILE"
    "zstdkit decompress -c FILE.zst | less      to a pipe"
    "zstdkit decompress -p windowLogMax=31 BIG  what was made with a huge window"
};

pub(super) const TEST: &str = examples! {
    "zstdkit test *.zst               exit status 1 if any is damaged"
    "zstdkit test -D DICT FILE.zst    what was made with a dictionary"
};

pub(super) const INFO: &str = examples! {
    "zstdkit info *.zst                   a row for each file, and the totals"
    "zstdkit info -v FILE.zst             a row for each frame"
    "zstdkit info --json FILE.zst | jq '.files[0].frames[].content_size'"
    "zstdkit info --map map.svg FILE.zst  the file, drawn to scale"
};

pub(super) const INDEX: &str = examples! {
    "zstdkit index FILE.zst                makes FILE.zsti"
    "zstdkit cat --range 1G.. FILE.zst     then reads from there at once"
};

pub(super) const CAT: &str = examples! {
    "zstdkit cat FILE.zst                      all of the content"
    "zstdkit cat --range 4096..8192 FILE.zst   a part of it"
};

pub(super) const SALVAGE: &str = examples! {
    "zstdkit salvage -o OUT DAMAGED.zst                what is missing becomes zeros"
    "zstdkit salvage --skip-holes -o OUT DAMAGED.zst   what is missing is left out"
};

pub(super) const TRAIN: &str = examples! {
    "zstdkit train -o DICT samples/*.json              each file is a sample"
    "zstdkit train --records '\\n' -o DICT log.jsonl   each line is one"
    "zstdkit compress -D DICT FILE                     uses it"
};

pub(super) const PARAMS: &str = examples! {
    "zstdkit params                   names, bounds, what they set"
    "zstdkit compress -p windowLog=24 FILE"
};

pub(super) const BENCH: &str = examples! {
    "zstdkit bench FILE                      levels, then records, in four seconds"
    "zstdkit bench --levels 1-19 --seconds 30 FILE"
    "zstdkit bench --records '\\n' log.jsonl  single calls and batches on all cores"
    "zstdkit bench --json *.csv > bench.json"
};

pub(super) const RECOMMEND: &str = examples! {
    "zstdkit recommend FILE..                        the best trade of size for time"
    "zstdkit recommend --compress-speed 200MB/s --memory 64M FILE"
    "zstdkit recommend --decompress-speed 1GB/s --plot frontier.svg FILE"
};

pub(super) const COMPLETIONS: &str = examples! {
    "zstdkit completions bash > ~/.local/share/bash-completion/completions/zstdkit"
    "zstdkit completions fish > ~/.config/fish/completions/zstdkit.fish"
};

pub(super) const MAN: &str = examples! {
    "zstdkit man | man -l -                the page of the command"
    "zstdkit man compress | man -l -       that of a subcommand"
    "zstdkit man --into /usr/local/share/man/man1"
};

/// Examples without their heading and its colours, for pages that have their own.
pub(crate) fn lines(examples: &str) -> impl Iterator<Item = &str> {
    examples.lines().skip(1).map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use clap::{ColorChoice, CommandFactory as _};

    use crate::arguments::Cli;

    #[test]
    fn every_help_has_examples_before_its_usage_and_fits_a_terminal() {
        let mut command = Cli::command().color(ColorChoice::Never).term_width(80);
        command.build();
        let names: Vec<String> = command
            .get_subcommands()
            .map(|it| it.get_name().to_owned())
            .filter(|name| name != "help")
            .collect();
        assert!(names.len() >= 13, "{names:?}");
        for name in names {
            let sub = command.find_subcommand_mut(&name).unwrap();
            for help in [sub.render_help().to_string(), sub.render_long_help().to_string()] {
                let examples = help.find("Examples:").unwrap_or_else(|| panic!("none: {help}"));
                assert!(examples < help.find("Usage:").unwrap(), "{help}");
                for line in help.lines() {
                    assert!(line.chars().count() <= 80, "{name}: {line}");
                }
            }
        }
    }
}

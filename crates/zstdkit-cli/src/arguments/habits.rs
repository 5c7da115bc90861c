//! Flags that fingers know from gzip and zstd, and what is said for them here.

use clap::{
    Error,
    error::{ContextKind, ContextValue, ErrorKind},
};

/// An error about a flag that there is none of, with the one that was meant.
///
/// Without one, nothing is proposed: that it be taken for a file's name helps nobody.
pub(crate) fn advised(mut error: Error) -> Error {
    if error.kind() == ErrorKind::UnknownArgument
        && let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidArg)
    {
        let advice = advice(given);
        if advice.is_some() || !given.starts_with("--") {
            error.remove(ContextKind::Suggested);
        }
        if let Some(advice) = advice {
            error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![advice.into()]));
        }
    }
    error
}

fn advice(given: &str) -> Option<String> {
    let level = given.strip_prefix('-').and_then(|level| level.parse::<u32>().ok());
    if let Some(level) = level.filter(|level| *level <= 22) {
        return Some(format!("the level is said by '-l {level}'"));
    }
    Some(
        match given {
            "--best" => "the level is said by '-l 19'",
            "--fast" => "fast levels are negative: '-l -3'",
            "--ultra" => "levels up to 22 need nothing else: '-l 22'",
            "-z" | "--compress" => "use 'zstdkit compress'",
            "-d" | "--decompress" | "--uncompress" => "use 'zstdkit decompress'",
            "-t" | "--test" => "use 'zstdkit test'",
            "-l" | "--list" => "use 'zstdkit info'",
            "-b" => "use 'zstdkit bench'",
            "--train" => "use 'zstdkit train'",
            "-S" | "--suffix" => "'-o NAME' names the output",
            "-n" | "--no-name" | "-N" | "--name" => "frames hold no names",
            "-M" | "--memory" | "--memlimit" => "a limit of memory is for decompress and test",
            "--single-thread" => "use '-p nbWorkers=0'",
            "--zstd" => "parameters are set by '-p NAME=VALUE'",
            "--maxdict" => "the dictionary's size is said by '-s SIZE'",
            "--dictID" => "the dictionary's id is said by '--id ID'",
            "--no-dictID" => "use '-p dictIDFlag=0'",
            "--no-content-size" => "use '-p contentSizeFlag=0'",
            "--jobsize" | "-B" => "use '-p jobSize=BYTES'",
            _ => return None,
        }
        .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Cli;
    use clap::Parser as _;

    fn told(words: &str) -> String {
        let words = ["zstdkit"].into_iter().chain(words.split(' '));
        advised(Cli::try_parse_from(words).unwrap_err()).to_string()
    }

    #[test]
    fn a_flag_of_another_command_gets_the_right_one() {
        for (words, advice) in [
            ("compress -9 a", "tip: the level is said by '-l 9'"),
            ("compress --best a", "tip: the level is said by '-l 19'"),
            ("compress --ultra -22 a", "tip: levels up to 22"),
            ("compress -d a", "tip: use 'zstdkit decompress'"),
            ("decompress -N a", "tip: frames hold no names"),
            ("train --maxdict=9 a", "tip: the dictionary's size is said by '-s SIZE'"),
        ] {
            let told = told(words);
            assert!(told.contains(advice), "{words}: {told}");
            assert!(!told.contains("as a value"), "{words}: {told}");
        }
        assert!(!told("compress -J a").contains("tip"), "{}", told("compress -J a"));
        // What is nearly right is still proposed.
        assert!(
            told("compress --checks a").contains("'--check'"),
            "{}",
            told("compress --checks a")
        );
    }

    #[test]
    fn flags_may_be_repeated_and_the_last_value_counts() {
        let words = ["zstdkit", "compress", "-q", "-q", "-k", "-k", "-l", "3", "-l", "5", "a"];
        let Ok(Cli { command: crate::arguments::Command::Compress(args) }) =
            Cli::try_parse_from(words)
        else {
            panic!("not taken");
        };
        assert_eq!(args.level, Some(5));
    }
}

//! The command line of zstd's own command, in words of ours: `-19 -T0 FILE` is `compress -l 19 -T 0
//! FILE`.

use std::{ffi::OsString, path::Path};

use anyhow::anyhow;

use super::{settings::COMMON_MAX, usage::WrongUsage};
use crate::report::failure::warn;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Compress,
    Decompress,
    Test,
    List,
    Train,
    Bench,
}

/// What was read so far.
#[derive(Debug)]
struct Reading {
    mode: Mode,
    level: Option<i32>,
    last_level: Option<i32>,
    seconds: Option<String>,
    ultra: bool,
    stdout: bool,
    force: bool,
    quiet: bool,
    rm: bool,
    pass_through: Option<bool>,
    threads: Option<String>,
    /// Words of ours for the mode that each is for.
    words: Vec<(&'static [Mode], OsString)>,
    files: Vec<OsString>,
}

const COMPRESS: &[Mode] = &[Mode::Compress];
const DECOMPRESS: &[Mode] = &[Mode::Decompress];
const READ: &[Mode] = &[Mode::Decompress, Mode::Test, Mode::Train];
const FLOW: &[Mode] = &[Mode::Compress, Mode::Decompress, Mode::Test];
const TELLING: &[Mode] = &[Mode::Compress, Mode::Decompress, Mode::Test, Mode::List];
const WRITE: &[Mode] = &[Mode::Compress, Mode::Decompress];
const OUTPUT: &[Mode] = &[Mode::Compress, Mode::Decompress, Mode::Train];
const DICTIONARY: &[Mode] = &[Mode::Compress, Mode::Decompress, Mode::Test, Mode::Bench];
const TRAIN: &[Mode] = &[Mode::Train];
const RECURSIVE: &[Mode] = &[Mode::Compress, Mode::Decompress, Mode::Test, Mode::Train];

/// The words of a command line, the program's name first, in ours if they are zstd's.
///
/// `is_command` tells our subcommands; `is_piped` whether stdin and stdout both lead elsewhere than
/// to a terminal.
pub(crate) fn translate(
    words: Vec<OsString>,
    is_command: impl Fn(&str) -> bool,
    is_piped: bool,
) -> Result<Vec<OsString>, WrongUsage> {
    let mut rest = words.iter();
    let program = rest.next().cloned().unwrap_or_else(|| "zstdkit".into());
    let name = Path::new(&program).file_stem().and_then(|name| name.to_str()).unwrap_or("zstdkit");
    let mut reading = Reading::named(name);
    if !matches!(name, "zstd" | "unzstd" | "zstdcat" | "zstdmt" | "zcat" | "zstdzcat") {
        match words.get(1).map(|word| word.to_str()) {
            // `tar -I zstdkit` asks for compression by saying nothing.
            None if !is_piped => return Ok(words),
            Some(Some("-h" | "--help" | "-V" | "--version" | "help")) => return Ok(words),
            Some(Some(word)) if is_command(word) => return Ok(words),
            Some(Some(word)) if !word.starts_with('-') && !Path::new(word).exists() => {
                return Ok(words);
            }
            _ => {}
        }
    }
    while let Some(word) = rest.next() {
        match word.to_str() {
            Some("--") => reading.files.extend(rest.by_ref().cloned()),
            Some("-") | None => reading.files.push(word.clone()),
            Some(text) if text.starts_with("--") => reading.long(text, &mut rest)?,
            Some(text) if text.starts_with('-') => {
                if let Some(end) = reading.short(&text[1..], &mut rest)? {
                    return Ok(vec!["zstdkit".into(), end.into()]);
                }
            }
            Some(_) => reading.files.push(word.clone()),
        }
    }
    Ok(reading.ours())
}

impl Reading {
    /// What the program's name asks for.
    fn named(name: &str) -> Self {
        let is_cat = matches!(name, "zstdcat" | "zcat" | "zstdzcat");
        Self {
            mode: if is_cat || name == "unzstd" { Mode::Decompress } else { Mode::Compress },
            level: None,
            last_level: None,
            seconds: None,
            ultra: false,
            stdout: is_cat,
            force: is_cat,
            quiet: false,
            rm: false,
            pass_through: None,
            threads: (name == "zstdmt").then(|| "0".into()),
            words: Vec::new(),
            files: Vec::new(),
        }
    }

    fn add(&mut self, modes: &'static [Mode], words: impl IntoIterator<Item = OsString>) {
        self.words.extend(words.into_iter().map(|word| (modes, word)));
    }

    /// Letters and numbers behind one dash; what ends all, if one of them does.
    fn short<'a>(
        &mut self,
        letters: &str,
        rest: &mut impl Iterator<Item = &'a OsString>,
    ) -> Result<Option<&'static str>, WrongUsage> {
        let mut left = letters;
        while let Some(letter) = left.chars().next() {
            if letter.is_ascii_digit() {
                self.level = Some(number(&mut left)?);
                continue;
            }
            left = &left[letter.len_utf8()..];
            // A value, attached or the next word.
            let mut value = |left: &mut &str| -> Result<OsString, WrongUsage> {
                if left.is_empty() {
                    let next = rest.next().cloned();
                    return next.ok_or_else(|| WrongUsage(format!("-{letter} takes a value")));
                }
                Ok(OsString::from(std::mem::take(left)))
            };
            match letter {
                'z' => self.mode = Mode::Compress,
                'd' => self.mode = Mode::Decompress,
                't' => self.mode = Mode::Test,
                'l' => self.mode = Mode::List,
                'c' => self.stdout = true,
                'f' => self.force = true,
                'k' => self.rm = false,
                'q' => self.quiet = true,
                'v' => self.add(TELLING, ["-v".into()]),
                'C' | 'p' | 'S' => {}
                'r' => self.add(RECURSIVE, ["-r".into()]),
                'h' | 'H' => return Ok(Some("--help")),
                'V' => return Ok(Some("--version")),
                'D' => {
                    let dictionary = value(&mut left)?;
                    self.add(DICTIONARY, ["-D".into(), dictionary]);
                }
                'o' => {
                    let output = value(&mut left)?;
                    self.add(OUTPUT, ["-o".into(), output]);
                }
                'T' => self.threads = Some(value(&mut left)?.to_string_lossy().into_owned()),
                'M' => {
                    let memory = value(&mut left)?;
                    self.add(READ, ["-M".into(), memory]);
                }
                'B' => {
                    let size = value(&mut left)?;
                    let bytes =
                        super::settings::size(&size.to_string_lossy()).map_err(WrongUsage)?;
                    self.add(COMPRESS, ["-p".into(), format!("jobSize={bytes}").into()]);
                }
                'b' => {
                    self.mode = Mode::Bench;
                    if left.starts_with(|it: char| it.is_ascii_digit()) {
                        self.level = Some(number(&mut left)?);
                    }
                }
                'e' => self.last_level = Some(number(&mut left)?),
                'i' => self.seconds = Some(number(&mut left)?.to_string()),
                other => {
                    return Err(WrongUsage(format!(
                        "-{other} is no option; `zstdkit --help` lists them"
                    )));
                }
            }
        }
        Ok(None)
    }

    fn long<'a>(
        &mut self,
        word: &str,
        rest: &mut impl Iterator<Item = &'a OsString>,
    ) -> Result<(), WrongUsage> {
        let (name, given) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        let mut value = || -> Result<OsString, WrongUsage> {
            let next = given.map(OsString::from).or_else(|| rest.next().cloned());
            next.ok_or_else(|| WrongUsage(format!("{name} takes a value")))
        };
        let parameter = |name: &str, value: &str| -> [OsString; 2] {
            ["-p".into(), format!("{name}={value}").into()]
        };
        match name {
            "--compress" => self.mode = Mode::Compress,
            "--decompress" | "--uncompress" => self.mode = Mode::Decompress,
            "--test" => self.mode = Mode::Test,
            "--list" => self.mode = Mode::List,
            "--train" => self.mode = Mode::Train,
            "--train-cover" | "--train-fastcover" | "--train-legacy" => {
                self.mode = Mode::Train;
                let algorithm = match name {
                    "--train-cover" => "cover",
                    "--train-legacy" => "legacy",
                    _ => "fast-cover",
                };
                self.add(TRAIN, ["--algorithm".into(), algorithm.into()]);
            }
            "--maxdict" => {
                let size = value()?;
                self.add(TRAIN, ["--size".into(), size]);
            }
            "--dictID" => {
                let id = value()?;
                self.add(TRAIN, ["--id".into(), id]);
            }
            "--stdout" | "--to-stdout" => self.stdout = true,
            "--force" => self.force = true,
            "--keep" => self.rm = false,
            "--rm" => self.rm = true,
            "--quiet" => self.quiet = true,
            "--ultra" => self.ultra = true,
            "--pass-through" => self.pass_through = Some(true),
            "--no-pass-through" => self.pass_through = Some(false),
            // What goes without saying here, or is only shown.
            "--progress" | "--asyncio" | "--no-asyncio" | "--no-adapt" => {}
            "--adapt" => self.add(COMPRESS, [word.into()]),
            "--verbose" => self.add(TELLING, ["-v".into()]),
            "--no-progress" => self.add(FLOW, [name.into()]),
            "--fast" => {
                let factor = given.unwrap_or("1");
                let factor = factor.parse::<i32>().ok().filter(|it| *it > 0);
                self.level = Some(
                    -factor.ok_or_else(|| WrongUsage("--fast takes a number above 0".into()))?,
                );
            }
            "--long" => self.add(FLOW, [word.into()]),
            "--check" | "--no-check" => self.add(FLOW, [word.into()]),
            "--single-thread" => {
                self.threads = Some("1".into());
                self.add(COMPRESS, parameter("nbWorkers", "0"));
            }
            "--threads" => self.threads = Some(value()?.to_string_lossy().into_owned()),
            "--memory" | "--memlimit" | "--memlimit-decompress" => {
                let memory = value()?;
                self.add(READ, ["-M".into(), memory]);
            }
            "--patch-from" => {
                let old = value()?;
                self.add(FLOW, ["--patch-from".into(), old]);
            }
            "--rsyncable" | "--exclude-compressed" => self.add(COMPRESS, [name.into()]),
            "--stream-size" | "--size-hint" => {
                let size = value()?;
                self.add(COMPRESS, [name.into(), size]);
            }
            "--target-compressed-block-size" | "--jobsize" | "--block-size" => {
                let size =
                    super::settings::size(&value()?.to_string_lossy()).map_err(WrongUsage)?;
                let is_target = name == "--target-compressed-block-size";
                let key = if is_target { "targetCBlockSize" } else { "jobSize" };
                self.add(COMPRESS, parameter(key, &size.to_string()));
            }
            "--sparse" | "--no-sparse" => self.add(DECOMPRESS, [name.into()]),
            "--filelist" => {
                let list = value()?;
                self.add(FLOW, ["--filelist".into(), list]);
            }
            "--output-dir-flat" | "--output-dir-mirror" => {
                let folder = value()?;
                self.add(WRITE, [name.into(), folder]);
            }
            "--no-dictID" => self.add(COMPRESS, parameter("dictIDFlag", "0")),
            "--content-size" => self.add(COMPRESS, parameter("contentSizeFlag", "1")),
            "--no-content-size" => self.add(COMPRESS, parameter("contentSizeFlag", "0")),
            "--compress-literals" => {
                self.add(COMPRESS, parameter("literalCompressionMode", "1"));
            }
            "--no-compress-literals" => {
                self.add(COMPRESS, parameter("literalCompressionMode", "2"));
            }
            "--row-match-finder" => self.add(COMPRESS, parameter("useRowMatchFinder", "1")),
            "--no-row-match-finder" => self.add(COMPRESS, parameter("useRowMatchFinder", "2")),
            "--zstd" => {
                for setting in given.unwrap_or_default().split(',').filter(|it| !it.is_empty()) {
                    let (short, value) = setting.split_once('=').unwrap_or((setting, ""));
                    self.add(COMPRESS, parameter(full_name(short), value));
                }
            }
            "--format" if given == Some("zstd") => {}
            "--format" => {
                return Err(WrongUsage("the only format here is --format=zstd".into()));
            }
            _ => {
                return Err(WrongUsage(format!(
                    "{name} is no option; `zstdkit --help` lists them, and the README those of zstd"
                )));
            }
        }
        Ok(())
    }

    /// All of it in words of ours.
    fn ours(self) -> Vec<OsString> {
        let mode = self.mode;
        let mut out: Vec<OsString> = vec!["zstdkit".into()];
        out.push(
            match mode {
                Mode::Compress => "compress",
                Mode::Decompress => "decompress",
                Mode::Test => "test",
                Mode::List => "info",
                Mode::Train => "train",
                Mode::Bench => "bench",
            }
            .into(),
        );
        let level = self.level.map(|level| {
            if level > COMMON_MAX && !self.ultra && mode == Mode::Compress {
                warn(&anyhow!("level {level} takes --ultra; {COMMON_MAX} is used"));
                return COMMON_MAX;
            }
            level
        });
        match (mode, level) {
            (Mode::Compress | Mode::Train, Some(level)) => {
                out.push(format!("--level={level}").into());
            }
            (Mode::Bench, level) => {
                let first = level.unwrap_or(3);
                let last = self.last_level.unwrap_or(first).max(first);
                out.push(format!("--levels={first}-{last}").into());
                if let Some(seconds) = self.seconds {
                    out.push(format!("--seconds={seconds}").into());
                }
            }
            _ => {}
        }
        if let Some(threads) = self.threads.filter(|_| !matches!(mode, Mode::List)) {
            out.push(format!("-T{threads}").into());
        }
        let writes = matches!(mode, Mode::Compress | Mode::Decompress);
        let flags = [
            (writes && self.stdout, "-c"),
            (self.force && (writes || mode == Mode::Train), "-f"),
            (self.quiet && !matches!(mode, Mode::List | Mode::Bench), "-q"),
            (self.rm && writes && !self.stdout, "--rm"),
        ];
        out.extend(flags.into_iter().filter(|(is_on, _)| *is_on).map(|(_, flag)| flag.into()));
        let passes = self.pass_through.unwrap_or(self.stdout && self.force);
        if mode == Mode::Decompress && passes {
            out.push("--pass-through".into());
        }
        let words = self.words.into_iter().filter(|(modes, _)| modes.contains(&mode));
        out.extend(words.map(|(_, word)| word));
        out.push("--".into());
        out.extend(self.files);
        out
    }
}

/// Takes the digits that `left` begins with.
fn number(left: &mut &str) -> Result<i32, WrongUsage> {
    let end = left.find(|it: char| !it.is_ascii_digit()).unwrap_or(left.len());
    let (digits, after) = left.split_at(end);
    *left = after;
    digits.parse().map_err(|_| WrongUsage(format!("expected a number, not {digits:?}")))
}

/// What a parameter's short name of `--zstd=` stands for.
fn full_name(short: &str) -> &str {
    match short {
        "wlog" => "windowLog",
        "clog" => "chainLog",
        "hlog" => "hashLog",
        "slog" => "searchLog",
        "mml" => "minMatch",
        "tlen" => "targetLength",
        "strat" => "strategy",
        "ovlog" => "overlapLog",
        "lhlog" => "ldmHashLog",
        "lmml" => "ldmMinMatch",
        "lblog" => "ldmBucketSizeLog",
        "lhrlog" => "ldmHashRateLog",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(words: &str) -> String {
        let words = words.split(' ').map(OsString::from).collect();
        let is_command = |word: &str| matches!(word, "compress" | "test");
        let ours = translate(words, is_command, false).unwrap();
        ours.into_iter().map(|it| it.into_string().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_line_of_zstds_says_the_same_in_our_words() {
        let pairs = [
            ("zstdkit compress -l 3 a", "zstdkit compress -l 3 a"),
            ("zstdkit --help", "zstdkit --help"),
            ("zstdkit -19 -T0 --long -kf a", "zstdkit compress --level=19 -T0 -f --long -- a"),
            ("zstdkit -dcf a b", "zstdkit decompress -c -f --pass-through -- a b"),
            ("zstdkit -qqt a -v -v", "zstdkit test -q -v -v -- a"),
            ("zstdkit -lv a --no-progress", "zstdkit info -v -- a"),
            ("zstdkit --no-progress a", "zstdkit compress --no-progress -- a"),
            ("zstdkit --fast=4 --rm a", "zstdkit compress --level=-4 --rm -- a"),
            ("zstdkit -d --rm -c a", "zstdkit decompress -c -- a"),
            ("zstdkit -b1e5i2 a", "zstdkit bench --levels=1-5 --seconds=2 -- a"),
            ("zstdkit -Ddict -o out -3 a", "zstdkit compress --level=3 -D dict -o out -- a"),
            (
                "zstdkit --zstd=wlog=20,strat=2 a",
                "zstdkit compress -p windowLog=20 -p strategy=2 -- a",
            ),
            ("zstdkit --ultra -22 -- -a", "zstdkit compress --level=22 -- -a"),
            ("zstdkit --train -r a -o d", "zstdkit train -r -o d -- a"),
            ("zstdkit --block-size=1M a", "zstdkit compress -p jobSize=1048576 -- a"),
            ("zstdkit --adapt=max=5 a", "zstdkit compress --adapt=max=5 -- a"),
            ("zstdkit -22 a", "zstdkit compress --level=19 -- a"),
            ("/bin/unzstd a", "zstdkit decompress -- a"),
            ("zstdcat a", "zstdkit decompress -c -f --pass-through -- a"),
            ("zstdmt a", "zstdkit compress -T0 -- a"),
            ("zstd compress", "zstdkit compress -- compress"),
            ("zstd -l a", "zstdkit info -- a"),
        ];
        for (theirs, expected) in pairs {
            assert_eq!(ours(theirs), expected, "{theirs}");
        }
        let unknown = translate(vec!["zstd".into(), "-Q".into()], |_| false, false);
        assert!(unknown.unwrap_err().0.contains("-Q"));
    }
}

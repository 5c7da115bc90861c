//! `zstdkit cat`.

use std::{
    io::{Read as _, Seek as _, SeekFrom},
    ops::Range,
    process::ExitCode,
};

use anyhow::{Context as _, Result, ensure};
use zstdkit_seek::SeekReader;

use super::{dictionary, made_for};
use crate::{
    args,
    input::{Inputs, Source},
    output::{Destination, Output},
};

pub(crate) fn run(args: &args::Cat) -> Result<ExitCode> {
    let dictionary = dictionary(args.dict.as_deref())?;
    let source = Source::File(args.file.clone());
    let inputs = Inputs::new(std::slice::from_ref(&source), args.dict.as_deref());
    let to = args.output.as_deref().map_or(Destination::Stdout, Destination::from_arg);
    let work = || -> Result<()> {
        let file = source.open()?.into_file();
        let mut reader = match made_for(&args.file, &file, args.index.as_deref())? {
            Some(index) => SeekReader::new(file, index)?,
            None => SeekReader::open(file)?,
        };
        reader = reader.window_log_max(args.window_log_max);
        if let Some(dictionary) = &dictionary {
            reader = reader.dictionary(dictionary);
        }
        let range =
            clip(args.range.unwrap_or(OpenRange { start: 0, end: None }), reader.content_size())?;
        let mut output = Output::create(&to, args.force, &inputs, None)?;
        reader.seek(SeekFrom::Start(range.start))?;
        std::io::copy(&mut reader.take(range.end - range.start), &mut output)?;
        output.commit()
    };
    work().with_context(|| source.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// A range as it's asked for: its end may be left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenRange {
    start: u64,
    end: Option<u64>,
}

/// Reads `A..B`, `A..` or `..B`.
pub(crate) fn range(text: &str) -> Result<OpenRange, String> {
    let wrong = || "a range is A..B, A.. or ..B, in bytes of content from 0 on".to_owned();
    let (start, end) = text.split_once("..").ok_or_else(wrong)?;
    let number = |text: &str| crate::settings::offset(text).map_err(|_| wrong());
    let start = if start.is_empty() { 0 } else { number(start)? };
    let end = if end.is_empty() { None } else { Some(number(end)?) };
    if end.is_some_and(|end| end < start) {
        return Err("it ends before it starts".to_owned());
    }
    Ok(OpenRange { start, end })
}

fn clip(range: OpenRange, size: u64) -> Result<Range<u64>> {
    let end = range.end.unwrap_or(size);
    ensure!(
        range.start <= size && end <= size,
        "the range reaches over the content's end at {size}"
    );
    Ok(range.start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let of = |start, end| Ok(OpenRange { start, end });
        assert_eq!(range("5..7"), of(5, Some(7)));
        assert_eq!(range("1K.."), of(1024, None));
        assert_eq!(range("..0"), of(0, Some(0)));
        assert_eq!(range(".."), of(0, None));
        for wrong in ["", "5", "7..5", "a..b", "-1..2"] {
            assert!(range(wrong).is_err(), "{wrong}");
        }
    }
}

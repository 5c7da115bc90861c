//! Records: what a delimiter, or a fixed size, cuts a file into.

use std::{fmt, str::FromStr};

use anyhow::Result;
use zstdkit_segments::BufferWithSegments;

/// The bytes that end a record, as given on the command line: `\n`, `\t`, `\r`, `\0`, `\\` and
/// `\xNN` stand for what they do in C, everything else for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Delimiter(Vec<u8>);

impl FromStr for Delimiter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut bytes = Vec::with_capacity(text.len());
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte != b'\\' {
                bytes.push(byte);
                continue;
            }
            bytes.push(match rest.next() {
                Some(b'n') => b'\n',
                Some(b't') => b'\t',
                Some(b'r') => b'\r',
                Some(b'0') => 0,
                Some(b'\\') => b'\\',
                Some(b'x') => hex(rest.next(), rest.next()).ok_or("\\x takes two hex digits")?,
                _ => return Err("the escapes are \\n \\t \\r \\0 \\\\ and \\xNN".to_owned()),
            });
        }
        if bytes.is_empty() {
            return Err("a delimiter has one byte or more".to_owned());
        }
        Ok(Self(bytes))
    }
}

impl Delimiter {
    /// Whether `bytes` end with it.
    pub(crate) fn ends(&self, bytes: &[u8]) -> bool {
        bytes.ends_with(&self.0)
    }

    /// Where the record that begins at `start` ends, the delimiter included.
    fn end_of_record(&self, data: &[u8], start: usize) -> usize {
        let mut at = start;
        while let Some(skipped) = data[at..].iter().position(|byte| *byte == self.0[0]) {
            at += skipped;
            if data[at..].starts_with(&self.0) {
                return at + self.0.len();
            }
            at += 1;
        }
        data.len()
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

/// One byte from its two digits.
fn hex(high: Option<u8>, low: Option<u8>) -> Option<u8> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    u8::try_from(digit(high)? << 4 | digit(low)?).ok()
}

/// How a file is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    After(Delimiter),
    Every(usize),
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::After(delimiter) => write!(f, "cut after each {delimiter}"),
            Self::Every(bytes) => write!(f, "cut every {bytes} bytes"),
        }
    }
}

impl Cut {
    /// Cuts `data`; a delimiter stays with the record that it ends, so that no byte is lost.
    pub(crate) fn apply<B>(&self, data: B) -> Result<BufferWithSegments>
    where
        B: AsRef<[u8]> + Send + Sync + 'static,
    {
        Ok(match self {
            Self::After(delimiter) => BufferWithSegments::split_inclusive(data, &delimiter.0)?,
            Self::Every(bytes) => BufferWithSegments::split_fixed(data, *bytes)?,
        })
    }

    /// How long the first `most` records of `data` are together.
    pub(crate) fn end_of_first(&self, data: &[u8], most: usize) -> usize {
        let delimiter = match self {
            // Each record has a byte, so that there can't be more of them.
            _ if data.len() <= most => return data.len(),
            Self::Every(bytes) => return bytes.saturating_mul(most).min(data.len()),
            Self::After(delimiter) => delimiter,
        };
        let mut end = 0;
        for _ in 0..most {
            if end == data.len() {
                break;
            }
            end = delimiter.end_of_record(data, end);
        }
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_bytes() {
        let bytes = |text: &str| text.parse::<Delimiter>().map(|delimiter| delimiter.0);
        assert_eq!(bytes(r"\n\n").unwrap(), b"\n\n");
        assert_eq!(bytes(r"\0\t\r\\").unwrap(), b"\0\t\r\\");
        assert_eq!(bytes(r"a\x1Eb\xff").unwrap(), b"a\x1Eb\xff");
        assert_eq!(bytes("é").unwrap(), "é".as_bytes());
        for wrong in ["", r"\", r"\q", r"\x", r"\x1", r"\xg0", r"\x+1"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
        assert_eq!(r"\n\x1e".parse::<Delimiter>().unwrap().to_string(), "\"\\n\\x1e\"");
    }

    #[test]
    fn the_first_records_end_where_those_of_the_whole_do() {
        let data = b"a\n\n\nb\n\n\n\nc\nd\n\ne";
        let cuts = ["\n", "\n\n", "b", "e", "x"].map(|it| Cut::After(it.parse().unwrap()));
        for cut in cuts.into_iter().chain([1, 4, 16, 100].map(Cut::Every)) {
            let whole = cut.apply(data).unwrap();
            for most in 1..=data.len() + 1 {
                let end: usize = whole.iter().take(most).map(|record| record.len()).sum();
                assert_eq!(cut.end_of_first(data, most), end, "{most}, {cut}");
                let first = cut.apply(data[..end].to_vec()).unwrap();
                assert_eq!(first.len(), most.min(whole.len()), "{most}, {cut}");
            }
        }
    }
}

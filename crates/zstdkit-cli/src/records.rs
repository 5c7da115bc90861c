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
}

//! Ranges of content.

/// A range as it's asked for: its end may be left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenRange {
    pub(crate) start: u64,
    pub(crate) end: Option<u64>,
}

/// Reads `A..B`, `A..` or `..B`.
pub(super) fn range(text: &str) -> Result<OpenRange, String> {
    let wrong = || "a range is A..B, A.. or ..B, in bytes of content from 0 on".to_owned();
    let (start, end) = text.split_once("..").ok_or_else(wrong)?;
    let number = |text: &str| super::settings::offset(text).map_err(|_| wrong());
    let start = if start.is_empty() { 0 } else { number(start)? };
    let end = if end.is_empty() { None } else { Some(number(end)?) };
    if end.is_some_and(|end| end < start) {
        return Err("it ends before it starts".to_owned());
    }
    Ok(OpenRange { start, end })
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

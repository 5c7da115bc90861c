//! Text as it may be shown.

/// `text` without line breaks, control characters, and those that turn the direction of writing
/// around: a file's name may hold any.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || is_directional(char) {
            out.extend(char.escape_default())
        } else {
            out.push(char)
        }
    }
    out
}

/// Whether a character changes how those around it are laid out, and so what a name seems to say.
fn is_directional(char: char) -> bool {
    matches!(char, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_show_what_they_hold() {
        assert_eq!(printable("caf\u{E9} a\nb\u{1b}[1m"), "caf\u{E9} a\\nb\\u{1b}[1m");
        assert_eq!(printable("gpj.\u{202E}txt.exe\u{2066}"), "gpj.\\u{202e}txt.exe\\u{2066}");
    }
}

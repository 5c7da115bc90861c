//! The safe crate's enum of error codes.

use std::fmt::Write as _;

use anyhow::{Result, anyhow};

use super::bindings::Api;
use super::error_words::WORDS;
use super::mark::header;
use crate::artefact::Artefact;

/// A code: C's name without its prefix, ours, the number, and the meaning.
struct Code {
    name: String,
    variant: String,
    number: u32,
    words: &'static str,
}

/// Makes `error/code.rs` of the safe crate.
pub(crate) fn make(api: &Api) -> Result<Artefact> {
    let codes = codes(api)?;
    let mut text = header("//", &format!("zstd_errors.h,\n// of {}", api.made_from()));
    text.push_str(
        "\n//! libzstd's error codes.\n\nuse core::fmt;\n\n\
         /// What libzstd says went wrong.\n///\n\
         /// The numbers below 100 are stable from one libzstd to the next; the others may change.\n\
         #[doc(alias = \"get_error_name\")]\n\
         #[non_exhaustive]\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]\n\
         pub enum ErrorCode {\n",
    );
    for code in &codes {
        writeln!(text, "    /// {}\n    ///\n    /// `ZSTD_error_{}`.", code.words, code.name)?;
        writeln!(text, "    {},", code.variant)?;
    }
    text.push_str(
        "    /// A number that this version of the crate doesn't know, from another libzstd.\n    \
         Unknown(u32),\n}\n\n\
         impl ErrorCode {\n    /// The code of a number, as `ZSTD_getErrorCode` gives it.\n    \
         #[must_use]\n    pub const fn from_raw(code: u32) -> Self {\n        match code {\n",
    );
    for code in &codes {
        writeln!(text, "            {} => ErrorCode::{},", code.number, code.variant)?;
    }
    text.push_str(
        "            unknown => ErrorCode::Unknown(unknown),\n        }\n    }\n\n    \
         /// The number of a code: an enumerator of `ZSTD_ErrorCode`.\n    \
         #[must_use]\n    pub const fn as_raw(self) -> u32 {\n        match self {\n",
    );
    for code in &codes {
        writeln!(text, "            ErrorCode::{} => {},", code.variant, code.number)?;
    }
    text.push_str(
        "            ErrorCode::Unknown(code) => code,\n        }\n    }\n\n    \
         /// C's name of a code, without `ZSTD_error_`; \"unknown\" for a number without a name.\n    \
         #[must_use]\n    pub const fn name(self) -> &'static str {\n        match self {\n",
    );
    for code in &codes {
        let arm = format!("            ErrorCode::{} => \"{}\",", code.variant, code.name);
        if arm.len() <= 100 {
            writeln!(text, "{arm}")?;
        } else {
            writeln!(text, "            ErrorCode::{} => {{", code.variant)?;
            writeln!(text, "                \"{}\"\n            }}", code.name)?;
        }
    }
    text.push_str(
        "            ErrorCode::Unknown(_) => \"unknown\",\n        }\n    }\n}\n\n\
         impl fmt::Display for ErrorCode {\n    \
         fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {\n        match self {\n            \
         ErrorCode::Unknown(code) => write!(f, \"error code {code}\"),\n            \
         known => f.write_str(known.name()),\n        }\n    }\n}\n",
    );
    Ok(Artefact::new("crates/zstdkit/src/error/code.rs", text))
}

fn codes(api: &Api) -> Result<Vec<Code>> {
    let mut codes = Vec::new();
    for (enumerator, number) in api.enumerators("ZSTD_ErrorCode") {
        let name = enumerator.strip_prefix("ZSTD_error_").unwrap_or(&enumerator).to_owned();
        // The end of the enum, not a code.
        if name == "maxCode" {
            continue;
        }
        let words = WORDS.iter().find(|(known, _)| *known == name).map(|(_, words)| *words);
        let words = words.ok_or_else(|| {
            anyhow!("{enumerator} is new: say what it means in xtask/src/codegen/error_words.rs")
        })?;
        codes.push(Code { variant: variant(&name), name, number, words });
    }
    Ok(codes)
}

/// `frameParameter_windowTooLarge` as Rust writes it: `FrameParameterWindowTooLarge`.
fn variant(name: &str) -> String {
    let mut variant = String::new();
    let mut starts_word = true;
    let mut after_capital = false;
    for c in name.chars() {
        if c == '_' {
            starts_word = true;
            continue;
        }
        // Of a run of capitals, such as IO, only the first stays one.
        let lower = c.is_ascii_uppercase() && after_capital && !starts_word;
        after_capital = c.is_ascii_uppercase();
        variant.push(if starts_word {
            c.to_ascii_uppercase()
        } else if lower {
            c.to_ascii_lowercase()
        } else {
            c
        });
        starts_word = false;
    }
    variant
}

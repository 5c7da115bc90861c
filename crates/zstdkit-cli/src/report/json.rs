//! What programs read: one document for each run, of one shape for all subcommands.
//!
//! `docs/command-json.md` describes it.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;

use super::text::printable;

/// Raised when a key changes its meaning or goes; new keys leave it as it is.
const SCHEMA: u32 = 1;

/// The name of a file, which may be more than text can hold.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Name {
    /// As it's printed.
    file: String,
    /// The name itself, in base64, where what is printed is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<String>,
}

impl Name {
    /// What is printed, and the name itself where that is another.
    pub(crate) fn into_parts(self) -> (String, Option<String>) {
        (self.file, self.file_bytes)
    }

    /// A file's, or that of stdin or stdout.
    pub(crate) fn new(path: Option<&Path>, otherwise: &str) -> Self {
        let Some(path) = path else { return Self { file: otherwise.to_owned(), file_bytes: None } };
        let file = printable(&path.to_string_lossy());
        let is_whole = path.to_str() == Some(&*file);
        let file_bytes = (!is_whole).then(|| STANDARD.encode(path.as_os_str().as_encoded_bytes()));
        Self { file, file_bytes }
    }
}

/// A document whose entries are written one by one, so that there may be any number of them.
#[derive(Debug)]
pub(crate) struct Document {
    is_empty: bool,
}

impl Document {
    /// Its beginning: the subcommand, and the name of the list that follows.
    pub(crate) fn begin(command: &str, list: &str) -> (Self, String) {
        let text = format!(
            "{{\n  \"schema\": {SCHEMA},\n  \"version\": {:?},\n  \"command\": {command:?},\n  {list:?}: [",
            env!("CARGO_PKG_VERSION")
        );
        (Self { is_empty: true }, text)
    }

    /// What stands before the next entry.
    pub(crate) fn separator(&mut self) -> &'static str {
        if std::mem::take(&mut self.is_empty) { "\n    " } else { ",\n    " }
    }

    /// The next entry, whole.
    pub(crate) fn entry(&mut self, entry: &impl Serialize) -> serde_json::Result<String> {
        let text = serde_json::to_string_pretty(entry)?.replace('\n', "\n    ");
        Ok(format!("{}{text}", self.separator()))
    }

    /// Its end.
    pub(crate) fn end(self) -> &'static str {
        if self.is_empty { "]\n}\n" } else { "\n  ]\n}\n" }
    }
}

/// A document that is one thing: the keys of `body` beside those of every document.
pub(crate) fn whole(command: &str, body: &impl Serialize) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Whole<'a, T> {
        schema: u32,
        version: &'a str,
        command: &'a str,
        #[serde(flatten)]
        body: &'a T,
    }
    let version = env!("CARGO_PKG_VERSION");
    let text = serde_json::to_string_pretty(&Whole { schema: SCHEMA, version, command, body })?;
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn names_can_be_recovered() {
        let name = |path: &str| serde_json::to_value(Name::new(Some(Path::new(path)), "")).unwrap();
        assert_eq!(name("a b.zst"), json!({"file": "a b.zst"}));
        assert_eq!(name("a\n"), json!({"file": "a\\n", "file_bytes": "YQo="}));
        // A name that looks as if it had been escaped is what it is.
        assert_eq!(name("a\\n"), json!({"file": "a\\n"}));
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt as _;
            let path = Path::new(std::ffi::OsStr::from_bytes(b"\xFFa"));
            let name = serde_json::to_value(Name::new(Some(path), "")).unwrap();
            assert_eq!(name, json!({"file": "\u{FFFD}a", "file_bytes": "/2E="}));
        }
        assert_eq!(
            serde_json::to_value(Name::new(None, "stdin")).unwrap(),
            json!({"file": "stdin"})
        );
    }

    #[test]
    fn documents_parse_however_many_entries_they_have() {
        for entries in 0..3_u32 {
            let (mut document, mut text) = Document::begin("info", "files");
            for entry in 0..entries {
                text += &document.entry(&json!({ "n": entry })).unwrap();
            }
            text += document.end();
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(value["schema"], 1);
            assert_eq!(value["command"], "info");
            assert_eq!(value["files"].as_array().unwrap().len(), entries as usize);
        }
        let value: Value = serde_json::from_str(&whole("x", &json!({"y": 1})).unwrap()).unwrap();
        assert_eq!((&value["command"], &value["y"]), (&json!("x"), &json!(1)));
    }
}

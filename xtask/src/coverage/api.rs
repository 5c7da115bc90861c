//! libzstd's interface, as the committed bindings declare it.

use anyhow::{Result, ensure};

use crate::build_script::locate::Libzstd;
use crate::workspace;

/// A heading of the page, and its rows.
#[derive(Debug)]
pub(crate) struct Section {
    pub(crate) heading: &'static str,
    pub(crate) rows: Vec<Row>,
    /// Types, which have no rows, but may be wrapped.
    pub(crate) types: Vec<String>,
}

/// A function or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) static_only: bool,
    pub(crate) deprecated: bool,
}

/// Reads the bindings; the header of the error codes says which functions are its own.
pub(crate) fn read(libzstd: &Libzstd) -> Result<Vec<Section>> {
    let errors_header = workspace::read(&libzstd.file("lib/zstd_errors.h"))?;
    let file = |name: &str| {
        workspace::read(
            &workspace::root().join(format!("crates/zstdkit-sys/src/bindings/{name}.rs")),
        )
    };
    let (stable, experimental) = (file("stable")?, file("experimental")?);
    let (zdict, zdict_experimental) = (file("zdict")?, file("zdict_experimental")?);

    let (of_errors, of_zstd): (Vec<Row>, Vec<Row>) =
        functions(&stable, false).into_iter().partition(|row| declares(&errors_header, &row.name));
    let parameters = |kind: &str| {
        let mut rows = parameters(&stable, kind, false);
        rows.extend(parameters(&experimental, kind, true));
        // The same parameter by a name that says something follows below.
        rows.retain(|row| !row.name.contains("_experimentalParam"));
        rows
    };
    let section = |heading, rows| Section { heading, rows, types: Vec::new() };
    let mut sections = vec![
        section("zstd.h, stable", of_zstd),
        section("zstd.h, parameters of compression", parameters("ZSTD_cParameter")),
        section("zstd.h, parameters of decompression", parameters("ZSTD_dParameter")),
        section("zstd_errors.h", of_errors),
        section("zdict.h, stable", functions(&zdict, false)),
        section("zdict.h, static-only", functions(&zdict_experimental, true)),
        section("zstd.h, static-only", functions(&experimental, true)),
    ];
    for section in &sections {
        ensure!(!section.rows.is_empty(), "the bindings declare nothing for {:?}", section.heading);
    }
    sections[0].types = [stable, experimental, zdict, zdict_experimental]
        .iter()
        .flat_map(|text| types(text))
        .collect();
    Ok(sections)
}

/// Whether a header declares a function, rather than mentions it.
fn declares(header: &str, function: &str) -> bool {
    let call = format!("{function}(");
    header.lines().any(|line| line.starts_with("ZSTD") && line.contains(&call))
}

fn functions(text: &str, static_only: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut deprecated = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[deprecated") {
            deprecated = true;
        }
        if let Some(name) = word_after(line, "pub fn ") {
            rows.push(Row { name, static_only, deprecated });
            deprecated = false;
        }
    }
    rows
}

fn parameters(text: &str, kind: &str, static_only: bool) -> Vec<Row> {
    let of_kind = format!(": {kind} ");
    let lines = text.lines().map(str::trim_start).filter(|line| line.contains(&of_kind));
    let names = lines.filter_map(|line| word_after(line, "pub const "));
    names.map(|name| Row { name, static_only, deprecated: false }).collect()
}

fn types(text: &str) -> Vec<String> {
    let lines = text.lines();
    lines
        .filter_map(|line| {
            word_after(line, "pub struct ").or_else(|| word_after(line, "pub type "))
        })
        .collect()
}

fn word_after(line: &str, start: &str) -> Option<String> {
    let rest = line.strip_prefix(start)?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    Some(rest[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_read_with_their_deprecation() {
        let text = "unsafe extern \"C\" {\n    #[deprecated = \"x\"]\n    pub fn ZSTD_old(a: usize);\n\
                    \x20   pub fn ZSTD_new() -> usize;\n}\n";
        let rows = functions(text, true);
        assert_eq!(rows.len(), 2);
        assert!(rows[0].name == "ZSTD_old" && rows[0].deprecated);
        assert!(rows[1].name == "ZSTD_new" && !rows[1].deprecated);
    }

    #[test]
    fn parameters_are_constants_of_their_type() {
        let text = "impl P {\n    pub const ZSTD_c_a: P = P(1);\n    pub const B: Q = Q(1);\n}\n";
        let names: Vec<_> = parameters(text, "P", false).into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["ZSTD_c_a"]);
    }
}

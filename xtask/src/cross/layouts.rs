//! The layouts that the bindings assert of Rust, asserted of C: bindgen's libclang computed them for
//! each kind of machine, and here the compilers for those machines have their say.

use anyhow::{Result, ensure};

use crate::workspace;

/// Which of the three figures of an assertion is meant: see `crates/zstdkit-sys/src/layout.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Pointers of 64 bits.
    Wide = 0,
    /// Pointers of 32 bits, and `u64` aligned to 4 bytes.
    NarrowPacked = 2,
}

/// Assertions in C of all that the bindings assert in Rust.
pub(crate) fn in_c(kind: Kind) -> Result<String> {
    let mut lines = Vec::new();
    for file in ["stable", "experimental", "zdict", "zdict_experimental", "seekable"] {
        let path = workspace::root().join(format!("crates/zstdkit-sys/src/bindings/{file}.rs"));
        lines.extend(assertions(&workspace::read(&path)?, kind));
    }
    ensure!(lines.len() > 50, "the bindings assert layouts in a way that xtask doesn't know");
    Ok(lines.join("\n"))
}

fn assertions(bindings: &str, kind: Kind) -> Vec<String> {
    // On one line each, whatever the formatting was.
    let text: String = bindings.split_whitespace().collect::<Vec<_>>().join("");
    text.split("crate::layout::agree(::core::mem::")
        .skip(1)
        .filter_map(|rest| {
            let (expression, rest) = rest.split_once(",[")?;
            let (figures, _) = rest.split_once(']')?;
            let figure = figures.split(',').nth(kind as usize)?;
            Some(format!(
                "_Static_assert({} == {figure}, \"layout\");",
                expression_in_c(expression)?
            ))
        })
        .collect()
}

/// `size_of::<X>()`, `align_of::<X>()` or `offset_of!(X,field)` as C writes it.
fn expression_in_c(expression: &str) -> Option<String> {
    let inner = |start: &str, end: &str| expression.strip_prefix(start)?.strip_suffix(end);
    if let Some(name) = inner("size_of::<", ">()") {
        return Some(format!("sizeof({})", type_in_c(name)));
    }
    if let Some(name) = inner("align_of::<", ">()") {
        return Some(format!("_Alignof({})", type_in_c(name)));
    }
    let (name, field) = inner("offset_of!(", ")")?.split_once(',')?;
    Some(format!("offsetof({}, {field})", type_in_c(name)))
}

/// Names that end in `_s` are tags of structs, the others are names of types.
fn type_in_c(name: &str) -> String {
    if name.ends_with("_s") { format!("struct {name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assertions_are_translated() {
        let bindings = "const _: () = {\n    crate::layout::agree(\n        ::core::mem::size_of::<\
                        A_s>(),\n        [24, 12, 8],\n    );\n    \
                        crate::layout::agree(::core::mem::offset_of!(B, f), [8, 4, 4]);\n};\n";
        let found = assertions(bindings, Kind::NarrowPacked);
        assert_eq!(found[0], "_Static_assert(sizeof(struct A_s) == 8, \"layout\");");
        assert_eq!(found[1], "_Static_assert(offsetof(B, f) == 4, \"layout\");");
    }

    #[test]
    fn every_committed_assertion_is_understood() {
        for kind in [Kind::Wide, Kind::NarrowPacked] {
            let text = in_c(kind).expect("the bindings are committed");
            assert!(text.contains("sizeof(struct ZSTD_inBuffer_s)"));
            assert!(text.contains("_Alignof(ZSTD_FrameHeader)"));
        }
    }
}

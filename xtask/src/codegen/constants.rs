//! Constants that C writes as macros. bindgen guesses their types; here the compiler says them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use syn::{Expr, Item, Lit};

use super::headers::{self, MACHINES, Machine};
use crate::build_script::locate::Libzstd;
use crate::workspace;

/// Macros that are counts of bytes, and so what the functions take and give: `size_t`.
const BYTE_COUNTS: [&str; 6] = [
    "ZDICT_CONTENTSIZE_MIN",
    "ZDICT_DICTSIZE_MIN",
    "ZSTD_BLOCKSIZE_MAX",
    "ZSTD_FRAMEHEADERSIZE_MAX",
    "ZSTD_SKIPPABLEHEADERSIZE",
    "ZSTD_seekTableFooterSize",
];

/// Beginnings of macros that functions of type `unsigned` give too, or that are compared with 32
/// bits of a frame.
const UNSIGNED: [&str; 2] = ["ZSTD_VERSION_", "ZSTD_MAGIC"];

/// A macro that stands for one value or name.
#[derive(Debug, Clone)]
pub(crate) struct Macro {
    pub(crate) name: String,
    value: String,
    /// Whether it stands in the part of the header that is for static linking only.
    pub(crate) static_only: bool,
}

/// Lists the macros of a header that stand for a value.
pub(crate) fn in_header(text: &str) -> Vec<Macro> {
    let mut macros = Vec::new();
    let mut static_only = false;
    for line in text.lines() {
        let line = line.trim_start();
        let Some(rest) = line.strip_prefix('#').map(str::trim_start) else { continue };
        let Some(rest) = rest.strip_prefix("define ").map(str::trim_start) else { continue };
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (name, value) = rest.split_at(end);
        let value = value.split("/*").next().unwrap_or(value).split("//").next().unwrap_or(value);
        let takes_arguments = value.starts_with('(');
        // The guard of the static-only part, which reaches to the header's end.
        static_only |= value.trim().is_empty() && name.contains("_H_") && name.contains("STATIC");
        if !takes_arguments && stands_for_a_value(name, value.trim()) {
            macros.push(Macro {
                name: name.to_owned(),
                value: value.trim().to_owned(),
                static_only,
            });
        }
    }
    macros
}

/// Whether a macro is for programs, rather than for the header itself.
fn stands_for_a_value(name: &str, value: &str) -> bool {
    let of_the_header = ["_API", "_VISIBLE", "_HIDDEN", "_GCC_VERSION", "_LIB_VERSION"];
    !value.is_empty()
        && !of_the_header.iter().any(|end| name.ends_with(end))
        && name != "ZSTD_VERSION_STRING"
}

/// What the names in macros' values mean.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Enumerators, with the enum of each.
    pub(crate) enumerators: BTreeMap<String, String>,
    /// Types.
    pub(crate) types: Vec<String>,
}

/// A macro's number on each of [`MACHINES`], and its type.
#[derive(Debug, Clone)]
struct Number {
    kinds: Vec<u64>,
    values: Vec<u64>,
}

/// The numbers of all macros that have one.
#[derive(Debug, Default)]
pub(crate) struct Numbers(BTreeMap<String, Number>);

impl Numbers {
    /// Has the compiler evaluate every macro that is no plain name.
    pub(crate) fn evaluate(
        libzstd: &Libzstd,
        includes: &str,
        macros: &[Macro],
        names: &Names,
    ) -> Result<Self> {
        let mut contents = includes.to_owned();
        let numeric: Vec<&Macro> = macros.iter().filter(|m| !names.explain(m)).collect();
        for Macro { name, .. } in &numeric {
            writeln!(
                contents,
                "static const unsigned kind_{name} = _Generic(({name}), int: 0, unsigned: 1, \
                 unsigned long: 2, unsigned long long: 3);\n\
                 static const unsigned high_{name} = \
                 (unsigned)(((unsigned long long)({name})) >> 32);\n\
                 static const unsigned low_{name} = (unsigned)((unsigned long long)({name}));"
            )?;
        }
        let mut numbers = BTreeMap::<String, Number>::new();
        for machine in MACHINES {
            let answer = headers::parse(libzstd, &contents, machine)?;
            let values = integers(&answer);
            for Macro { name, .. } in &numeric {
                let value = |part: &str| {
                    values.get(&format!("{part}_{name}")).copied().with_context(|| {
                        format!("the compiler finds no number in the macro {name} on {machine:?}")
                    })
                };
                let number = numbers
                    .entry(name.clone())
                    .or_insert_with(|| Number { kinds: Vec::new(), values: Vec::new() });
                number.kinds.push(value("kind")?);
                number.values.push(value("high")? << 32 | value("low")?);
            }
        }
        Ok(Numbers(numbers))
    }

    /// The items of Rust that a macro becomes.
    pub(crate) fn item(&self, defined: &Macro, names: &Names) -> Result<TokenStream> {
        let name = ident(&defined.name);
        let value = ident_or_none(&defined.value);
        if let (Some(value), Some(owner)) = (&value, names.enumerators.get(&defined.value)) {
            let owner = ident(owner);
            let is_a_further_enumerator = defined
                .name
                .rsplit('_')
                .next()
                .is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
            return Ok(if is_a_further_enumerator {
                quote!(impl #owner { pub const #name: #owner = #owner::#value; })
            } else {
                quote!(pub const #name: #owner = #owner::#value;)
            });
        }
        if names.types.contains(&defined.value) {
            return Ok(quote!(pub type #name = #value;));
        }
        let number = self.0.get(&defined.name).context("every macro was evaluated")?;
        let (kind, literals) = number.in_rust(&defined.name)?;
        let [wide, narrow, packed] = literals.as_slice() else {
            anyhow::bail!("{} was not evaluated for every machine", defined.name)
        };
        ensure!(
            narrow.to_string() == packed.to_string(),
            "{} depends on more than the width of pointers",
            defined.name
        );
        Ok(if wide.to_string() == narrow.to_string() {
            quote!(pub const #name: #kind = #wide;)
        } else {
            quote! {
                pub const #name: #kind =
                    if cfg!(target_pointer_width = "64") { #wide } else { #narrow };
            }
        })
    }
}

impl Names {
    /// Whether a macro is another name of something, and so has no number to be found.
    fn explain(&self, defined: &Macro) -> bool {
        self.enumerators.contains_key(&defined.value) || self.types.contains(&defined.value)
    }
}

impl Number {
    /// The type, and the value on each machine.
    fn in_rust(&self, name: &str) -> Result<(TokenStream, Vec<TokenStream>)> {
        let kind = match self.kinds.as_slice() {
            _ if BYTE_COUNTS.contains(&name) => quote!(usize),
            _ if UNSIGNED.iter().any(|start| name.starts_with(start)) => {
                quote!(::core::ffi::c_uint)
            }
            // `size_t` is another type of C's on each machine.
            [2, ..] => quote!(usize),
            [0, 0, 0] => quote!(::core::ffi::c_int),
            [1, 1, 1] => quote!(::core::ffi::c_uint),
            [3, ..] => quote!(::core::ffi::c_ulonglong),
            kinds => {
                anyhow::bail!("the macro {name} has types {kinds:?}, which xtask doesn't know")
            }
        };
        let literals = self
            .values
            .iter()
            .zip(MACHINES)
            .map(|(&value, machine)| literal(&kind, value, machine));
        let literals = literals.collect::<Result<_>>()?;
        Ok((kind, literals))
    }
}

/// A number as one would write it.
fn literal(kind: &TokenStream, value: u64, machine: Machine) -> Result<TokenStream> {
    let name = kind.to_string();
    if name.ends_with("c_int") {
        let value = i64::from(u32::try_from(value & 0xFFFF_FFFF)?.cast_signed());
        let magnitude = Literal::i64_unsuffixed(value.abs());
        return Ok(if value < 0 { quote!(-#magnitude) } else { quote!(#magnitude) });
    }
    let narrow = name.ends_with("c_uint") || (name == "usize" && machine != Machine::Wide);
    let top = if narrow { u64::from(u32::MAX) } else { u64::MAX };
    // Large values are counted down from the top, as C does.
    let below = top.saturating_sub(value);
    let is_size = name == "usize" || name.ends_with("c_ulonglong");
    Ok(match below {
        0 if is_size => quote!(#kind::MAX),
        1..16 if is_size => {
            let below = Literal::u64_unsuffixed(below);
            quote!(#kind::MAX - #below)
        }
        _ if value > 0xFF_FFFF => format!("{value:#X}")
            .parse()
            .map_err(|error| anyhow::anyhow!("{value:#X} is no literal: {error}"))?,
        _ => {
            let value = Literal::u64_unsuffixed(value);
            quote!(#value)
        }
    })
}

/// Every constant of integer type in bindgen's answer.
fn integers(answer: &syn::File) -> BTreeMap<String, u64> {
    let mut values = BTreeMap::new();
    for item in &answer.items {
        if let Item::Const(constant) = item
            && let Expr::Lit(literal) = &*constant.expr
            && let Lit::Int(value) = &literal.lit
            && let Ok(value) = value.base10_parse()
        {
            values.insert(constant.ident.to_string(), value);
        }
    }
    values
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

fn ident_or_none(text: &str) -> Option<Ident> {
    syn::parse_str(text).ok()
}

/// The functions that a header marks as deprecated.
pub(crate) fn deprecated_functions(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("_DEPRECATED(\"") {
        rest = &rest[at..];
        let Some(end) = rest.find("\")") else { break };
        rest = &rest[end + 2..];
        // What follows is a declaration: the name is the word before the first parenthesis.
        if let Some((before, _)) = rest.split_once('(')
            && let Some(name) = before
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .rfind(|word| !word.is_empty())
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// Reads a header of libzstd's.
pub(crate) fn header_text(libzstd: &Libzstd, path: &str) -> Result<String> {
    workspace::read(&libzstd.file(path))
}

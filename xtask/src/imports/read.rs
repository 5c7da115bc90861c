//! What a module's text says of other modules: its children, its names, what it imports.
//!
//! Tokens are enough for that: macros' bodies are read like all else, and no type has to be known.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path's names, the first of them a module of the crate's root once it is absolute.
pub(super) type Path = Vec<String>;

/// What one module says, tests aside.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Child modules in files of their own.
    pub(super) children: BTreeSet<String>,
    /// What is defined here.
    pub(super) items: BTreeSet<String>,
    /// What `use` brings in, by the name it has here, as written.
    pub(super) names: BTreeMap<String, Path>,
    /// Modules whose names are all brought in, as written.
    pub(super) globs: Vec<Path>,
    /// What is made use of, as written: imports, and paths in code.
    pub(super) uses: Vec<Path>,
    /// What is handed on under this module's name: imports with a `pub`, as written.
    pub(super) handed_on: Vec<Path>,
}

/// Reads a file.
pub(super) fn module(text: &str) -> Result<Module> {
    let tokens = TokenStream::from_str(text).map_err(|error| anyhow!("no Rust: {error}"))?;
    let mut module = Module::default();
    // Children first: code may name them before they are declared.
    let tokens = without_tests(tokens);
    for pair in tokens.windows(3) {
        if let [TokenTree::Ident(word), TokenTree::Ident(name), TokenTree::Punct(end)] = pair
            && word == "mod"
            && end.as_char() == ';'
        {
            module.children.insert(name.to_string());
        }
    }
    items(&tokens, &mut module);
    Ok(module)
}

/// The tokens without what only tests compile.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_mark = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#');
        let of_tests = match tokens.peek() {
            Some(TokenTree::Group(group)) if is_mark => is_for_tests(group.stream()),
            _ => false,
        };
        if !of_tests {
            kept.push(token);
            continue;
        }
        // Up to the end of what is marked.
        for token in tokens.by_ref().skip(1) {
            let ends = match &token {
                TokenTree::Punct(punct) => [';', ','].contains(&punct.as_char()),
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                _ => false,
            };
            if ends {
                break;
            }
        }
    }
    kept
}

/// `cfg(test)`, `cfg(all(test, ..))`.
fn is_for_tests(attribute: TokenStream) -> bool {
    let text: String = attribute.to_string().split_whitespace().collect();
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

/// What stands at a module's top: definitions and imports, which give names.
fn items(tokens: &[TokenTree], module: &mut Module) {
    const KINDS: [&str; 9] =
        ["fn", "struct", "enum", "union", "trait", "type", "const", "static", "macro_rules"];
    let mut public = false;
    let mut position = 0;
    while let Some(token) = tokens.get(position) {
        position += 1;
        match token {
            TokenTree::Ident(word) if word == "pub" => {
                public = true;
                continue;
            }
            // `pub(crate)`
            TokenTree::Group(group) if public && group.delimiter() == Delimiter::Parenthesis => {
                continue;
            }
            TokenTree::Ident(word) if word == "use" => {
                let end = end_of_statement(tokens, position);
                import(&tokens[position..end], public, module);
                position = end;
            }
            TokenTree::Ident(word) if KINDS.iter().any(|kind| word == kind) => {
                let name = tokens[position..].iter().find_map(|token| match token {
                    TokenTree::Ident(name) if name != "mut" && name != "fn" => Some(name),
                    _ => None,
                });
                module.items.extend(name.map(ToString::to_string));
                let end = end_of_item(tokens, position);
                paths(&tokens[position..end], module);
                position = end;
            }
            TokenTree::Ident(word) if word == "impl" || word == "mod" || word == "extern" => {
                let end = end_of_item(tokens, position);
                paths(&tokens[position..end], module);
                position = end;
            }
            // A macro's call defines what it's made for.
            TokenTree::Group(group) => {
                let inside = without_tests(group.stream());
                paths(&inside, module);
            }
            _ => continue,
        }
        public = false;
    }
}

fn end_of_statement(tokens: &[TokenTree], from: usize) -> usize {
    let semicolon = |token: &TokenTree| matches!(token, TokenTree::Punct(p) if p.as_char() == ';');
    tokens[from..].iter().position(semicolon).map_or(tokens.len(), |length| from + length)
}

fn end_of_item(tokens: &[TokenTree], from: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    tokens[from..].iter().position(ends).map_or(tokens.len(), |length| from + length + 1)
}

/// Finds imports and paths in code, whatever they are nested in.
fn paths(tokens: &[TokenTree], module: &mut Module) {
    let mut position = 0;
    while let Some(token) = tokens.get(position) {
        position += 1;
        match token {
            TokenTree::Ident(word) if word == "use" => {
                let end = end_of_statement(tokens, position);
                let mut inner = Module::default();
                import(&tokens[position..end], false, &mut inner);
                module.uses.extend(inner.uses);
                position = end;
            }
            TokenTree::Ident(first) if begins_path(first, module) => {
                let mut path = vec![first.to_string()];
                while let Some(next) = after_colons(&tokens[position..]) {
                    path.push(next);
                    position += 3;
                }
                // `self` and `crate` by themselves are no paths.
                if path.len() > 1 {
                    module.uses.push(path);
                }
            }
            TokenTree::Group(group) => paths(&without_tests(group.stream()), module),
            _ => {}
        }
    }
}

fn begins_path(word: &proc_macro2::Ident, module: &Module) -> bool {
    ["crate", "super", "self"].iter().any(|start| word == start)
        || module.children.contains(&word.to_string())
}

/// The name behind `::`.
fn after_colons(tokens: &[TokenTree]) -> Option<String> {
    match tokens {
        [TokenTree::Punct(a), TokenTree::Punct(b), TokenTree::Ident(name), ..]
            if a.as_char() == ':' && b.as_char() == ':' =>
        {
            Some(name.to_string())
        }
        _ => None,
    }
}

/// Takes in what stands between `use` and its semicolon.
fn import(tokens: &[TokenTree], public: bool, module: &mut Module) {
    let mut leaves = Vec::new();
    leaves_of(tokens, &mut Vec::new(), &mut leaves);
    for Leaf { path, name } in leaves {
        match name {
            Some(name) => drop(module.names.insert(name, path.clone())),
            None => module.globs.push(path.clone()),
        }
        let list = if public { &mut module.handed_on } else { &mut module.uses };
        list.push(path);
    }
}

/// One import of a tree of them.
struct Leaf {
    path: Path,
    /// `None` for all names.
    name: Option<String>,
}

fn leaves_of(tokens: &[TokenTree], before: &mut Path, leaves: &mut Vec<Leaf>) {
    let depth = before.len();
    let mut renamed = None;
    let mut whole = true;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if word == "as" => {
                renamed = tokens.get(index + 1).map(ToString::to_string);
                break;
            }
            TokenTree::Ident(word) => before.push(word.to_string()),
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                leaves.push(Leaf { path: before.clone(), name: None });
                whole = false;
            }
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                let comma = |t: &TokenTree| matches!(t, TokenTree::Punct(p) if p.as_char() == ',');
                for part in inside.split(comma).filter(|part| !part.is_empty()) {
                    leaves_of(part, before, leaves);
                }
                whole = false;
            }
            _ => {}
        }
    }
    if whole {
        // `use a::b::{self}`
        if before.len() > 1 && before.last().is_some_and(|last| last == "self") {
            before.pop();
        }
        let name = renamed.or_else(|| before.last().cloned());
        leaves.push(Leaf { path: before.clone(), name });
    }
    before.truncate(depth);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Path {
        text.split("::").map(str::to_owned).collect()
    }

    #[test]
    fn imports_are_read_with_their_names() {
        let text = "pub use a::{B, c::{self, D as E}}; use crate::x::*; mod a; mod x { fn y() {} }";
        let read = module(text).unwrap();
        assert_eq!(read.children, BTreeSet::from(["a".to_owned()]));
        let handed_on = ["a::B", "a::c", "a::c::D"].map(path);
        assert_eq!(read.handed_on, handed_on);
        assert_eq!(read.names["E"], path("a::c::D"));
        assert_eq!(read.names["c"], path("a::c"));
        assert_eq!(read.globs, [path("crate::x")]);
    }

    #[test]
    fn paths_in_code_count_and_those_of_tests_do_not() {
        let text = "mod small; fn f(x: crate::a::B) { small::g(); m!(super::h); self.i(); }
                    #[cfg(test)] mod tests { use crate::t::T; }
                    impl X { #[cfg(test)] fn u() { crate::t::v() } fn w() { crate::k::l() } }";
        let read = module(text).unwrap();
        assert_eq!(read.uses, ["crate::a::B", "small::g", "super::h", "crate::k::l"].map(path));
        assert_eq!(read.items, BTreeSet::from(["f".to_owned()]));
    }
}

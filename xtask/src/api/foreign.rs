//! Whose types and traits a crate's interface names.

use std::collections::BTreeSet;

use crate::workspace::PUBLISHED;

/// What may be named: by whom, of which package, and the feature that brings it; none, where a new major
/// version of it is always one of ours.
const MEANT: [(&str, &str, Option<&str>); 13] = [
    ("zstdkit-frame", "bitflags", None),
    ("zstdkit", "arbitrary", Some("arbitrary")),
    ("zstdkit", "bitflags", None),
    ("zstdkit", "bytes", Some("bytes")),
    ("zstdkit", "futures_io", Some("futures")),
    ("zstdkit", "serde_core", Some("serde")),
    ("zstdkit", "tokio", Some("tokio")),
    ("zstdkit-segments", "arrow_array", Some("arrow")),
    ("zstdkit-segments", "bytemuck", None),
    ("zstdkit-segments", "bytes", Some("bytes")),
    ("zstdkit-segments", "rayon", Some("rayon")),
    ("zstdkit-segments", "serde_core", Some("serde")),
    ("zstdkit-seek", "tokio", Some("tokio")),
];

/// Of Rust itself.
const STANDARD: [&str; 3] = ["alloc", "core", "std"];

/// The packages of others that are named, told with their features, and a complaint for each that isn't
/// meant to be.
pub(super) fn crates(package: &str, items: &[String]) -> (Vec<String>, Vec<String>) {
    let mut named = Vec::new();
    let mut complaints = Vec::new();
    let all: BTreeSet<&str> = items.iter().flat_map(|item| roots(item)).collect();
    for name in all {
        let is_ours = PUBLISHED.iter().any(|ours| ours.replace('-', "_") == name);
        if is_ours || STANDARD.contains(&name) {
            continue;
        }
        let meant = MEANT.iter().find(|(by, of, _)| (*by, *of) == (package, name));
        match meant {
            Some((_, _, Some(feature))) => named.push(format!("{name} (feature `{feature}`)")),
            Some((_, _, None)) => named.push(name.to_owned()),
            None => complaints.push(format!(
                "{package} names a type or trait of {name} in its interface: {}\nhide it, or say in \
                 xtask/src/api/foreign.rs that it's meant",
                items.iter().find(|item| roots(item).any(|root| root == name)).map_or("", |it| it)
            )),
        }
    }
    (named, complaints)
}

/// The first names of an item's paths: crates.
fn roots(item: &str) -> impl Iterator<Item = &str> {
    let is_of_names = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    item.split(move |c| !is_of_names(c)).filter_map(|path| {
        let (root, _) = path.split_once("::")?;
        let is_name = root.starts_with(|c: char| c.is_lowercase() || c == '_');
        (is_name && !is_primitive(root)).then_some(root)
    })
}

/// Whether it's a type of the language, which functions may be of as well.
fn is_primitive(name: &str) -> bool {
    let number = name.strip_prefix(['i', 'u', 'f']).unwrap_or_default();
    let is_number = number == "size" || (!number.is_empty() && number.parse::<u8>().is_ok());
    is_number || ["bool", "char", "str"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_name_of_each_path_is_a_crate() {
        let item = "pub fn a::B<T>::c(&mut self, &[core::X<'_>]) -> d::E<<T as f::G>::H>";
        assert_eq!(roots(item).collect::<Vec<_>>(), ["a", "core", "d", "f"]);
        assert_eq!(roots("pub fn i32::from(a::B) -> Self").collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn what_is_not_meant_is_told() {
        let items = ["pub fn zstdkit::f(core::X) -> stranger::Y".to_owned()];
        let (named, complaints) = crates("zstdkit", &items);
        assert!(named.is_empty());
        assert!(complaints[0].contains("stranger in its interface: pub fn zstdkit::f"));
    }
}

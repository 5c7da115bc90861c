//! What a crate offers, a line for each item.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use public_api::Builder;

/// Traits that the compiler grants or derives behind the scenes, and that nobody asks for by name.
const UNTOLD: [&str; 6] = [
    "core::marker::Freeze",
    "core::marker::StructuralPartialEq",
    "core::marker::Unpin",
    "core::marker::UnsafeUnpin",
    "core::panic::unwind_safe::RefUnwindSafe",
    "core::panic::unwind_safe::UnwindSafe",
];

/// The items, in the order of their names; of what is derived, that it is.
pub(super) fn items(json: &Path) -> Result<Vec<String>> {
    let read = |builder: Builder| -> Result<Vec<String>> {
        let api = builder.omit_blanket_impls(true).build();
        let api = api.with_context(|| format!("cannot read {}", json.display()))?;
        Ok(api.items().map(ToString::to_string).collect())
    };
    let written = Builder::from_rustdoc_json(json);
    let written = read(written.omit_auto_trait_impls(true).omit_auto_derived_impls(true))?;
    let written: BTreeSet<String> = written.into_iter().collect();
    let mut items = read(Builder::from_rustdoc_json(json))?;
    items.retain(|item| written.contains(item) || (item.starts_with("impl") && !is_untold(item)));
    Ok(items)
}

fn is_untold(item: &str) -> bool {
    UNTOLD.iter().any(|name| item.contains(&format!("{name} for ")))
}

/// The text that is committed.
pub(super) fn text(package: &str, items: &[String], foreign: &[String]) -> String {
    let foreign = if foreign.is_empty() { "none".to_owned() } else { foreign.join(", ") };
    format!(
        "# What {package} offers, with all features. Made by `cargo xtask api --write`.\n\
         # Packages of others whose types or traits it names: {foreign}.\n\n{}\n",
        items.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_is_left_out() {
        assert!(is_untold("impl core::marker::Freeze for a::B"));
        assert!(is_untold("impl<T> !core::panic::unwind_safe::UnwindSafe for a::B<T>"));
        assert!(!is_untold("impl core::marker::Send for a::B"));
        assert!(!is_untold("impl<T: core::marker::Unpin> a::Read for a::B<T>"));
    }
}

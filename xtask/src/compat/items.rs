//! The lists of items: what the packages of `compat/` offer.

use anyhow::Result;

/// Compares them.
pub(crate) fn check() -> Result<()> {
    Ok(())
}

//! What C reads through a pointer of its own.

use alloc::sync::Arc;

/// What holds bytes that stay the same, in the same place, for as long as it lives.
pub(crate) trait Lasting: Send + Sync {
    fn bytes(&self) -> &[u8];
}

/// Such bytes, held.
pub(crate) type Content = Arc<dyn Lasting>;

/// What a C object refers to until its next parameter reset, kept alive beside it.
///
/// One that is forgotten leaks both, and leaves nothing dangling.
pub(super) enum Loan<Digest> {
    Nothing,
    Digest(#[expect(dead_code, reason = "held for C")] Arc<Digest>),
    Content(#[expect(dead_code, reason = "held for C")] self::Content),
    Prefix(#[expect(dead_code, reason = "held for C")] self::Content),
}

impl<Digest> core::fmt::Debug for Loan<Digest> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "Nothing",
            Self::Digest(_) => "Digest",
            Self::Content(_) => "Content",
            Self::Prefix(_) => "Prefix",
        })
    }
}

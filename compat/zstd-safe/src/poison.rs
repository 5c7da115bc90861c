//! What an error leaves behind.

use crate::error::{ErrorCode, SafeResult};

/// The error that a context's stream broke with. C promises nothing for a stream that goes on after
/// one, so that each further call is answered with it, until a reset.
#[derive(Debug, Default)]
pub(crate) struct Poison(Option<ErrorCode>);

impl Poison {
    /// The error, if there was one.
    pub(crate) fn guard(&self) -> Result<(), ErrorCode> {
        self.0.map_or(Ok(()), Err)
    }

    /// Hands a result through, and keeps it if it's an error.
    pub(crate) fn record(&mut self, result: SafeResult) -> SafeResult {
        if let Err(code) = result {
            self.0 = Some(code);
        }
        result
    }

    /// Forgets it: there is a new stream.
    pub(crate) fn clear(&mut self) {
        self.0 = None;
    }
}

//! What options for compression have to hold to.

use super::{CompressOptions, addressable};
use crate::{
    error::{Error, Result},
    parameters::CompressParameter,
};

impl CompressOptions {
    /// Checks all values against their bounds, as whoever uses them does.
    ///
    /// ```
    /// use zstdkit::CompressOptions;
    ///
    /// assert!(CompressOptions::new().level(22).check().is_ok());
    /// assert!(CompressOptions::new().level(23).check().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::ParameterOutOfBounds`](crate::Error::ParameterOutOfBounds), for the first that is;
    /// [`Error::OutOfMemory`](crate::Error::OutOfMemory) for more than can be addressed where pointers have
    /// 32 bits.
    pub fn check(&self) -> Result<()> {
        self.parameters().try_for_each(|(parameter, value)| parameter.check(value))?;
        addressable::check(self)?;
        let Some(upper) = self.window_log_limit().map(|limit| limit as i32) else { return Ok(()) };
        let bounds = CompressParameter::WindowLog.bounds();
        let (lower, highest) = bounds.into_inner();
        let value = self.get(CompressParameter::WindowLog).unwrap_or(0);
        if upper > highest || upper < lower || value > upper {
            let parameter = CompressParameter::WindowLog.name();
            let value = if value > upper { value } else { upper };
            let upper = upper.min(highest);
            return Err(Error::ParameterOutOfBounds { parameter, lower, upper, value });
        }
        Ok(())
    }
}

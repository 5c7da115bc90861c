//! The parameters of decompression.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use zstdkit_sys::{ZSTD_dParam_getBounds, ZSTD_dParameter as Key};

use crate::{Error, Result};

/// A parameter of decompression, by libzstd's name.
///
/// ```
/// use zstdkit::DecompressParameter;
/// assert_eq!(DecompressParameter::WindowLogMax.to_string(), "windowLogMax");
/// ```
///
/// Wraps `ZSTD_dParameter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DecompressParameter {
    /// The largest window that a frame may ask for: 2^windowLogMax bytes. 0 is the default, 27.
    ///
    /// Wraps `ZSTD_d_windowLogMax`.
    WindowLogMax,
}

impl DecompressParameter {
    /// Every parameter, in libzstd's order.
    pub const ALL: &'static [Self] = &[Self::WindowLogMax];

    /// The name that zstd's manual gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WindowLogMax => "windowLogMax",
        }
    }

    pub(crate) const fn key(self) -> Key {
        match self {
            Self::WindowLogMax => Key::ZSTD_d_windowLogMax,
        }
    }

    /// The least and the greatest value, both allowed, as libzstd says them; 0 is accepted too and
    /// asks for the default.
    ///
    /// Wraps `ZSTD_dParam_getBounds`.
    ///
    /// ```
    /// use zstdkit::DecompressParameter;
    /// assert_eq!(*DecompressParameter::WindowLogMax.bounds().start(), 10);
    /// ```
    pub fn bounds(self) -> RangeInclusive<i32> {
        // SAFETY: takes a number and returns a plain struct; any number is allowed.
        super::bounds_of(unsafe { ZSTD_dParam_getBounds(self.key()) })
    }

    /// The number that libzstd knows it by.
    pub const fn as_raw(self) -> i32 {
        self.key().0 as i32
    }

    /// Checks `value` against the bounds.
    pub(crate) fn check(self, value: i32) -> Result<()> {
        super::check_bounds(self.name(), self.bounds(), value)
    }
}

impl TryFrom<i32> for DecompressParameter {
    type Error = Error;

    fn try_from(key: i32) -> Result<Self> {
        let known = Self::ALL.iter().find(|parameter| parameter.as_raw() == key);
        known.copied().ok_or(Error::UnknownParameter { key })
    }
}

impl FromStr for DecompressParameter {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = Self::ALL.iter().find(|parameter| parameter.name() == name);
        known.copied().ok_or_else(|| Error::UnknownParameterName { name: name.to_owned() })
    }
}

impl fmt::Display for DecompressParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

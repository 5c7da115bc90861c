//! How both enums of parameters are declared.

/// Declares an enum of parameters from libzstd's: for each member its documentation, its name in
/// zstd's manual, and the constant that is its number.
macro_rules! parameters {
    (
        $(#[doc = $about:literal])*
        $(#[doc(alias = $known_as:literal)])*
        pub enum $name:ident, bounds by $get_bounds:ident;
        $(
            $(#[doc = $doc:literal])*
            $(#[doc(alias = $alias:literal)])*
            $(#[cfg($cfg:meta)])?
            $variant:ident = $text:literal, $key:ident;
        )*
    ) => {
        $(#[doc = $about])*
        $(#[doc(alias = $known_as)])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $doc])*
                $(#[doc(alias = $alias)])*
                $(#[cfg($cfg)])?
                $variant,
            )*
        }

        impl $name {
            /// Every parameter, in libzstd's order.
            pub const ALL: &'static [Self] = &[$($(#[cfg($cfg)])? Self::$variant,)*];

            pub(crate) const COUNT: usize = Self::ALL.len();

            /// The name that zstd's manual gives it.
            pub const fn name(self) -> &'static str {
                match self {
                    $($(#[cfg($cfg)])? Self::$variant => $text,)*
                }
            }

            pub(crate) const fn key(self) -> Key {
                match self {
                    $($(#[cfg($cfg)])? Self::$variant => Key::$key,)*
                }
            }

            /// The number that libzstd knows it by.
            pub const fn as_raw(self) -> i32 {
                self.key().0 as i32
            }

            /// The least and the greatest value, both allowed, as libzstd says them.
            ///
            /// 0 is accepted outside of the bounds too: it asks for libzstd's own choice. What needs
            /// threads is `0..=0` in a build without them.
            pub fn bounds(self) -> RangeInclusive<i32> {
                // SAFETY: takes a number and returns a plain struct; any number is allowed.
                super::bounds_of(unsafe { $get_bounds(self.key()) })
            }

            /// Checks `value` against the bounds.
            pub(crate) fn check(self, value: i32) -> Result<()> {
                super::check_bounds(self.name(), self.bounds(), value)
            }
        }

        impl TryFrom<i32> for $name {
            type Error = Error;

            fn try_from(key: i32) -> Result<Self> {
                let known = Self::ALL.iter().find(|parameter| parameter.as_raw() == key);
                known.copied().ok_or(Error::UnknownParameter { key })
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(name: &str) -> Result<Self> {
                let known = Self::ALL.iter().find(|parameter| parameter.name() == name);
                known.copied().ok_or_else(|| Error::UnknownParameterName { name: name.to_owned() })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

//! Dictionaries, options and parameters as data of serde's.
//!
//! What is read is checked as its maker's functions would check it, so that an error shows where the
//! data is read, and says what they say.

use alloc::{collections::BTreeMap, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, SeqAccess, Visitor},
    ser::SerializeStruct as _,
};

use crate::{
    dictionary::{Dictionary, DictionaryMode, DictionarySet},
    options::{CompressOptions, DecompressOptions, Dictionaries},
    parameters::{CompressParameter, DecompressParameter},
};

/// The most bytes that room is made for before they are there.
const BELIEVED: usize = 4096;

impl Serialize for Dictionary {
    /// Its content: as hexadecimal digits in formats that people read, else as bytes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&Hexadecimal(self.content()))
        } else {
            serializer.serialize_bytes(self.content())
        }
    }
}

impl<'de> Deserialize<'de> for Dictionary {
    /// Takes what [`Dictionary::raw`] takes: trained dictionaries, and any other content.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Content)
        } else {
            deserializer.deserialize_byte_buf(Content)
        }
    }
}

/// Bytes as two digits each.
struct Hexadecimal<'a>(&'a [u8]);

impl fmt::Display for Hexadecimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(bytes) = self;
        bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Reads a dictionary's content.
struct Content;

impl<'de> Visitor<'de> for Content {
    type Value = Dictionary;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a dictionary's content, as bytes or hexadecimal digits")
    }

    fn visit_str<E: serde::de::Error>(self, digits: &str) -> Result<Dictionary, E> {
        let pairs = digits.as_bytes().chunks(2);
        let bytes: Option<Vec<u8>> = pairs.map(byte_of).collect();
        let Some(bytes) = bytes else {
            return Err(E::custom(
                "a dictionary's content is written as hexadecimal digits, two a byte",
            ));
        };
        self.visit_bytes(&bytes)
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Dictionary, E> {
        Dictionary::raw(bytes).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Dictionary, A::Error> {
        let mut bytes = Vec::with_capacity(seq.size_hint().unwrap_or(0).min(BELIEVED));
        while let Some(byte) = seq.next_element()? {
            bytes.push(byte);
        }
        self.visit_bytes(&bytes)
    }
}

/// The byte that a pair of digits stands for.
fn byte_of(pair: &[u8]) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    match pair {
        [high, low] => u8::try_from(digit(*high)? << 4 | digit(*low)?).ok(),
        _ => None,
    }
}

impl Serialize for DictionarySet {
    /// The dictionaries, in a row.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de> Deserialize<'de> for DictionarySet {
    /// Takes what [`DictionarySet::new`] takes.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Vec::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

macro_rules! by_name {
    ($parameter:ident) => {
        impl Serialize for $parameter {
            /// Its name in zstd's manual.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> Deserialize<'de> for $parameter {
            /// By its name in zstd's manual.
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Name;

                impl Visitor<'_> for Name {
                    type Value = $parameter;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("a parameter's name, as zstd's manual writes it")
                    }

                    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<$parameter, E> {
                        name.parse().map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Name)
            }
        }
    };
}

by_name!(CompressParameter);
by_name!(DecompressParameter);

/// A dictionary and the way it's put to use.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Used {
    content: Dictionary,
    #[serde(default)]
    mode: DictionaryMode,
}

/// [`CompressOptions`], as written.
#[derive(Deserialize)]
#[serde(rename = "CompressOptions", deny_unknown_fields)]
struct CompressForm {
    #[serde(default)]
    parameters: BTreeMap<CompressParameter, i32>,
    #[serde(default)]
    dictionary: Option<Used>,
    #[serde(default)]
    window_log_limit: Option<u32>,
}

impl Serialize for CompressOptions {
    /// The parameters that were set, by name, and the dictionary with its content; a pool of threads
    /// is left out.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dictionary = self.dictionary_and_mode().cloned();
        // What few have is left out where fields have names.
        let limit = self.window_log_limit();
        let leaves_out = serializer.is_human_readable() && limit.is_none();
        let len = if leaves_out { 2 } else { 3 };
        let mut form = serializer.serialize_struct("CompressOptions", len)?;
        form.serialize_field("parameters", &self.parameters().collect::<BTreeMap<_, _>>())?;
        let used = dictionary.map(|(content, mode)| Used { content, mode });
        form.serialize_field("dictionary", &used)?;
        if !leaves_out {
            form.serialize_field("window_log_limit", &limit)?;
        }
        form.end()
    }
}

impl<'de> Deserialize<'de> for CompressOptions {
    /// Refuses values out of their bounds.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = CompressForm::deserialize(deserializer)?;
        let set = |options: Self, (parameter, value)| options.set(parameter, value);
        let mut options = form.parameters.into_iter().fold(Self::new(), set);
        options = options.limit_window_log(form.window_log_limit);
        if let Some(Used { content, mode }) = form.dictionary {
            options = options.dictionary_as(&content, mode);
        }
        options.check().map_err(D::Error::custom)?;
        Ok(options)
    }
}

/// [`DecompressOptions`], as written.
#[derive(Deserialize)]
#[serde(rename = "DecompressOptions", deny_unknown_fields)]
struct DecompressForm {
    #[serde(default)]
    parameters: BTreeMap<DecompressParameter, i32>,
    #[serde(default)]
    window_limit: Option<u64>,
    #[serde(default)]
    max_output: Option<usize>,
    /// Without the feature `std`, 0 when written, and passed over when read.
    #[serde(default)]
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "passed over"))]
    workers: u32,
    #[serde(default)]
    dictionary: Option<Used>,
    #[serde(default)]
    dictionaries: Option<DictionarySet>,
    #[serde(default)]
    keeps_prefix: bool,
}

impl Serialize for DecompressOptions {
    /// The parameters that were set, by name, the limits, and dictionaries with their content.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (dictionary, dictionaries) = match self.dictionary_choice().clone() {
            Dictionaries::None => (None, None),
            Dictionaries::One(content, mode) => (Some(Used { content, mode }), None),
            Dictionaries::Set(set) => (None, Some(set)),
        };
        #[cfg(feature = "std")]
        let workers = self.workers_as_set();
        #[cfg(not(feature = "std"))]
        let workers = 0_u32;
        let leaves_out = serializer.is_human_readable() && !self.keeps_prefix();
        let len = if leaves_out { 6 } else { 7 };
        let mut form = serializer.serialize_struct("DecompressOptions", len)?;
        form.serialize_field("parameters", &self.parameters().collect::<BTreeMap<_, _>>())?;
        form.serialize_field("window_limit", &self.window_limit_in_bytes())?;
        form.serialize_field("max_output", &self.output_limit())?;
        form.serialize_field("workers", &workers)?;
        form.serialize_field("dictionary", &dictionary)?;
        form.serialize_field("dictionaries", &dictionaries)?;
        if !leaves_out {
            form.serialize_field("keeps_prefix", &self.keeps_prefix())?;
        }
        form.end()
    }
}

impl<'de> Deserialize<'de> for DecompressOptions {
    /// Refuses values out of their bounds, and a dictionary beside a set of them.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = DecompressForm::deserialize(deserializer)?;
        let set = |options: Self, (parameter, value)| options.set(parameter, value);
        let mut options = form.parameters.into_iter().fold(Self::new(), set);
        if let Some(bytes) = form.window_limit {
            options = options.window_limit(bytes);
        }
        if let Some(limit) = form.max_output {
            options = options.max_output(limit);
        }
        #[cfg(feature = "std")]
        {
            options = options.workers(form.workers);
        }
        if form.keeps_prefix {
            options = options.keep_prefix();
        }
        options = match (form.dictionary, form.dictionaries) {
            (None, None) => options,
            (Some(Used { content, mode }), None) => options.dictionary_as(&content, mode),
            (None, Some(set)) => options.dictionaries(&set),
            (Some(_), Some(_)) => {
                return Err(D::Error::custom("give `dictionary` or `dictionaries`, not both"));
            }
        };
        options.check().map_err(D::Error::custom)?;
        Ok(options)
    }
}

//! What fuzzers make up: values within their bounds, and little memory.

use alloc::vec::Vec;

use arbitrary::{Arbitrary, Result, Unstructured};

use crate::{
    dictionary::{Dictionary, DictionaryMode, DictionarySet},
    options::{CompressOptions, DecompressOptions},
    parameters::{CompressParameter, DecompressParameter, EndDirective, Reset, Strategy},
};

/// The most bytes of a dictionary.
const DICTIONARY: usize = 4096;

/// The most output of a decompression, in bytes.
const OUTPUT: usize = 1 << 24;

impl<'a> Arbitrary<'a> for Strategy {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(&Self::ALL).copied()
    }
}

impl<'a> Arbitrary<'a> for EndDirective {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(&[Self::Continue, Self::Flush, Self::End]).copied()
    }
}

impl<'a> Arbitrary<'a> for Reset {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self::from_bits_truncate(u.arbitrary()?))
    }
}

impl<'a> Arbitrary<'a> for CompressParameter {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(Self::ALL).copied()
    }
}

impl<'a> Arbitrary<'a> for DecompressParameter {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(Self::ALL).copied()
    }
}

impl<'a> Arbitrary<'a> for DictionaryMode {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(&[Self::Digested, Self::Content, Self::Prefix]).copied()
    }
}

impl<'a> Arbitrary<'a> for Dictionary {
    /// Any content of 8 bytes to 4 KiB.
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut content: Vec<u8> = u.arbitrary()?;
        content.truncate(DICTIONARY);
        content.resize(content.len().max(8), 0);
        if let Ok(dictionary) = Self::raw(&content) {
            return Ok(dictionary);
        }
        // A magic number, and no trained dictionary behind it: taken as plain content without it.
        content[0] ^= 1;
        Self::raw(&content).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for DictionarySet {
    /// Those of at most four made-up dictionaries that have ids, each once.
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut dictionaries = Vec::new();
        for _ in 0..u.int_in_range(0..=4)? {
            dictionaries.push(Dictionary::arbitrary(u)?);
        }
        dictionaries.retain(|dictionary| dictionary.id() != 0);
        dictionaries.sort_by_key(Dictionary::id);
        dictionaries.dedup_by_key(|dictionary| dictionary.id());
        Self::new(dictionaries).map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for CompressOptions {
    /// At most eight parameters and a dictionary; a frame of them can be decompressed with the same
    /// dictionary and no other option. A context takes less than 16 MiB with them (each worker a few
    /// more).
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut options = Self::new();
        for _ in 0..u.int_in_range(0..=8)? {
            let parameter = CompressParameter::arbitrary(u)?;
            if let Some(value) = light_value(parameter, u)? {
                options = options.set(parameter, value);
            }
        }
        let long = options.get(CompressParameter::EnableLongDistanceMatching) == Some(1);
        if long && options.get(CompressParameter::WindowLog).is_none() {
            // Without one, the window would be of 128 MiB.
            options = options.window_log(18);
        }
        if u.ratio(1_u8, 4_u8)? {
            options = options.dictionary_as(&u.arbitrary()?, u.arbitrary()?);
        }
        Ok(options)
    }
}

/// A value that takes little memory and time; `None` for a parameter that changes what decoders have
/// to be told.
fn light_value(parameter: CompressParameter, u: &mut Unstructured<'_>) -> Result<Option<i32>> {
    use CompressParameter as P;
    let light = match parameter {
        P::CompressionLevel => -20..=5,
        P::WindowLog => 10..=18,
        P::HashLog | P::ChainLog | P::LdmHashLog => 6..=16,
        P::SearchLog => 1..=5,
        P::TargetLength => 0..=512,
        P::LdmMinMatch => 4..=256,
        // Rates over the window's logarithm make libzstd take 8 GiB for a table.
        P::LdmHashRateLog => 0..=8,
        P::NbWorkers => 0..=2,
        P::JobSize => 0..=1 << 20,
        #[cfg(feature = "experimental")]
        P::Format => return Ok(None),
        #[cfg(feature = "experimental")]
        P::SrcSizeHint => 0..=1 << 18,
        parameter => parameter.bounds(),
    };
    // A build without threads has bounds of its own.
    let bounds = parameter.bounds();
    let (lower, upper) = (light.start().max(bounds.start()), light.end().min(bounds.end()));
    u.int_in_range(*lower..=*upper).map(Some)
}

impl<'a> Arbitrary<'a> for DecompressOptions {
    /// Windows of at most 8 MiB, at most 16 MiB of output, dictionaries or none.
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let options = Self::new().max_output(u.int_in_range(0..=OUTPUT)?);
        let options = if u.arbitrary()? {
            options.window_log_max(u.int_in_range(10..=23)?)
        } else {
            options.window_limit(u.int_in_range(1 << 10..=1 << 23)?)
        };
        #[cfg(feature = "std")]
        let options = options.workers(u.int_in_range(0..=3)?);
        Ok(match u.int_in_range(0..=5_u8)? {
            0 => options.dictionary_as(&u.arbitrary()?, u.arbitrary()?),
            1 => options.dictionaries(&u.arbitrary()?),
            _ => options,
        })
    }
}

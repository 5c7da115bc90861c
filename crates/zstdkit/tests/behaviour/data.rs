//! Inputs: made here, the same on every run.

use zstdkit::{CompressOptions, Compressor, Dictionary, EndDirective};

/// A trained dictionary of 512 bytes for [`records`], made by `zstd --train --dictID=20260101`.
pub(crate) const TRAINED: &[u8] = include_bytes!("records.dict");

/// The id of [`TRAINED`].
pub(crate) const TRAINED_ID: u32 = 20_260_101;

pub(crate) fn trained() -> Dictionary {
    Dictionary::new(TRAINED).expect("the fixture is a trained dictionary")
}

/// A generator of numbers that look random (splitmix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// Bytes that don't compress.
pub(crate) fn noise(len: usize) -> Vec<u8> {
    let mut numbers = Numbers::new(len as u64);
    (0..len).map(|_| numbers.next() as u8).collect()
}

/// Words that compress about as prose does.
pub(crate) fn text(len: usize) -> Vec<u8> {
    let words = [
        "the ",
        "frame ",
        "of ",
        "a ",
        "window ",
        "and ",
        "block ",
        "in ",
        "which ",
        "literals ",
        "to ",
        "sequence ",
        "is ",
        "match ",
        "length ",
        "offset ",
        "table ",
        "stream ",
        "end\n",
    ];
    let mut numbers = Numbers::new(len as u64 ^ 0x7E87);
    let mut text = Vec::with_capacity(len + 16);
    while text.len() < len {
        // Two draws at most: low indices come more often, as short words do.
        let most = numbers.below(words.len() as u64) + 1;
        text.extend_from_slice(words[numbers.below(most) as usize].as_bytes());
    }
    text.truncate(len);
    text
}

/// A record such as [`TRAINED`] was trained from.
pub(crate) fn record(number: u64) -> Vec<u8> {
    let names = ["amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath"];
    let mut numbers = Numbers::new(number);
    let mut name = || names[numbers.below(8) as usize];
    format!(
        "{{\"id\":{},\"name\":\"{}-{}\",\"state\":\"active\",\"tags\":[\"{}\",\"{}\"],\"score\":{}.25}}\n",
        number * 37 % 100_003,
        name(),
        name(),
        name(),
        name(),
        number % 1000,
    )
    .into_bytes()
}

/// A frame that doesn't say its content's size.
pub(crate) fn sizeless(options: &CompressOptions, data: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(options).unwrap();
    let mut frame = compressor.compress(data, EndDirective::Continue).unwrap();
    frame.extend(compressor.finish().unwrap());
    assert_eq!(content_size(&frame), None);
    frame
}

/// A skippable frame around `content`.
pub(crate) fn skippable(content: &[u8]) -> Vec<u8> {
    let len = u32::try_from(content.len()).unwrap();
    [&0x184D_2A53_u32.to_le_bytes()[..], &len.to_le_bytes(), content].concat()
}

/// The content's size as the frame's header says it.
pub(crate) fn content_size(frame: &[u8]) -> Option<u64> {
    zstdkit_frame::frame_info(frame).unwrap().content_size()
}

/// The header of a frame of one segment that claims to hold `size` bytes: 13 bytes.
pub(crate) fn single_segment_header(size: u64) -> Vec<u8> {
    let (magic, descriptor) = (0xFD2F_B528_u32, 0b1110_0000_u8);
    [&magic.to_le_bytes()[..], &[descriptor], &size.to_le_bytes()].concat()
}

/// The header of a frame with a window of 2^`window_log` bytes that claims to hold `size` bytes.
pub(crate) fn windowed_header(window_log: u8, size: u64) -> Vec<u8> {
    let (magic, descriptor) = (0xFD2F_B528_u32, 0b1100_0000_u8);
    let window = (window_log - 10) << 3;
    [&magic.to_le_bytes()[..], &[descriptor, window], &size.to_le_bytes()].concat()
}

/// The header of a frame with a window of 2^`window_log` bytes that doesn't say its size.
pub(crate) fn sizeless_header(window_log: u8) -> Vec<u8> {
    let (magic, descriptor) = (0xFD2F_B528_u32, 0_u8);
    [&magic.to_le_bytes()[..], &[descriptor, (window_log - 10) << 3]].concat()
}

/// A block that stands for `len` times `byte`, in four bytes.
pub(crate) fn run_block(byte: u8, len: u32, last: bool) -> Vec<u8> {
    let header = len << 3 | 1 << 1 | u32::from(last);
    [&header.to_le_bytes()[..3], &[byte]].concat()
}

/// A block that holds `content` as it is.
pub(crate) fn raw_block(content: &[u8], last: bool) -> Vec<u8> {
    let header = u32::try_from(content.len()).unwrap() << 3 | u32::from(last);
    [&header.to_le_bytes()[..3], content].concat()
}

//! The short cut that most small frames take.

use zstdkit_frame::{BLOCK_SIZE_MAX, SmallFrame, small_frame};

use crate::{
    dictionary::DictionaryMode,
    options::{DecompressOptions, Dictionaries},
};

/// What the options allow, in the two numbers that a small frame of the plainest shape is held to.
///
/// What they don't allow, and every other frame, goes the general way, which says what is wrong.
/// Beside a frame of a few dozen bytes, C's own work is so short that headers and errors moved about
/// would show.
#[derive(Debug)]
pub(super) struct ShortCut {
    /// The most content of a frame, in bytes; `None` where no frame may go this way.
    content: Option<u32>,
    /// The id that a frame may name; 0 where it may name none.
    dictionary_id: u32,
}

impl ShortCut {
    pub(super) fn new(options: &DecompressOptions) -> Self {
        // Such a frame's window is as large as its content.
        let window = options.max_window().min(BLOCK_SIZE_MAX.into());
        let content = options.output_limit().map_or(window, |limit| window.min(limit as u64));
        let dictionary_id = match options.dictionary_choice() {
            Dictionaries::None => Some(0),
            // C takes it for one frame, after which it has to be given again.
            Dictionaries::One(_, DictionaryMode::Prefix) => None,
            Dictionaries::One(dictionary, _) => Some(dictionary.id()),
            // Each frame chooses.
            Dictionaries::Set(_) => None,
        };
        let plain = options.wants_magic();
        Self {
            content: dictionary_id.filter(|_| plain).map(|_| content as u32),
            dictionary_id: dictionary_id.unwrap_or(0),
        }
    }

    /// The frame that `data` begins with, if it's small, sound and allowed.
    #[inline(always)]
    pub(super) fn frame(&self, data: &[u8]) -> Option<SmallFrame> {
        let frame = small_frame(data)?;
        let wanted = frame.dictionary_id();
        let allowed =
            frame.content_size() <= self.content? && (wanted == 0 || wanted == self.dictionary_id);
        allowed.then_some(frame)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{vec, vec::Vec};

    use super::*;
    use crate::{
        context::DecompressContext,
        dictionary::{Dictionary, DictionarySet},
        error::{Error, Result},
        options::CompressOptions,
        output::Sealed,
    };

    /// What comes of `data` by the short cut, and by the general way.
    fn both_ways(
        options: &DecompressOptions,
        data: &[u8],
        room: usize,
    ) -> [(Result<usize>, Vec<u8>); 2] {
        let mut context = DecompressContext::new(options).unwrap();
        let mut short = vec![0; room];
        let mut general = vec![0; room];
        let by_short_cut = context.decompress_into(data, short.as_mut_slice());
        let by_general = context.decompress_to_room(data, &mut general.as_mut_slice().room());
        // What a failed call leaves in a slice is anyone's guess.
        if by_general.is_err() {
            short.fill(0);
            general.fill(0);
        }
        [(by_short_cut, short), (by_general, general)]
    }

    fn frames() -> Vec<Vec<u8>> {
        let text = b"small things, many of them, one after another, ".repeat(100);
        let mut frames = Vec::new();
        for len in [0, 1, 7, 255, 256, 300, 1024, 1025, 4700] {
            for checksum in [false, true] {
                let options = CompressOptions::new().checksum(checksum);
                frames.push(options.compress(&text[..len]).unwrap());
            }
        }
        frames
    }

    #[test]
    fn the_short_cut_leads_where_the_general_way_does() {
        let options = DecompressOptions::new();
        for frame in frames() {
            let context = DecompressContext::new(&options).unwrap();
            assert_eq!(context.short_cut.frame(&frame).is_some(), frame.len() > 12, "{frame:?}");
            let [short, general] = both_ways(&options, &frame, 5000);
            assert_eq!(short.0, general.0);
            assert!(short.1 == general.1);
        }
    }

    #[test]
    fn damaged_frames_are_the_same_errors_either_way() {
        let options = DecompressOptions::new();
        for mut frame in frames() {
            for at in 0..frame.len().min(40) {
                for bit in 0..8 {
                    frame[at] ^= 1 << bit;
                    let [short, general] = both_ways(&options, &frame, 6000);
                    assert_eq!(short, general, "{frame:?}");
                    frame[at] ^= 1 << bit;
                }
            }
            for cut in 0..frame.len() {
                let [short, general] = both_ways(&options, &frame[..cut], 5000);
                assert_eq!(short, general);
            }
        }
    }

    #[test]
    fn limits_hold_on_the_short_cut() {
        let frame = crate::one_call::compress(&[7; 2000], 3).unwrap();
        let few = DecompressOptions::new().max_output(1999);
        assert_eq!(both_ways(&few, &frame, 5000)[0].0, Err(Error::OutputLimit { limit: 1999 }));
        let narrow = DecompressOptions::new().window_log_max(10);
        let refused = Error::WindowTooLarge { window_size: 2000, limit: 1024 };
        assert_eq!(both_ways(&narrow, &frame, 5000)[0].0, Err(refused));
        let enough = DecompressOptions::new().max_output(2000).window_log_max(11);
        assert_eq!(both_ways(&enough, &frame, 5000)[0].0, Ok(2000));
        let available = 1999;
        let refused = Error::OutputTooSmall { available, enough: Some(2000) };
        assert_eq!(both_ways(&enough, &frame, available)[0].0, Err(refused));
    }

    #[test]
    fn prefixes_and_sets_have_no_short_cut() {
        let dictionary = Dictionary::raw(b"in common").unwrap();
        let prefix = DecompressOptions::new().dictionary_as(&dictionary, DictionaryMode::Prefix);
        let set = DecompressOptions::new().dictionaries(&DictionarySet::new([]).unwrap());
        for options in [prefix, set] {
            assert_eq!(ShortCut::new(&options).content, None);
        }
    }

    #[test]
    fn room_that_ends_with_the_content_is_filled_to_its_end() {
        for len in [100, 1000, 1024, 1025, 3000] {
            let data: Vec<u8> = (0..len).map(|at| (at * at) as u8).collect();
            let frame = crate::one_call::compress(&data, 3).unwrap();
            for spare in [0, 1, 31, 32, 33] {
                let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
                let mut room = vec![0; data.len() + spare];
                assert_eq!(context.decompress_into(&frame, room.as_mut_slice()), Ok(data.len()));
                assert!(room[..data.len()] == data);
            }
            let mut exact = Vec::new();
            let mut context = DecompressContext::new(&DecompressOptions::new()).unwrap();
            context.decompress_into(&frame, &mut exact).unwrap();
            assert_eq!((exact.capacity(), exact.len()), (data.len(), data.len()));
        }
    }
}

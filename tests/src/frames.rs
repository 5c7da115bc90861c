//! Frames of every shape that libzstd makes, and of some that it doesn't.

use zstdkit::{
    CompressOptions, CompressParameter, Compressor, Dictionary, DictionaryMode, EndDirective,
};

use crate::{Numbers, noise, text};

/// Makes frames: of all levels and parameters, by one call and by stream, with dictionaries and
/// without, by worker threads, of one block and of many, raw, run-length and skippable ones.
#[derive(Debug)]
pub struct FrameMaker {
    numbers: Numbers,
    /// What content is cut from: made once, as making it takes longer than compressing it.
    contents: Vec<Vec<u8>>,
    dictionaries: Vec<Dictionary>,
}

impl FrameMaker {
    /// A maker of frames; equal seeds and dictionaries give equal frames.
    #[must_use]
    pub fn new(seed: u64, dictionaries: Vec<Dictionary>) -> Self {
        let contents = vec![text(1 << 20, seed), noise(1 << 18, seed), vec![0; 1 << 20]];
        Self { numbers: Numbers::new(seed), contents, dictionaries }
    }

    /// One to three frames in a row.
    ///
    /// # Panics
    ///
    /// If compression fails, which is for the test to tell.
    pub fn frames(&mut self) -> Vec<u8> {
        let mut frames = self.frame();
        while self.numbers.one_in(4) {
            frames.extend(self.frame());
        }
        frames
    }

    /// The numbers that the frames are made by, for more choices.
    pub fn numbers(&mut self) -> &mut Numbers {
        &mut self.numbers
    }

    fn frame(&mut self) -> Vec<u8> {
        match self.numbers.below(12) {
            0 => self.skippable(),
            1 => self.handmade(),
            2..6 => self.streamed(),
            _ => self.one_call(),
        }
    }

    fn content(&mut self) -> Vec<u8> {
        let source = self.numbers.below(self.contents.len());
        let whole = &self.contents[source];
        // Most are short; the sizes about which headers and blocks change come often.
        let len = match self.numbers.below(64) {
            0 => 600_000 + self.numbers.below(300_000),
            1 | 2 => self.numbers.below(400_000),
            3..6 => self.numbers.pick(&[255, 256, 257, 65_791, 65_792, 131_071, 131_072, 131_073]),
            6..9 => self.numbers.below(2),
            9..24 => self.numbers.below(20_000),
            _ => self.numbers.below(700),
        };
        let len = len.min(whole.len());
        let from = self.numbers.below(whole.len() - len + 1);
        whole[from..from + len].to_vec()
    }

    fn options(&mut self, len: usize, size_known: bool) -> CompressOptions {
        use CompressParameter as P;
        let numbers = &mut self.numbers;
        let level = match len {
            0..2000 => numbers.below(30) as i32 - 7,
            _ => numbers.below(12) as i32 - 5,
        };
        let mut options = CompressOptions::new()
            .level(level.min(22))
            .checksum(numbers.one_in(3))
            .content_size(!numbers.one_in(4))
            .dictionary_id(!numbers.one_in(5));
        // Where the size isn't known, tables are as large as the window permits: a small one is fast.
        if !size_known || numbers.one_in(3) {
            options = options.window_log(10 + numbers.below(7) as u32);
        }
        if numbers.one_in(8) {
            options = options.set(P::TargetCBlockSize, 1340 + numbers.below(20_000) as i32);
        }
        if numbers.one_in(10) {
            options = options.long_distance_matching(true).set(P::LdmHashLog, 12).window_log(18);
        }
        if len > 512 * 1024 && numbers.one_in(2) {
            options = options.level(1).workers(2).set(P::JobSize, 512 * 1024);
        }
        if !self.dictionaries.is_empty() && numbers.one_in(3) {
            let modes = [DictionaryMode::Digested, DictionaryMode::Content, DictionaryMode::Prefix];
            let dictionary = &self.dictionaries[numbers.below(self.dictionaries.len())];
            options = options.dictionary_as(dictionary, numbers.pick(&modes));
        }
        options
    }

    fn one_call(&mut self) -> Vec<u8> {
        let content = self.content();
        self.options(content.len(), true).compress(&content).expect("valid options")
    }

    /// Flushed now and then, so that it has many blocks; its size pledged or not.
    fn streamed(&mut self) -> Vec<u8> {
        let content = self.content();
        let pledged = self.numbers.one_in(3);
        let options = self.options(content.len(), pledged);
        let mut compressor = Compressor::new(&options).expect("valid options");
        if pledged {
            compressor.set_pledged_size(Some(content.len() as u64)).expect("at a frame's start");
        }
        let mut frame = Vec::new();
        let mut rest = &content[..];
        while !rest.is_empty() && frame.len() < 1 << 20 {
            let len = 1 + self.numbers.below(rest.len()).min(self.numbers.below(100_000));
            let directive =
                if self.numbers.one_in(3) { EndDirective::Flush } else { EndDirective::Continue };
            frame.extend(compressor.compress(&rest[..len], directive).expect("within the pledge"));
            rest = &rest[len..];
        }
        frame.extend(compressor.finish().expect("all that was pledged"));
        frame
    }

    fn skippable(&mut self) -> Vec<u8> {
        let content = noise(self.numbers.below(300), self.numbers.next());
        let variant = self.numbers.below(16) as u8;
        let mut frame = Vec::new();
        zstdkit::write_skippable_frame(&content, variant, &mut frame).expect("a valid variant");
        frame
    }

    /// A valid header of any kind, then raw and run-length blocks.
    fn handmade(&mut self) -> Vec<u8> {
        let numbers = &mut self.numbers;
        let mut content_len = 0;
        let mut blocks = Vec::new();
        let count = 1 + numbers.below(6);
        for index in 1..=count {
            let len = if numbers.one_in(4) { 0 } else { numbers.below(1000) };
            let run = numbers.one_in(2);
            let header = (len as u32) << 3 | u32::from(run) << 1 | u32::from(index == count);
            blocks.extend_from_slice(&header.to_le_bytes()[..3]);
            blocks.extend(if run { vec![0x55] } else { noise(len, 3) });
            content_len += len as u64;
        }
        // Any descriptor but the reserved bit: it says which fields follow, and how long they are.
        let descriptor = numbers.next() as u8 & !0b1000;
        let single_segment = descriptor & 0x20 != 0;
        let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, descriptor];
        if !single_segment {
            frame.push(numbers.next() as u8);
        }
        let id_len = [0, 1, 2, 4][usize::from(descriptor & 3)];
        frame.extend_from_slice(&numbers.next().to_le_bytes()[..id_len]);
        let size_len = match descriptor >> 6 {
            0 => usize::from(single_segment),
            class => 1 << class,
        };
        let lie = if numbers.one_in(4) { numbers.next() } else { 0 };
        let stated = content_len.wrapping_sub(if size_len == 2 { 256 } else { 0 }) ^ lie;
        frame.extend_from_slice(&stated.to_le_bytes()[..size_len]);
        frame.extend(blocks);
        if descriptor & 4 != 0 {
            frame.extend_from_slice(&[1, 2, 3, 4]);
        }
        frame
    }
}

/// Damages `bytes`: changes a few of them, most likely in the header, or cuts some off.
pub fn damage(bytes: &mut Vec<u8>, numbers: &mut Numbers) {
    for _ in 0..1 + numbers.below(3) {
        if bytes.is_empty() {
            return;
        }
        let reach = if numbers.one_in(3) { bytes.len() } else { bytes.len().min(24) };
        let at = numbers.below(reach);
        match numbers.below(8) {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            2 | 3 => bytes[at] = numbers.next() as u8,
            _ => bytes[at] ^= 1 << numbers.below(8),
        }
    }
}

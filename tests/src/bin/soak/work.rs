//! A thread's work: pairs of a compression and a decompression, each in another way.

use std::io::{Read, Write};

use zstdkit::{
    CompressContext, CompressOptions, CompressParameter, Compressor, DecompressContext,
    DecompressOptions, Decompressor, Dictionary, DictionaryMode, EndDirective, Reset, stream,
};
use zstdkit_tests::{Numbers, noise, record, text};

/// The longest input, in bytes.
const LONGEST: usize = 1000;

/// What one side writes with, and the other reads with.
type Options = (CompressOptions, DecompressOptions);

pub(crate) struct Worker {
    numbers: Numbers,
    contents: Vec<Vec<u8>>,
    options: Vec<Options>,
    writing: CompressContext,
    reading: DecompressContext,
    /// Push objects with options of their own, for as long as they are kept.
    push: (Compressor, Decompressor),
    frame: Vec<u8>,
    back: Vec<u8>,
}

impl Worker {
    pub(crate) fn new(seed: u64) -> Self {
        let records = (0..20).flat_map(record).collect();
        let contents = vec![records, text(4000, seed), noise(4000, seed), vec![0; 4000]];
        let (writing, reading) = (CompressOptions::new(), DecompressOptions::new());
        Self {
            numbers: Numbers::new(seed),
            contents,
            options: options(),
            writing: writing.context().expect("sound options"),
            reading: reading.context().expect("sound options"),
            push: push(&(writing, reading)),
            frame: Vec::new(),
            back: Vec::new(),
        }
    }

    /// Compresses and decompresses an input.
    pub(crate) fn pair(&mut self) {
        let len = self.numbers.below(LONGEST + 1);
        let source = self.numbers.below(self.contents.len());
        let from = self.numbers.below(self.contents[source].len() - len);
        let content = std::mem::take(&mut self.contents[source]);
        let chosen = self.numbers.below(self.options.len());
        let options = self.options[chosen].clone();
        self.go(&content[from..from + len], &options);
        assert!(self.back == content[from..from + len], "another content");
        self.contents[source] = content;
    }

    fn go(&mut self, content: &[u8], options: &Options) {
        self.frame.clear();
        self.back.clear();
        match self.numbers.below(64) {
            // With contexts that the thread keeps.
            0..24 => {
                options.0.compress_into(content, &mut self.frame).expect("sound options");
                options.1.decompress_into(&self.frame, &mut self.back).expect("our frame");
            }
            24..44 => {
                self.configure(options);
                self.by_contexts(content);
            }
            44..58 => {
                if self.numbers.one_in(8) {
                    self.push = push(options);
                }
                if self.numbers.one_in(4) {
                    self.abort_streams(content);
                }
                self.by_push(content);
            }
            58..61 => self.by_adaptors(content, options),
            61 | 62 => {
                self.configure(options);
                self.fail(content, options);
                self.by_contexts(content);
            }
            // Objects that live for one pair, with a dictionary that does.
            _ => {
                let dictionary = Dictionary::raw(&self.contents[3 - self.numbers.below(2)])
                    .or_else(|_| Dictionary::raw(b"one that was lent out"))
                    .expect("8 bytes or more");
                let writing = options.0.clone().dictionary(&dictionary);
                let reading = options.1.clone().dictionary(&dictionary);
                self.writing = writing.context().expect("sound options");
                self.reading = reading.context().expect("sound options");
                self.by_contexts(content);
            }
        }
    }

    fn configure(&mut self, options: &Options) {
        self.writing.configure(&options.0).expect("sound options");
        self.reading.configure(&options.1).expect("sound options");
    }

    fn by_contexts(&mut self, content: &[u8]) {
        self.writing.compress_into(content, &mut self.frame).expect("sound options");
        self.reading.decompress_into(&self.frame, &mut self.back).expect("our frame");
    }

    fn by_push(&mut self, content: &[u8]) {
        let (compressor, decompressor) = &mut self.push;
        let (first, second) = content.split_at(self.numbers.below(content.len() + 1));
        let directive = *self.numbers.pick(&[&EndDirective::Continue, &EndDirective::Flush]);
        compressor.compress_into(first, directive, &mut self.frame).expect("sound options");
        compressor
            .compress_into(second, EndDirective::End, &mut self.frame)
            .expect("sound options");
        let at = self.numbers.below(self.frame.len());
        for piece in [&self.frame[..at], &self.frame[at..]] {
            decompressor.decompress_into(piece, None, &mut self.back).expect("our frame");
        }
        assert!(decompressor.at_frame_edge());
    }

    /// Streams that are given up in the middle, and begin anew.
    fn abort_streams(&mut self, content: &[u8]) {
        let (compressor, decompressor) = &mut self.push;
        compressor.compress(content, EndDirective::Flush).expect("sound options");
        compressor.reset(Reset::SESSION).expect("a frame can be given up");
        let frame = compressor.compress(content, EndDirective::End).expect("sound options");
        let half = &frame[..frame.len() / 2];
        decompressor.decompress(half, Some(10)).expect("half of our frame");
        decompressor.reset(Reset::SESSION).expect("a frame can be given up");
    }

    fn by_adaptors(&mut self, content: &[u8], (writing, reading): &Options) {
        let mut encoder = stream::write::Encoder::with_options(Vec::new(), writing).expect("sound");
        encoder.write_all(content).expect("sound options");
        if self.numbers.one_in(3) {
            // Dropped in the middle.
            encoder = stream::write::Encoder::with_options(Vec::new(), writing).expect("sound");
            encoder.write_all(content).expect("sound options");
        }
        let frame = encoder.finish().expect("sound options");
        let mut decoder = stream::read::Decoder::with_options(&frame[..], reading).expect("sound");
        decoder.read_to_end(&mut self.back).expect("our frame");
    }

    /// Errors of several kinds.
    fn fail(&mut self, content: &[u8], (writing, reading): &Options) {
        let mut frame = writing.compress(content).expect("sound options");
        self.writing.compress_into(content, &mut [0; 3]).expect_err("too small");
        self.reading.decompress_into(&frame[..frame.len() - 1], &mut self.back).expect_err("cut");
        let at = self.numbers.below(frame.len());
        frame[at] ^= 1 << self.numbers.below(8);
        // Where nothing tells, it is other content.
        let limited = reading.clone().max_output(LONGEST);
        let _ = limited.decompress(&frame);
        let _ = self.reading.decompress_into(&frame, &mut [0; LONGEST]);

        let mut compressor = writing.compressor().expect("sound options");
        let pledged = content.len() as u64 + 1;
        compressor.set_pledged_size(Some(pledged)).expect("nothing has begun");
        compressor.compress(content, EndDirective::End).expect_err("less than was pledged");
        let wrong = writing.clone().set(CompressParameter::WindowLog, 99);
        self.writing.configure(&wrong).expect_err("out of bounds");
        self.writing.configure(writing).expect("sound options");
    }
}

fn push((writing, reading): &Options) -> (Compressor, Decompressor) {
    let compressor = writing.compressor().expect("sound options");
    (compressor, reading.decompressor().expect("sound options"))
}

/// Levels, checksums, windows, match finders; no dictionary, and several in each way.
fn options() -> Vec<Options> {
    let samples: Vec<u8> = (100..140).flat_map(record).collect();
    let dictionaries =
        [samples, text(1500, 9)].map(|content| Dictionary::raw(content).expect("long"));
    let mut options = Vec::new();
    for level in [-7, 1, 3, 5, 9, 13] {
        // Small tables, so that objects that come and go don't hide a leak.
        let writing = CompressOptions::new()
            .level(level)
            .checksum(level % 3 == 0)
            .window_log(12)
            .set(CompressParameter::HashLog, 12)
            .set(CompressParameter::ChainLog, 12);
        let small = writing.clone().window_log(10).content_size(false);
        options.push((writing.clone(), DecompressOptions::new()));
        options.push((small, DecompressOptions::new().max_output(1 << 20)));
        for dictionary in &dictionaries {
            for mode in [DictionaryMode::Digested, DictionaryMode::Content] {
                options.push((
                    writing.clone().dictionary_as(dictionary, mode),
                    DecompressOptions::new().dictionary_as(dictionary, mode),
                ));
            }
        }
    }
    options
}

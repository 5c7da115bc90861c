//! Streams of the web's with a dictionary: what was compressed comes back by every door, and a damaged stream has
//! one verdict.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{CompressOptions, DecompressOptions, dcz::Dictionary};
use zstdkit_fuzz::{Hesitant, LIMIT, content::grown, doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let (old, rest) = data.split_at(choices.below(data.len() as u64 + 1) as usize);
    let dictionary = Dictionary::new(grown(old, choices.below(32))).expect("memory");
    let content = grown(rest, choices.below(8));
    let options =
        CompressOptions::new().level(choices.pick(&[3, 1, 6, 19])).checksum(choices.flag());
    let reading = DecompressOptions::new().max_output(LIMIT);
    let (cuts, rooms) = (choices.cuts(), choices.cuts());

    let mut stream = match choices.below(3) {
        0 => dictionary.compress(&content, &options).expect("sound options"),
        1 => {
            let encoder = dictionary.encoder(Vec::new(), &options);
            let mut encoder = encoder.expect("sound options");
            for piece in cuts.clone().pieces(&content) {
                doors::write_all(&mut encoder, piece).expect("sound options");
            }
            encoder.finish().expect("sound options")
        }
        // Any bytes behind a header.
        _ => [&dictionary.header()[..], rest].concat(),
    };
    let whole = dictionary.decompress(&stream, &reading);
    let made = stream.len() != dictionary.header().len() + rest.len() || !stream.ends_with(rest);
    if made {
        assert!(whole.as_ref() == Ok(&content), "another content");
    }
    if choices.flag() {
        let place = choices.below(stream.len() as u64) as usize;
        stream[place] ^= 1 << choices.below(8);
    }
    let whole = dictionary.decompress(&stream, &reading);
    let inner = Hesitant::new(&stream[..], cuts.clone());
    let read = match dictionary.decoder(Blocking(inner), &reading) {
        Ok(decoder) => doors::read_all(decoder, rooms.clone()),
        Err(error) => Err(doors::ours(error)),
    };
    assert_same(&stream, ("one call", &whole), ("a reader", &read));
    if dictionary.check_header(&stream).is_ok() {
        let pushed = doors::push(&dictionary.decompress_options(&reading), &stream, cuts, rooms);
        assert_same(&stream, ("one call", &whole), ("a push stream", &pushed));
    }
});

/// A reader that doesn't fail in passing: the header is read at once.
struct Blocking<T>(T);

impl<T: std::io::Read> std::io::Read for Blocking<T> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        doors::again(|| self.0.read(buf))
    }
}

impl<'a> std::io::BufRead for Blocking<Hesitant<&'a [u8]>> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        doors::again(|| self.0.fill_buf().map(drop))?;
        Ok(self.0.shown())
    }

    fn consume(&mut self, len: usize) {
        self.0.consume(len);
    }
}

//! Skippable frames: read back as written, and passed over wherever they stand.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{DecompressOptions, Error, write_skippable_frame};
use zstdkit_frame::{FrameKind, first_frame, frame_info};
use zstdkit_fuzz::{doors, split, verdict::assert_same};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let at = (choices.below(1 << 12) as usize).min(data.len());
    let (note, data) = data.split_at(at);
    let variant = choices.below(20) as u8;
    let mut skippable = Vec::new();
    let outcome = write_skippable_frame(note, variant, &mut skippable);
    if variant > 15 {
        assert!(matches!(outcome, Err(Error::ParameterOutOfBounds { upper: 15, .. })));
        assert!(skippable.is_empty());
        return;
    }
    assert_eq!(outcome, Ok(note.len() + 8));
    let info = frame_info(&skippable).expect("a frame of ours");
    assert_eq!(info.kind(), FrameKind::Skippable { size: note.len() as u32, variant });
    let frame = first_frame(&skippable).expect("a frame of ours");
    assert_eq!(frame.skippable_content(), Some(note));

    let options = choices.limits();
    let bare = options.decompress(data);
    let behind = [&skippable[..], data].concat();
    verdicts_are(&options, &behind, &bare, choices.cuts(), choices.cuts());
    // What is truncated would go on into what follows it.
    if bare.is_ok() {
        let around = [&behind[..], &skippable].concat();
        verdicts_are(&options, &around, &bare, choices.cuts(), choices.cuts());
    }
});

fn verdicts_are(
    options: &DecompressOptions,
    data: &[u8],
    expected: &Result<Vec<u8>, Error>,
    cuts: zstdkit_fuzz::Cuts,
    rooms: zstdkit_fuzz::Cuts,
) {
    let bare = ("the bare frames", expected);
    assert_same(data, bare, ("one call", &options.decompress(data)));
    assert_same(data, bare, ("a stream", &doors::push(options, data, cuts, rooms)));
}

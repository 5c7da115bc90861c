//! One call, into memory of several kinds, and frame by frame.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zstdkit::{DecompressContext, DecompressOptions, Error};
use zstdkit_fuzz::{
    LIMIT, split,
    verdict::{Verdict, assert_same},
};

fuzz_target!(|input: &[u8]| {
    let (data, mut choices) = split(input);
    let most = choices.pick(&[LIMIT, LIMIT, 1000, 0]);
    let options = choices.limits().max_output(most);
    let kept = options.decompress(data);
    let mut context = options.context().expect("sound options");

    let mut output = b"before".to_vec();
    let made = context.decompress_into(data, &mut output);
    let grown = made.map(|len| output.split_off(output.len() - len));
    assert_eq!(output, b"before", "what stood there before is changed");
    assert_same(data, ("a kept context", &kept), ("one's own", &grown));

    let frames = frame_by_frame(&mut context, data, most);
    assert_same(data, ("one call", &kept), ("its frames", &frames));
    match &kept {
        Ok(content) => fits(&mut context, data, content, choices.below(1 << 16) as usize),
        Err(_) => assert!(context.decompress_into(data, &mut [0; 300]).is_err()),
    }
    assert_eq!(libzstds(data, &kept), kept.clone().ok());

    // Whatever went before, the next frame is read as ever.
    let frame = b"\x28\xB5\x2F\xFD\x20\x03\x19\0\0abc";
    let unlimited = DecompressOptions::new();
    context.configure(&unlimited).expect("sound options");
    assert_eq!(context.decompress_into(frame, &mut output), Ok(3));
});

/// The limit holds for each call, and here for all of them.
fn frame_by_frame(context: &mut DecompressContext, data: &[u8], limit: usize) -> Verdict {
    let mut output = Vec::new();
    let mut rest = data;
    while !rest.is_empty() {
        let progress = context.decompress_frame_into(rest, &mut output)?;
        rest = &rest[progress.consumed..];
        if output.len() > limit {
            return Err(Error::OutputLimit { limit });
        }
    }
    Ok(output)
}

/// A slice of the content's size, or larger, takes it; a smaller one says what would.
fn fits(context: &mut DecompressContext, data: &[u8], content: &[u8], more: usize) {
    let mut room = vec![0xA5; content.len() + more];
    assert_eq!(context.decompress_into(data, &mut room[..]), Ok(content.len()));
    assert!(room.starts_with(content));
    if let Some(less) = content.len().checked_sub(1 + more % content.len().max(1)) {
        match context.decompress_into(data, &mut room[..less]) {
            Err(Error::OutputTooSmall { available, enough }) => {
                assert_eq!(available, less);
                assert!(enough.is_none_or(|enough| enough >= content.len() as u64));
            }
            // A damaged frame may be refused on the way, and where the output would go beyond its
            // limit that is said.
            other => panic!("{less} bytes for {}: {other:?}", content.len()),
        }
    }
}

/// What libzstd itself makes of what we took: the same, or it would not be ours to take. What we
/// refused it isn't asked about.
fn libzstds(data: &[u8], ours: &Verdict) -> Option<Vec<u8>> {
    let content = ours.as_ref().ok()?;
    let mut room = vec![0; content.len()];
    // SAFETY: both pointers come with the length of what they point to.
    let made = unsafe {
        zstdkit_sys::ZSTD_decompress(
            room.as_mut_ptr().cast(),
            room.len(),
            data.as_ptr().cast(),
            data.len(),
        )
    };
    // SAFETY: a pure function of any number.
    let refused = unsafe { zstdkit_sys::ZSTD_isError(made) != 0 };
    (!refused && made == room.len()).then_some(room)
}

//! Patches: what is new against an old version that both sides have.

use zstdkit::{
    CompressContext, CompressOptions, CompressParameter, DecompressContext, DecompressOptions,
    Dictionary, DictionaryMode, EndDirective, Error,
};

/// Content that doesn't compress by itself, and the same with one byte changed.
fn versions(len: usize) -> (Vec<u8>, Vec<u8>) {
    let mut x = 1_u64;
    let mut next = || {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x >> 40) as u8
    };
    let old: Vec<u8> = (0..len).map(|_| next()).collect();
    let mut new = old.clone();
    new[len / 2] ^= 1;
    (old, new)
}

#[test]
fn one_byte_in_ten_megabytes_costs_a_kilobyte() {
    let (old, new) = versions(10_000_000);
    let as_prefix = Dictionary::raw(&old).unwrap();
    let back = DecompressOptions::new().patch_from(&old);
    for level in [1, 3, 9] {
        let plain = CompressOptions::new().level(level);
        let patch = plain.clone().patch_from(&old).compress(&new).unwrap();
        assert!(patch.len() < 1500, "level {level}: {} bytes", patch.len());
        assert!(back.decompress(&patch).unwrap() == new);

        let by_mode = plain.clone().dictionary_as(&as_prefix, DictionaryMode::Prefix);
        assert!(by_mode.compress(&new).unwrap() == patch, "level {level}, as a prefix");

        let mut borrowed = Vec::new();
        let mut context = CompressContext::new(&plain).unwrap();
        context.compress_with_prefix(&old, &new, &mut borrowed).unwrap();
        assert!(borrowed == patch, "level {level}, by reference");
        let mut content = Vec::new();
        let mut other = DecompressContext::new(&DecompressOptions::new()).unwrap();
        other.decompress_with_prefix(&old, &patch, &mut content).unwrap();
        assert!(content == new);

        // Nothing of the window that it took is left to what comes next.
        let mut after = Vec::new();
        context.compress_into(&new[..3_000_000], &mut after).unwrap();
        assert!(after == plain.compress(&new[..3_000_000]).unwrap(), "level {level}, afterwards");
    }
}

#[test]
fn streams_and_workers_make_patches_as_small() {
    let (old, new) = versions(3_000_000);
    let back = DecompressOptions::new().patch_from(&old);
    for workers in [0, 2] {
        let options = CompressOptions::new().workers(workers).patch_from(&old);
        for pledged in [None, Some(new.len() as u64)] {
            let mut push = options.compressor().unwrap();
            push.set_pledged_size(pledged).unwrap();
            let mut patch = Vec::new();
            for piece in new.chunks(100_000) {
                push.compress_into(piece, EndDirective::Continue, &mut patch).unwrap();
            }
            patch.extend(push.finish().unwrap());
            assert!(patch.len() < 1500, "{workers} workers, {pledged:?}: {} bytes", patch.len());
            assert!(back.decompress(&patch).unwrap() == new);
            let mut decoder = back.decompressor().unwrap();
            assert!(decoder.decompress(&patch, None).unwrap() == new);

            // The prefix was for the first frame, and so was its window.
            let second = push.compress(&new[..300_000], EndDirective::End).unwrap();
            let plain = CompressOptions::new().workers(workers).compress(&new[..300_000]).unwrap();
            assert!(second == plain);
        }
        let patch = options.compress(&new).unwrap();
        assert!(patch.len() < 1500, "{workers} workers at once: {} bytes", patch.len());
        assert!(back.decompress(&patch).unwrap() == new);
    }
}

#[test]
fn what_was_set_wins_over_what_a_patch_would_take() {
    let (old, new) = versions(3_000_000);
    let patch = CompressOptions::new().patch_from(&old).window_log(20).compress(&new).unwrap();
    assert!(patch.len() > new.len() / 2, "{} bytes", patch.len());
    let off = CompressOptions::new().patch_from(&old).long_distance_matching(false);
    assert!(off.compress(&new).unwrap().len() > new.len() / 2);
    let window = CompressParameter::WindowLog;
    let options = CompressOptions::new().patch_from(&old);
    assert_eq!(options.get(window), None);

    let patch = options.compress(&new).unwrap();
    let limited = DecompressOptions::new().patch_from(&old).window_log_max(20);
    assert!(matches!(limited.decompress(&patch), Err(Error::WindowTooLarge { .. })));
}

#[test]
fn a_patch_to_next_to_nothing_is_a_frame_like_others() {
    for old in [&b""[..], b"1234567"] {
        let patch = CompressOptions::new().patch_from(old).compress(b"all of it is new").unwrap();
        assert_eq!(patch, zstdkit::compress(b"all of it is new", 0).unwrap());
        let back = DecompressOptions::new().patch_from(old).decompress(&patch).unwrap();
        assert_eq!(back, b"all of it is new");
    }
    // What begins like a trained dictionary and isn't one is content like any other.
    let old =
        [&0xEC30_A437_u32.to_le_bytes()[..], &[255; 100], b"what they have in common"].concat();
    let patch = CompressOptions::new().patch_from(&old).compress(&old[90..]).unwrap();
    assert_eq!(DecompressOptions::new().patch_from(&old).decompress(&patch).unwrap(), &old[90..]);
}

#[test]
fn a_small_change_to_large_data_and_large_data_from_small() {
    let (old, _) = versions(2_000_000);
    let mut grown = old.clone();
    grown.splice(700_000..700_000, *b"and something put in between");
    for (from, to) in [(&old[..], &grown[..]), (&grown, &old), (&old[..1000], &old), (&old, b"x")] {
        let patch = CompressOptions::new().level(1).patch_from(from).compress(to).unwrap();
        assert!(DecompressOptions::new().patch_from(from).decompress(&patch).unwrap() == to);
    }
}

#[cfg(target_pointer_width = "64")]
#[test]
fn a_prefix_beyond_every_window_is_refused_unless_one_is_set() {
    // Fresh zeros, which take no memory as long as nobody looks at them.
    let len = (2 << 30) + 1;
    let old = vec![0; len];
    let mut context = CompressContext::new(&CompressOptions::new()).unwrap();
    let mut patch = Vec::new();
    let outcome = context.compress_with_prefix(&old, b"new", &mut patch);
    assert_eq!(outcome, Err(Error::PrefixTooLarge { len: len as u64, limit: 2 << 30 }));
    assert_eq!(context.compress_into(b"new", &mut patch).unwrap(), patch.len());
    assert_eq!(patch, zstdkit::compress(b"new", 0).unwrap());
}
